"""When a page is given up: silence alone is not enough while it moves on, or while we hold it ourselves."""

import asyncio

import pytest

from safeinfo.gather.browser import pulse
from safeinfo.gather.browser.pulse import Pulse
from safeinfo.gather.browser.recorder import Tap, Target
from safeinfo.gather.browser.traffic import Request


class Wire:
    """Stands for the connection: what is asked is answered at once while `answers` is true, else when released."""

    def __init__(self):
        self.closed = asyncio.Event()
        self.answers = True
        self.asked = []
        self.waiting = []

    def post(self, method, params=None, session=""):
        del params, session
        self.asked.append(method)
        future = asyncio.get_running_loop().create_future()
        if self.answers:
            future.set_result({})
        else:
            self.waiting.append(future)
        return future


@pytest.fixture(autouse=True)
def no_time(monkeypatch):
    for name in ("PATIENCE", "RELIEF", "PACE", "_STOPPED_WITHIN"):
        monkeypatch.setattr(pulse, name, 0)


@pytest.fixture
async def made():
    wire, tap = Wire(), Tap("context")
    target = Target("session", "frame", "page", "", "context")
    given_up = []

    def give_up():
        given_up.append(True)
        target.end("held")

    return wire, tap, target, Pulse(wire, tap, target, give_up), given_up


async def turns(count=50):
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_page_that_answers_is_watched_until_it_is_gone(made):
    wire, _, target, watching, given_up = made
    task = asyncio.create_task(watching.watch())
    await turns()
    assert not task.done()
    assert wire.asked.count("Runtime.evaluate") > 1
    target.end("closed")
    await asyncio.wait_for(task, 5)
    assert not given_up


async def test_a_silent_page_is_stopped_loading_and_then_given_up(made):
    wire, _, target, watching, given_up = made
    wire.answers = False
    await asyncio.wait_for(watching.watch(), 5)
    assert given_up
    assert wire.asked == ["Runtime.evaluate", "Page.stopLoading"]
    assert target.ended == "held"


async def test_a_page_whose_next_document_is_slow_is_not_held(made):
    wire, tap, _, watching, given_up = made
    wire.answers = False
    moving = Request("session", "1", "https://shop.example/slow", "GET", "document", "page", "", "", top_level=True)
    tap.traffic._open["1"] = moving
    task = asyncio.create_task(watching.watch())
    await turns()
    assert not task.done()
    moving.response = {"status": 200}  # it has come, and still nothing is answered
    await asyncio.wait_for(task, 5)
    assert given_up


async def test_our_own_work_is_not_taken_for_a_page_that_holds(made):
    wire, _, _, watching, given_up = made
    async with watching.work():
        wire.answers = False
        task = asyncio.create_task(watching.watch())
        await turns()
        assert not task.done()
    await asyncio.wait_for(task, 5)
    assert given_up


async def test_work_begins_only_once_the_page_answers(made):
    wire, _, _, watching, _ = made
    wire.answers = False
    began = []

    async def work():
        async with watching.work():
            began.append(True)

    task = asyncio.create_task(work())
    await turns()
    assert not began
    wire.waiting[0].set_result({})
    await asyncio.wait_for(task, 5)
    assert began
