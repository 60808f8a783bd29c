"""How many of the ways that values travel are found, and how often chance raises an alarm.

The cases are those of tests/unit/leaks/encoders.py: every encoding and hash in every channel. Half of the noise is
random bytes, half is built like real traffic.
Run: python -m benchmarks.accuracy_leaks
"""

import json
import random
import time
from collections.abc import Iterator

from tests.unit.leaks.encoders import BINARY, CHANNELS, ENCODINGS, HASHES, VALUES

from safeinfo.derive.leaks import Needles

NEEDLES = Needles.build(VALUES)
_NOISE = 1000


def found(data: bytes) -> set[str]:
    """Names of the values found for sure."""
    return {leak.name for leak in NEEDLES.search(data) if not leak.weak}


def sent() -> Iterator[bytes]:
    """The address in every encoding and hash, in every channel that can carry it."""
    for name, step in {**ENCODINGS, **HASHES}.items():
        for channel, carry in CHANNELS.items():
            if name not in BINARY or channel == "body":
                yield carry(step(VALUES["email"].encode()))


def noise() -> Iterator[bytes]:
    """Bodies that hold no planted value."""
    chance = random.Random(7)
    for number in range(_NOISE):
        if number % 2:
            yield chance.randbytes(2048)
        else:
            hashes = [chance.randbytes(size).hex() for size in (16, 20, 32)]
            numbers = [chance.randrange(10**10) for _ in range(40)]
            yield json.dumps(
                {"h": hashes, "n": numbers, "u": f"https://t.example/?v={chance.randbytes(30).hex()}"}
            ).encode()


def speed() -> float:
    """Milliseconds for one megabyte of markup and script without a hit (best of five)."""
    line = '<li class="product-card" data-id="{0}"><a href="/p/{0}?ref=grid&amp;pos={1}">Blue shirt {0}</a></li>\n'
    data = "".join(line.format(number, number % 24) for number in range(10_500)).encode()[: 1024 * 1024]
    return min(_timed(b"%d\n" % turn + data) for turn in range(5))  # a text met before is not searched again


def _timed(data: bytes) -> float:
    begun = time.process_time()
    NEEDLES.search(data)
    return (time.process_time() - begun) * 1000


def rows() -> list[tuple[str, float, int]]:
    """(measure, value, count)."""
    cases = list(sent())
    hits = sum("email" in found(data) for data in cases)
    alarms = sum(bool(found(data)) for data in noise())
    recall, precision = hits / len(cases), hits / max(hits + alarms, 1)
    return [
        ("recall", recall, len(cases)),
        ("false alarms", alarms / _NOISE, _NOISE),
        ("precision", precision, hits + alarms),
        ("F1", 2 * precision * recall / (precision + recall), len(cases) + _NOISE),
        ("ms per MB", speed(), 1),
    ]


if __name__ == "__main__":
    for measure, value, count in rows():
        print(f"{measure:14} {value:9.4f}  n={count}")
