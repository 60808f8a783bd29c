"""Find a Chromium on this machine: the headless shell first, for it is the cheapest to run."""

import os
import shutil
from pathlib import Path

from safeinfo.model.errors import SafeInfoError

NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "headless_shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
VARIABLE = "SAFEINFO_BROWSER"
ADVICE = (
    "Install one: `apt install chromium-headless-shell` (Debian), Chromium, Chrome or Edge, or run "
    f"`playwright install --only-shell chromium`; or set {VARIABLE} to its path."
)


# What has no predictions to show: the shell is Chromium without its autofill.
_SHELLS = ("headless-shell", "headless_shell")


def find_full_browser(*, search_path: str | None = None) -> str:
    """Return the path of a Chromium that is more than the headless shell, "" if there is none on this machine."""
    named = os.environ.get(VARIABLE, "")
    found = (shutil.which(name, path=search_path) for name in NAMES)
    placed = (place for place in PLACES if Path(place).is_file())
    for path in (named if Path(named).is_file() else None, *found, *placed):
        if path and not any(shell in Path(path).name for shell in _SHELLS):
            return path
    return ""


def find_browser(own: str = "", *, search_path: str | None = None) -> str:
    """Return the path of a browser: the one the user names, one on the path, else `own` (Playwright's).

    SafeInfoError, with advice, if there is none.
    """
    if named := os.environ.get(VARIABLE, ""):
        if Path(named).is_file():
            return named
        raise SafeInfoError(f"{VARIABLE} names {named}, which is no file", ADVICE)
    for name in NAMES:
        if found := shutil.which(name, path=search_path):
            return found
    for place in (*PLACES, own):
        if place and Path(place).is_file():
            return place
    raise SafeInfoError("no Chromium was found on this machine", ADVICE)
