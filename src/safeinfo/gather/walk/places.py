"""The other pages of a shop: account, login, contact, newsletter; pages for those of an age; whatever else it links."""

from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from urllib.parse import urljoin, urlsplit

from safeinfo.derive.shop import inner_links, menu_links, place_presses, print_of, product_links
from safeinfo.gather.walk import gates
from safeinfo.gather.walk.frontier import Target, key_of, shape_of
from safeinfo.gather.walk.looking import answered, follow, go
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.model.kinds import Purpose

_TOPICS = (  # topic of a link, role of its page, how many; some once more, for links met on the way
    ("cart", "cart", 1),
    ("signup", "signup", 2),
    ("login", "login", 2),
    ("account", "account", 1),
    ("recovery", "recovery", 1),
    ("contact", "contact", 2),
    ("newsletter", "newsletter", 1),
    ("signup", "signup", 1),
    ("recovery", "recovery", 1),
)
_BY_PRESS = (
    ("login", Purpose.LOGIN),
    ("account", Purpose.LOGIN),
    ("signup", Purpose.SIGNUP),
    ("contact", Purpose.CONTACT),
    ("newsletter", Purpose.NEWSLETTER),
)
_ENTRANCES = frozenset({"login", "account"})
_MOST_SPARE = 2  # controls pressed although a form for that purpose was seen elsewhere
_LEAST = 0.45
_BESIDE, _MOST_BESIDE = 2, 6  # pages of one folder that are only linked: opened first, opened at all
_MOST_DECLARED = 5
_MOST_OF_MENU = 12


async def usual(walk: Walk, home: Look) -> None:
    """Open the pages on which shops collect data: each topic's best links, also those met on the way."""
    for topic, role, most in _TOPICS:
        for target in walk.frontier.best(topic, role, most, _LEAST):
            walk.tried[role] += 1
            seen = await go(walk, target)
            if seen is not None and seen.gate is not None:
                await gates.enter(walk, seen)
            walk.let_go(home)


async def by_press(walk: Walk, home: Look) -> None:
    """Press what leads to a place without leaving its page, where no link has led to one, and a few where one has.

    A page of scripts has buttons and links that it catches; signing up may begin where one logs in.
    """
    spare = _MOST_SPARE
    for topic, purpose in _BY_PRESS:
        missing = not walk.found[purpose.value]
        offered = home.documents and place_presses(home.documents[0], topic, caught=missing)
        if offered and (missing or spare):
            spare -= not missing
            missing = not await _press_place(walk, home, topic, caught=missing) and missing
        entrance = _entrance(walk) if topic == "signup" and missing else None
        if entrance is not None:
            await _press_place(walk, entrance, topic, caught=True)


def _entrance(walk: Walk) -> Look | None:
    """Return the page where one logs in, as it was seen last."""
    found = (look for look in reversed(walk.looks) if look.page.role in _ENTRANCES)
    return next((look for look in found if look.asks(Purpose.LOGIN)), None)


async def _press_place(walk: Walk, known: Look, topic: str, *, caught: bool) -> bool:
    """Press what may lead to a place, on its page opened anew; True if that has shown something."""
    steps = known.page.click_steps
    page = await go(walk, Target(known.page.url, known.page.role, "address", steps), keep_clear=True)
    found = place_presses(page.documents[0], topic, caught=caught) if page and page.documents else ()
    if page is None or not found or found[0].node is None:
        return False
    walk.tried[topic] += 1
    walk.shopper.phase = "shopping"
    before = print_of(page.documents)
    if not await page.visit.click(found[0].node):
        return False
    await page.visit.settle()
    away = key_of(walk.shopper.url) != key_of(page.page.url)
    if away and walk.frontier.visited(walk.shopper.url):
        return False  # a plain link, and its page was seen
    if not away and print_of((await answered(walk, page, before)).documents) == before:
        return False
    await follow(walk, topic, found[0].label, steps + 1, left=page)
    return True


async def gated(walk: Walk) -> None:
    """Open the pages that are declared, or linked, as being for those of an age."""
    declared = walk.options.declaration.age_limits if walk.options.declaration else ()
    urls = [declared_at(path, walk.site, walk.linked) for limit in declared for path in limit.pages]
    targets = [Target(url, "gated", "declaration", 9) for url in dict.fromkeys(urls)][:_MOST_DECLARED]
    for target in (*targets, *walk.frontier.best("age-restricted", "gated", 2, 0.4)):
        if not walk.frontier.visited(target.url):
            walk.tried["age-gate"] += 1
            await go(walk, target)


def declared_at(pattern: str, site: str, linked: Iterable[str]) -> str:
    """Return where to look for the pages of a declared path: for one with `*` a linked page, else its folder."""
    if "*" not in pattern:
        return urljoin(site, pattern)
    fits = (url for url in linked if fnmatchcase(urlsplit(url).path.rstrip("/") or "/", pattern.rstrip("/") or "/"))
    return next(fits, None) or urljoin(site, pattern.partition("*")[0].rstrip("/") or "/")


async def sections(walk: Walk, home: Look) -> None:
    """Open every section of the main menu: what stands behind a gate, or asks something, may be any of them."""
    menu = menu_links(home.documents[0]) if home.documents else ()
    for link in menu[:_MOST_OF_MENU]:
        if not walk.frontier.visited(link.url):
            await go(walk, Target(link.url, "other", link.text or link.url, 1))
            walk.let_go(home)


async def rest(walk: Walk, home: Look) -> None:
    """Open what else the home page links, within the budget: of pages beside each other in one folder only a few."""
    if not home.documents:
        return
    document = home.documents[0]
    products = {key_of(link.url) for link in product_links(document)}
    links = [link for link in inner_links(document) if key_of(link.url) not in products]
    shapes: Counter[str] = Counter(shape_of(page.page.url) for page in walk.looks if page.page.role == "other")
    for most in (_BESIDE, _MOST_BESIDE):
        for link in links:
            shape = shape_of(link.url)
            if shapes[shape] < most and not walk.frontier.visited(link.url):
                shapes[shape] += 1
                await go(walk, Target(link.url, "other", link.text or link.url, 1))
                walk.let_go(home)
