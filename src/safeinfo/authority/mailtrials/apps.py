"""The app of trials by e-mail."""

from django.apps import AppConfig


class MailTrialsConfig(AppConfig):
    """Trials by e-mail."""

    name = "safeinfo.authority.mailtrials"
    label = "mailtrials"
