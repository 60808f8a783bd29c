"""The order of a walk: home, shopping, policies, the usual places, gates, rest, folded and late forms; then trials."""

import asyncio
from urllib.parse import urlsplit

from safeinfo.derive.shop import doors
from safeinfo.gather.walk import (
    folded,
    gates,
    late,
    methods,
    places,
    policies,
    searches,
    sections,
    shopping,
    texts,
    till,
)
from safeinfo.gather.walk.frontier import Target
from safeinfo.gather.walk.looking import go
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.gather.walk.trials import run


async def walk_shop(walk: Walk, start: str) -> None:
    """Walk through the shop from its home page; everything seen is in the ledger, searches included."""
    if walk.options.only:
        await _only(walk)
        return
    files = asyncio.create_task(texts.files(walk))
    try:
        home = await go(walk, Target(start, "home", "address", 0))
        if home is None:
            walk.stopped["walk"] = "the home page could not be opened"
            searches.record(walk)
            return
        walk.hosts.watch(start)
        home = await gates.enter(walk, await _through_door(walk, await gates.enter(walk, home)))
        texts.well_known(walk, await files)
    finally:
        files.cancel()
    await policies.look_for(walk)
    last = await shopping.shop(walk, home)
    await _go_on(walk, home, last)
    searches.record(walk)


async def _through_door(walk: Walk, home: Look) -> Look:
    """Choose a country or language where the front page asks for nothing else: the visitor's, else the first."""
    found = doors(home.documents[0]) if home.documents else ()
    mine = [link for link in found if f"/{walk.options.language[:2].lower()}" in link.url.lower()]
    link = next(iter(mine or found), None)
    entered = await go(walk, Target(link.url, "home", link.text or link.url, 0)) if link is not None else None
    return entered or home


async def _only(walk: Walk) -> None:
    """Open just the pages that were asked for, by their addresses, each as what it was: to look again at a finding."""
    walk.stopped["walk"] = "only the pages of one finding were opened"
    for url, role in walk.options.only:
        seen = await go(walk, Target(url, role, "address", 0 if role == "home" else 1))
        if walk.options.shops and seen is not None and role == "home":
            await shopping.shop(walk, await gates.enter(walk, seen))
    if not walk.options.visitor:
        for url, _role in walk.options.only:
            walk.hosts.watch(url)
        texts.well_known(walk, await texts.files(walk))
        await folded.show(walk)
    searches.record(walk)


async def _go_on(walk: Walk, home: Look, last: Look | None) -> None:
    trials = walk.options.trials and walk.options.controls_site
    if last is not None and not trials:
        till.say_where_it_stopped(walk, last)
        await _look_around(walk, last, goes_on=False)
    if trials and last is not None:
        await run.at_till(walk, last, await _look_around(walk, last, goes_on=True))
    await policies.look_again(walk)
    await places.usual(walk, home)
    await places.by_press(walk, home)
    await places.gated(walk)
    await places.sections(walk, home)
    await places.rest(walk, home)
    await folded.show(walk)
    await late.stay(walk, home)
    await gates.try_all(walk)
    if trials:
        await run.everywhere(walk)


async def _look_around(walk: Walk, last: Look, *, goes_on: bool) -> Look | None:
    """Look at all that the till asks: by each method, in each section, and who logs in; None if that led off it.

    Where a trial `goes_on` from there, everything is put back as it was, and no login is opened over it.
    """
    seen = await methods.choose_each(walk, last, back=goes_on)
    if seen is None:
        return None
    seen = await sections.open_all(walk, seen, at_till=True, shut=goes_on)
    if not goes_on:
        await methods.open_login(walk, seen)
    return seen


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
