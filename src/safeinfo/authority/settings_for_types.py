"""Django's settings for the type checker alone: those of an authority that is set up nowhere."""

import atexit
import shutil
import tempfile
from pathlib import Path

from safeinfo.authority.config import Config
from safeinfo.authority.settings import django_settings

_HOME = Path(tempfile.mkdtemp(prefix="safeinfo-types-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
SAFEINFO = Config(home=_HOME)
SAFEINFO_DATA_KEY = SAFEINFO.home / "keys" / "data.key"
globals().update(django_settings(SAFEINFO))
