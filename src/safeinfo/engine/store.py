"""Where durable work is kept: a SQLite file beside the authority's own, or PostgreSQL for several workers."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, error
from sqlalchemy import event

CONNECT_SECONDS = 10  # after which a database that does not answer counts as away
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON")


class StoreError(Exception):
    """The store cannot be reached or written."""


@dataclass(frozen=True, slots=True)
class Store:
    """The address of the store as SQLAlchemy writes it: `sqlite:///path` or `postgresql+psycopg://…`."""

    url: str

    @property
    def is_sqlite(self) -> bool:
        """Whether only one machine can work on it."""
        return self.url.startswith("sqlite")

    def engine(self) -> sa.Engine:
        """Open the store. SQLite gets write-ahead logging, without which readers and the writer block each other."""
        waits = {} if self.is_sqlite else {"connect_timeout": CONNECT_SECONDS}
        engine = sa.create_engine(self.url, pool_pre_ping=not self.is_sqlite, connect_args=waits)
        if self.is_sqlite:
            event.listen(engine, "connect", _prepare)
        return engine

    def prepare(self) -> None:
        """Make the tables, or bring them up to date, before anybody asks for work or several workers start at once."""
        try:
            DBOS.migrate(self.url)
        except (sa.exc.SQLAlchemyError, error.DBOSException) as trouble:
            raise StoreError(str(trouble).partition("\n")[0]) from trouble


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = "IMMEDIATE"
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
