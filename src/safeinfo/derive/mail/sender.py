"""Who sends a mail and what it watches: postal address, trackers, the recipient's address in links."""

import re
from collections.abc import Iterable
from functools import lru_cache

from safeinfo.derive.leaks import Needles, token
from safeinfo.derive.mail.body import Body
from safeinfo.derive.mail.parts import Parts, address_of
from safeinfo.derive.mail.target import host_of
from safeinfo.derive.parties import known

_POSTAL = (
    re.compile(r"[^\n|]{0,90}\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b"),  # US: city, state, ZIP code
    re.compile(r"[^\n|]{0,90}\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"),  # UK
    re.compile(r"[^\n|]{0,90}\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"),  # Canada
    re.compile(r"[^\n|]{0,90}\b\d{4}\s?[A-Z]{2}\b,?\s+[A-Z][a-z]+"),  # Netherlands
    re.compile(r"[^\n|]{0,90}\b(?:[A-Z]{1,2}[-\s])?\d{2,3}[\s-]?\d{2,3}\s+[^\W\d_][^\W\d_]{2,}[^\n|]{0,20}"),  # Europe
    re.compile(r"[^\n|]{0,90}\b\d{4}\s+[^\W\d_][^\W\d_]{2,}"),  # four digits before the town
    re.compile(r"〒?\s?\d{3}-\d{4}[^\n|]{2,60}"),  # Japan
    re.compile(r"[^\n|]{0,60}(?:省|市|区|區|县|路|街|號|号)[^\n|]{0,60}\d+[^\n|]{0,20}"),  # China
    re.compile(r"(?i)[^\n|]{0,60}\bp\.?\s?o\.?\s?box\s+\d+[^\n|]{0,60}"),
)
_HOUSE = re.compile(r"\d+\s*[a-zA-Z]?\b\s*[^\W\d_]{2,}|[^\W\d_]{2,}\.?\s*\d+", re.UNICODE)
_FOOT = 3000  # characters from the end where a sender gives its address
_WATCHERS = {"advertising", "analytics", "data-broker", "session-recorder", "email-marketing", "personalisation"}
_MASKED = re.compile("⟦[^⟧]*⟧")  # a value that was masked when the message was recorded
_MOST_URLS = 400_000  # bytes of links searched for the address


def postal_address(text: str) -> str:
    """The last line that reads like a postal address; "" if there is none."""
    foot = text[-_FOOT:]
    for pattern in _POSTAL:
        found = [match[0].strip(" ,;-") for match in pattern.finditer(foot) if _HOUSE.search(match[0])]
        if found:
            return found[-1][:200]
    return ""


def trackers(body: Body) -> tuple[str, ...]:
    """Hosts of invisible pictures, and of pictures from known watchers, in order of appearance."""
    hosts = [
        host
        for source, pixel in body.images
        if (host := host_of(source)) and (pixel or _WATCHERS.intersection(known(host)[1]))
    ]
    return tuple(dict.fromkeys(hosts))


def recipients(parts: Parts) -> tuple[str, ...]:
    """The addresses that the message was sent to, as its header tells."""
    names = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
    addresses = [address_of(value) for name in names for value in parts.headers.get(name, ())]
    return tuple(dict.fromkeys(filter(None, addresses)))


def address_leaks(parts: Parts, body: Body) -> tuple[str, ...]:
    """Where links and pictures carry the recipient's address: "⟦email:sha256⟧ at host"."""
    urls = [link.href for link in body.links if not link.href.lower().startswith("mailto:")]
    urls += [source for source, _ in body.images]
    found: dict[str, None] = {}
    for url in urls:
        for mark in _MASKED.findall(url):
            found[f"{mark} at {host_of(url) or 'unknown host'}"] = None
    for address in recipients(parts)[:3]:
        for url, mark in _leaks(address, urls):
            found[f"{mark} at {host_of(url) or 'unknown host'}"] = None
    return tuple(found)


def _leaks(address: str, urls: Iterable[str]) -> list[tuple[str, str]]:
    lines = [url.encode("utf-8", "replace").replace(b"\n", b"") for url in dict.fromkeys(urls)]
    data = b"\n".join(lines)[:_MOST_URLS]
    if not data:
        return []  # preparing a search costs more than reading a short message
    found = []
    for leak in _needles(address).search(data):
        if not leak.weak:
            start = data.rfind(b"\n", 0, leak.start) + 1
            url = data[start:].partition(b"\n")[0].decode("utf-8", "replace")
            found.append((url, token(leak)))
    return found


@lru_cache(maxsize=64)
def _needles(address: str) -> Needles:
    return Needles.build({"email": address})
