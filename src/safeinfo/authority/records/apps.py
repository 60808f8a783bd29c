"""The app's place in Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.records"
    label = "records"
