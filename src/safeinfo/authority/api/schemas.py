"""What the API takes and answers."""

from datetime import datetime

from ninja import Schema
from pydantic import Field


class ShopIn(Schema):
    """A shop to add."""

    address: str = Field(max_length=300, examples=["https://shop.example"])
    name: str = Field(max_length=120)


class ShopOut(Schema):
    """A shop of the token's account; `seal` is the state of its seal or application, "" for none."""

    id: int
    origin: str
    name: str
    domain_proved: bool
    declaration: int | None
    seal: str


class ChallengeOut(Schema):
    """A challenge by which a domain is proved, and what the last look found."""

    method: str
    token: str
    expires_at: datetime
    proved_at: datetime | None
    said: str


class DeclarationIn(Schema):
    """A declaration as TOML (docs/declaration.md)."""

    text: str = Field(max_length=1_000_000)


class AuditIn(Schema):
    """How an audit is carried out; trials need the domain proved."""

    trials: bool = False


class AuditOut(Schema):
    """An audit; `outcomes` by id of requirement, with what reviewers settled."""

    key: str
    state: str
    reason: str
    asked_at: datetime
    ended_at: datetime | None
    digest: str
    outcomes: dict[str, str]
    trouble: str


class RetestIn(Schema):
    """The id of a finding, as the report has it."""

    finding: str = Field(max_length=120)


class RetestOut(Schema):
    """A second look at a finding: waiting, gone, still (there) or untold. Only another audit changes a verdict."""

    key: str
    audit: str
    finding: str
    state: str
    said: str
    asked_at: datetime
    ended_at: datetime | None


class TextIn(Schema):
    """Words of an appeal."""

    text: str = Field(max_length=5000)


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
