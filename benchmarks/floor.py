"""What a served page is held against: bytes from the same server, and a page of Django's own with nothing around it."""

from collections.abc import Callable, Iterable
from typing import Any

_BODY = b"<!DOCTYPE html><title>floor</title>" + b"x" * 1000


def application(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer everything with the same bytes."""
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(_BODY)))])
    return [_BODY]


def plain() -> Any:
    """Return a Django of one view that answers with the same bytes: no middleware, no database, no template."""
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path

    settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF="benchmarks.floor", MIDDLEWARE=[], SECRET_KEY="none")
    django.setup()
    urlpatterns.append(path("", lambda _request: HttpResponse(_BODY)))
    return get_wsgi_application()


urlpatterns: list[Any] = []
