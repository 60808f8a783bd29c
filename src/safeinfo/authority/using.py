"""The settings of this process, for code that runs once Django is set up."""

from django.conf import settings

from safeinfo.authority.config import Config


def config() -> Config:
    """Return the settings that this process was set up with."""
    return settings.SAFEINFO
