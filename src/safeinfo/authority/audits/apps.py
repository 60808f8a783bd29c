"""The app's place in Django."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.audits"
    label = "audits"
