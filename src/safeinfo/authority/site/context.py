"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from safeinfo.authority import using

MENU = (
    ("service", _("Our service")),
    ("requirements", _("Requirements")),
    ("the-seal", _("The seal")),
    ("safe-sites", _("Safe Sites")),
    ("about", _("About")),
)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return the authority's settings, the menu, and where in it this page is."""
    match = request.resolver_match
    return {"authority": using.config(), "menu": MENU, "here": match.url_name if match else ""}
