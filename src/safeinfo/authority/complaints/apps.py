"""The app's place in Django."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.complaints"
    label = "complaints"
