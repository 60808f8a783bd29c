"""How gathering is set."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from safeinfo.gather.guard import Limits, Resolver
from safeinfo.gather.mail_trial import Trial
from safeinfo.model.declaration import Declaration

if TYPE_CHECKING:
    from safeinfo.gather.records import Records  # name servers are asked only where there are messages


def now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class GatherOptions:
    """What a user can set, and what tests put in the place of the world.

    `max_pages` counts pages opened in the browser; `timeout` is seconds for all of gathering. `trials` submits
    forms with made-up data and needs `controls_site`. `mail` are files or folders of messages, `mail_trial` the
    record of a trial. `consent_ledger` is the one that the declaration names. `staple` also fetches the
    credential of a seal that the shop serves. `only` are the pages, address and role, that are opened instead
    of a walk: such evidence is never of a whole shop. With `visitor` they are opened as by somebody who only looks: in
    a browser of another system, nothing typed, nothing fetched beside it; with `shops` a product is put in the cart
    and the till gone to as well. `upstream` is the address of a proxy that dials for us. `http_port` is where plain
    http is looked for beside https (another than 80 only in tests). `random` returns that many random bytes.
    `records` answers for DKIM, SPF and DMARC of messages; without it the servers of `resolver` or of the machine do.
    """

    max_pages: int = 30
    timeout: float = 300.0
    allow_private: bool = False
    ca_file: Path | None = None
    trials: bool = False
    controls_site: bool = False
    declaration: Declaration | None = None
    declaration_source: str = ""
    consent_ledger: Path | None = None
    staple: bool = False
    only: tuple[tuple[str, str], ...] = ()
    visitor: bool = False
    shops: bool = False
    upstream: str = ""
    mail: tuple[Path, ...] = ()
    mail_trial: Trial | None = None
    pictures: bool = True
    language: str = ""
    canary_domain: str = "canary.example.net"  # RFC 2606: mail to it reaches nobody
    http_port: int = 80
    browser: str = ""
    second_opinion: bool = False  # also ask a full Chromium, if there is one, what it takes each field for
    clock: Callable[[], datetime] = now
    random: Callable[[int], bytes] = secrets.token_bytes
    resolver: Resolver | None = None
    records: "Records | None" = None
    limits: Limits = field(default_factory=Limits)
