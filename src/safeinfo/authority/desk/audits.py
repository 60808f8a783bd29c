"""An audit on its merchant's desk: live while it runs, then the report, the evidence, and the re-test."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeinfo.authority.accounts.requests import account_of
from safeinfo.authority.audits import results, retests
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.mailtrials import showing
from safeinfo.model.outcome import Outcome
from safeinfo.seal import faces

_REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-same-origin"
_ORDER = [each.value for each in Outcome]


def own_audit(request: HttpRequest, key: str) -> Audit:
    """Return an audit of a shop of the one who asks, or any for a reviewer; 404 otherwise."""
    audit = get_object_or_404(Audit.objects.select_related("shop"), key=key)
    if audit.shop.owner_id != account_of(request).pk and not account_of(request).is_reviewer:
        raise Http404
    return audit


@login_required
@require_safe
def audit(request: HttpRequest, key: str) -> HttpResponse:
    """Show an audit: its progress while it runs (the page asks again by itself), what it came to afterwards."""
    found = own_audit(request, key)
    return render(request, "desk/audit.html", _context(found))


@login_required
@require_safe
def live(request: HttpRequest, key: str) -> HttpResponse:
    """Return only the part of the page that changes, for the script that keeps it fresh."""
    found = own_audit(request, key)
    return render(request, "desk/_audit_live.html", _context(found))


def _context(audit: Audit) -> dict[str, Any]:
    data = results.report(audit)
    standing = audits.standing(audit) | audits.conditions(audit) if data else {}
    requirements = (
        [_row(audit, each, standing[each["id"]]) for each in results.decided(audit) if _is_told(each, standing)]
        if data
        else []
    )
    requirements.sort(key=lambda each: _ORDER.index(each["standing"]))
    return {
        "audit": audit,
        "shop": audit.shop,
        "lines": audit.progress.order_by("-id")[:200],
        "requirements": requirements,
        "data": data,
        "mail": showing.lacks(audit.shop) if standing.get("SI-06") == Outcome.UNTESTED else None,
    }


def _is_told(requirement: dict[str, Any], standing: dict[str, str]) -> bool:
    """Whether a merchant is told: that a plain visitor was shown something else only once a person has found it so."""
    return requirement["id"] != faces.REQUIREMENT.id or standing[requirement["id"]] == Outcome.FAILED


def _row(audit: Audit, requirement: dict[str, Any], standing: str) -> dict[str, Any]:
    """Return a requirement with, for each finding, its last second look and whether one can be asked for."""
    looks = {each.finding: each for each in audit.retests.order_by("id")}
    findings = []
    for found in requirement["findings"]:
        key = results.id_of(requirement, found)
        findings.append(found | {"key": key, "again": looks.get(key), "can_look": retests.possible(audit, key)})
    return requirement | {"standing": standing, "findings": findings}


@login_required
@require_POST
def look_again(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a second look at one finding."""
    found = own_audit(request, key)
    retests.ask(found, request.POST.get("finding", ""), account_of(request))
    messages.success(request, _("We look again at this finding; the page shows what came of it."), extra_tags="passed")
    return redirect("audit", key=found.key)


@login_required
@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Return the report as it stands, a page of its own that may do nothing but be read."""
    page = results.page(own_audit(request, key))
    if page is None:
        raise Http404
    answer = HttpResponse(page)
    answer["Content-Security-Policy"] = _REPORT_POLICY
    answer._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - how django-csp is told
    return answer


@login_required
@require_safe
def as_json(request: HttpRequest, key: str) -> HttpResponse:
    """Return the report as JSON, by its published schema."""
    data = results.report(own_audit(request, key))
    if data is None:
        raise Http404
    return JsonResponse(data)


@login_required
@require_safe
def evidence(request: HttpRequest, key: str) -> FileResponse:
    """Return the evidence file."""
    found = own_audit(request, key)
    try:
        file = found.evidence.open("rb")
    except OSError as error:
        raise Http404 from error
    return FileResponse(
        file, as_attachment=True, filename=f"{found.shop.host.replace(':', '-')}-{found.key[:8]}.evidence"
    )
