"""Reviewers' pages of seals that may be shown without right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeinfo.authority.accounts.requests import account_of
from safeinfo.authority.misuse import services
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.records import services as records
from safeinfo.authority.review.views import pictures, reviewers_only


@reviewers_only
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was seen, with a picture of the page."""
    found = get_object_or_404(Suspicion, pk=pk)
    context = {
        "suspicion": found,
        "pictures": pictures(found.evidence()),
        "history": records.history(found),
    }
    return render(request, "review/misuse.html", context)


@reviewers_only
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """List the site, or dismiss it."""
    services.decide(
        get_object_or_404(Suspicion, pk=pk),
        account_of(request),
        request.POST.get("reason", ""),
        digest=request.POST.get("digest", ""),
        forged=request.POST.get("decision") == "forged",
    )
    messages.success(request, _("Decided."), extra_tags="passed")
    return redirect("review")
