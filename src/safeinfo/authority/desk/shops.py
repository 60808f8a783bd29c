"""Pages of one shop on its merchant's desk."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeinfo.authority import using
from safeinfo.authority.accounts.requests import account_of
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.mailtrials import showing
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import appeals
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.seals.states import OVER, STANDING
from safeinfo.authority.shops import services
from safeinfo.authority.shops.control import where
from safeinfo.authority.shops.looking import look
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.site import directory
from safeinfo.seal import mark


def own_shop(request: HttpRequest, pk: int) -> Shop:
    """Return a shop of the one who asks; 404 for anybody else's, as if there were none."""
    return get_object_or_404(Shop.objects.select_related("owner"), pk=pk, owner=account_of(request))


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the shops of the one who asks."""
    shops = Shop.objects.filter(owner=account_of(request)).select_related("seal").prefetch_related("audits")
    return render(request, "desk/desk.html", {"shops": shops})


@login_required
@require_http_methods(("GET", "HEAD", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    """Add a shop."""
    given = {name: request.POST.get(name, "") for name in ("address", "name")}
    trouble: NotPossibleError | None = None
    if request.method == "POST":
        try:
            return redirect("shop", pk=services.add(account_of(request), given["address"], given["name"]).pk)
        except NotPossibleError as error:
            trouble = error
    return render(request, "desk/add.html", {"given": given, "trouble": trouble}, status=422 if trouble else 200)


@login_required
@require_safe
def shop(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a shop: how far it is, what comes next."""
    found = own_shop(request, pk)
    seal = Seal.objects.filter(shop=found).first()
    context: dict[str, Any] = {
        "shop": found,
        "seal": seal,
        "controls": found.controls.all(),
        "is_controlled": services.controls_domain(found),
        "declaration": found.declarations.first(),
        "audits": found.audits.all()[:10],
        "may_apply": seal is None or seal.state in OVER - {"revoked"},
        "stands": seal is not None and seal.state in STANDING,
        "lapses": directory.lapses(seal) if seal else None,
        "history": records.history(seal).exclude(act="audit-considered") if seal else [],
        "appeals": seal.appeals.all() if seal else [],
        "mail": showing.of(found),
        "may_appeal": seal is not None and appeals.may_appeal(seal),
    }
    return render(request, "desk/shop.html", context)


@login_required
@require_http_methods(("GET", "HEAD", "POST"))
def control(request: HttpRequest, pk: int, method: str) -> HttpResponse:
    """Show a challenge; on POST look at the domain."""
    found = own_shop(request, pk)
    challenge = services.challenge(found, method, account_of(request))
    if request.method == "POST":
        seen = look(challenge)
        if services.looked(challenge, seen).proved_at and seen.held:
            messages.success(request, _("The domain is proved."), extra_tags="passed")
            if (seal := Seal.objects.filter(shop=found).first()) is not None:
                seals.advance(seal)
            return redirect("shop", pk=found.pk)
        challenge.refresh_from_db()
    context = {
        "shop": found,
        "control": challenge,
        "where": where(method, found.origin, challenge.token),
    }
    return render(request, "desk/control.html", context)


@login_required
@require_POST
def audit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an audit."""
    found = own_shop(request, pk)
    asked = audits.ask(found, Audit.Reason.MERCHANT, account_of(request), trials="trials" in request.POST)
    return redirect("audit", key=asked.key)


@login_required
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply for the seal; the rules must have been agreed to."""
    found = own_shop(request, pk)
    if "agreed" not in request.POST:
        raise NotPossibleError("agreed", _("Please read the programme rules and agree to them first."))
    seals.apply(found, account_of(request))
    messages.success(request, _("You have applied. The steps below show what comes next."), extra_tags="passed")
    return redirect("shop", pk=found.pk)


@login_required
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal against a refusal, suspension or revocation."""
    found = own_shop(request, pk)
    appeals.appeal(get_object_or_404(Seal, shop=found), request.POST.get("text", ""), account_of(request))
    messages.success(request, _("Your appeal was received."), extra_tags="passed")
    return redirect("shop", pk=found.pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the programme with a shop; its name must be typed, for it cannot be undone."""
    found = own_shop(request, pk)
    if request.POST.get("host", "").strip() != found.host:
        raise NotPossibleError("confirm", _("Type the shop's address to confirm that it leaves the programme."))
    seals.withdraw(get_object_or_404(Seal, shop=found), account_of(request))
    messages.success(request, _("The shop has left the programme. Take the mark down now."), extra_tags="passed")
    return redirect("shop", pk=found.pk)


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the seal is put on the shop: the mark to paste, the signed file to serve."""
    found = own_shop(request, pk)
    seal = get_object_or_404(Seal, shop=found)
    language = request.GET.get("language", "en")
    if language not in mark.words():
        language = "en"
    base = using.config().base_url
    context = {
        "shop": found,
        "seal": seal,
        "language": language,
        "languages": sorted(mark.words()),
        "marks": [(size, theme) for size in mark.SIZES for theme in mark.THEMES],
        "snippet": mark.snippet(found.origin, base, language=language),
        "live": mark.live_snippet(found.origin, base, language=language),
        "cron": mark.cron_line(found.origin, base),
    }
    return render(request, "desk/show.html", context)


@login_required
@require_safe
def picture(request: HttpRequest, pk: int, size: str, theme: str) -> HttpResponse:
    """Return a mark, to be saved and served by the shop itself."""
    found = own_shop(request, pk)
    language = request.GET.get("language", "en")
    if size not in mark.SIZES or theme not in mark.THEMES or language not in mark.words():
        raise Http404
    answer = HttpResponse(mark.picture(found.origin, size, theme, language), content_type="image/svg+xml")
    answer["Content-Disposition"] = 'inline; filename="safe-info-seal.svg"'
    return answer
