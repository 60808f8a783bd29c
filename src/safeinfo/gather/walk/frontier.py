"""Where a walk may go: every address once, the same order for the same links."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from safeinfo.model.readings import LinkRead

_CAMPAIGN = ("utm_", "gclid", "fbclid", "mc_cid", "mc_eid", "_ga", "srsltid")


@dataclass(frozen=True, slots=True)
class Target:
    """A page to go to: why (`role`), by which link (its words), how many links from the home page."""

    url: str
    role: str
    reached_by: str = ""
    click_steps: int = 1


def key_of(url: str) -> str:
    """Return what makes two addresses one page: without campaign marks, final slash and fragment (but for routes)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    pairs = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(_CAMPAIGN))
    route = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    path = parts.path.rstrip("/") or "/"
    return f"{parts.scheme}://{parts.netloc.lower()}{path}{'?' + urlencode(pairs) if pairs else ''}{route}"


def shape_of(url: str) -> str:
    """Return the address without its last piece: pages beside each other in one folder are of one kind."""
    parts = urlsplit(url)
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    return f"{parts.netloc.lower()}{folder}/" if folder else f"{parts.netloc.lower()}/{last}"


@dataclass(slots=True)
class Frontier:
    """Which addresses were seen, and the links met so far by topic, in the order in which they were met."""

    seen: set[str] = field(default_factory=set)
    links: dict[str, dict[str, tuple[LinkRead, int]]] = field(default_factory=dict)

    def visited(self, url: str) -> bool:
        """Tell whether an address was gone to."""
        return key_of(url) in self.seen

    def mark(self, *urls: str) -> None:
        """Note addresses as gone to."""
        self.seen.update(key_of(url) for url in urls if url)

    def add(self, links: Iterable[LinkRead], steps: int) -> None:
        """Take links by their topic; of one address the best score stays."""
        for link in links:
            of_topic = self.links.setdefault(link.topic, {})
            key = key_of(link.url)
            known = of_topic.get(key)
            if link.url and (known is None or link.score > known[0].score):
                of_topic[key] = (link, known[1] if known else steps)

    def knows(self, topic: str, least: float) -> bool:
        """Tell whether a link of a topic was met, gone to or not."""
        return any(link.score >= least for link, _ in self.links.get(topic, {}).values())

    def best(self, topic: str, role: str, most: int, least: float = 0.0) -> tuple[Target, ...]:
        """Return the best places of a topic that were not gone to yet; at equal score the first met."""
        known = self.links.get(topic, {}).values()
        fresh = [(link, steps) for link, steps in known if link.score >= least and not self.visited(link.url)]
        fresh.sort(key=lambda pair: (-pair[0].score, pair[1]))
        return tuple(Target(link.url, role, link.text or link.url, steps) for link, steps in fresh[:most])
