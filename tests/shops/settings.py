"""How a running shop behaves: everything a switch or a variant may change, with what a good shop does as default."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to the pages whose path matches `page` (`*` matches any run): `old` becomes `new`.

    `old` must be in at least one page that is served, and is a regular expression if `pattern` (`new` may then name
    its groups); {cards}, {numbers} … in `new` are the third parties' origins.
    """

    page: str
    old: str
    new: str = ""
    pattern: bool = False

    def apply(self, html: str, new: str) -> str:
        """Return the page with `old` replaced by `new`."""
        if self.pattern:
            return re.sub(self.old, new, html, flags=re.DOTALL)
        return html.replace(self.old, new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A good shop's behaviour, one field for each thing that can go wrong on the server."""

    language: str = "en"
    layout: str = "base.html"
    edits: tuple[Edit, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)  # path → body served instead, with status 200
    headers: Mapping[str, str] = field(default_factory=dict)  # response headers instead; "" leaves one out
    gone: frozenset[str] = frozenset()  # paths that answer 404
    third_parties: bool = False  # the content security policy lets other origins in
    certificate: str = ""  # see certificates.FLAWS
    party_certificate: str = ""  # the same for the third parties
    old_tls: bool = False
    http: str = "redirect"  # "redirect" or "serve"
    cookie_secure: bool = True
    cookie_http_only: bool = True
    cookie_same_site: str = "lax"
    gate: str = "server"  # "server", "forgetful", "forgiving", "overlay", "missing", "deep-link-open"
    gate_age: int = 18
    shut_status: int = 200  # of the page that tells somebody that the gate stays shut
    single_page: bool = False  # every page is a shell that a script fills
    card_frame: bool = False  # the card's fields are the payment provider's, in a frame
    remake: Callable[[str], str] | None = None  # markup of another style, made of each page
