"""Which workers live: one row for each, written again and again."""

import time

import sqlalchemy as sa

from safeinfo.engine.store import Store

_TABLE = sa.Table(
    "safeinfo_workers",
    sa.MetaData(),
    sa.Column("identity", sa.String(200), primary_key=True),
    sa.Column("seen_at", sa.Float, nullable=False),  # seconds since the epoch
)


class Heartbeats:
    """The table of workers. Times are of this machine's clock, so workers' clocks must agree within seconds."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine()

    def prepare(self) -> None:
        """Make the table where there is none; another worker may be making it at the same time."""
        try:
            _TABLE.metadata.create_all(self._engine, checkfirst=True)
        except sa.exc.DBAPIError:
            _TABLE.metadata.create_all(self._engine, checkfirst=True)

    def beat(self, identity: str) -> None:
        """Say that a worker lives."""
        with self._engine.begin() as connection:
            changed = connection.execute(
                sa.update(_TABLE).where(_TABLE.c.identity == identity).values(seen_at=time.time())
            )
            if not changed.rowcount:
                connection.execute(sa.insert(_TABLE).values(identity=identity, seen_at=time.time()))

    def end(self, identity: str) -> None:
        """Forget a worker."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_TABLE).where(_TABLE.c.identity == identity))

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()

    def dead(self, after: float, *, besides: str) -> list[str]:
        """Return the workers that were not heard of for `after` seconds."""
        late = sa.select(_TABLE.c.identity).where(_TABLE.c.seen_at < time.time() - after, _TABLE.c.identity != besides)
        with self._engine.begin() as connection:
            return list(connection.scalars(late.order_by(_TABLE.c.identity)))
