"""Planted values in what was sent and what is kept: one ValueSeen for each place they are found in."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

from safeinfo.derive.leaks import mask_secrets
from safeinfo.gather.browser.traffic import Request
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import ExchangeSeen, ValueSeen
from safeinfo.model.readings import LeakRead

_AROUND = 60  # bytes of context on either side in an excerpt
_LONGEST_EXCERPT = 160  # characters
_MASKED_WHOLE = 65_536  # bytes: of longer data only the surroundings are masked and shown
_REMEMBERED = 4_000  # texts known to hold nothing


@runtime_checkable
class Searcher(Protocol):
    """What finds planted values: `derive.leaks.Needles`."""

    def search(self, data: bytes) -> tuple[LeakRead, ...]:
        """Return every planted value found in `data`."""

    def mask(self, data: bytes) -> bytes:
        """Return `data` with each value replaced."""


class ValueFinder:
    """Looks for planted values with the ledger's needles and records what it finds."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._clean: set[bytes] = set()

    def find(self, request: Request, exchange: ExchangeSeen) -> None:
        """Look through a request: its URL, headers, cookies and what was sent in its body or frames."""
        host = urlsplit(request.url).hostname or ""
        for where, data, phase in _places(request):
            self.look(
                data, where, visit=request.visit, phase=phase, exchange=exchange.id, host=host, frame=exchange.frame
            )

    def look(
        self, data: bytes, where: str, *, visit: str, phase: str, exchange: str = "", host: str = "", frame: str = ""
    ) -> None:
        """Look through one text and record each value in it once for each way it is encoded."""
        needles = self._ledger.needles
        if not data or data in self._clean or not isinstance(needles, Searcher):
            return
        told: set[tuple[str, tuple[str, ...]]] = set()
        leaks = needles.search(data)
        for leak in leaks:
            chain = (*leak.chain, *reversed(leak.path))
            if (leak.name, chain) in told:
                continue
            told.add((leak.name, chain))
            self._ledger.add(
                ValueSeen,
                visit=visit,
                name=leak.name,
                where=where,
                chain=chain,
                exchange=exchange,
                host=host,
                phase=phase,
                excerpt=_excerpt(needles, data, leak),
                weak=leak.weak,
                frame=frame,
            )
        if not leaks and len(data) < _AROUND**2 and len(self._clean) < _REMEMBERED:
            self._clean.add(data)


def _places(request: Request) -> Iterator[tuple[str, bytes, str]]:
    """Each part of a request in which a value can leave, with the phase in which it left."""
    yield "url", _raw(request.url), request.phase
    yield "referer", _raw(request.headers.get("referer", "")), request.phase
    yield "cookie", _raw(request.headers.get("cookie", "")), request.phase
    for name, value in sorted(request.headers.items()):
        if name not in {"referer", "cookie"}:
            yield "header", _raw(value), request.phase
    where = "websocket" if request.via == "websocket" else "body"
    for sent in request.bodies:
        yield where, sent.data, sent.phase


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _excerpt(needles: Searcher, data: bytes, leak: LeakRead) -> str:
    """Return the masked surroundings of a find."""
    around = data[max(0, leak.start - _AROUND) : leak.end + _AROUND]
    masked = needles.mask(data if len(data) < _MASKED_WHOLE else around)
    text = masked.decode("utf-8", "replace")
    at = max(0, text.find("⟦") - _AROUND)
    return mask_secrets(text[at : at + _LONGEST_EXCERPT])
