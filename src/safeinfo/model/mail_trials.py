"""What takes weeks to see: addresses planted for mail, ways out that were taken, a shop's ledger of consents."""

from dataclasses import dataclass
from datetime import datetime

from safeinfo.model.observations import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPlanted(Observation):
    """An address of a mail trial; `address` is its name in the trial, not the address itself.

    `role`: subscriber (signed up for the mailings), control (signed up, and never opts out), customer (a trial
    customer of a shop that sells data, with the `answer` given to its notice: yes, no or ""), decoy (told to nobody).
    """

    address: str
    role: str
    planted_at: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutExercised(Observation):
    """A way out of a mailing that a mail trial took, and what came of it.

    `message` is the id of the MailSeen whose way it was; `way`: link, mailto, one-click, or get (the link was only
    opened, as programs that check mail do). `result`: accepted, unclear (what came of it could not be seen), login
    (a log-in was asked), payment, asked-more (anything beyond the address and preferences), dead, error. `pages` is
    how many pages had to be gone through.
    """

    address: str
    message: str
    way: str
    at: datetime
    result: str
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWatched(Observation):
    """The mailboxes of all planted addresses were read without a gap from `since` to `until`: silence can be cited."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRead(Observation):
    """What a shop's ledger of consents to a sale comes to; the ledger itself is not kept, `digest` is its SHA-256.

    `customers` is how many the shop declares to have had; the rest are counts of rows: `notified` with the day of a
    notice, `agreed`, `refused` and `silent` by answer, `sold` with a day of sale; and what must be none:
    `sold_without_yes`, `sold_before_yes`, `answered_before_notice`, `repeated` customers.
    """

    source: str
    digest: str
    customers: int
    rows: int
    notified: int
    agreed: int
    refused: int
    silent: int
    sold: int
    sold_without_yes: int
    sold_before_yes: int
    answered_before_notice: int
    repeated: int
