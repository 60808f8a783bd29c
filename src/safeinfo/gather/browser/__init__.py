"""A real browser, driven as a shopper would and recorded in full: `open_browser`, `BrowserOptions`."""

from safeinfo.gather.browser.browser import Browser
from safeinfo.gather.browser.launch import open_browser
from safeinfo.gather.browser.options import BrowserOptions
from safeinfo.gather.browser.shopper import Shopper
from safeinfo.gather.browser.visit import Visit

__all__ = ["Browser", "BrowserOptions", "Shopper", "Visit", "open_browser"]
