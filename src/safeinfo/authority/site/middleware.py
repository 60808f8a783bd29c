"""Trouble in words: what a person did that cannot be done, and what went wrong with us."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation

from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.problems import for_program
from safeinfo.authority.site.trouble import plain
from safeinfo.model.errors import SafeInfoError

AGAIN_AFTER = 60  # seconds after which whoever met a database or disk that does not answer may try again
_log = logging.getLogger(__name__)


class EnglishForPrograms:
    """Lets the API speak English whatever language a program asks for: its words are for those who read logs."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in English below /api/."""
        if not request.path_info.startswith("/api/"):
            return self._respond(request)
        with translation.override("en"):
            return self._respond(request)


class Trouble:
    """Turns errors that a user can do something about into a page that says so; nothing is lost or granted."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever; programs get problems, not pages."""
        return for_program(request, self._respond(request))

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Refuse what no form of ours sends and no database takes."""
        if "\0" in request.path or _holds_nul(request.GET) or _holds_nul(request.POST):
            return render(request, "site/trouble.html", {"said": "A NUL character was sent."}, status=400)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return a page for an error we know the words for."""
        if isinstance(error, SafeInfoError):
            known = {"said": str(error), "advice": error.advice, "is_english": not isinstance(error, NotPossibleError)}
            return render(request, "site/trouble.html", known, status=409)
        return down() if is_down(error) else None


def _holds_nul(given: QueryDict) -> bool:
    return any("\0" in text for key, texts in given.lists() for text in (key, *texts))


def is_down(error: BaseException | None) -> bool:
    """Tell whether an error is that the database or the disk does not answer, is full, or cannot be written."""
    if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
        return True
    return isinstance(error, OSError) and error.errno is not None


def down() -> HttpResponse:
    """Say that nothing can be stored now; the page needs no database. To be called while the error is handled."""
    _log.exception("the database or the disk failed")
    answer = plain("site/down.html", 503)
    answer["Retry-After"] = str(AGAIN_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer
