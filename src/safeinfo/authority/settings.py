"""Django's settings, made from `Config`; `setup` is called once by every process before it uses a model."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from csp.constants import NONE, SELF
from django.conf import settings

from safeinfo.authority import clock
from safeinfo.authority.config import Config
from safeinfo.engine import CONNECT_SECONDS
from safeinfo.model.errors import UsageError

HERE = Path(__file__).parent
_SQLITE = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
    " PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000;"
)
_DAY = 86400


def setup(config: Config) -> None:
    """Configure Django and its clock for this process; a second call with other settings is an error of ours."""
    if settings.configured:
        raise RuntimeError("the authority's settings were made before")
    try:
        config.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = django_settings(config)
    except OSError as error:
        raise UsageError(f"home: {error.filename}: {error.strerror}", "Name a folder that can be written.") from error
    settings.configure(**made)
    if config.try_out:
        clock.use(clock.moved_by(config.home / "clock"))
    django.setup()


def django_settings(config: Config) -> dict[str, Any]:
    """Return the settings as Django takes them."""
    return {
        "SAFEINFO": config,
        "SAFEINFO_DATA_KEY": config.home / "keys" / "data.key",
        "DEBUG": False,
        "SECRET_KEY": secret(config.home / "keys" / "django.key"),
        "ALLOWED_HOSTS": [urlsplit(config.base_url).hostname],
        "ROOT_URLCONF": "safeinfo.authority.urls",
        "WSGI_APPLICATION": None,
        "INSTALLED_APPS": _APPS,
        "MIDDLEWARE": _MIDDLEWARE,
        "DATABASES": {"default": database(config)},
        "AUTH_USER_MODEL": "accounts.Account",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("en", "English"), ("de", "Deutsch")],
        "LOCALE_PATHS": [str(HERE / "locale")],
        "USE_I18N": True,
        "FORMAT_MODULE_PATH": ["safeinfo.authority.formats"],
        "STATIC_URL": "/static/",
        "STATIC_ROOT": str(config.home / "static"),
        "STATICFILES_DIRS": [str(HERE / "static"), ("verifier", str(HERE.parent / "seal" / "browser"))],
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
        "TEMPLATES": [_templates()],
        "LOGGING": _LOGGING,
        "SITE_ID": 1,
        **_mail(config),
        **_cookies(config),
        **_policy(config),
        **_accounts(config),
    }


def secret(path: Path) -> str:
    """Return the secret of a file that only its owner can read; made where there is none."""
    from safeinfo.authority.secret import key_in  # noqa: PLC0415 - it needs Django, which is not set up when this loads

    return key_in(path).hex()


_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "csp",
    "safeinfo.authority.accounts",
    "safeinfo.authority.records",
    "safeinfo.authority.letters",
    "safeinfo.authority.shops",
    "safeinfo.authority.audits",
    "safeinfo.authority.seals",
    "safeinfo.authority.complaints",
    "safeinfo.authority.mailtrials",
    "safeinfo.authority.misuse",
    "safeinfo.authority.site",
    "safeinfo.authority.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "safeinfo.authority.site.middleware.EnglishForPrograms",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safeinfo.authority.site.middleware.Trouble",
]
_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"safeinfo": {"level": "INFO"}},
}


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(HERE / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "safeinfo.authority.site.context.everywhere",
            ],
            "string_if_invalid": "",
            "builtins": ["safeinfo.authority.site.templatetags.words"],
        },
    }


def database(config: Config) -> dict[str, Any]:
    """Return the database as Django takes it."""
    if not config.database:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE}
        file = config.home / "authority.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options, "CONN_MAX_AGE": None}
    parts = urlsplit(config.database)
    query = dict(parse_qsl(parts.query))  # sslmode and the like, as libpq names them
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS} | query,
    }


def _mail(config: Config) -> dict[str, Any]:
    sender = config.mail_from or f"Safe Info <no-reply@{urlsplit(config.base_url).hostname}>"
    common = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}
    if not config.mail:
        folder = config.home / "outbox"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return common | {"EMAIL_BACKEND": "safeinfo.authority.outbox.Outbox"}
    parts = urlsplit(config.mail)
    return common | {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }


def _cookies(config: Config) -> dict[str, Any]:
    """Cookies as SI-09 asks of every shop: secure, out of scripts' reach, not sent along from elsewhere."""
    return {
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": 14 * _DAY,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_AGE": None,
        "CSRF_FAILURE_VIEW": "safeinfo.authority.site.views.stale",
        "CSRF_TRUSTED_ORIGINS": [config.base_url],
        "LANGUAGE_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    }


def _policy(config: Config) -> dict[str, Any]:
    directives = {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
    return {
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": directives},
        "SECURE_HSTS_SECONDS": 0 if config.is_local else 2 * 365 * _DAY,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": not config.is_local,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2**20,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
    }


def _accounts(config: Config) -> dict[str, Any]:
    return {
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
            for name, options in (
                ("UserAttributeSimilarityValidator", {}),
                ("MinimumLengthValidator", {"min_length": 12}),
                ("CommonPasswordValidator", {}),
            )
        ],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "desk",
        "ACCOUNT_ADAPTER": "safeinfo.authority.accounts.adapter.Adapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_UNIQUE_EMAIL": True,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": config.try_out,
        "MFA_TOTP_ISSUER": config.name,
    }
