"""The shop's policies and notices: the best candidates opened; looked for elsewhere where none is linked."""

from urllib.parse import urljoin, urlsplit

from safeinfo.derive.policy import read_policy_page
from safeinfo.gather.walk import texts
from safeinfo.gather.walk.frontier import Target
from safeinfo.gather.walk.looking import go
from safeinfo.gather.walk.state import Look, Walk

_MOST = 5  # candidates for the privacy policy
_PARTS = 12  # pages of a policy that is spread over several
_LIKELY = 0.5  # probability from which a text counts as one
_WORTH = 0.5  # score of a link that is opened although a policy was found
_NOTICES = (("california", 2), ("children", 1), ("privacy-choices", 1), ("cookies", 1))
_LEGAL = (("terms", 1), ("legal", 1))


async def look_for(walk: Walk) -> None:
    """Open the candidates for the privacy policy, the notices around it, the terms and the imprint."""
    await _privacy(walk)
    for topic, most in _NOTICES:
        for target in walk.frontier.best(topic, "notice", most, 0.4):
            await _open(walk, target)
    for topic, most in _LEGAL:
        for target in walk.frontier.best(topic, "legal", most, 0.4):
            await _open(walk, target)


async def look_again(walk: Walk) -> None:
    """Open what other pages than the first called a policy; where nothing did, look where such texts usually are."""
    await _privacy(walk)
    if not walk.found["policy"]:
        await _otherwise(walk)


async def _privacy(walk: Walk) -> None:
    for target in walk.frontier.best("privacy", "policy", _MOST):
        link = next(link for link, _ in walk.frontier.links["privacy"].values() if link.url == target.url)
        if walk.found["policy"] and link.score < _WORTH:
            continue
        await _open(walk, target)


async def _open(walk: Walk, target: Target) -> None:
    """Open a candidate in the browser; what is no page for it (a PDF) is fetched beside it."""
    if walk.frontier.visited(target.url):
        return
    walk.tried["policy"] += 1
    if urlsplit(target.url).path.lower().endswith((".pdf", ".txt")):
        walk.frontier.mark(target.url)
        await texts.fetch(walk, target.url, "policy")
        walk.found["policy"] += target.role == "policy"
        return
    seen = await go(walk, target)
    if seen is None:
        if not walk.budget.spent:
            await texts.fetch(walk, target.url, "policy")
    elif target.role == "policy" and seen.documents:
        await _take(walk, target, seen)


async def _take(walk: Walk, target: Target, seen: Look) -> None:
    """Count a page that is the policy; where it is but a list of its parts, open those, too."""
    read = read_policy_page(seen.documents)
    if read.is_policy >= _LIKELY or read.parts:
        walk.found["policy"] += 1
        walk.hosts.watch(seen.page.url)
    for url in read.parts[:_PARTS]:
        await _open(walk, Target(url, "notice", "part of the policy", target.click_steps + 1))


def _is_policy(seen: Look) -> bool:
    return bool(seen.documents) and read_policy_page(seen.documents).is_policy >= _LIKELY


async def _otherwise(walk: Walk) -> None:
    """No link led to one: look where such texts usually are, and in the sitemap; not one click away all the same."""
    for url in await texts.sitemap_policies(walk):
        walk.tried["policy"] += 1
        seen = await go(walk, Target(url, "policy", "sitemap", 9))
        if seen is not None and _is_policy(seen):
            walk.found["policy"] += 1
            return
    for path in texts.USUAL_PATHS:
        url = urljoin(walk.site, path)
        if walk.frontier.visited(url) or walk.budget.spent:
            continue
        walk.tried["policy"] += 1
        if await texts.is_there(walk, url):
            seen = await go(walk, Target(url, "policy", "address", 9))
            if seen is not None and _is_policy(seen):
                walk.found["policy"] += 1
                return
