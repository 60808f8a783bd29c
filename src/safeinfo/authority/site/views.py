"""The public pages."""

import sys
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from safeinfo.authority import using
from safeinfo.authority.callers import origin_of
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.misuse import services as misuse
from safeinfo.authority.records import services as records
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.seals.states import LISTED
from safeinfo.authority.shops.declaring import text_of
from safeinfo.authority.site import directory
from safeinfo.authority.site.middleware import down, is_down
from safeinfo.authority.site.own import own_declaration
from safeinfo.authority.site.standard import CONDITIONS, EVERY, translated
from safeinfo.authority.site.trouble import plain
from safeinfo.requirements import EDITION, IN_FORCE

_A_PAGE = 50
_CHECKS = (
    ("format", _("Written as a seal is")),
    ("signature", _("Signed by this authority")),
    ("validity", _("Valid today")),
    ("origin", _("For this shop")),
    ("revocation", _("Not revoked")),
    ("suspension", _("Not suspended")),
    ("inclusion", _("In the public log")),
)
_PAGES = (
    "home",
    "service",
    "requirements",
    "the-seal",
    "policy",
    "safe-sites",
    "about",
    "privacy",
    "figures",
    "complain",
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say in one screen what this is, for shoppers and for merchants."""
    newest = directory.listed(state="sealed").order_by("-issued_at")[:6]
    return render(request, "site/home.html", {"requirements": IN_FORCE, "newest": newest})


@require_safe
def page(request: HttpRequest, template: str) -> HttpResponse:
    """Show a page that is only words."""
    return render(request, template, {"edition": EDITION})


@require_safe
def declaration(request: HttpRequest) -> HttpResponse:
    """Show what the authority declares of itself, as the file that `safeinfo audit --declaration` reads."""
    del request
    return HttpResponse(text_of(own_declaration(using.config())), content_type="text/plain; charset=utf-8")


@require_safe
def requirements(request: HttpRequest) -> HttpResponse:
    """List the requirements in force."""
    return render(
        request,
        "site/requirements.html",
        {"requirements": IN_FORCE, "edition": EDITION, "conditions": CONDITIONS},
    )


@require_safe
def requirement(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one requirement: what it asks, how it is decided, what cannot be seen, what to change."""
    found = next((each for each in EVERY if each.slug == slug), None)
    if found is None:
        raise Http404
    return render(request, "site/requirement.html", {"requirement": translated(found), "edition": EDITION})


@require_safe
def safe_sites(request: HttpRequest) -> HttpResponse:
    """Search the directory."""
    words, state = request.GET.get("q", "")[:200], request.GET.get("state", "")
    seals = Paginator(directory.listed(words, state), _A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "site/safe_sites.html",
        {"seals": seals, "q": words, "state": state, "states": list(directory.SHOWN), "forged": directory.forged()},
    )


@require_safe
def seal(request: HttpRequest, host: str) -> HttpResponse:
    """Show the page that a shop's mark links to: whether it is sealed, and the proof."""
    origin = f"https://{host.lower()}"
    found = Seal.objects.filter(shop__origin=origin, state__in=LISTED).select_related("shop", "audit")
    seals = sorted(found, key=lambda each: (not each.stands, -each.pk))
    context: dict[str, Any] = {"host": host, "origin": origin, "came_from": _came_from(request, origin)}
    if request.method == "GET" and context["came_from"] not in {"own", "unknown"}:
        misuse.came(origin if context["came_from"] == "here" else context["came_from"])  # "here" may hold no seal
    if not seals:
        return render(request, "site/not_sealed.html", context, status=404)
    one = seals[0]
    context |= {
        "seal": one,
        "credential": directory.current(one),
        "lapses": directory.lapses(one),
        "timeline": records.history(one, public=True),
        "complaints": Complaint.objects.filter(shop=one.shop, state__in=("upheld", "dismissed")),
        "checks": _CHECKS,
        "outcomes": directory.outcomes(one),
    }
    return render(request, "site/seal.html", context)


def _came_from(request: HttpRequest, origin: str) -> str:
    """Return "here" from the sealed shop, "unknown" without a referrer, else the origin that is not this shop."""
    came = origin_of(request.headers.get("Referer", ""))
    if not came:
        return "unknown"
    own = f"{request.scheme}://{request.get_host()}".lower()
    if came == own:
        return "own"
    return "here" if came == origin else came


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the programme's figures."""
    return render(request, "site/figures.html", {"figures": directory.figures()})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """List every public page."""
    return render(request, "site/site_map.html", {"requirements": IN_FORCE})


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language. No token guards it, so that a public page sets no cookie; nothing is lost by forging it."""
    answer: HttpResponse = set_language(request)
    return answer


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page was open too long, or came from elsewhere: nothing was done."""
    del reason
    return render(request, "site/stale.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    del exception
    return render(request, "site/missing.html", status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that we cannot take as it is: for another host than ours, or not as browsers write it."""
    del request, exception
    return HttpResponse(_REFUSED % using.config().base_url, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when an error of ours keeps us from it; as little as possible may fail here."""
    del request
    if is_down(sys.exc_info()[1]):  # the session's own reading and writing is outside of every view
        return down()
    return plain("site/broken.html", 500)


_REFUSED = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Not for us</title>
<h1>This request was not for us</h1><p>It named another host, or was not written as browsers do. Nothing was done.</p>
<p><a href="%s/">Front page</a></p></html>"""


def well_known_change_password(_request: HttpRequest) -> HttpResponse:
    """Lead password managers to the form (a well-known URL of the W3C)."""
    return HttpResponseRedirect(reverse("account_change_password"))
