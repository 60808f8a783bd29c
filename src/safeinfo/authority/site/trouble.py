"""Pages for when little works: they ask neither the database nor the session, and say it in the visitor's language."""

import logging

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.template.loader import render_to_string

_log = logging.getLogger(__name__)
_LAST = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Error</title>
<h1>Something went wrong on our side</h1><p>Nothing you entered was kept half-way. We were told; please try again.</p>
<p><a href="/">Front page</a></p></html>"""


def plain(template: str, status: int) -> HttpResponse:
    """Return a page that needs nothing but its template; where even that fails, a few words in English."""
    try:
        return HttpResponse(render_to_string(template, {"styles": _styles()}), status=status)
    except Exception:  # noqa: BLE001 - whatever it is, the visitor is told something
        _log.exception("the page for trouble could not be made")
        return HttpResponse(_LAST, status=status)


def _styles() -> str:
    try:
        return staticfiles_storage.url("authority/site.css")
    except ValueError:  # no manifest of static files
        return ""
