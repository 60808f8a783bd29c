"""The live mark: a small page that a sealed shop may frame, and nobody else; it says what holds now.

It sets no cookie, keeps no log, runs no script, and may be cached for some minutes. The static mark asks us nothing at
a page view; whoever prefers this one pays with one request to us a view.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from safeinfo.authority.seals.models import Seal
from safeinfo.authority.seals.states import STANDING
from safeinfo.authority.site import directory
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.origins import origin

_SECONDS = 300  # that a browser may keep it; a suspension is seen after that at the latest
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {who}"


@xframe_options_exempt
@require_safe
def live(request: HttpRequest, host: str) -> HttpResponse:
    """Return the live mark of a shop, to be framed by that shop only; 404, for nobody's frame, where none stands."""
    exact = _exact(host)
    standing = Seal.objects.filter(shop__origin=exact, state__in=STANDING).select_related("shop")
    seal = standing.first() if exact else None
    shown = directory.current(seal) if seal is not None else None
    answer = render(request, "site/live.html", {"host": host, "credential": shown}, status=200 if shown else 404)
    who = exact if seal is not None else "'none'"
    answer["Content-Security-Policy"] = _POLICY.format(who=who)
    answer["Cache-Control"] = f"public, max-age={_SECONDS}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Referrer-Policy"] = "no-referrer"
    answer._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - how django-csp is told: it has its own
    return answer


def _exact(host: str) -> str:
    """Return the https origin of a host as a browser writes it; "" for what is none."""
    try:
        return origin(f"https://{host}")
    except MalformedError:
        return ""
