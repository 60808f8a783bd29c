"""The guided declaration: one question after the other, starting from what an audit found; or the text itself."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from safeinfo.authority import clock
from safeinfo.authority.accounts.requests import account_of
from safeinfo.authority.audits import results
from safeinfo.authority.desk.shops import own_shop
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.shops import services
from safeinfo.authority.shops.declaring import Asked, asked_in, hosts_in, text_of
from safeinfo.authority.site.kinds import kind_in_words, purposes_in_words
from safeinfo.gather.declaration import SAFEGUARDS, UNDER_13
from safeinfo.model.declaration import AgeLimitDeclared, DataDeclared, Declaration, MailingDeclared, RecipientDeclared
from safeinfo.model.errors import UsageError

_YES_NO = (("", gettext_lazy("not declared")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))
_UNDER_13 = {
    "refused": gettext_lazy("It refuses them."),
    "guardian": gettext_lazy("It asks a parent or guardian first."),
    "not-addressed": gettext_lazy("It does not speak to them."),
}
_GUARDS = {
    "encryption": gettext_lazy("How is customer data protected where it is stored (encryption)?"),
    "access": gettext_lazy("Who has access to it?"),
    "retention": gettext_lazy("How long is it kept?"),
    "breach": gettext_lazy("What happens, and who is told, if it gets out?"),
}


_PARTS = (
    (gettext_lazy("The shop"), ("shop", "signed_by", "takes_orders", "sells_goods")),
    (gettext_lazy("Selling personal information"), ("sold", "sold_to", "consent_asked_by_mail")),
    (gettext_lazy("Newsletters and offers"), ("sends_mailings", "mailings")),
    (
        gettext_lazy("Children and ages"),
        ("under_13", "directed_at_children", "age_limited", "age_minimum", "age_pages"),
    ),
    (gettext_lazy("How data is kept safe"), tuple(f"safeguard_{name}" for name in _GUARDS)),
)


def _choice(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=_YES_NO, required=False, help_text=help_text)


def _words(label: Any, help_text: Any = "", *, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=False, help_text=help_text, max_length=2000, widget=widget)


class DeclarationForm(forms.Form):
    """The questions that are the same for every shop."""

    shop = _words(gettext_lazy("The shop's name, as customers know it"))
    signed_by = _words(gettext_lazy("Your name and role"), gettext_lazy("You sign for what follows."))
    sells_goods = _choice(gettext_lazy("Does the shop deliver goods?"), gettext_lazy("Not only services or downloads."))
    takes_orders = _choice(gettext_lazy("Can anything be ordered or paid for on the site?"))
    sold = _choice(gettext_lazy("Is personal information sold to anybody?"))
    sold_to = _words(gettext_lazy("To whom?"), gettext_lazy("Names, separated by commas; only if it is sold."))
    consent_asked_by_mail = _choice(
        gettext_lazy("Was every customer asked by e-mail, and only those sold who said yes?"),
        gettext_lazy("Only if it is sold."),
    )
    sends_mailings = _choice(gettext_lazy("Does the shop send newsletters or offers by e-mail?"))
    mailings = _words(gettext_lazy("Which?"), gettext_lazy("Names, separated by commas."))
    under_13 = forms.ChoiceField(
        label=gettext_lazy("What does the shop do about customers under 13?"),
        choices=(("", gettext_lazy("not declared")), *((each, _UNDER_13[each]) for each in UNDER_13)),
        required=False,
    )
    directed_at_children = _choice(gettext_lazy("Does the shop speak to children under 13?"))
    age_limited = _choice(gettext_lazy("Are there pages for visitors of an age only (13, 16, 18 …)?"))
    age_minimum = forms.IntegerField(label=gettext_lazy("From which age?"), required=False, min_value=1, max_value=120)
    age_pages = _words(gettext_lazy("Which paths?"), gettext_lazy("Separated by commas; * for any characters."))


for _name, _label in _GUARDS.items():
    DeclarationForm.base_fields[f"safeguard_{_name}"] = _words(_label, rows=2)


def _based_on(request: HttpRequest) -> int | None:
    given = request.POST.get("based_on", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None  # noqa: PLR2004


@login_required
@require_http_methods(("GET", "HEAD", "POST"))
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the questions, or take the text; what is wrong is said by line and key, and nothing typed is lost."""
    shop = own_shop(request, pk)
    before = services.declared(shop) or Declaration(shop=shop.name)
    newest = next((each for each in shop.audits.filter(state="judged") if results.report(each)), None)
    report = results.report(newest) if newest else None
    asked = asked_in(report)
    form = DeclarationForm(request.POST if request.method == "POST" else None, initial=_initial(before))
    text, trouble = request.POST.get("text", ""), ""
    if request.method == "POST":
        try:
            if "as_text" not in request.POST:
                text = text_of(_declaration(form, request, asked, before)) if form.is_valid() else ""
            if text:
                services.declare(shop, text, account_of(request), based_on=_based_on(request))
                if (seal := Seal.objects.filter(shop=shop).first()) is not None:
                    seals.advance(seal)
                messages.success(request, _("Your declaration was stored."), extra_tags="passed")
                return redirect("shop", pk=shop.pk)
        except UsageError as error:
            trouble = str(error)
    context = {
        "shop": shop,
        "form": form,
        "parts": [(title, [form[name] for name in names]) for title, names in _PARTS],
        "rows": _rows(asked, before, request),
        "hosts": _host_rows(hosts_in(report), before, request),
        "text": text or text_of(before),
        "trouble": trouble,
        "audit": newest,
        "versions": shop.declarations.all()[:10],
        "based_on": request.POST.get("based_on") or shop.declarations.count(),
    }
    return render(request, "desk/declaration.html", context, status=422 if trouble or form.errors else 200)


def _initial(before: Declaration) -> dict[str, Any]:
    def said(value: bool | None) -> str:  # noqa: FBT001 - an answer
        return "" if value is None else "yes" if value else "no"

    limits = before.age_limits
    return {
        "shop": before.shop,
        "signed_by": before.signed_by,
        "sells_goods": said(before.sells_goods),
        "takes_orders": said(before.takes_orders),
        "sold": said(before.sold),
        "sold_to": ", ".join(before.sold_to),
        "consent_asked_by_mail": said(before.consent_asked_by_mail),
        "sends_mailings": said(before.sends_mailings),
        "mailings": ", ".join(each.name for each in before.mailings),
        "under_13": before.under_13,
        "directed_at_children": said(before.directed_at_children),
        "age_limited": "yes" if limits else "no" if before.no_age_limits else "",
        "age_minimum": limits[0].minimum if limits else None,
        "age_pages": ", ".join(limits[0].pages) if limits else "",
        **{f"safeguard_{name}": before.safeguards.get(name, "") for name in SAFEGUARDS},
    }


def _rows(asked: list[Asked], before: Declaration, request: HttpRequest) -> list[dict[str, Any]]:
    """Return a row of questions for each kind of data that was seen or declared."""
    declared = {row.kind: row for row in before.data}
    seen = {each.kind: each for each in asked}
    rows = []
    for kind in sorted({*declared, *seen}):
        row = declared.get(kind)
        given = request.POST if request.method == "POST" else {}
        rows.append(
            {
                "kind": kind,
                "words": kind_in_words(kind),
                "seen": seen.get(kind),
                "forms": purposes_in_words(seen[kind].forms) if kind in seen else "",
                "purpose": given.get(f"purpose:{kind}", row.purpose if row else ""),
                "reason": given.get(f"reason:{kind}", row.reason if row else ""),
            }
        )
    return rows


def _host_rows(hosts: list[Any], before: Declaration, request: HttpRequest) -> list[dict[str, Any]]:
    declared = {host: row for row in before.recipients for host in row.hosts}
    given = request.POST if request.method == "POST" else {}
    rows = []
    for host in sorted({*declared, *(each["host"] for each in hosts)}):
        row = declared.get(host)
        name = next((each["organisation"] for each in hosts if each["host"] == host), "")
        rows.append(
            {
                "host": host,
                "organisation": given.get(f"organisation:{host}", row.organisation if row else name),
                "purpose": given.get(f"for:{host}", row.purpose if row else ""),
            }
        )
    return rows


def _declaration(form: DeclarationForm, request: HttpRequest, asked: list[Asked], before: Declaration) -> Declaration:
    given = form.cleaned_data
    limited = given["age_limited"]
    limits = (AgeLimitDeclared(minimum=given["age_minimum"] or 18, pages=_split(given["age_pages"])),)
    return Declaration(
        shop=given["shop"],
        signed_by=given["signed_by"],
        signed_on=_today(),
        sells_goods=_flag(given["sells_goods"]),
        takes_orders=_flag(given["takes_orders"]),
        sold=_flag(given["sold"]),
        sold_to=_split(given["sold_to"]),
        consent_asked_by_mail=_flag(given["consent_asked_by_mail"]),
        sends_mailings=_flag(given["sends_mailings"]),
        mailings=tuple(MailingDeclared(name=each) for each in _split(given["mailings"])),
        under_13=given["under_13"],
        directed_at_children=_flag(given["directed_at_children"]),
        age_limits=limits if limited == "yes" else (),
        no_age_limits=True if limited == "no" else None,
        safeguards={n: given[f"safeguard_{n}"].strip() for n in SAFEGUARDS if given[f"safeguard_{n}"].strip()},
        data=_data(request, asked, before),
        recipients=_recipients(request),
    )


def _data(request: HttpRequest, asked: list[Asked], before: Declaration) -> tuple[DataDeclared, ...]:
    rows = []
    seen = {each.kind: each for each in asked}
    old = {row.kind: row for row in before.data}
    for kind in sorted({*seen, *old}):
        purpose = request.POST.get(f"purpose:{kind}", "").strip()[:2000]
        reason = request.POST.get(f"reason:{kind}", "").strip()[:2000]
        if purpose:
            row = old.get(kind)
            rows.append(
                DataDeclared(
                    kind=kind,
                    purpose=purpose,
                    reason=reason,
                    forms=row.forms if row else (),
                    required=row.required if row else None,
                    recipients=row.recipients if row else (),
                )
            )
    return tuple(rows)


def _recipients(request: HttpRequest) -> tuple[RecipientDeclared, ...]:
    rows = []
    for key in request.POST:
        host = key.removeprefix("organisation:")
        organisation = request.POST[key].strip()[:200]
        purpose = request.POST.get(f"for:{host}", "").strip()[:2000]
        if host != key and organisation and purpose:
            rows.append(RecipientDeclared(organisation=organisation, purpose=purpose, hosts=(host[:253],)))
    return tuple(rows)


def _flag(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))


def _today() -> date:
    return clock.now().date()
