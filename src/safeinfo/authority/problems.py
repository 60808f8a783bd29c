"""Trouble as programs read it: problems of RFC 9457."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

PROBLEM = "application/problem+json"
_A_MINUTE = 60
_LATER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def problem(path: str, status: int, title: str, **more: Any) -> HttpResponse:
    """Return a problem; where waiting helps, it says how long."""
    data = {"type": "about:blank", "title": title, "status": status, "instance": path, **more}
    answer = HttpResponse(json.dumps(data), status=status, content_type=PROBLEM)
    if status in _LATER:
        answer["Retry-After"] = str(_A_MINUTE)
    return answer


def for_program(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return an answer as it is, or as a problem where it is trouble that a program met in words for people."""
    is_trouble = answer.status_code >= HTTPStatus.BAD_REQUEST and answer["Content-Type"] != PROBLEM
    if not (is_trouble and request.path.startswith("/api/")):
        return answer
    made = problem(request.path, answer.status_code, HTTPStatus(answer.status_code).phrase.lower())
    if allowed := answer.headers.get("Allow"):
        made["Allow"] = allowed
    return made
