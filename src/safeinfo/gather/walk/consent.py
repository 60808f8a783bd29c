"""Answer consent banners as a careful shopper does: refuse; else save as little as can be; never accept."""

from safeinfo.derive.shop import Banner, consent_banner
from safeinfo.gather.browser.shopper import Shopper
from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.walk.state import Walk
from safeinfo.model.observations import BannerSeen

_OFTEN = 2  # times that the same banner is answered


async def answer(walk: Walk, visit: Visit, shopper: Shopper | None = None) -> bool:
    """Answer the banner that the last capture shows; True if there was one and the page may have changed by it."""
    banner = _shown(visit)
    if banner is None:
        return False
    text = banner.text[:200]
    walk.banners[text] += 1
    if shopper is None and walk.banners[text] > _OFTEN:
        return False
    whose = shopper or walk.shopper
    before, whose.phase = whose.phase, "answering"
    given, control = await _answered(visit, banner)
    walk.consent = given
    walk.ledger.add(
        BannerSeen,
        visit=visit.id,
        frame=banner.frame,
        selector=banner.selector,
        text=banner.text,
        answer=given,
        control=control,
    )
    lost = visit.lost
    whose.phase = before
    if lost:
        walk.banners[text] += _OFTEN  # a banner that holds the page is not pressed again
    return given != "none-offered" and not lost


def _shown(visit: Visit) -> Banner | None:
    return next((found for each in visit.documents if (found := consent_banner(each)) is not None), None)


async def _answered(visit: Visit, banner: Banner) -> tuple[str, str]:
    """Return how it was answered, and by the words of which control."""
    if banner.refuse is not None:
        return await _press(visit, banner, "refuse", "refused")
    if banner.save is not None:
        return await _save(visit, banner)
    if banner.settings is not None and banner.settings.node is not None:
        await visit.click(banner.settings.node)
        await visit.settle()
        return await _second_layer(visit, banner)
    if banner.close is not None:
        return await _press(visit, banner, "close", "closed")
    return "none-offered", ""


async def _second_layer(visit: Visit, first: Banner) -> tuple[str, str]:
    await visit.capture("arrived", picture=False)
    banner = _shown(visit)
    if banner is None:
        return "failed", first.settings.label if first.settings else ""
    if banner.refuse is not None:
        return await _press(visit, banner, "refuse", "refused")
    if banner.save is not None:
        return await _save(visit, banner)
    return "none-offered", ""


async def _save(visit: Visit, banner: Banner) -> tuple[str, str]:
    for node in banner.ticked:
        await visit.tick(node, False)  # noqa: FBT003 - the state it shall be in
    return await _press(visit, banner, "save", "saved-minimum")


async def _press(visit: Visit, banner: Banner, which: str, done: str) -> tuple[str, str]:
    control = getattr(banner, which)
    if control.node is None or not await visit.click(control.node):
        return "failed", control.label
    await visit.settle()
    return done, control.label
