"""The app's place in Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.letters"
    label = "letters"
