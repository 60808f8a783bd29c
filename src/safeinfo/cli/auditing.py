"""What `safeinfo audit` does once the driver of its browser is on its way; all that an audit needs is imported here."""

from pathlib import Path
from typing import Any

from safeinfo.audit import audit
from safeinfo.cli.options import options_from
from safeinfo.cli.progress import Progress
from safeinfo.gather.browser.driver import Driver
from safeinfo.model.report import Report


async def audited(url: str, values: dict[str, Any], evidence: Path | None, driver: Driver, *, quiet: bool) -> Report:
    """Audit a shop with the options of the command line, and say what is done meanwhile."""
    options = options_from(values)
    with Progress(quiet=quiet) as progress:
        return await audit(url, options, evidence=evidence, progress=progress, driver=driver)
