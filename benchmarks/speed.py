"""`make bench`: what an audit costs, against a bare load of exactly the same pages in the same run.

Three tables: the whole process (audit, bare load, their ratio, run by run in turn), growth from 10 to 100 to 300
pages, and the readers. Seconds are medians; these machines are noisy, so the ratios are what counts.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.shops import shop_served

from benchmarks import readers
from benchmarks.process import Run, measured
from safeinfo.gather import archive
from safeinfo.model.observations import PageSeen

PYTHON = sys.executable
console = Console(width=110)


def audit(url: str, ca_file: str, evidence: Path, pages: int) -> Run:
    """Audit a shop in a process of its own."""
    command = [PYTHON, "-m", "safeinfo", "audit", url, "--allow-private", "--ca-file", ca_file, "--quiet"]
    command += [
        "--max-pages",
        str(pages),
        "--timeout",
        "900",
        "--evidence",
        str(evidence),
        "-o",
        str(evidence) + ".json",
    ]
    return measured(command)


def bare(urls: list[str]) -> Run:
    """Load the same pages with nothing but Playwright, in a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(urls))
        listed.flush()
        return measured([PYTHON, "-m", "benchmarks.bare", listed.name])


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
        "run", "pages", "audit s", "bare s", "ratio", "audit CPU s", "bare CPU s", "ratio", "audit MB", "bare MB"
    )
    ratios, cpu_ratios = [], []
    with shop_served() as shop, tempfile.TemporaryDirectory() as folder:
        for number in range(runs + 1):
            evidence = Path(folder) / "shop.evidence"
            full = audit(shop.url, str(shop.ca_file), evidence, 40)
            urls = pages_of(evidence)
            floor = bare(urls)
            if number == 0:  # to warm the caches of both
                continue
            ratios.append(full.wall / floor.wall)
            cpu_ratios.append(full.cpu / floor.cpu)
            table.add_row(
                str(number),
                str(len(urls)),
                f"{full.wall:.2f}",
                f"{floor.wall:.2f}",
                f"{ratios[-1]:.2f}",
                f"{full.cpu:.2f}",
                f"{floor.cpu:.2f}",
                f"{cpu_ratios[-1]:.2f}",
                f"{full.peak >> 20}",
                f"{floor.peak >> 20}",
            )
    table.add_row(
        "median", "", "", "", f"{statistics.median(ratios):.2f}", "", "", f"{statistics.median(cpu_ratios):.2f}"
    )
    console.print("Whole process: audit of the sample shop against a bare load of the same pages")
    console.print(table)


@contextmanager
def many_pages(count: int) -> Iterator[tuple[str, str]]:
    """Serve a shop of `count` pages that all collect something; yield its URL and CA file."""
    command = [PYTHON, "-m", "benchmarks.many_pages", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            url, ca_file = json.loads(line)
            yield url, ca_file
        finally:
            server.terminate()


def growth(counts: list[int]) -> None:
    """Print how time and memory grow with the number of pages."""
    table = Table("pages asked", "pages seen", "audit s", "s a page", "bare s", "ratio", "peak MB", "evidence MB")
    for count in counts:
        with many_pages(count) as (url, ca_file), tempfile.TemporaryDirectory() as folder:
            evidence = Path(folder) / "shop.evidence"
            full = audit(url, ca_file, evidence, count)
            urls = pages_of(evidence)
            floor = bare(urls)
            size = evidence.stat().st_size / 2**20
        table.add_row(
            str(count),
            str(len(urls)),
            f"{full.wall:.1f}",
            f"{full.wall / max(1, len(urls)):.3f}",
            f"{floor.wall:.1f}",
            f"{full.wall / floor.wall:.2f}",
            f"{full.peak >> 20}",
            f"{size:.1f}",
        )
    console.print("Growth")
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
        console.print("Readers: milliseconds at the median, on our own material")
        console.print(readers.table())


if __name__ == "__main__":
    main()
