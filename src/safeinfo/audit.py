"""Audit a shop: gather evidence, write it down, judge what was written."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from safeinfo.gather import GatherOptions, archive, gather
from safeinfo.gather.browser.driver import Driver
from safeinfo.judge import judge
from safeinfo.model.report import Report


async def audit(
    site: str,
    options: GatherOptions,
    *,
    evidence: Path | None = None,
    progress: Callable[[str, str], None] | None = None,
    driver: Driver | None = None,
) -> Report:
    """Walk the shop at `site` and return the report; the evidence file is kept where `evidence` says.

    What is judged is always what was read back from the file, so a report never holds more than its evidence.
    """
    with tempfile.TemporaryDirectory(prefix="safeinfo-") as folder:
        path = evidence or Path(folder) / "shop.evidence"
        archive.write(
            await gather(site, options, progress, driver), path
        )  # no name keeps it: it would be in memory twice
        return judge(archive.read(path))
