"""The app's place in Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.site"
    label = "public_site"
