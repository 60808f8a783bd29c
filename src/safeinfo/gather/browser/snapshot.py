"""Capture all documents of a page at once, frames of other origins and closed shadow roots included."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from safeinfo.gather.browser.cdp import CdpError, Connection
from safeinfo.gather.browser.scripts import scripts_of
from safeinfo.gather.browser.tree import STYLES, Snapshot, doubtful
from safeinfo.gather.browser.writer import Writer

_WITHIN = 30.0  # seconds
_ASKED: Mapping[str, Any] = {
    "computedStyles": list(STYLES),
    "includeBlendedBackgroundColors": True,
    "includeTextColorOpacities": True,
}
_DEEPEST_FRAME = 12


@dataclass(frozen=True, slots=True)
class SavedDocument:
    """One document as it is kept: annotated HTML, and where in the page it stands."""

    html: str
    url: str
    frame: str
    frame_id: str
    title: str
    language: str
    width: int
    height: int
    cross_origin: bool
    sandboxed: bool
    truncated: bool
    missing: tuple[str, ...] = ()  # addresses of frames in it whose documents could not be captured
    scripts: frozenset[str] = frozenset()  # what it runs, see `scripts`


async def take_snapshot(connection: Connection, session: str) -> list[SavedDocument]:
    """Return the page's own document first, then every frame's; CdpError if the page does not answer."""
    raw = await connection.send("DOMSnapshot.captureSnapshot", dict(_ASKED), session, within=_WITHIN)
    children = await _children(connection, session, doubtful(raw))
    return list(save(raw, children))


async def _children(connection: Connection, session: str, hosts: list[int]) -> dict[int, frozenset[int]]:
    """Ask of each custom element in a shadow root whether it is a host; return the children of those that are."""
    asked = [connection.post("DOM.describeNode", {"backendNodeId": host, "depth": 1}, session) for host in hosts]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    told: dict[int, frozenset[int]] = {}
    for host, answer in zip(hosts, answers, strict=True):
        if isinstance(answer, CdpError):  # gone in the meantime
            continue
        if isinstance(answer, BaseException):
            raise answer
        about = answer["node"]
        if about.get("shadowRoots"):
            told[host] = frozenset(child["backendNodeId"] for child in about.get("children", ()))
    return told


def save(raw: Mapping[str, Any], children: Mapping[int, frozenset[int]] | None = None) -> Iterator[SavedDocument]:
    """Turn a raw snapshot into saved documents, each frame after the document that holds it."""
    snapshot = Snapshot(raw, children)
    top = _origin(snapshot.documents[0].url)
    waiting: list[tuple[int, str, bool]] = [(0, "", False)]
    while waiting:
        index, frame, sandboxed = waiting.pop(0)
        document = snapshot.documents[index]
        writer = Writer(document)
        html = writer.html()
        inside = frame.count(" >>> ") < _DEEPEST_FRAME
        yield SavedDocument(
            html,
            document.url,
            frame,
            document.frame_id,
            document.title,
            document.language,
            round(document.width),
            round(document.height),
            cross_origin=_origin(document.url) not in {top, ""},
            sandboxed=sandboxed,
            truncated=writer.truncated,
            missing=tuple(writer.missing) + (() if inside else tuple(writer.frames.values())),
            scripts=scripts_of(document.nodes, document.url),
        )
        if inside:
            for child, selector in writer.frames.items():
                path = f"{frame} >>> {selector}" if frame else selector
                waiting.append((child, path, sandboxed or child in writer.sandboxed))


def _origin(url: str) -> str:
    """Return scheme, host and port; "" for documents that have their parent's (about:blank, srcdoc)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
