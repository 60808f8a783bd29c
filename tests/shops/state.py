"""What one running shop remembers: sessions, accounts, orders, subscribers, messages; gone when it stops."""

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.shops.post import Post


@dataclass(slots=True)
class Session:
    """One visitor's basket and answers. `cellar` is "" until a birth date was given, then "open" or "closed"."""

    basket: dict[tuple[str, str], int] = field(default_factory=dict)
    checkout: dict[str, str] = field(default_factory=dict)
    account: str = ""
    cellar: str = ""


@dataclass(slots=True)
class Account:
    """A customer's account."""

    email: str
    password: str
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message the shop would send."""

    to: str
    subject: str
    text: str


@dataclass(slots=True)
class Memory:
    """All of it."""

    sessions: dict[str, Session] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    subscribers: set[str] = field(default_factory=set)
    orders: list[dict[str, str]] = field(default_factory=list)
    outbox: list[Letter] = field(default_factory=list)
    post: "Post | None" = None  # where it sends real letters; without one it sends none

    def session(self, token: str) -> Session | None:
        """Return the session of a cookie's token, if there is one."""
        return self.sessions.get(token)

    def begin(self) -> tuple[str, Session]:
        """Start a session and return its token with it."""
        token = secrets.token_urlsafe(24)
        return token, self.sessions.setdefault(token, Session())

    def write(self, to: str, subject: str, text: str) -> None:
        """Put a message into the outbox."""
        self.outbox.append(Letter(to, subject, text))


def age(born: date, today: date) -> int:
    """Return the full years between two days."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
