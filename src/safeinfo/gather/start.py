"""Where an audit begins, and what to say when it cannot even begin."""

import asyncio
import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from safeinfo.gather.browser.vouching import Vouch
from safeinfo.gather.guard import Fetched, Guard
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.options import GatherOptions
from safeinfo.gather.transport import spki_of
from safeinfo.model.errors import SiteError, UsageError
from safeinfo.model.observations import GatherFailed

_SECONDS = 20.0
_MOST_KEYS = 20
_MOST_VOUCHED = 100  # hosts of one audit
_ORIGIN = re.compile(r"https://([A-Za-z0-9.-]+)(?::(\d{1,5}))?")
_HOST = re.compile(r"[^\s/@]+\.[^\s/@]+|localhost(?::\d+)?|\[[0-9a-fA-F:.]+\](?::\d+)?")
_ADVICE = {
    "certificate": "Visitors meet a warning too. Renew or complete the certificate; for a shop of your own with a"
    " private authority, add --ca-file.",
    "dns": "Check the spelling of the address, and that the name exists.",
    "unreachable": "Check the address and that the shop is running and reachable from here.",
    "timeout": "The shop did not answer in time. Try again later, or with a longer --timeout.",
    "refused": "Only public addresses are reached. For a shop of your own on this machine or network add"
    " --allow-private.",
    "bad-port": "Web servers do not answer on this port. Give the address at which visitors open the shop.",
    "empty": "The front page came without anything on it, and it leads nowhere. Open it in a browser;"
    " if it needs a script that did not come, see the browser's console.",
    "blocked": "The shop turns automated browsers away. If it is yours, let this machine's address through.",
    "the shop is closed": "It opens later, or is being worked on. Open it for the audit, or come back once it is open.",
    "captcha": "The shop asks visitors to prove that they are human. If it is yours, let this machine's address"
    " through.",
    "not-html": "The address leads to no web page. Give the address of the shop's front page.",
    "http-status": "The address answers with an error. Give the address of the shop's front page.",
    "unresponsive": "A script or dialog of the page holds it, and visitors with it. Find it with the developer tools of"
    " a browser.",
    "login-needed": "The shop is closed to visitors without a password. Open it for the audit.",
}
_GENERAL = "Open the address in a browser to see what a visitor gets, and run `safeinfo doctor`."


@dataclass(frozen=True, slots=True)
class Start:
    """The address an audit begins at."""

    url: str
    failure: str = ""  # what a first look beside the browser came to, "" if it was fine
    detail: str = ""
    seen: Fetched | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @classmethod
    def parse(cls, site: str) -> "Start":
        """Read what the user gave: a URL, or a host name that means https; UsageError for anything else."""
        given = site.strip()
        if not given:
            raise UsageError("no address was given", "Name the shop: safeinfo audit https://shop.example")
        if "://" not in given:
            if not _HOST.match(given) or given.startswith(("/", ".")):
                raise UsageError(f"{given} is not a web address", "Write it like https://shop.example")
            given = f"https://{given}"
        return cls(_checked(given))

    async def found(self, guard: Guard, options: GatherOptions) -> "Start":
        """Look once beside the browser and follow redirects of the front page; trouble is kept for `error`."""
        ca_file = str(options.ca_file) if options.ca_file else None
        seconds = min(_SECONDS, max(1.0, options.timeout / 3))
        fetched = await guard.fetch(self.url, timeout=seconds, max_bytes=2**21, ca_file=ca_file)
        moved = fetched.url if fetched.status and not fetched.failure and fetched.url.startswith("http") else self.url
        if fetched.failure == "too-large":  # for this look: a browser takes more
            return replace(self, url=fetched.url, seen=fetched)
        return replace(self, url=moved, failure=fetched.failure, detail=fetched.detail, seen=fetched)

    def error(self, ledger: Ledger) -> SiteError:
        """Return the error for a shop of which nothing could be seen, with advice."""
        failed = next((each for each in ledger.of(GatherFailed) if each.what in {"page", "browser"}), None)
        reason = self.failure or (failed.reason if failed else "")
        detail = self.detail or (failed.detail if failed else "") or "nothing came that could be looked at"
        advice = _ADVICE.get(detail.partition(":")[0]) if reason in {"refused", "blocked"} else None
        return SiteError(
            f"{self.url} could not be audited ({reason or 'error'}): {detail}",
            advice or _ADVICE.get(reason, _GENERAL),
        )


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"{url} is not a web address ({error})", "Write it like https://shop.example") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise UsageError(f"{url}: only http and https addresses can be audited", "Write it like https://shop.example")
    if not host or parts.username is not None:
        raise UsageError(
            f"{url} is not the address of a shop", "Write it like https://shop.example, without a user name"
        )
    return urljoin(url, parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def vouching(guard: Guard, options: GatherOptions) -> Vouch | None:
    """Return what tells of a host that turns up later whether the authority of `--ca-file` vouches for it."""
    if options.ca_file is None:
        return None
    ca_file = str(options.ca_file)
    found: dict[tuple[str, int], asyncio.Task[str | None]] = {}

    async def vouch(host: str, port: int) -> bool:
        known = found.get((host, port))
        if known is None and len(found) < _MOST_VOUCHED:
            known = found[host, port] = asyncio.create_task(spki_of(host, port, guard, ca_file))
        return known is not None and await asyncio.shield(known) is not None

    return vouch


async def trusted_keys(start: Start, guard: Guard, options: GatherOptions) -> tuple[str, ...]:
    """Return the keys that the browser may trust beside its own authorities: none without `--ca-file`.

    They are the keys of the shop and of hosts its front page names, each verified with that authority first.
    """
    if options.ca_file is None:
        return ()
    body = start.seen.body.decode("utf-8", "replace") if start.seen else ""
    policy = start.seen.headers.get("content-security-policy", "") if start.seen else ""
    named = dict.fromkeys((host, int(port or 443)) for host, port in _ORIGIN.findall(f"{start.url} {policy} {body}"))
    keys = await asyncio.gather(
        *(spki_of(host, port, guard, str(options.ca_file)) for host, port in list(named)[:_MOST_KEYS])
    )
    return tuple(dict.fromkeys(key for key in keys if key))
