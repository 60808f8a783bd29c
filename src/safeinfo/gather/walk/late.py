"""What the home page shows to a visitor who stays, scrolls down and turns to go: mostly an offer for an address."""

from safeinfo.derive.computed.hidden import is_unseen
from safeinfo.gather.walk import typing
from safeinfo.gather.walk.frontier import Target, key_of
from safeinfo.gather.walk.looking import again, go
from safeinfo.gather.walk.state import Look, Walk

_STAYED = 45.0  # seconds of the page's time: windows of this kind mostly come within the first half minute


async def stay(walk: Walk, home: Look) -> None:
    """Open the home page once more, let time pass for it, and type into the forms that come only then."""
    if walk.budget.spent or home.role.role == "empty":
        return
    page = await go(walk, Target(home.url, "home", "address", 0), keep_clear=True)
    if page is None or page.visit.lost:
        return
    walk.progress("staying", page.page.url)
    walk.shopper.phase = "arriving"
    shown = [form for seen in walk.looks for form in seen.forms if form.visible]
    if await page.visit.linger(_STAYED) and key_of(walk.shopper.url) == key_of(page.url):
        fresh = await again(walk, page, "answered")
        if any(form.visible and is_unseen(form, shown) for form in fresh.forms):
            await typing.probe(walk, fresh)
    await walk.shopper.renew()
