"""The complaint form, its confirmation by mail, and the page by which its writer follows it."""

import secrets

from django import forms
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safeinfo.authority.complaints import services
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.site.standard import translated
from safeinfo.requirements import IN_FORCE

_FIELDS = {"address": "shop"}  # the field that an error's code speaks of, where they differ


class ComplaintForm(forms.Form):
    """What a complaint needs; nothing else is asked."""

    shop = forms.CharField(
        label=_("Web address of the shop"),
        max_length=300,
        help_text=_("As your browser shows it, for example https://shop.example"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
    requirement = forms.ChoiceField(label=_("What is it about?"), required=False)
    text = forms.CharField(
        label=_("What happened?"),
        max_length=5000,
        help_text=_("Leave out names and numbers that we do not need."),
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("To confirm the complaint and to send you the answer, for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    form = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput, initial=lambda: secrets.token_hex(16)
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("I am not sure")), *((each.slug, translated(each).title) for each in IN_FORCE)]
        self.fields["requirement"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(("GET", "HEAD", "POST"))
def complain(request: HttpRequest) -> HttpResponse:
    """Take a complaint."""
    form = ComplaintForm(request.POST or None, initial={"shop": request.GET.get("about", "")[:300]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.complain(
                given["shop"],
                given["text"],
                given["email"],
                requirement=given["requirement"],
                language=getattr(request, "LANGUAGE_CODE", "en"),
                form=given["form"],
            )
        except IntegrityError:  # the same form, sent twice at the same moment
            return complain(request)
        except NotPossibleError as error:
            at = _FIELDS.get(error.code, error.code)
            form.add_error(at if at in form.fields else None, str(error))
        else:
            return redirect("complaint", key=made.key)
    return render(request, "complaints/complain.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def complaint(request: HttpRequest, key: str) -> HttpResponse:
    """Show how far a complaint is; its text and its writer's address are not shown."""
    found = Complaint.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return render(request, "complaints/complaint.html", {"complaint": found})


@require_http_methods(("GET", "HEAD", "POST"))
def confirm(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Confirm by a button: a mail scanner that only opens the link confirms nothing."""
    if request.method == "POST":
        services.confirm(key, code)
        return redirect("complaint", key=key)
    found = Complaint.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return render(request, "complaints/confirm.html", {"complaint": found})
