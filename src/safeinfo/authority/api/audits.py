"""Audits by program: ask, watch, read the report, fetch the evidence."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Status
from ninja.errors import HttpError

from safeinfo.authority.api.base import ONCE, account_of, api, once, own
from safeinfo.authority.api.schemas import AuditIn, AuditOut, LineOut, PageNumber, RetestIn, RetestOut, RowNumber
from safeinfo.authority.audits import results, retests
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit, Retest

_A_PAGE = 100
_GONE = "this audit has none, or no longer"


def _file(kind: str) -> dict[str, Any]:
    """Describe an answer that is a file of its own."""
    return {"responses": {200: {"description": "The file", "content": {kind: {}}}}}


@api.get("/shops/{pk}/audits", response=list[AuditOut], summary="Audits of a shop")
def list_audits(request: HttpRequest, pk: int, page: PageNumber = 1) -> list[dict[str, Any]]:
    """List a shop's audits, newest first, a hundred a page."""
    start = (page - 1) * _A_PAGE
    return [plain(each) for each in own(request, pk).audits.all()[start : start + _A_PAGE]]


@api.post("/shops/{pk}/audits", response={202: AuditOut}, summary="Ask for an audit", openapi_extra=ONCE)
@once
def ask_audit(request: HttpRequest, pk: int, given: AuditIn) -> Status[dict[str, Any]]:
    """Ask for an audit; one that is under way is returned instead of a second."""
    asked = audits.ask(own(request, pk), Audit.Reason.MERCHANT, account_of(request), trials=given.trials)
    return Status(202, plain(asked))


@api.get("/audits/{key}", response=AuditOut, summary="One audit")
def one_audit(request: HttpRequest, key: str) -> dict[str, Any]:
    """Return an audit of one of your shops."""
    return plain(_own(request, key))


@api.get("/audits/{key}/progress", response=list[LineOut], summary="What an audit is doing")
def progress(request: HttpRequest, key: str, after: RowNumber = 0) -> Any:
    """Return the lines of progress after one that was read before, oldest first."""
    return _own(request, key).progress.filter(pk__gt=after)[: _A_PAGE * 10]


@api.get("/audits/{key}/report", response=dict[str, Any], summary="The report of an audit (report.schema.json)")
def report(request: HttpRequest, key: str) -> dict[str, Any]:
    """Return the JSON report."""
    found = results.report(_own(request, key))
    if found is None:
        raise HttpError(404, _GONE)
    return found


@api.get("/audits/{key}/report.html", summary="The report as a page", openapi_extra=_file("text/html"))
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Return the report as one page."""
    found = results.page(_own(request, key))
    if found is None:
        raise HttpError(404, _GONE)
    return HttpResponse(found)


@api.get("/audits/{key}/evidence", summary="The evidence", openapi_extra=_file("application/octet-stream"))
def evidence(request: HttpRequest, key: str) -> FileResponse:
    """Return the evidence file, from which the verdicts can be judged anew (`safeinfo judge`)."""
    found = _own(request, key)
    try:
        file = found.evidence.open("rb")
    except FileNotFoundError as error:
        raise HttpError(404, _GONE) from error
    return FileResponse(
        file, as_attachment=True, filename=f"{key[:8]}.evidence", content_type="application/octet-stream"
    )


def plain(audit: Audit) -> dict[str, Any]:
    """Return an audit as the API gives it."""
    names = ("key", "state", "reason", "trials", "asked_at", "ended_at", "digest", "trouble")
    standing = audits.standing(audit) if audit.state == Audit.State.JUDGED else {}
    return {name: getattr(audit, name) for name in names} | {"shop": audit.shop_id, "outcomes": standing}


def _own(request: HttpRequest, key: str) -> Audit:
    return get_object_or_404(Audit.objects.select_related("shop"), key=key, shop__owner=account_of(request))


@api.post("/audits/{key}/retests", response={202: RetestOut}, summary="Look again at one finding", openapi_extra=ONCE)
@once
def look_again(request: HttpRequest, key: str, given: RetestIn) -> Status[dict[str, Any]]:
    """Look again at one finding, quickly; it changes no verdict, for that takes another audit."""
    audit = get_object_or_404(Audit.objects.select_related("shop"), key=key, shop__owner=account_of(request))
    return Status(202, _retest(retests.ask(audit, given.finding, account_of(request))))


@api.get("/retests/{key}", response=RetestOut, summary="One second look")
def one_retest(request: HttpRequest, key: str) -> dict[str, Any]:
    """Return what a second look came to: waiting, gone, still or untold."""
    return _retest(get_object_or_404(Retest, key=key, audit__shop__owner=account_of(request)))


def _retest(made: Retest) -> dict[str, Any]:
    named = ("key", "finding", "state", "said", "asked_at", "ended_at")
    return {name: getattr(made, name) for name in named} | {"audit": made.audit.key}
