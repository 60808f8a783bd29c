"""The report: what an audit came to, ready to be rendered; holds nothing that is not in the evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from safeinfo.model.readings import Box, Statement
from safeinfo.model.requirement import Verdict
from safeinfo.model.review import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVisited:
    """One page of the walk; `picture` is a digest and `picture_size` the CSS pixels it covers."""

    id: str
    visit: str
    url: str
    role: str
    title: str
    status: int
    forms: int
    fields: int
    picture: str | None = None
    picture_size: tuple[int, int] = (0, 0)
    boxes: Mapping[str, Box] | None = None  # by selector, for the places that findings point to


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Something that was not seen, and why."""

    what: str
    reason: str
    url: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was looked at and what not; part of the result."""

    pages: tuple[PageVisited, ...]
    forms: int
    fields: int
    frames: int
    exchanges: int
    reached: Mapping[str, bool]  # home, policy, product, cart, checkout, account, newsletter, contact
    stopped_at: str  # the step where the walk had to stop, and why; "" if it did not
    missed: tuple[Missed, ...]
    complete: bool
    repeats: str = ""  # what was met again and again and looked at a few times only, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of the inventory. `relation`: needed, explained, unexplained or not-personal."""

    page: str
    frame: str
    form: str
    purpose: str
    selector: str
    name: str
    label: str
    kind: str
    personal: bool
    required: str
    required_because: str
    relation: str
    certainty: float
    named_in_policy: bool | None = None
    picture: str | None = None
    second_opinion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One form of the inventory."""

    page: str
    frame: str
    selector: str
    purpose: str
    fields: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """One policy or notice that was read."""

    url: str
    kind: str
    sale_status: str
    children: str
    language: str
    unread: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRow:
    """One host that personal data went to, or would go to: which field kinds, in what way, at which moment."""

    host: str
    organisation: str
    party: str  # first, third
    roles: tuple[str, ...]
    received: tuple[str, ...]  # names of values or field kinds
    how: tuple[str, ...]  # "body of a fetch, sha256", "form target", …
    when: tuple[str, ...]  # typing, submitting, target
    permitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. `summary` is the worst of the verdicts in words of EARL."""

    edition: str
    site: str
    audited_at: datetime
    evidence_digest: str
    tool: str
    browser: str
    settings: Mapping[str, object]
    coverage: Coverage
    verdicts: tuple[Verdict, ...]
    fields: tuple[FieldRow, ...]
    forms: tuple[FormRow, ...]
    policies: tuple[PolicyRow, ...]
    recipients: tuple[RecipientRow, ...]
    review: Review | None = None
    pictures: Mapping[str, bytes]  # blobs that findings and pages show, by digest
