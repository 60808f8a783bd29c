"""`safeinfo doctor`: whether this machine has what an audit needs."""

import asyncio
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import click
from playwright.sync_api import sync_playwright

from safeinfo import __version__
from safeinfo.gather.browser.find import find_browser
from safeinfo.gather.browser.options import sandboxed
from safeinfo.gather.guard import Guard, PolicyProxy
from safeinfo.model.errors import SafeInfoError

_LIBRARIES = ("playwright", "selectolax", "aiohttp", "cryptography", "publicsuffixlist", "cattrs")
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `advice` says what to do where it is not fine."""

    name: str
    fine: bool
    said: str
    advice: str = ""
    needed: bool = True


@click.command()
@click.option("--quiet", is_flag=True, help="Say only what is not fine.")
@click.option("--only", type=click.Choice(["python", "browser", "sandbox", "proxy", "fonts", "libraries"]))
def doctor(quiet: bool, only: str | None) -> None:
    """Look whether browser, sandbox, proxy and fonts are there; exit 2 where something needed is missing."""
    bad = False
    for check in _checks(only):
        bad |= check.needed and not check.fine
        if quiet and check.fine:
            continue
        sign, colour = ("✓", "green") if check.fine else ("✗", "red") if check.needed else ("!", "yellow")
        click.echo(click.style(f"{sign} ", fg=colour) + f"{check.name:<10} {check.said}")
        if not check.fine and check.advice:
            click.echo(f"             {check.advice}")
    sys.exit(2 if bad else 0)


def _checks(only: str | None) -> Iterator[Check]:
    for name, look in (
        ("python", _python),
        ("browser", _browser),
        ("sandbox", _sandbox),
        ("proxy", _proxy),
        ("fonts", _fonts),
        ("libraries", _libraries),
    ):
        if only in {None, name}:
            yield look()


def _python() -> Check:
    said = f"{platform.python_version()} on {platform.system()}; safeinfo {__version__}"
    return Check("python", sys.version_info >= (3, 11), said, "Python 3.11 or newer is needed.")


def _browser() -> Check:
    try:
        found = _found()
    except SafeInfoError as error:
        return Check("browser", False, str(error), error.advice)
    asked = subprocess.run(  # noqa: S603 - the browser that an audit would start
        [found, "--version"], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    said = asked.stdout.strip() or asked.stderr.strip()[:200]
    return Check("browser", asked.returncode == 0, f"{said} ({found})", "Install chromium-headless-shell anew.")


def _found() -> str:
    """Return the browser an audit would start; Playwright is asked for its own only where the system has none."""
    try:
        return find_browser()
    except SafeInfoError:
        with sync_playwright() as playwright:
            return find_browser(playwright.chromium.executable_path)


def _sandbox() -> Check:
    said = "on" if sandboxed() else "off: Chromium's sandbox cannot be on for root"
    return Check("sandbox", sandboxed(), said, "Run audits as an ordinary user.", needed=False)


def _proxy() -> Check:
    async def start() -> str:
        async with PolicyProxy(Guard()) as proxy:
            return proxy.url

    try:
        return Check("proxy", True, f"listens on loopback ({asyncio.run(start())})")
    except OSError as error:
        return Check("proxy", False, str(error), "The policy proxy needs a free port on 127.0.0.1.")


def _fonts() -> Check:
    lister = shutil.which("fc-list")
    if lister is None:
        return Check("fonts", False, "fc-list is missing, so nothing is known", "Install fontconfig.", needed=False)
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603
    families = {line.split(",")[0] for line in listed.stdout.splitlines() if line}
    advice = "Pictures would show boxes instead of letters. Install fonts-dejavu-core, for Asian shops fonts-noto-cjk."
    return Check("fonts", bool(families), f"{len(families)} families", advice, needed=False)


def _libraries() -> Check:
    return Check("libraries", True, ", ".join(f"{name} {version(name)}" for name in _LIBRARIES))
