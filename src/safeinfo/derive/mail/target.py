"""Where a link of a mail leads: whether it can work at all, and what its address says."""

import ipaddress
import re
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


def _path(url: str) -> str:
    try:
        parts = urlsplit(clean(url))
    except ValueError:
        return ""
    return unquote(f"{parts.path}?{parts.query}")


def says_leave(url: str) -> bool:
    """Whether path or query of a link speak of unsubscribing."""
    return bool(_LEAVE.search(_path(url)))


def says_login(url: str) -> bool:
    """Whether the path of a link is a sign-in page."""
    return bool(_LOGIN.search(_path(url).partition("?")[0]))


def says_settings(url: str) -> bool:
    """Whether path or query of a link speak of preferences."""
    return bool(_SETTINGS.search(_path(url)))
