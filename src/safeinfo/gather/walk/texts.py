"""What is fetched beside the browser: well-known files, policies that are no pages, the sitemap."""

import re
from urllib.parse import urljoin

from safeinfo.derive.links.scoring import path_topics
from safeinfo.gather.guard import Fetched
from safeinfo.gather.walk.state import Walk
from safeinfo.model.observations import TextSeen

USUAL_PATHS = ("/privacy", "/privacy-policy", "/pages/privacy-policy", "/datenschutz")
STAPLE = "/.well-known/safe-info.json"  # where a shop serves the credential of its seal
_LARGEST = 4 * 2**20
_LARGEST_SIGNED = 64 * 1024
_SECONDS = 15.0
_LOCATION = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<\]]+)", re.IGNORECASE)
_MOST_MAPS = 3
_MOST_FOUND = 2
_OK = 200


async def _get(walk: Walk, url: str, method: str = "GET", most: int = _LARGEST) -> Fetched:
    ca_file = str(walk.options.ca_file) if walk.options.ca_file else None
    seconds = max(1.0, min(_SECONDS, walk.budget.left))
    return await walk.guard.fetch(url, method, max_bytes=most, timeout=seconds, ca_file=ca_file)


async def fetch(walk: Walk, url: str, purpose: str, *, signed: bool = False) -> Fetched:
    """Fetch a resource and record it as a TextSeen; trouble is recorded in it.

    What is `signed` is small, and kept byte for byte: a mask in it would break the signature.
    """
    fetched = await _get(walk, url, most=_LARGEST_SIGNED if signed else _LARGEST)
    _record(walk, url, purpose, fetched, signed=signed)
    return fetched


def _record(walk: Walk, url: str, purpose: str, fetched: Fetched, *, signed: bool) -> None:
    kind = fetched.headers.get("content-type", "")
    mime = kind.partition(";")[0].strip().lower()
    charset = kind.lower().partition("charset=")[2].strip().strip("\"'")
    is_text = not signed and not mime.startswith("application/pdf")
    walk.ledger.add(
        TextSeen,
        url=fetched.url,
        requested_url=url,
        purpose=purpose,
        status=fetched.status,
        mime_type=mime,
        body=walk.ledger.blob(fetched.body, text=is_text) if fetched.body else None,
        charset=charset,
        failure=f"{fetched.failure}: {fetched.detail}".strip(": ") if fetched.failure else "",
    )


async def files(walk: Walk) -> list[Fetched]:
    """Fetch what `well_known` records, one after the other: it may be done while the browser has a page to open."""
    return [
        await _get(walk, urljoin(walk.site, path), most=_LARGEST_SIGNED if signed else _LARGEST)
        for path, _, signed in _files(walk)
    ]


def well_known(walk: Walk, fetched: list[Fetched]) -> None:
    """Record what a shop says of itself in files: its answer to Global Privacy Control, and who sells its ad space."""
    walk.progress("files", walk.site)
    for (path, purpose, signed), file in zip(_files(walk), fetched, strict=True):
        _record(walk, urljoin(walk.site, path), purpose, file, signed=signed)


def _files(walk: Walk) -> list[tuple[str, str, bool]]:
    """Path, purpose, and whether it is signed."""
    asked = [("/.well-known/gpc.json", "gpc", False), ("/ads.txt", "ads-txt", False)]
    return [*asked, (STAPLE, "staple", True)] if walk.options.staple else asked


async def is_there(walk: Walk, url: str) -> bool:
    """Tell whether an address answers with a page."""
    fetched = await _get(walk, url, "HEAD")
    return fetched.status == _OK and not fetched.failure


async def sitemap_policies(walk: Walk) -> list[str]:
    """Return addresses in the sitemap whose last pieces name a privacy policy."""
    robots = await fetch(walk, urljoin(walk.site, "/robots.txt"), "robots")
    named = re.findall(r"(?im)^\s*sitemap:\s*(\S+)", robots.body.decode("utf-8", "replace"))
    maps, found = list(dict.fromkeys([*named, urljoin(walk.site, "/sitemap.xml")])), list[str]()
    for _ in range(_MOST_MAPS):
        if not maps or len(found) >= _MOST_FOUND:
            break
        fetched = await fetch(walk, maps.pop(0), "sitemap")
        places = _LOCATION.findall(fetched.body.decode("utf-8", "replace"))
        maps += [place for place in places if place.lower().endswith(".xml")][:_MOST_MAPS]
        found += [place for place in places if "privacy" in path_topics(place)]
    return found[:_MOST_FOUND]
