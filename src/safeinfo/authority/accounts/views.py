"""Signing up, whole or not at all; and the first administrator, by the link that `safeinfo serve` printed."""

from contextlib import nullcontext

from allauth.account import views as allauth
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safeinfo.authority import starting
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.records import services as records


class FirstForm(forms.Form):
    """What an administrator signs in with."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        validators=[validate_password],
        help_text=_("At least twelve characters."),
    )


def sign_up(request: HttpRequest) -> HttpResponse:
    """Sign up: account, address and the letter with its code are stored together."""
    with transaction.atomic() if request.method == "POST" else nullcontext():
        answer: HttpResponse = allauth.signup(request)
    return answer


@require_http_methods(("GET", "HEAD", "POST"))
def first(request: HttpRequest, code: str) -> HttpResponse:
    """Make the first administrator, once."""
    if not starting.is_first(code):
        return render(request, "site/first_used.html", status=404)
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        starting.use(code)
        try:
            _make(form.cleaned_data["email"], form.cleaned_data["password"])
        except IntegrityError:
            starting.unused()
            form.add_error("email", _("There is an account with this address already."))
        except Exception:
            starting.unused()
            raise
        else:
            return redirect("account_login")
    return render(request, "site/first.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _make(email: str, password: str) -> None:
    account = Account.objects.create_superuser(email, password)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    records.write(account, "administrator-made", actor=account)
