"""A worker: runs the jobs that were asked for, and takes over what a dead worker left.

DBOS gives waiting work to any worker, but what a worker had begun waits for that worker's id. So each worker writes a
heartbeat, and each takes over from those whose heart has stopped.
"""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

from safeinfo.engine.heartbeat import Heartbeats
from safeinfo.engine.jobs import Job, Payload, defined
from safeinfo.engine.orders import VERSION
from safeinfo.engine.store import Store

_log = logging.getLogger(__name__)
DEAD_AFTER = 30.0  # seconds without a heartbeat after which a worker's work is taken over
_BEATS = 6  # that a worker misses before it is taken for dead


class Worker:
    """One process's worker; a process can have one. `identity` must be its own, and the same after a restart.

    `parallel` is how many jobs of a queue it runs at once; `hosts` are queues whose jobs are partitioned (one at a time
    for each partition, over all workers). `polling` is seconds between two looks at a queue; after `dead_after` seconds
    without a heartbeat a worker's work is taken over.
    """

    def __init__(
        self,
        store: Store,
        identity: str,
        *,
        parallel: dict[str, int],
        hosts: frozenset[str],
        polling: float = 1.0,
        dead_after: float = DEAD_AFTER,
    ) -> None:
        self._store, self._identity, self._dead_after = store, identity, dead_after
        self._every = dead_after / _BEATS
        self._parallel, self._hosts, self._polling = parallel, hosts, polling
        self._stop = threading.Event()
        self._beating: threading.Thread | None = None
        self._engine = store.engine()
        self._heartbeats = Heartbeats(store)

    def start(self, tick: Callable[[], None] | None = None, every: float = 60.0) -> None:
        """Start taking work; `tick` is called every so many seconds in a thread of its own, on every worker."""
        config = DBOSConfig(
            name="safeinfo",
            system_database_url=self._store.url,
            system_database_engine=self._engine,
            executor_id=self._identity,
            application_version=VERSION,
            serializer=DBOSPortableJSONSerializer(),
            log_level="WARNING",
        )
        DBOS(config=config)
        for job in defined().values():
            _register(job)
        self._heartbeats.prepare()
        self._heartbeats.beat(self._identity)
        DBOS.launch()
        for queue in sorted({job.queue for job in defined().values()}):
            DBOS.register_queue(queue, polling_interval_sec=self._polling, **self._limits(queue))
        self._beating = threading.Thread(target=self._beat, name="safeinfo-heartbeat", daemon=True)
        self._beating.start()
        if tick is not None:
            threading.Thread(target=self._tick, args=(tick, every), name="safeinfo-tick", daemon=True).start()

    def stop(self, within: float = 20.0) -> None:
        """Stop taking work; what runs has `within` seconds to end, and is taken up again later if it has not."""
        self._stop.set()
        if self._beating is not None:
            self._beating.join(self._every * 2)
        DBOS.destroy(workflow_completion_timeout_sec=int(within))
        self._heartbeats.end(self._identity)
        self._heartbeats.close()
        self._engine.dispose()

    def halt(self) -> None:
        """Ask the worker to stop, from a signal's handler; `wait` then returns."""
        self._stop.set()

    def wait(self) -> None:
        """Return when somebody asked the worker to stop."""
        self._stop.wait()

    def _limits(self, queue: str) -> dict[str, Any]:
        limits: dict[str, Any] = {"worker_concurrency": self._parallel.get(queue, 4)}
        if queue in self._hosts:
            limits["partition_concurrency"] = 1
        return limits

    def _beat(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self._heartbeats.beat(self._identity)
                self._take_over()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                _log.warning("the heartbeat of %s failed: %s", self._identity, str(error).partition("\n")[0])

    def _take_over(self) -> None:
        for dead in self._heartbeats.dead(self._dead_after, besides=self._identity):
            _log.warning("worker %s is gone; taking over its work", dead)
            DBOS._recover_pending_workflows([dead])  # noqa: SLF001 - what its own recovery service calls
            self._heartbeats.end(dead)

    def _tick(self, tick: Callable[[], None], every: float) -> None:
        while not self._stop.is_set():
            try:
                tick()
            except Exception:  # noqa: BLE001 - a worker that stops ticking would let everything lapse
                _log.exception("a tick failed; the next one tries again")
            self._stop.wait(every)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _register(job: Job) -> None:
    """Make a job a workflow of the library, and each step a checkpoint in it."""
    steps = [
        (name, DBOS.step(name=f"{job.name}.{name}", retries_allowed=True, max_attempts=job.attempts)(function))
        for name, function in job.steps
    ]

    def run(payload: Payload) -> dict[str, Any]:
        known = dict(payload)
        for _, step in steps:
            known.update(step(known) or {})
        return known

    DBOS.workflow(name=job.name)(run)
