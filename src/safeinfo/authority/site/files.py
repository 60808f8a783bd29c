"""Public files of the seal, as Django names them: what shops fetch, keys, pins.

`authority.ahead` answers them before Django is asked; these views answer the same in tests, and say what is not there.
"""

import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from safeinfo.authority import using
from safeinfo.authority.seals.issuing import folder

_FRESH = "public, max-age=300"
_SAFE = re.compile(r"[A-Za-z0-9_.-]{1,300}", re.ASCII)


@require_safe
def staple(request: HttpRequest, name: str) -> HttpResponse:
    """Return the credential of a shop that is valid now; 404 where there is none. Any page may read it."""
    del request
    return _file(folder(using.config()) / "public" / "staples", f"{name}.json")


@require_safe
def well_known(request: HttpRequest, name: str) -> HttpResponse:
    """Return the DID document or the pins of a verifier."""
    del request
    return _file(folder(using.config()) / "public" / ".well-known", name)


def _file(where: Path, name: str) -> HttpResponse:
    if not _SAFE.fullmatch(name) or name.startswith("."):
        raise Http404
    try:
        data = (where / name).read_bytes()
    except OSError as error:
        raise Http404 from error
    answer = HttpResponse(data, content_type="application/json")
    answer["Cache-Control"] = _FRESH
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
