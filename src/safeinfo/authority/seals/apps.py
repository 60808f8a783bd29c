"""The app's place in Django."""

from django.apps import AppConfig


class SealsConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.seals"
    label = "seals"
