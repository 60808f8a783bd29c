"""A real browser, driven as a shopper would and recorded in full: `open_browser`, `BrowserOptions`.

What is asked for is imported then: who only begins to start the driver does not wait for all the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from safeinfo.gather.browser.browser import Browser
    from safeinfo.gather.browser.launch import open_browser
    from safeinfo.gather.browser.options import BrowserOptions
    from safeinfo.gather.browser.shopper import Shopper
    from safeinfo.gather.browser.visit import Visit

_WHERE = {
    "Browser": "browser",
    "BrowserOptions": "options",
    "Shopper": "shopper",
    "Visit": "visit",
    "open_browser": "launch",
}

__all__ = ["Browser", "BrowserOptions", "Shopper", "Visit", "open_browser"]


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
