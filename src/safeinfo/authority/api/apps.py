"""The app's place in Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.api"
    label = "api"
