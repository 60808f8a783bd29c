"""Durable work: ordered steps of plain functions that survive a killed process; the only importer of DBOS.

Callers define a job by its name and steps, and ask for it by a key of their own. The same key is the same work: asked
for twice, it is done once. Nothing here knows what the work is about.
"""

from safeinfo.engine.jobs import Job, JobError, Payload, define, defined
from safeinfo.engine.names import NameTakenError, hold
from safeinfo.engine.orders import Orders
from safeinfo.engine.store import CONNECT_SECONDS, Store, StoreError
from safeinfo.engine.worker import Worker

__all__ = [
    "CONNECT_SECONDS",
    "Job",
    "JobError",
    "NameTakenError",
    "Orders",
    "Payload",
    "Store",
    "StoreError",
    "Worker",
    "define",
    "defined",
    "hold",
]
