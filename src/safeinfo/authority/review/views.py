"""Pages of reviewers. Whoever is none gets 404, as if there were no such pages; a second factor is asked for."""

import base64
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeinfo.authority import using
from safeinfo.authority.accounts.requests import account_of
from safeinfo.authority.audits import results
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.complaints import services as complaints
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import appeals, consequences
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Appeal, Seal, Vote
from safeinfo.authority.seals.states import LISTED, STANDING, State
from safeinfo.authority.site.templatetags.words import words
from safeinfo.gather import archive
from safeinfo.model.errors import EvidenceError
from safeinfo.model.observations import PageSeen
from safeinfo.model.outcome import Outcome

View = Callable[..., HttpResponse]
_MOST_SHOWN = 200


def reviewers_only(view: View) -> View:
    """Let only reviewers in, and only with a second factor unless the authority is being tried out."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not account_of(request).is_reviewer:
            raise Http404
        if not using.config().try_out and not is_mfa_enabled(account_of(request)):
            messages.error(request, _("Reviewers sign in with a second factor. Set one up first."), extra_tags="failed")
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded


@reviewers_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for a person, oldest first."""
    context = {
        "applications": Seal.objects.filter(state=State.AUDITED).select_related("shop", "audit").order_by("since"),
        "doubts": _doubts(),
        "wanting": Seal.objects.filter(state__in=STANDING, wanting_audit__isnull=False)
        .select_related("shop", "wanting_audit")
        .order_by("-wanting", "pk")[:_MOST_SHOWN],
        "misused": Suspicion.objects.filter(state=Suspicion.State.SEEN)[:_MOST_SHOWN],
        "complaints": Complaint.objects.filter(state=Complaint.State.OPEN).order_by("due_at"),
        "appeals": Appeal.objects.filter(state=Appeal.State.OPEN).select_related("seal__shop").order_by("due_at"),
        "standing": Seal.objects.filter(state__in=LISTED).select_related("shop").order_by("shop__origin")[:_MOST_SHOWN],
    }
    return render(request, "review/queue.html", context)


def _doubts() -> list[Audit]:
    """Return the newest audits of listed shops that hold a finding which nobody settled yet."""
    newest = Audit.objects.filter(shop=OuterRef("shop"), state=Audit.State.JUDGED).values("pk")[:1]
    of_listed = Seal.objects.filter(state__in=LISTED).annotate(newest=Subquery(newest)).values("newest")
    said = Audit.objects.annotate(said=Cast("outcomes", TextField()))
    doubtful = said.filter(Q(said__contains=Outcome.CANT_TELL.value) | Q(condition=Outcome.CANT_TELL))
    found = doubtful.filter(pk__in=of_listed).select_related("shop")
    return [each for each in found if Outcome.CANT_TELL in (audits.standing(each) | audits.conditions(each)).values()]


@reviewers_only
@require_safe
def audit(request: HttpRequest, key: str) -> HttpResponse:
    """Show an audit's findings as a reviewer needs them: what cannot be told first, with picture, quote and history."""
    found = get_object_or_404(Audit.objects.select_related("shop__owner"), key=key)
    data = results.report(found)
    if data is None:
        raise Http404
    settled = audits.settlements_for(found)
    seen = pictures(found.evidence)
    rows: list[dict[str, Any]] = []
    for requirement, each in results.findings(results.decided(found)):
        key_of = results.id_of(requirement, each)
        picture = seen.get(each["page"], "") if each["outcome"] == Outcome.CANT_TELL else ""
        rows.append(
            {
                "id": key_of,
                "requirement": requirement,
                "finding": each,
                "settled": settled.get(key_of),
                "picture": picture,
            }
        )
    order = [Outcome.CANT_TELL.value, Outcome.FAILED.value, Outcome.UNTESTED.value]
    rows.sort(key=lambda row: order.index(row["finding"]["outcome"]) if row["finding"]["outcome"] in order else 9)
    rows = [row for row in rows if not row["finding"]["for_information"]]
    rest = [row for row in rows if row["finding"]["outcome"] not in order]
    if rest:
        rest[0]["begins_rest"] = True
    seal = Seal.objects.filter(shop=found.shop).first()
    context = {
        "audit": found,
        "rows": rows,
        "rest": len(rest),
        "standing": audits.standing(found) | audits.conditions(found),
        "seal": seal,
        "votes": seal.votes.all() if seal else [],
        "unmet": seals.unmet(seal) if seal else [],
        "kinds": Vote.Kind.choices,
        "history": records.history(seal) if seal else [],
        "coverage": data["coverage"],
    }
    return render(request, "review/audit.html", context)


def pictures(path: Path) -> dict[str, str]:
    """Return a picture of each page of an evidence file, as a data URL; none where it is gone."""
    try:
        evidence = archive.read(path)
    except EvidenceError:
        return {}
    pages: dict[str, str] = {}
    for page in evidence.observations:
        if isinstance(page, PageSeen) and page.picture and page.picture in evidence.blobs:
            data = base64.b64encode(evidence.blobs[page.picture]).decode()
            pages[page.url] = f"data:image/jpeg;base64,{data}"
    return pages


@reviewers_only
@require_POST
def settle(request: HttpRequest, key: str) -> HttpResponse:
    """Settle a finding."""
    found = get_object_or_404(Audit.objects.select_related("shop"), key=key)
    passed = request.POST.get("decision") == "passed"
    audits.settle(
        found, request.POST.get("finding", ""), account_of(request), request.POST.get("reason", ""), passed=passed
    )
    consequences.settled(found)
    messages.success(request, _("Settled."), extra_tags="passed")
    return redirect("review-audit", key=key)


@reviewers_only
@require_safe
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a seal's whole history and what can be voted on."""
    found = get_object_or_404(Seal.objects.select_related("shop", "audit"), pk=pk)
    context = {
        "seal": found,
        "votes": found.votes.select_related("reviewer"),
        "kinds": Vote.Kind.choices,
        "history": records.history(found),
        "credentials": found.credentials.all()[:20],
        "audits": found.shop.audits.all()[:20],
        "unmet": seals.unmet(found),
        "complaints": Complaint.objects.filter(shop=found.shop).exclude(state=Complaint.State.UNCONFIRMED),
    }
    return render(request, "review/seal.html", context)


@reviewers_only
@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Cast a vote."""
    found = get_object_or_404(Seal, pk=pk)
    given = request.POST
    after = seals.vote(
        found, given.get("kind", ""), account_of(request), given.get("reason", ""), seen=given.get("seen")
    )
    messages.success(
        request, _("Your vote was recorded; the seal is now: %s.") % words(after.state), extra_tags="passed"
    )
    return redirect("review-seal", pk=pk)


@reviewers_only
@require_safe
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a complaint; its writer's address is not shown, for the answer goes out by itself."""
    found = get_object_or_404(Complaint.objects.select_related("shop"), pk=pk)
    if found.state == Complaint.State.UNCONFIRMED:
        raise Http404
    return render(request, "review/complaint.html", {"complaint": found})


@reviewers_only
@require_POST
def answer_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a complaint."""
    found = get_object_or_404(Complaint, pk=pk)
    upheld = request.POST.get("decision") == "upheld"
    complaints.answer(found, account_of(request), request.POST.get("answer", ""), upheld=upheld)
    messages.success(request, _("The answer was sent."), extra_tags="passed")
    return redirect("review")


@reviewers_only
@require_safe
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an appeal."""
    found = get_object_or_404(Appeal.objects.select_related("seal__shop"), pk=pk)
    return render(request, "review/appeal.html", {"appeal": found, "history": records.history(found.seal)})


@reviewers_only
@require_POST
def answer_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an appeal."""
    found = get_object_or_404(Appeal, pk=pk)
    upheld = request.POST.get("decision") == "upheld"
    appeals.answer(found, account_of(request), request.POST.get("answer", ""), upheld=upheld)
    messages.success(request, _("The answer was sent."), extra_tags="passed")
    return redirect("review")
