"""How many of the ways that values travel are found, and how often traffic without them raises an alarm.

The cases are those of tests/unit/leaks/encoders.py: every encoding and hash in every channel, and in texts beyond the
size that is searched in full. The noise is traffic made up as shops send it (benchmarks/traffic.py), and random bytes.
Nothing is hidden here: chains are constructed, not learnt. Run: python -m benchmarks.accuracy_leaks [--show]
"""

import random
import sys
import time
from collections.abc import Iterator

from tests.unit.leaks.encoders import BINARY, CHANNELS, ENCODINGS, HASHES, VALUES

from benchmarks.scores import Tally, print_table
from benchmarks.traffic import KINDS
from safeinfo.derive.leaks import Needles

NEEDLES = Needles.build(VALUES)
PEERS = {"hash": "peers: no upper hex, no raw", "encoding": "peers: no base64url", "noise": "aim: no alarm"}
_NOISE = 400  # bodies of each kind
_WHOLE_ONLY = {"lz-utf16", "deflate", "brotli"}


def found(data: bytes) -> set[str]:
    """Names of the values found for sure."""
    return {leak.name for leak in NEEDLES.search(data) if not leak.weak}


def sent() -> Iterator[tuple[str, str, str, bytes]]:
    """(part, class, name, bytes): the address in every encoding and hash, wherever it can be carried."""
    chance = random.Random(11)
    fillers = [make(10_000, 5) for kind, make in KINDS.items() if kind != "binary"]
    for group, steps in (("encoding", ENCODINGS), ("hash", HASHES)):
        for number, (name, step) in enumerate(steps.items()):
            value = step(VALUES["email"].encode())
            for channel, carry in CHANNELS.items():
                if name not in BINARY or channel == "body":
                    yield channel, group, name, carry(value)
            if name not in _WHOLE_ONLY:
                filler = fillers[number % len(fillers)]
                at = chance.randrange(len(filler))
                yield "10 kB text", group, name, filler[:at] + b'"v":"' + value + b'",' + filler[at:]


def noise() -> Iterator[tuple[str, bytes]]:
    """(kind, bytes) of bodies that hold no planted value."""
    chance = random.Random(7)
    for seed in range(_NOISE):
        for kind, make in KINDS.items():
            yield kind, make(chance.randrange(500, 6000), seed)
        yield "random", chance.randbytes(2048)


def tallies() -> list[Tally]:
    """Tallies by part of the material."""
    made: dict[str, Tally] = {}
    for part, group, name, data in sent():
        said = group if "email" in found(data) else "nothing"
        made.setdefault(part, Tally("leak", part)).add(group, said, name)
    for kind, data in noise():
        made.setdefault(f"noise: {kind}", Tally("leak", f"noise: {kind}")).add(
            "noise", "an alarm" if found(data) else "noise", kind
        )
    return list(made.values())


def speeds() -> Iterator[tuple[str, float]]:
    """Milliseconds of CPU for a megabyte of each kind without a hit, the best of three different bodies."""
    for kind, make in KINDS.items():
        yield kind, min(_timed(make(2**20, seed)) for seed in range(3))


def _timed(data: bytes) -> float:
    needles = Needles.build(VALUES)  # one that has met none of these words
    begun = time.process_time()
    needles.search(data)
    return (time.process_time() - begun) * 1000


def main() -> None:
    """Print the table, the speeds, and with --show what was missed."""
    made = tallies()
    print_table("Leaks", (row for tally in made for row in tally.rows(PEERS) if row[1] not in {"nothing", "an alarm"}))
    quiet = sum(tally.pairs["noise", "noise"] + tally.pairs["noise", "an alarm"] for tally in made)
    print(f"{quiet} bodies of noise, {sum(tally.pairs['noise', 'an alarm'] for tally in made)} alarms")
    print("ms a megabyte (CPU, aim 50): " + ", ".join(f"{kind} {value:.0f}" for kind, value in speeds()))
    if "--show" in sys.argv:
        print("\n".join(line for tally in made for line in tally.confusions))


if __name__ == "__main__":
    main()
