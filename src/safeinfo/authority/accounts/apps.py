"""The app's place in Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under its own name."""

    name = "safeinfo.authority.accounts"
    label = "accounts"
