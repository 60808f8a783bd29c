"""The other pages of a shop: account, login, contact, newsletter; pages for those of an age; whatever else it links."""

from collections import Counter
from urllib.parse import urljoin

from safeinfo.derive.shop import inner_links, product_links
from safeinfo.gather.walk import gates
from safeinfo.gather.walk.frontier import Target, key_of, shape_of
from safeinfo.gather.walk.looking import go
from safeinfo.gather.walk.state import Look, Walk

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
_LEAST = 0.45
_BESIDE, _MOST_BESIDE = 2, 6  # pages of one folder that are only linked: opened first, opened at all
_MOST_DECLARED = 5


async def usual(walk: Walk) -> None:
    """Open the pages on which shops collect data: each topic's best links, also those met on the way."""
    for topic, role, most in _TOPICS:
        for target in walk.frontier.best(topic, role, most, _LEAST):
            walk.tried[role] += 1
            seen = await go(walk, target)
            if seen is not None and seen.gate is not None:
                await gates.enter(walk, seen)


async def gated(walk: Walk) -> None:
    """Open the pages that are declared, or linked, as being for those of an age."""
    declared = walk.options.declaration.age_limits if walk.options.declaration else ()
    paths = [path for limit in declared for path in limit.pages if "*" not in path][:_MOST_DECLARED]
    targets = [Target(urljoin(walk.site, path), "gated", "declaration", 9) for path in paths]
    for target in (*targets, *walk.frontier.best("age-restricted", "gated", 2, 0.4)):
        if not walk.frontier.visited(target.url):
            walk.tried["age-gate"] += 1
            await go(walk, target)


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
