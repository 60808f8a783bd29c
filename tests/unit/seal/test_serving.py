"""What a log's server gives away, and what it does not; a witness over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from yarl import URL

from safeinfo.seal.log import opened
from safeinfo.seal.notes import parse_lines
from safeinfo.seal.witness import Witness, request
from safeinfo.serving import log_application, witness_application
from tests.unit.seal.disk import Memory
from tests.unit.seal.making import Clock, private

ORIGIN = "seals.example/log"


async def started(application: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[tuple[str, bytes]]:
    with opened(tmp_path, ORIGIN, private(2)) as made:
        made.append([b"x"] * 3)
        note = made.publish().note.written.encode()
    (tmp_path / "public" / "secret").symlink_to(tmp_path / "private" / "head")
    runner, url = await started(log_application(tmp_path / "public"))
    yield url, note
    await runner.cleanup()


async def test_a_log_is_served_as_tlog_tiles_asks(log: tuple[str, bytes]) -> None:
    url, note = log
    async with ClientSession() as session:
        async with session.get(f"{url}/checkpoint") as answer:
            assert await answer.read() == note
            assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert answer.headers["Cache-Control"] == "public, max-age=5"
        async with session.get(f"{url}/tile/0/000.p/3") as answer:
            assert len(await answer.read()) == 96
            assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["", "../private/head", "..%2fprivate%2fhead", "%2e%2e/private/head", "tile/0/../../../private/head", "secret",
     "tile/0/000.p/4", "tile/0/0", "private/head", "tile", "tile/0/000.p/3/", "//checkpoint"],
)  # fmt: skip
async def test_nothing_else_is_served(log: tuple[str, bytes], path: str) -> None:
    async with ClientSession() as session, session.get(URL(f"{log[0]}/{path}", encoded=True)) as answer:
        assert answer.status == 404


async def test_a_witness_over_http(tmp_path: Path, log: tuple[str, bytes]) -> None:
    witness = Witness(Memory(), "witness.example/w1", private(3), {}, Clock())
    runner, url = await started(witness_application(witness))
    try:
        async with ClientSession() as session:
            async with session.post(f"{url}/add-checkpoint", data=request(0, [], log[1].decode())) as answer:
                assert answer.status == 404
            async with session.post(f"{url}/add-checkpoint", data=b"x" * 500_000) as answer:
                assert answer.status == 413
            async with session.get(f"{url}/add-checkpoint") as answer:
                assert answer.status == 405
    finally:
        await runner.cleanup()
    assert list(parse_lines("")) == []
