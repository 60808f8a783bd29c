"""What the web server runs: Django, set up from the environment that `safeinfo serve` made."""

from django.core.wsgi import get_wsgi_application

from safeinfo.authority import settings
from safeinfo.authority.config import load

settings.setup(load())
import safeinfo.authority.jobs  # noqa: E402, F401 - what is asked for must be known by name

application = get_wsgi_application()
