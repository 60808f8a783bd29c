"""Cookies as responses set them (RFC 6265, 4.1) and as the browser keeps them."""

import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from safeinfo.derive.leaks import shape
from safeinfo.derive.parties import registrable
from safeinfo.gather.browser.cdp import Event
from safeinfo.gather.browser.traffic import Request
from safeinfo.gather.browser.values import ValueFinder
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import CookieSeen, ExchangeSeen

_SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}


class CookieWriter:
    """Records each cookie once for each way it is set."""

    def __init__(self, ledger: Ledger, site: str, values: ValueFinder) -> None:
        self._ledger = ledger
        self._home = registrable(urlsplit(site).hostname or "")
        self._values = values
        self._told: set[tuple[object, ...]] = set()

    def from_response(self, request: Request, exchange: ExchangeSeen) -> None:
        """Record what a response set, and what of it was blocked."""
        host = urlsplit(request.url).hostname or ""
        blocked = {each["cookieLine"].strip(): each["blockedReasons"] for each in request.blocked_cookies}
        for line in request.set_cookies:
            name, value, given = read_set_cookie(line)
            reasons = blocked.get(line.strip(), [])
            self._add(
                value,
                visit=request.visit,
                name=name,
                domain=given.get("domain", "").lstrip(".").lower() or host,
                path=given.get("path", "") or "/",
                set_by="http",
                secure="secure" in given,
                http_only="httponly" in given,
                same_site=_SAME_SITE.get(given.get("samesite", "").lower(), ""),
                expires_in=_lifetime(given),
                stored=not reasons,
                blocked_because=", ".join(reasons),
                exchange=exchange.id,
            )

    def from_store(self, kept: list[Event], visit: str, phase: str, sent: set[str]) -> None:
        """Record what scripts have set: what is kept and has none of the names that responses have `sent`."""
        for cookie in sorted(kept, key=lambda each: (each["domain"], each["path"], each["name"])):
            domain = cookie["domain"].lstrip(".").lower()
            self._values.look(cookie["value"].encode(), "cookie", visit=visit, phase=phase, host=domain)
            if cookie["name"] in sent or cookie["httpOnly"]:
                continue
            expires = cookie.get("expires", -1)
            self._add(
                cookie["value"],
                visit=visit,
                name=cookie["name"],
                domain=domain,
                path=cookie["path"],
                set_by="script",
                secure=cookie["secure"],
                http_only=False,
                same_site=cookie.get("sameSite", ""),
                expires_in=None if expires < 0 else max(0, round(expires - time.time())),
                stored=True,
                blocked_because="",
                exchange="",
            )

    def _add(self, value: str, **fields: object) -> None:
        told = tuple(each for name, each in fields.items() if name not in {"visit", "expires_in", "exchange"})
        if told in self._told:
            return
        self._told.add(told)
        third = registrable(str(fields["domain"])) != self._home
        self._ledger.add(CookieSeen, value=shape(value), third_party=third, **fields)


def read_set_cookie(line: str) -> tuple[str, str, Mapping[str, str]]:
    """Return name, value and attributes (lower-case names) of a Set-Cookie line (RFC 6265, 5.2)."""
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    return name.strip(), value.strip(), dict(_attributes(rest))


def _attributes(parts: list[str]) -> Iterator[tuple[str, str]]:
    for part in parts:
        name, _, value = part.partition("=")
        yield name.strip().lower(), value.strip()


def _lifetime(given: Mapping[str, str]) -> int | None:
    """Return the seconds a cookie is kept; None: with the session. Max-Age comes before Expires (RFC 6265, 5.3)."""
    age = given.get("max-age", "")
    if age.lstrip("-").isdecimal():
        return max(0, int(age))
    if not (expires := given.get("expires", "")):
        return None
    try:
        return max(0, round(parsedate_to_datetime(expires).timestamp() - time.time()))
    except (ValueError, OverflowError):
        return None
