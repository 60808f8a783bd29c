"""The trial by e-mail of a shop, as its merchant and reviewers see it; the merchant may begin another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeinfo.authority.accounts.requests import account_of
from safeinfo.authority.mailtrials import services, showing
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.seals.states import OVER
from safeinfo.authority.shops.models import Shop


@login_required
@require_http_methods(("GET", "HEAD", "POST"))
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the trial is; on POST its merchant begins another."""
    who = account_of(request)
    shop = get_object_or_404(Shop.objects.select_related("owner"), pk=pk)
    is_owner = shop.owner_id == who.pk
    if not is_owner and (not who.is_reviewer or request.method == "POST"):
        raise Http404
    applied = Seal.objects.filter(shop=shop).exclude(state__in=OVER).exists()
    if request.method == "POST":
        services.ask(shop, who)
        messages.success(request, _("The trial begins within minutes."), extra_tags="passed")
        return redirect("mail-trial", pk=shop.pk)
    shown = showing.of(shop)
    over = shown["trial"] is None or shown["trial"].is_over
    may_begin = is_owner and applied and over and not shown["lacking"] and not shown["by_hand"]
    return render(request, "desk/mail.html", {"shop": shop, "is_owner": is_owner, "may_begin": may_begin, **shown})
