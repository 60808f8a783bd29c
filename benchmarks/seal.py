"""`make bench-seal`: what seals and their log cost, in one table.

What waits for the disk (append, publish, build) is measured by the clock on the wall, medians; what only computes (sign,
verify, prove) by this process's processor time, so that other work on the machine counts little. The log is on a real
disk (a temporary folder, or --folder), and every append is flushed. --entries sets the size of the log for proofs.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psutil
from rich.console import Console
from rich.table import Table
from tests.unit.seal.making import NOW, SHOP, private, sealed

from safeinfo.seal import entries, integrity, merkle, strict, verify
from safeinfo.seal.log import Log, opened
from safeinfo.seal.tiles import TileTree

ORIGIN = "seals.example/log"
console = Console(width=110)
table = Table("what", "measured", "aim")


def resident() -> int:
    """Return this process's resident size in bytes."""
    return psutil.Process().memory_info().rss


def median_of(work: Callable[[], object], runs: int) -> float:
    """Return the median seconds of one run, on the wall."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def computing(work: Callable[[], object], runs: int) -> float:
    """Return the mean seconds of processor time of one run."""
    start = time.process_time()
    for _ in range(runs):
        work()
    return (time.process_time() - start) / runs


def entry(number: int) -> bytes:
    """Return an entry as long as that of a renewal is."""
    return entries.entry(
        "renew",
        NOW,
        seal=f"seal-{number:09d}",
        origins=[SHOP],
        edition="1",
        claim=f"{number:064x}",
        evidence=f"{number:064x}",
        until="2026-03-08T12:00:00Z",
    )


def credentials() -> None:
    """Measure signing and verifying one seal."""
    world, staple = sealed()
    looked, trust = world.looked(staple), world.trust
    document = {key: value for key, value in strict.parse(staple, 10**6).items() if key != "proof"}
    signing = computing(lambda: strict.canonical(integrity.sign(document, "did:web:a#b", private(1), NOW)), 500)
    checking = computing(lambda: verify.verify(staple, looked, trust, NOW), 500)
    assert verify.verify(staple, looked, trust, NOW).valid
    table.add_row("sign a credential", f"{signing * 1e3:.2f} ms", "")
    table.add_row(f"verify a whole seal offline ({len(staple)} bytes)", f"{checking * 1e3:.2f} ms", "< 2 ms")


@contextmanager
def log_in(folder: Path) -> Iterator[Log]:
    """Open a log in a folder."""
    with opened(folder, ORIGIN, private(2)) as log:
        yield log


def appends(folder: Path) -> None:
    """Measure durable appending, alone and with a checkpoint after each batch."""
    for batch, runs, aim in ((1, 200, ""), (64, 100, ">= 3,000/s"), (1024, 30, "")):
        made = [entry(number) for number in range(batch)]
        with tempfile.TemporaryDirectory(dir=folder) as place, log_in(Path(place)) as log:
            seconds = median_of(lambda log=log, made=made: log.append(made), runs)
            table.add_row(f"append, {batch} a batch, durable", f"{batch / seconds:,.0f} entries/s", aim)
        with tempfile.TemporaryDirectory(dir=folder) as place, log_in(Path(place)) as log:
            seconds = median_of(lambda log=log, made=made: (log.append(made), log.publish()), min(runs, 40))
            table.add_row(f"append and publish, {batch} a batch", f"{batch / seconds:,.0f} entries/s", "")


def proofs(folder: Path, size: int) -> None:
    """Measure proofs in a large log, read from its tiles."""
    random = Random(5)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        start = time.perf_counter()
        with log_in(Path(place)) as log:
            while log.size < size:
                log.append([entry(number) for number in range(log.size, min(size, log.size + 8192))])
                if log.size - log.shown >= 65_536 or log.size == size:
                    published = log.publish()
            table.add_row(f"build a log of {size:,}", f"{time.perf_counter() - start:.1f} s", "")
            writer = resident()
            opening = median_of(lambda: Log(log._files, ORIGIN, private(2)), 5)  # noqa: SLF001
            table.add_row("open it", f"{opening * 1e3:.1f} ms", "")
            _prove(log, published.checkpoint.root, size, random)
        table.add_row("memory of the writer", f"{writer / 2**20:.0f} MB", "")


def _prove(log: Log, root: bytes, size: int, random: Random) -> None:
    before = resident()
    tree = TileTree(log.read, size, most=size // 256 + 64)
    indexes = [random.randrange(size) for _ in range(100_000)]
    start = time.process_time()
    for index in range(0, size, 256):
        tree.inclusion(index)
    table.add_row("fill the cache of tiles", f"{time.process_time() - start:.2f} s", "")
    start = time.process_time()
    for index in indexes:
        tree.inclusion(index)
    rate = len(indexes) / (time.process_time() - start)
    table.add_row(f"inclusion proof at {size:,}, cached", f"{rate:,.0f} proofs/s", ">= 20,000/s")
    table.add_row("memory of the cache", f"{(resident() - before) / 2**20:.0f} MB", "stated")
    cold = computing(lambda: TileTree(log.read, size).inclusion(random.randrange(size)), 200)
    table.add_row("inclusion proof, nothing cached", f"{cold * 1e3:.2f} ms", "")
    start = time.process_time()
    for index in indexes[:20_000]:
        tree.consistency(index + 1)
    table.add_row("consistency proof, cached", f"{20_000 / (time.process_time() - start):,.0f} proofs/s", "")
    proof, leaf = tree.inclusion(7), merkle.leaf_hash(entry(7))
    checking = computing(lambda: merkle.check_inclusion(7, size, leaf, proof, root), 2000)
    table.add_row("check an inclusion proof", f"{checking * 1e6:.0f} µs", "")


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=None, help="where the logs lie; default: the temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="seal-bench-", dir=options.folder) as place:
        credentials()
        appends(Path(place))
        proofs(Path(place), options.entries)
    console.print(table)
    console.print(f"largest resident size: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
