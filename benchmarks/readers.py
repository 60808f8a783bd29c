"""How fast the readers are, on our own material: milliseconds a page, a policy, a message, a megabyte of traffic."""

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.table import Table

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.leaks import Needles
from safeinfo.derive.mail import read_mail
from safeinfo.derive.policy import read_policy

_MATERIAL = Path(__file__).parent / "material"
_PLANTED = {
    "email": "b7kq2mzx4w9t1c5v@canary.example",
    "name": "Ottoline Vandermeer",
    "tel": "+44 20 7946 0958",
    "card": "4539578763621486",
}


def _milliseconds(read: Callable[[bytes], object], material: Sequence[bytes]) -> tuple[float, float]:
    """Return the median and the slowest of reading each piece, the best of three for each."""
    spent = []
    for piece in material:
        best = float("inf")
        for _ in range(3):
            started = time.perf_counter()
            read(piece)
            best = min(best, time.perf_counter() - started)
        spent.append(best * 1000)
    return statistics.median(spent), max(spent)


def _files(folder: str, suffix: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((_MATERIAL / folder).rglob(f"*{suffix}"))]


def _traffic() -> bytes:
    """Return a megabyte of form data, JSON and script as a shop sends it, without a planted value in it."""
    line = 'event=view&sid=9f86d081884c7d659a2feaa0&p={"page":"/product/17","ref":"aGVsbG8gd29ybGQ=","t":1700000000}&u='
    return (line * (2**20 // len(line) + 1)).encode()[: 2**20]


def table() -> Table:
    """Return the table of all readers."""
    needles = Needles.build(_PLANTED)
    rows = (
        (
            "forms of a page",
            lambda b: read_forms(Document.parse(b.decode("utf-8", "replace"))),
            _files("forms", ".html"),
            5,
        ),
        ("a policy", lambda b: read_policy(b, "https://shop.example/privacy", "text/html"), _policies(), 50),
        ("a message", read_mail, _files("mail", ".eml"), 10),
        ("1 MB of traffic", needles.search, [_traffic()], 50),
    )
    made = Table("reader", "pieces", "median ms", "slowest ms", "aim ms")
    for name, read, material, aim in rows:
        median, slowest = _milliseconds(read, material) if material else (float("nan"), float("nan"))
        made.add_row(name, str(len(material)), f"{median:.2f}", f"{slowest:.2f}", str(aim))
    return made


def _policies() -> list[bytes]:
    """Return policies of ordinary length: our own passages, repeated until they are some 20,000 characters."""
    return [text * max(1, 20_000 // max(1, len(text))) for text in _files("policy", ".html") + _files("policy", ".md")]
