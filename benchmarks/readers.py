"""How fast the readers are, on our own material: processor milliseconds a page, a policy, a message, a megabyte sent.

Processor time, the best of three for each piece: other work on the machine is no part of it. Every reading is of
bytes that were not read before, so that nothing remembered is measured.
"""

import itertools
import statistics
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.table import Table

from benchmarks import forms_own
from benchmarks.traffic import KINDS
from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.leaks import Needles
from safeinfo.derive.mail import read_mail
from safeinfo.derive.policy import read_policy

_MATERIAL = Path(__file__).parent / "material"
_POLICY_LENGTH = 20_000  # characters of an ordinary policy
_POLICIES = 12
_MEGABYTE = 2**20
_PLANTED = {
    "email": "b7kq2mzx4w9t1c5v@canary.example",
    "name": "Ottoline Vandermeer",
    "tel": "+44 20 7946 0958",
    "card": "4539578763621486",
}


def _milliseconds(read: Callable[[bytes], object], material: Sequence[bytes]) -> tuple[float, float]:
    """Return the median and the slowest of reading each piece, the best of three for each."""
    spent = []
    fresh = itertools.count()
    for piece in material:
        read(b"%d\n" % next(fresh) + piece)  # what is made ready at first is made ready now
        best = float("inf")
        for _ in range(3):
            text = b"%d\n" % next(fresh) + piece
            started = time.process_time()
            read(text)
            best = min(best, time.process_time() - started)
        spent.append(best * 1000)
    return statistics.median(spent), max(spent)


def _read_forms(page: bytes) -> object:
    return read_forms(Document.parse(page.decode("utf-8", "replace"), "https://shop.example/"))


def _read_policy(text: bytes) -> object:
    return read_policy(text, "https://shop.example/privacy", "text/html")


def _read_message(raw: bytes) -> object:
    return read_mail(b"X-Number: " + raw)


def _policies() -> list[bytes]:
    """Return policies of ordinary length: our own passages, one after the other, each begun at another place."""
    passages = tomllib.loads((_MATERIAL / "policy" / "passages.toml").read_text("utf-8"))["passage"]
    texts = [f"<p>{each['text']}</p>" for each in passages]
    made = []
    for number in range(_POLICIES):
        start = number * len(texts) // _POLICIES
        turned = itertools.cycle([*texts[start:], *texts[:start]])
        size, parts = 0, list[str]()
        while size < _POLICY_LENGTH:
            parts.append(next(turned))
            size += len(parts[-1])
        made.append(
            f"<html lang=en><title>Privacy policy</title><h1>Privacy policy</h1>{''.join(parts)}</html>".encode()
        )
    return made


def table() -> Table:
    """Return the table of all readers."""
    # Words met before are not looked at again: each of four searches of a kind gets needles that have met none.
    fresh = iter([Needles.build(_PLANTED) for _ in range(4 * len(KINDS))])
    pages = [body.encode() for _, _, _, body in forms_own.pages()]
    messages = [path.read_bytes() for path in sorted((_MATERIAL / "mail").glob("*.eml"))]
    rows: list[tuple[str, Callable[[bytes], object], list[bytes], int]] = [
        ("forms of a page", _read_forms, pages, 5),
        ("a policy", _read_policy, _policies(), 50),
        ("a message", _read_message, messages, 10),
    ]
    for name, make in KINDS.items():
        rows.append((f"1 MB of {name}", lambda data: next(fresh).search(data), [make(_MEGABYTE, 1)], 50))
    made = Table("reader", "pieces", "median ms", "slowest ms", "aim ms")
    for name, read, material, aim in rows:
        median, slowest = _milliseconds(read, material)
        made.add_row(name, str(len(material)), f"{median:.2f}", f"{slowest:.2f}", str(aim))
    return made
