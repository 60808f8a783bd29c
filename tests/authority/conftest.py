"""An authority for each test run: its settings, a database that is emptied after each test, a clock that is moved."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django
from django.test.utils import setup_databases, setup_test_environment, teardown_databases, teardown_test_environment

from safeinfo.authority import settings
from safeinfo.authority.config import Config, load

# Models can be imported only once Django is set up, and test modules import them: so it is set up here, once a process.
# In memory where the machine has such a folder: what is flushed to a disk at every step is tested elsewhere.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
HOME = Path(tempfile.mkdtemp(prefix="safeinfo-authority-", dir=MEMORY))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
CONFIG = load(
    environment={
        "SAFEINFO_HOME": str(HOME),
        "SAFEINFO_BASE_URL": "https://seal.localhost:8443",
        "SAFEINFO_TRY_OUT": "1",
    }
)
settings.setup(CONFIG)
(HOME / "static").mkdir()
import safeinfo.authority.jobs  # noqa: E402, F401 - registers the jobs


@pytest.fixture(scope="session")
def authority() -> Iterator[Config]:
    django.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    yield CONFIG
    teardown_databases(made, verbosity=0)
    teardown_test_environment()


@pytest.fixture
def world(authority: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator["object"]:
    """An empty authority of its own folder, with shops, audits and time in the test's hand."""
    from django.core import mail
    from django.core.cache import cache
    from django.core.management import call_command
    from django.utils import translation

    from tests.authority.world import World

    with tempfile.TemporaryDirectory(prefix="safeinfo-home-", dir=MEMORY) as folder:
        made = World(authority, Path(folder) / "home", monkeypatch)
        with made.running():
            mail.outbox.clear()
            cache.clear()
            translation.activate("en")  # the last page of another test may have left its own
            yield made
    call_command("flush", verbosity=0, interactive=False)
