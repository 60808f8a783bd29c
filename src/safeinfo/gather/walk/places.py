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
)
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
    """Press what leads from the home page to a place that no link has led to: pages of scripts have buttons."""
    for topic, purpose in _BY_PRESS:
        if walk.found[purpose.value] or not home.documents or not place_presses(home.documents[0], topic):
            continue
        page = await go(walk, Target(home.page.url, "home", "address", 0), keep_clear=True)
        control = next(iter(place_presses(page.documents[0], topic)), None) if page and page.documents else None
        if page is None or control is None or control.node is None:
            continue
        walk.tried[topic] += 1
        walk.shopper.phase = "shopping"
        before = print_of(page.documents)
        if await page.visit.click(control.node):
            await page.visit.settle()
            if (
                key_of(walk.shopper.url) != key_of(page.page.url)
                or print_of((await answered(walk, page, before)).documents) != before
            ):
                await follow(walk, topic, control.label, 1, left=page)


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
