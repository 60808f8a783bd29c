"""Django's settings for the type checker alone: those of an authority that is set up nowhere."""

import tempfile
from pathlib import Path

from safeinfo.authority.config import Config
from safeinfo.authority.settings import django_settings

SAFEINFO = Config(home=Path(tempfile.mkdtemp(prefix="safeinfo-types-")))
SAFEINFO_DATA_KEY = SAFEINFO.home / "keys" / "data.key"
globals().update(django_settings(SAFEINFO))
