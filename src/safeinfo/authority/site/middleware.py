"""Trouble in words: what a person did that cannot be done, and what went wrong with us."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeinfo.model.errors import SafeInfoError

_log = logging.getLogger(__name__)


class Trouble:
    """Turns errors that a user can do something about into a page that says so; nothing is lost or granted."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever."""
        return self._respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return a page for an error we know the words for."""
        if isinstance(error, SafeInfoError):
            return render(request, "site/trouble.html", {"said": str(error), "advice": error.advice}, status=409)
        if isinstance(error, OperationalError) or (isinstance(error, OSError) and error.errno is not None):
            _log.exception("the database or the disk failed")
            return render(request, "site/down.html", status=503)
        return None
