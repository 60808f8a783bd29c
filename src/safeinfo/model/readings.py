"""What the recognisers of `derive` read out of pages, policies, messages and traffic."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeinfo.model.kinds import Purpose, Required, Sale, is_personal


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in CSS pixels of the page; the origin is the page's top left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRead:
    """One control, or a group of radio buttons, of a form.

    `certainty` is 0 to 1. `node` is the browser's backend node id, for gathering only. `explanation` is the text
    next to the field that gives a reason for asking. `required_because`: attribute, aria, text-mark, legend,
    convention, not-marked-among-marked, optional-mark, unknown …
    """

    selector: str
    kind: str
    tag: str = "input"
    type: str = "text"
    name: str = ""
    label: str = ""
    certainty: float = 1.0
    because: str = ""  # the signal that decided: autocomplete, type, label, name, options, neighbours …
    required: Required = Required.UNKNOWN
    required_because: str = "unknown"
    visible: bool = True
    checked: bool | None = None  # tick boxes and radio groups: as the page came
    explanation: str = ""
    autocomplete: str = ""
    box: Box | None = None
    node: int | None = None
    options: tuple[str, ...] = ()
    id: str = ""
    others: tuple[str, ...] = ()  # selectors of the further buttons of a radio group; `selector` is the first one's

    @property
    def personal(self) -> bool:
        """Whether the field collects personal data."""
        return is_personal(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRead:
    """A form as a visitor sees it, with or without a `<form>` tag; `action` is absolute, "" without a tag."""

    selector: str
    purpose: Purpose
    fields: tuple[FieldRead, ...]
    certainty: float = 1.0
    because: str = ""
    action: str = ""
    method: str = "get"
    tagged: bool = True
    submit: tuple["ButtonRead", ...] = ()
    heading: str = ""
    text: str = ""  # visible text, at most 2,000 characters
    visible: bool = True
    frame: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonRead:
    """A control that does something when clicked."""

    selector: str
    label: str
    visible: bool = True
    box: Box | None = None
    node: int | None = None
    type: str = "submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRead:
    """A link, with how well it fits the topic it was searched for (`score`, 0 to 1).

    `region` is header, nav, main, footer, banner (a consent banner or dialog) or "".
    """

    selector: str
    url: str
    text: str
    topic: str = ""
    score: float = 0.0
    visible: bool = True
    focusable: bool = True
    region: str = ""
    contrast: float | None = None
    box: Box | None = None
    node: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A passage that says something on a topic: verbatim `quote` at `offset` (characters) of the text read.

    Topics: collects, purposes, third-parties, sale, children, guardian, opt-out, unsubscribe, access, deletion,
    retention, security, contact, correspondence (that customers write to the shop), effective-date,
    passive-collection, sale-consent. `status` depends on the topic: for sale a `Sale` value or "maybe-sold",
    "right", "minors-only", "business-transfer"; for children "refuses", "guardian-consent", "not-directed",
    "collects", "mentions"; elsewhere "yes", "no" or a value (a date, a kind of data, a name).
    """

    topic: str
    status: str
    quote: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRead:
    """A text that may be a privacy policy, and what it says.

    `is_policy` is a probability. `unread` says why the text could not be read whole ("" if it was): empty,
    script-only, language, too-large, damaged, truncated, parts. `kind`: privacy, california, children, cookies, terms,
    other. `kinds` are the field kinds and groups the text names as collected.
    """

    url: str
    kind: str
    is_policy: float
    language: str
    sale: Sale
    statements: tuple[Statement, ...]
    kinds: frozenset[str] = frozenset()
    children: str = "silent"  # refuses, guardian-consent, not-directed, collects, mentions, silent, unclear
    children_age: int = 0  # years below which the deciding words on children apply; 0: none named
    unread: str = ""
    blanks: tuple[str, ...] = ()  # template places left open: "[Company Name]", "{{shop}}"
    names: tuple[str, ...] = ()  # organisations and domains it speaks for
    mail_hosts: tuple[str, ...] = ()  # of `names`, the domains that stand in e-mail addresses only
    recipients: tuple[str, ...] = ()  # organisations it says receive data
    effective: str = ""  # ISO date if stated
    length: int = 0  # characters of text read
    parts: tuple[str, ...] = ()  # addresses of the pages that it is spread over, where it is a list of them


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """One way out of a mailing: `how` is link, mailto, header-link, header-mailto, one-click, reply or form."""

    how: str
    target: str
    words: str = ""
    problem: str = ""  # "", hidden, broken, login, preferences-only, form-only, image-only, wrong-list …
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRead:
    """A message, and the ways out of it.

    `kind` is informational, transactional, transactional-with-offer, opt-in-confirmation, sale-consent,
    guardian-notice or unclear.
    """

    kind: str
    sender: str
    subject: str
    language: str
    opt_outs: tuple[OptOut, ...]
    present: bool
    visible: bool
    actionable: bool
    certainty: float = 1.0
    because: str = ""
    one_click: bool = False
    postal_address: str = ""
    authentication: Mapping[str, str] = field(default_factory=dict)
    trackers: tuple[str, ...] = ()
    address_leaks: tuple[str, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakRead:
    """A planted value found in something sent: which, how encoded (outermost last), where in it (bytes)."""

    name: str
    chain: tuple[str, ...]
    start: int
    end: int
    path: tuple[str, ...] = ()  # how what was sent had to be decoded to find it: ("url", "base64", "json")
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRead:
    """Whose a host is, seen from the shop: `party` is first or third; `roles` of the kinds in parties.toml."""

    host: str
    party: str
    organisation: str = ""
    roles: tuple[str, ...] = ()  # payment, delivery, fraud-prevention, advertising, session-recorder, …
