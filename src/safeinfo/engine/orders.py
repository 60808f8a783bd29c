"""Asking for work: from the web process, which runs none itself."""

from types import TracebackType
from typing import Any, Self

from dbos import DBOSClient, DBOSPortableJSONSerializer

from safeinfo.engine.jobs import JobError, Payload, defined
from safeinfo.engine.store import Store

VERSION = "1"  # of the stored work; pinned, so that a new release goes on with what an old one left


class Orders:
    """A client of the store. The same job and key asked for again is the same work and is not done twice."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine()
        self._client = DBOSClient(
            system_database_engine=self._engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name="safeinfo",
            retry_connection_errors=False,  # whoever asks has a person waiting, or a sweep that asks again
        )

    def ask(self, name: str, key: str, payload: Payload, *, partition: str = "") -> str:
        """Put a job into its queue and return its id. Jobs of one `partition` (a host) run one after the other."""
        job = defined().get(name)
        if job is None:
            raise JobError(f"no job is named {name!r}")
        options: dict[str, Any] = {
            "workflow_name": name,
            "queue_name": job.queue,
            "workflow_id": f"{name}:{key}",
            "app_version": VERSION,
        }
        if partition:
            options["queue_partition_key"] = partition
        self._client.enqueue(options, dict(payload))  # type: ignore[arg-type]  # the library's TypedDict
        return f"{name}:{key}"

    def state(self, name: str, key: str) -> str:
        """Return "waiting", "running", "done", "failed" or "" where no such work was ever asked for."""
        found = self._client.list_workflows(workflow_ids=[f"{name}:{key}"], load_input=False, load_output=False)
        return _STATES.get(found[0].status, "failed") if found else ""

    def holder(self, name: str, key: str) -> str:
        """Return the worker that a job runs on, "" where none has it."""
        found = self._client.list_workflows(workflow_ids=[f"{name}:{key}"], load_input=False, load_output=False)
        return found[0].executor_id or "" if found and found[0].status == "PENDING" else ""

    def close(self) -> None:
        """Let go of the store."""
        self._client.destroy()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_STATES = {"ENQUEUED": "waiting", "DELAYED": "waiting", "PENDING": "running", "SUCCESS": "done"}
