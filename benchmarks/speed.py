"""`make bench`: what an audit costs, against a bare load of exactly the same pages in the same run.

Three tables. The whole process: audit and bare loads run by run in turn, their ratios. Growth from 10 to 100 to 300
pages. The readers. The audit has everything on but pictures of whole pages, which no audit takes unasked. The floor
is Playwright alone, with the same browser, that loads the same addresses in the same order and waits after each until
it is still, as the audit waits (`bare`); the load without that wait stands beside it. Wall time is of the whole
command, from start to exit; processor time and memory are of its whole process tree. Machines are noisy: the ratios
are what counts, and of several runs the median.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.shops import shop_served

from benchmarks import readers
from benchmarks.process import Run, measured
from safeinfo.gather import archive
from safeinfo.gather.browser.find import find_browser
from safeinfo.gather.browser.stillness import QUIET
from safeinfo.model.observations import PageSeen

PYTHON = sys.executable
console = Console(width=116)


@dataclass(frozen=True)
class Pair:
    """An audit, and the bare loads of its pages: to the load event, and until each page is still."""

    pages: int
    audit: Run
    load: Run
    still: Run
    evidence: int  # bytes of the evidence file

    @classmethod
    def run(cls, url: str, ca_file: str, pages: int) -> "Pair":
        """Audit a shop, then load the same pages twice."""
        with tempfile.TemporaryDirectory() as folder:
            evidence = Path(folder) / "shop.evidence"
            full = audit(url, ca_file, evidence, pages)
            urls = pages_of(evidence)
            return cls(len(urls), full, bare(urls, 0), bare(urls, QUIET), evidence.stat().st_size)

    @property
    def ratios(self) -> tuple[float, float, float, float]:
        """Wall and processor time of the audit: to the floor, then to the load alone."""
        return (
            self.audit.wall / self.still.wall,
            self.audit.cpu / self.still.cpu,
            self.audit.wall / self.load.wall,
            self.audit.cpu / self.load.cpu,
        )


def audit(url: str, ca_file: str, evidence: Path, pages: int) -> Run:
    """Audit a shop in a process of its own."""
    command = [PYTHON, "-m", "safeinfo", "audit", url, "--allow-private", "--ca-file", ca_file, "--quiet"]
    command += ["--max-pages", str(pages), "--timeout", "900", "--evidence", str(evidence)]
    return measured([*command, "-o", f"{evidence}.json"])


def bare(urls: list[str], quiet: float) -> Run:
    """Load the same pages with nothing but Playwright, in a process of its own; `quiet` in seconds, 0: no wait."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(urls))
        listed.flush()
        return measured([PYTHON, "-m", "benchmarks.bare", listed.name, find_browser(""), str(quiet * 1000)])


def pages_of(evidence: Path) -> list[str]:
    """Return the address of each visit of an audit, in order; a page that was visited twice is there twice."""
    visits: dict[str, str] = {}
    for seen in archive.read(evidence).observations:
        if isinstance(seen, PageSeen):
            visits.setdefault(seen.visit, seen.url)
    return list(visits.values())


def whole(runs: int) -> None:
    """Print the whole-process table for the sample shop."""
    table = Table(
        "run", "pages", "audit s", "bare s", "load s", "ratio", "audit CPU s", "bare CPU s", "ratio", "MB", "bare MB"
    )
    with shop_served() as shop:
        Pair.run(shop.url, str(shop.ca_file), 40)  # warms the caches of both
        pairs = [Pair.run(shop.url, str(shop.ca_file), 40) for _ in range(runs)]
    for number, pair in enumerate(pairs, 1):
        wall, cpu, _, _ = pair.ratios
        table.add_row(
            *(str(number), str(pair.pages), f"{pair.audit.wall:.2f}", f"{pair.still.wall:.2f}"),
            *(f"{pair.load.wall:.2f}", f"{wall:.2f}", f"{pair.audit.cpu:.2f}", f"{pair.still.cpu:.2f}", f"{cpu:.2f}"),
            *(f"{pair.audit.peak >> 20}", f"{pair.still.peak >> 20}"),
        )
    console.print("Whole process: audit of the sample shop against a bare load of the same pages until they are still")
    console.print(table)
    wall, cpu, load_wall, load_cpu = (statistics.median(each) for each in zip(*(p.ratios for p in pairs), strict=True))
    console.print(f"Median ratios: wall {wall:.2f}, processor {cpu:.2f} (aim 1.5).")
    console.print(f"To the load event alone, without the wait: wall {load_wall:.2f}, processor {load_cpu:.2f}.")


@contextmanager
def many_pages(count: int) -> Iterator[tuple[str, str]]:
    """Serve a shop of `count` pages; yield its URL and CA file."""
    command = [PYTHON, "-m", "benchmarks.many_pages", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            url, ca_file = json.loads(line)
            yield url, ca_file
        finally:
            server.terminate()


def growth(counts: list[int]) -> None:
    """Print how time and memory grow with the number of pages; fail where fewer pages were seen than asked."""
    table = Table("pages", "audit s", "ms a page", "bare s", "ratio", "CPU s", "ratio", "MB", "bare MB", "evidence MB")
    for count in counts:
        with many_pages(count) as (url, ca_file):
            pair = Pair.run(url, ca_file, count)
        if pair.pages < count:
            raise SystemExit(f"of {count} pages only {pair.pages} were seen")
        wall, cpu, _, _ = pair.ratios
        table.add_row(
            *(str(pair.pages), f"{pair.audit.wall:.1f}", f"{1000 * pair.audit.wall / pair.pages:.0f}"),
            *(f"{pair.still.wall:.1f}", f"{wall:.2f}", f"{pair.audit.cpu:.1f}", f"{cpu:.2f}"),
            *(f"{pair.audit.peak >> 20}", f"{pair.still.peak >> 20}", f"{pair.evidence / 2**20:.1f}"),
        )
    console.print("Growth: a shop of that many pages, all opened")
    console.print(table)


def main() -> None:
    """Print the tables that were asked for; all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pages", type=int, nargs="*", default=[10, 100, 300])
    parser.add_argument("--only", choices=["whole", "growth", "readers"])
    given = parser.parse_args()
    if given.only in {None, "whole"}:
        whole(given.runs)
    if given.only in {None, "growth"}:
        growth(given.pages)
    if given.only in {None, "readers"}:
        console.print("Readers: processor milliseconds, on our own material")
        console.print(readers.table())


if __name__ == "__main__":
    main()
