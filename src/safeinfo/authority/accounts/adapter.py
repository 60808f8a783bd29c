"""How allauth makes accounts here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction

from safeinfo.authority.letters import services as letters


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped here
    """Sign-up by e-mail alone; the language that was used is kept for later mail."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Keep the language of the pages with the account."""
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter: it is sent with the act that it belongs to or not at all, and again where mail is down."""
        known = {"request": current.request, "email": email, "current_site": get_current_site(current.request)}
        message = self.render_mail(template_prefix, email, known | context)
        with transaction.atomic():
            letters.write(email, message.subject, str(message.body))
