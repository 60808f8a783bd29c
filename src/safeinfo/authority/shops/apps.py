"""The app's place in Django."""

from django.apps import AppConfig


class ShopsConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.shops"
    label = "shops"
