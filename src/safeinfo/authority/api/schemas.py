"""What the API takes and gives, field by field."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, Field


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL character is no text")
    return text


PageNumber = Annotated[int, Field(ge=1, le=100_000)]
RowNumber = Annotated[int, Field(ge=0, lt=2**63)]
Text = Annotated[str, AfterValidator(_without_nul)]


class Problem(Schema):
    """A problem of RFC 9457; `code` is one word for programs where there is one."""

    type: str
    title: str
    status: int
    instance: str
    code: str = ""
    detail: str = ""
    errors: list[dict[str, Any]] = Field(default_factory=list)


class ShopIn(Schema):
    """A shop to add."""

    address: Text = Field(max_length=300, examples=["https://shop.example"])
    name: Text = Field(max_length=120)


class ShopOut(Schema):
    """A shop of the token's account; `seal` is the state of its seal or application, "" for none."""

    id: int
    origin: str
    name: str
    domain_proved: bool
    declaration: int | None
    seal: str


class ChallengeOut(Schema):
    """A challenge by which a domain is proved, where its token must stand, and what the last look found."""

    method: str
    token: str
    where: str
    expires_at: datetime
    proved_at: datetime | None
    checked_at: datetime | None
    said: str


class DeclarationIn(Schema):
    """A declaration as TOML (docs/declaration.md); with `based_on` it is refused if a later version is there."""

    text: Text = Field(max_length=1_000_000)
    based_on: int | None = None


class DeclarationOut(Schema):
    """A version of the declaration."""

    number: int
    made_at: datetime
    text: str


class AskedOut(Schema):
    """A kind of personal data that the newest audit saw asked for."""

    kind: str
    forms: list[str]
    required: bool
    labels: list[str]


class SeenOut(Schema):
    """What a declaration should speak of: data asked for, and hosts that received any."""

    audit: str
    asked: list[AskedOut]
    hosts: list[str]


class AuditIn(Schema):
    """How an audit is carried out; trials need the domain proved."""

    trials: bool = False


class AuditOut(Schema):
    """An audit; `outcomes` by id of requirement, with what reviewers settled."""

    key: str
    shop: int
    state: str
    reason: str
    trials: bool
    asked_at: datetime
    ended_at: datetime | None
    digest: str
    outcomes: dict[str, str]
    trouble: str


class RetestIn(Schema):
    """The id of a finding, as the report has it."""

    finding: Text = Field(max_length=120)


class RetestOut(Schema):
    """A second look at a finding: waiting, gone, still (there) or untold. Only another audit changes a verdict."""

    key: str
    audit: str
    finding: str
    state: str
    said: str
    asked_at: datetime
    ended_at: datetime | None


class LineOut(Schema):
    """A line of an audit's progress."""

    id: int
    at: datetime
    phase: str
    detail: str


class ActOut(Schema):
    """Something that happened to the seal."""

    at: datetime
    act: str
    who: str
    before: str
    after: str
    why: str


class OwnSealOut(Schema):
    """The application or seal of a shop, as its merchant sees it."""

    state: str
    since: datetime
    why: str
    cure_until: datetime | None
    valid_until: datetime | None
    audit: str
    may_apply: bool
    may_appeal: bool
    history: list[ActOut]


class MarkOut(Schema):
    """How the seal is put on the shop; pictures are at `/shops/{pk}/seal/mark/{size}-{theme}.svg`."""

    snippet: str
    live: str
    cron: str
    sizes: list[str]
    themes: list[str]
    languages: list[str]


class MailTrialOut(Schema):
    """A trial by e-mail, with days in UTC; state "" for none.

    `lacking` says what keeps one from beginning (receiver, control, rest, pulse), `coming` what comes next and when.
    """

    state: str
    why: str
    outcome: str
    lacking: str
    began_on: str | None
    signed_up: int
    trial_customers: int
    over_on: str | None
    not_before: str | None
    came: list[dict[str, Any]]
    ways_out: list[dict[str, Any]]
    coming: list[dict[str, Any]]
    findings: list[dict[str, Any]]


class TextIn(Schema):
    """Words of an appeal."""

    text: Text = Field(max_length=5000)


class AppealOut(Schema):
    """An appeal and its answer."""

    id: int
    against: str
    text: str
    state: str
    made_at: datetime
    due_at: datetime
    answer: str
    answered_at: datetime | None


class AccountOut(Schema):
    """The token's account."""

    email: str
    joined_at: datetime
    language: str
    is_reviewer: bool


class TokenIn(Schema):
    """A token to make; the account's password, for a token alone must not beget others."""

    name: Text = Field(max_length=60)
    password: str = Field(max_length=1000)


class TokenOut(Schema):
    """A token, without its secret."""

    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


class SecretOut(TokenOut):
    """A token that was made just now; its secret is told this once."""

    secret: str


class DeleteIn(Schema):
    """What confirms that the account is to be deleted."""

    email: Text = Field(max_length=300)
    password: str = Field(max_length=1000)


class SealOut(Schema):
    """What the public knows of a seal."""

    origin: str
    name: str
    state: str
    since: datetime
    issued_at: datetime | None
    audited_at: datetime | None
    edition: str
    evidence_digest: str
    valid_until: datetime | None
    why: str
