"""Where a link of a mail leads: whether it can work at all, and what its address says."""

import base64
import ipaddress
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote, urlsplit

TEMPLATE = re.compile(
    r"\*\|.*?\|\*|\{\{.*?\}\}|\{%.*?%\}|%%.*?%%|\$\{.*?\}|<%.*?%>|\[\[.*?\]\]|##\w+##|\{\w*(?:unsub|optout|opt_out|url|link)\w*\}"
    r"|\[\w*(?:unsub|optout|url|link)\w*\]|\*\||\{\{|<%",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"unsub|un-sub|opt-?_?out|abmeld|abbestell|austrag|desinscri|desabon|desuscri|descadastr|disiscri|uitschrijv|afmeld|"
    r"avregistr|avprenumer|avanmal|frameld|avmeld|peruuta-?tilaus|wypisz|rezygn|odhlas|odhlasit|leiratk|dezabon|otpis|"
    r"odjav|listleave|leave-?list|remove-?me|email-?stop|stop-?e?mail|haishin|taikai|withdraw-?consent|"
    r"cancel(?:ar|la)?-?_?(?:sub|sus|ins|isc)|dar-?(?:se-?)?de?-?baja|(?<=[/=_-])baja(?=$|[/?&_-])",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:^|[/._-])(?:log-?_?in|sign-?_?in|signin|anmelden|connexion|iniciar-?sesion|accedi|logowanie|inloggen|logga-?in)"
    r"(?:$|[/?&._-])",
    re.IGNORECASE,
)
_SETTINGS = re.compile(
    r"preferenc|/prefs?\b|email-?settings|subscription-?center|manage-?subscri|profile-?center", re.IGNORECASE
)


_LEAVE_ADDRESS = re.compile(r"(?:^|[._+-])(?:leave|remove|signoff|stop|off|quit|exit)(?:[._+@-]|$)", re.IGNORECASE)
_PACKED = re.compile(r"(?<![\w-])aHR0c[\w-]{8,2000}")  # base64 of "http"
_NESTED = 2  # times that a target may be encoded in another address
_TOKEN = 16  # characters of a token that nothing else has


def problem_of(href: str, base: str = "") -> str:
    """Why a link cannot lead anywhere, "" if it can: empty, fragment, script, merge-tag, relative, local-host."""
    url = clean(href)
    if not url:
        return "empty"
    if TEMPLATE.search(unquote(url)) or (url.startswith("[") and url.endswith("]")):
        return "merge-tag"
    if url.startswith("#"):
        return "fragment"
    scheme = url.partition(":")[0].lower() if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url) else ""
    if scheme in {"javascript", "vbscript", "data", "about", "blob", "file"}:
        return "script"
    if scheme == "mailto":
        return "" if "@" in unquote(url.partition("?")[0]) else "no-address"
    if url.startswith("//"):
        return _host_problem("https:" + url)
    if not scheme or (scheme not in {"http", "https"} and "." in scheme):
        return "" if base.startswith(("http:", "https:")) else "relative"
    return _host_problem(url) if scheme in {"http", "https"} else "other-scheme"


def clean(href: str) -> str:
    """A link without the white space that browsers leave out."""
    return re.sub(r"[\t\r\n]+", "", href).strip()


def _host_problem(url: str) -> str:
    host = host_of(url)
    if not host:
        return "no-host"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        local = host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan", ".test"))
        return "local-host" if local or "." not in host else ""
    return "" if address.is_global else "local-host"


def host_of(url: str) -> str:
    """The host of an http(s) URL, lower-case; "" if it has none or cannot be read."""
    try:
        return (urlsplit(clean(url)).hostname or "").rstrip(".")
    except ValueError:
        return ""


def normal(url: str) -> str:
    """A URL with scheme and host in lower case, for comparing."""
    cleaned = clean(url)
    scheme, colon, rest = cleaned.partition("://")
    if not colon:
        return cleaned
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash}{path}"


def tokens_of(url: str) -> list[str]:
    """The long random-looking parts of path and query of a URL."""
    return [part for part in re.split(r"[/?&=;,.#]", _path(url)) if len(part) >= _TOKEN and re.search(r"\d", part)]


def _path(url: str) -> str:
    """Path and query, decoded; what is packed in them as base64 follows."""
    try:
        parts = urlsplit(clean(url))
    except ValueError:
        return ""
    said = f"{parts.path}?{parts.query}"
    for _ in range(_NESTED):
        said = unquote(said)
    return said + "".join(f" {inner}" for inner in _packed(said))


def _packed(said: str) -> Iterator[str]:
    """Addresses in base64, as redirects carry their targets."""
    for part in _PACKED.findall(said):
        with suppress(ValueError):
            yield base64.urlsafe_b64decode(part.rstrip("=") + "=" * (-len(part.rstrip("=")) % 4)).decode()


def says_leave(url: str) -> bool:
    """Whether path or query of a link speak of unsubscribing."""
    said = _path(url)
    if clean(url).lower().startswith("mailto:") and _LEAVE_ADDRESS.search(said.partition("@")[0] + "@"):
        return True
    return bool(_LEAVE.search(said))


def says_login(url: str) -> bool:
    """Whether the path of a link is a sign-in page."""
    return bool(_LOGIN.search(_path(url).partition("?")[0]))


def says_settings(url: str) -> bool:
    """Whether path or query of a link speak of preferences."""
    return bool(_SETTINGS.search(_path(url)))
