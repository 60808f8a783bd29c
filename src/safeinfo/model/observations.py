"""What was seen, as it was seen: one frozen record per observation, nothing interpreted.

An observation never holds a value in clear that was typed, or that is secret or personal: such values are
replaced, when they are recorded, by a mask token `⟦name⟧` or `⟦name:chain⟧` (for example `⟦email:sha256⟧`).
A digest is the lower-case hexadecimal SHA-256 of a blob in the same evidence file. Times are aware, in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from safeinfo.model.declaration import Declaration
from safeinfo.model.opinion import Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing seen; `id` is unique in its evidence and is what a finding cites."""

    id: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSeen:
    """One document of a page: the page's own first (`frame` is ""), then every frame's.

    `frame` is the path of selectors that leads to it, joined with ` >>> `. `dom` is the digest of the saved DOM:
    HTML with the rendered facts as `data-si-*` attributes (see `safeinfo.derive.dom`).
    """

    frame: str
    url: str
    dom: str
    cross_origin: bool = False
    sandboxed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeen(Observation):
    """A page in one state. `visit` joins the states of one visit; the last of them is how a customer meets it.

    `role` says why the walk went there: home, policy, notice, account, signup, login, recovery, contact,
    newsletter, listing, product, cart, checkout, gated, legal, other. `state`: "arrived" (before any consent
    banner was answered), "answered" (after it was refused or there was none to refuse), "typed" (after canaries
    were typed), "submitted" (a trial went on). `reached_by` names how: the link's text, or "address".
    """

    visit: str
    role: str
    state: str
    url: str
    requested_url: str
    status: int
    title: str = ""
    language: str = ""
    reached_by: str = ""
    documents: tuple[DocumentSeen, ...] = ()
    picture: str | None = None
    picture_size: tuple[int, int] = (0, 0)  # CSS pixels of the picture's page area; its origin is the page's
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names, of the main document
    errors: tuple[str, ...] = ()  # console errors and uncaught exceptions, masked, at most 20
    click_steps: int = 0  # links followed from the home page; 0 is the home page itself


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSeen(Observation):
    """One request, with its response if there was one, in any frame or worker.

    `phase`: "arriving", "answering" (the consent banner), "typing", "submitting", "shopping" (cart, options).
    `via`: document, script, stylesheet, image, font, fetch, xhr, beacon, ping, websocket, event-stream, worker,
    media, manifest, preflight, other. `source` is page, frame, worker, shared-worker or service-worker.
    """

    visit: str
    phase: str
    method: str
    url: str  # masked
    via: str
    source: str = "page"
    frame: str = ""
    document_url: str = ""
    initiator: str = ""  # URL of the script that asked, if known
    status: int = 0  # 0: no response
    mime_type: str = ""
    request_headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names, masked
    response_headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None  # digest of the masked request body, or of the frames sent on a web socket
    body_size: int = 0  # bytes, before masking
    body_unseen: bool = False  # some or all of the body could not be read: it may hold anything
    address: str = ""  # address the connection went to
    protocol: str = ""  # "TLS 1.3" …, "" for plain http
    redirected_to: str = ""
    failure: str = ""  # network error or reason of refusal
    top_level: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSeen(Observation):
    """A planted value found in something the browser sent or kept.

    `where`: url, referer, header, cookie, body, websocket, local-storage, session-storage, indexed-db,
    address-bar, title. `chain` is how it was encoded, outermost last: () plain, ("sha256",), ("lower", "md5",
    "base64") … `name` is the canary's: email, name, tel … `exchange` is the id of an ExchangeSeen, or "".
    `weak`: only a short checksum or a part matched; never proof alone.
    """

    visit: str
    name: str
    where: str
    chain: tuple[str, ...] = ()
    exchange: str = ""
    host: str = ""
    phase: str = "typing"
    excerpt: str = ""  # masked, at most 160 characters
    weak: bool = False
    frame: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTyped(Observation):
    """A canary typed into a field, and what came of it; nothing was submitted unless a TrialRun says so."""

    visit: str
    frame: str
    selector: str
    name: str  # the canary's name, which ValueSeen repeats
    kind: str  # as the recogniser read it at the time
    accepted: bool = True  # the field holds the value afterwards
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieSeen(Observation):
    """A cookie as sent by a response or set by a script, and as stored or blocked. `value` is its shape only."""

    visit: str
    name: str
    domain: str
    path: str
    value: str  # shape: "<22 chars, high entropy>"
    set_by: str  # "http" or "script"
    secure: bool
    http_only: bool
    same_site: str  # "Strict", "Lax", "None" or "" where not stated
    expires_in: int | None = None  # seconds from being seen; None: with the session
    stored: bool = True
    blocked_because: str = ""
    exchange: str = ""
    third_party: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSeen(Observation):
    """An item of web storage; the value is its shape only."""

    visit: str
    frame: str
    origin: str
    area: str  # local, session, indexed-db
    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSeen(Observation):
    """A call that reads what identifies a browser: canvas, audio, fonts, webgl, battery …; information only."""

    visit: str
    frame: str
    call: str
    script: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerSeen(Observation):
    """A consent banner, and how it was answered: refused, saved-minimum, closed, none-offered or failed."""

    visit: str
    frame: str
    selector: str
    text: str
    answer: str
    control: str = ""  # words of the control that was used


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportSeen(Observation):
    """How a host that serves pages or gets personal data is reached; one record a host and port."""

    host: str
    port: int
    reachable: bool = True
    protocols: tuple[str, ...] = ()  # those the server accepted, of "TLS 1.0" … "TLS 1.3"
    certificate_valid: bool | None = None  # chain, host name and dates; None: could not be looked at
    certificate_error: str = ""
    certificate_subject: str = ""
    certificate_issuer: str = ""
    certificate_expires: datetime | None = None
    http_status: int = 0  # of plain http on port 80 (or the given http port); 0: nothing listens
    http_redirects_to: str = ""
    hsts: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSeen(Observation):
    """A resource fetched beside the browser: a policy, `/.well-known/gpc.json`, `ads.txt`, a PDF, a sitemap.

    `purpose`: policy, gpc, ads-txt, sitemap, robots, staple (the credential of a seal). `body` is a digest;
    None: nothing came.
    """

    url: str
    requested_url: str
    purpose: str
    status: int
    mime_type: str = ""
    body: str | None = None
    charset: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSeen(Observation):
    """A message, raw and masked, in the blob `body`; `source` names the file it came from.

    `authentication` is what DKIM, SPF and DMARC said of it as it came (masked, no signature holds); empty: not looked.
    In a mail trial `address` names the AddressPlanted that it came to, and `received_at` says when.
    """

    source: str
    body: str
    sender: str = ""
    subject: str = ""
    authentication: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRun(Observation):
    """A form submitted with canary data on a site that the user controls.

    `trial`: checkout-step, signup, newsletter, child-age, adult-age, child-back, child-second-way, gate-child …
    `result`: accepted, refused, asked-guardian, no-change, not-run. `before` and `after` are ids of PageSeen.
    `said` is the masked text that the page answered with.
    """

    visit: str
    trial: str
    result: str
    selector: str = ""
    before: str = ""
    after: str = ""
    typed: tuple[str, ...] = ()
    left_empty: tuple[str, ...] = ()
    said: str = ""
    sent_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationMade(Observation):
    """What the shop declares of itself; never overrides what was observed."""

    declaration: Declaration
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionsSeen(Observation):
    """A second opinion on the fields of a page, asked of `browser` in a load of its own.

    `missing` says why there is none, "" if there is; then with `url` "" it holds for every page.
    """

    url: str
    browser: str
    opinions: tuple[Opinion, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched(Observation):
    """A search that is over: absence can be cited. `complete`: everything there was to look at was looked at.

    `what`: walk, product, cart, checkout, policy, banner, newsletter, signup, login, contact, age-gate, consent,
    typing (`found` different forms typed into, `looked_at` times that a form was met).
    """

    what: str
    found: int
    looked_at: int
    complete: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentChecked(Observation):
    """Whether an instrument proved itself alive in a page: recorder, dom, typing, workers, storage, proxy."""

    visit: str
    instrument: str
    alive: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherFailed(Observation):
    """Trouble with the site: what could not be seen, and why.

    `what`: page, checkout, cart, policy, frame, transport, mail, fetch, browser, time, typing, dom, walk, recorder
    (the proxy carried bytes that no recorded request explains), method (a way to pay or to deliver).
    `reason`: refused (by our guard), blocked (by the site), timeout, http-status, certificate, unreachable,
    not-html, empty, too-large, crashed, unresponsive (a script or dialog of the page keeps it from answering), captcha,
    login-needed, budget, needs-trial, robots, left (it led to another site and was not followed), error.
    """

    what: str
    reason: str
    url: str = ""
    visit: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringDone(Observation):
    """The end of gathering: how it was set and what it ran on; always the last observation."""

    settings: Mapping[str, Any]
    tool: str
    browser: str
    started_at: datetime
    complete: bool
    ended_because: str = "done"
