"""What an account holder can do with what we hold about them: tokens, export, deletion."""

import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeinfo.authority import clock, holdings
from safeinfo.authority.accounts import services
from safeinfo.authority.accounts.requests import account_of


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show what is held: address, tokens, ways to export and to delete."""
    who = account_of(request)
    return render(request, "desk/account.html", {"tokens": who.tokens.all(), "once": services.new_form(who)})


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token; it is shown this once."""
    asked = request.POST
    secret, token = services.make_token(account_of(request), asked.get("token", ""), asked.get("once", ""))
    return render(request, "desk/token.html", {"secret": secret, "token": token})


@login_required
@require_POST
def drop_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a token."""
    services.drop_token(account_of(request), pk)
    messages.success(request, _("The token is deleted."), extra_tags="passed")
    return redirect("account")


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Return everything that is held about the account as JSON."""
    data: dict[str, Any] = holdings.export(account_of(request))
    answer = HttpResponse(json.dumps(data, indent=2, ensure_ascii=False), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="safe-info-{clock.now():%Y-%m-%d}.json"'
    return answer


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account; the address must be typed, for it cannot be undone."""
    if request.POST.get("email", "").strip().lower() != account_of(request).email.lower():
        messages.error(request, _("Type your e-mail address to confirm."), extra_tags="failed")
        return redirect("account")
    holdings.delete(account_of(request))
    logout(request)
    messages.success(request, _("Your account and what we held about you are deleted."), extra_tags="passed")
    return redirect("home")
