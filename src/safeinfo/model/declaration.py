"""What a shop declares of itself, as read from its declaration file (TOML; docs/declaration.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDeclared:
    """One kind of data: why it is asked, in which forms (purposes; empty: in all), and who receives it."""

    kind: str
    purpose: str
    reason: str = ""
    forms: tuple[str, ...] = ()
    required: bool | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientDeclared:
    """An organisation that receives personal data, by the hosts it is seen at, and what for."""

    organisation: str
    purpose: str
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingDeclared:
    """A kind of informational mail the shop sends."""

    name: str
    sender: str = ""
    frequency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLimitDeclared:
    """Pages for visitors of at least `minimum` years; `pages` are paths, `*` matches any run of characters."""

    minimum: int
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A shop's declaration. None means not declared, which is not the same as no."""

    shop: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    sells_goods: bool | None = None  # goods that are delivered; False: services or downloads only
    takes_orders: bool | None = None  # False: nothing can be ordered or paid for on the site
    sold: bool | None = None
    sold_to: tuple[str, ...] = ()
    consent_asked_by_mail: bool | None = None
    consent_ledger: str = ""  # path of the ledger of consents to a sale, beside the declaration
    customers: int | None = None  # how many there were when they were asked
    data: tuple[DataDeclared, ...] = ()
    recipients: tuple[RecipientDeclared, ...] = ()
    safeguards: Mapping[str, str] = field(default_factory=dict)  # encryption, access, retention, breach
    mailings: tuple[MailingDeclared, ...] = ()
    sends_mailings: bool | None = None
    under_13: str = ""  # what the shop does about customers under 13: "refused", "guardian", "not-addressed" …
    directed_at_children: bool | None = None
    age_limits: tuple[AgeLimitDeclared, ...] = ()
    no_age_limits: bool | None = None
