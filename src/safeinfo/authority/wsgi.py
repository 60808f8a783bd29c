"""What the web server runs: Django and what answers ahead of it, set up from the environment of `safeinfo serve`."""

from django.core.wsgi import get_wsgi_application

from safeinfo.authority import settings
from safeinfo.authority.ahead import ahead_of
from safeinfo.authority.callers import networks
from safeinfo.authority.config import load, serves_tls

_CONFIG = load()
settings.setup(_CONFIG)
import safeinfo.authority.jobs  # noqa: E402, F401 - what is asked for must be known by name
from safeinfo.authority.seals.issuing import folder  # noqa: E402

application = ahead_of(
    get_wsgi_application(),
    folder(_CONFIG),
    networks(_CONFIG.trusted_proxies),
    behind_proxy=not serves_tls(_CONFIG),
)
