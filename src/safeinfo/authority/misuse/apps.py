"""The app's place in Django."""

from django.apps import AppConfig


class MisuseConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.misuse"
    label = "misuse"
