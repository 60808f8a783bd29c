"""A second visit after an audit, as a plain visitor: was the auditor shown another face?

It opens the front page, the policies and the pages that ask for personal data, goes to the till if the audit came
there, and compares them with the audit's evidence; its own evidence is not kept. Trouble with it never holds up an
audit.
"""

import asyncio
from typing import Any

from safeinfo.authority import clock, using
from safeinfo.authority.audits import results, services
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.vantages import proxy_for
from safeinfo.engine import Payload
from safeinfo.gather import GatherOptions, archive, gather
from safeinfo.model.errors import EvidenceError, SafeInfoError
from safeinfo.seal import faces

_MOST_PAGES = 8
_TO_THE_TILL = 12
_SECONDS = 180.0
_ON_THE_WAY = frozenset({"cart", "checkout"})  # they are what they are only after shopping: it is gone there
_POLICIES = frozenset({"policy", "notice", "legal"})


def compare(payload: Payload) -> dict[str, Any]:
    """Visit the shop once more, and keep what the comparison came to; safe to repeat."""
    audit = Audit.objects.select_related("shop").get(key=payload["audit"])
    config, slug = using.config(), faces.REQUIREMENT.slug
    wanted = config.second_visit and audit.reason != Audit.Reason.MERCHANT and audit.state == Audit.State.JUDGED
    if not wanted or results.condition(audit, slug) is not None:
        return {}
    try:
        ours = archive.read(audit.evidence)
    except EvidenceError:
        return {}
    try:
        theirs = asyncio.run(gather(audit.shop.origin, _options(audit)))
        verdict = faces.decide(ours, theirs)
    except SafeInfoError as error:
        verdict = faces.not_compared(ours, str(error))
    services.keep_condition(audit, verdict)
    return {}


def pages_of(audit: Audit) -> tuple[tuple[str, str], ...]:
    """Return the pages to be compared, with their roles: the front page, policies, pages that ask for personal data."""
    data = results.report(audit) or {"coverage": {"pages": []}, "fields": []}
    roles = {page["url"]: page["role"] for page in reversed(data["coverage"]["pages"])}
    asking = {row["page"] for row in data["fields"] if row["personal"]}
    home = [url for url, role in roles.items() if role == "home"] or [audit.shop.origin]
    policies = [url for url, role in roles.items() if role in _POLICIES]
    collecting = [url for url, role in roles.items() if url in asking and role not in _ON_THE_WAY]
    chosen = list(dict.fromkeys([*home[:1], *policies[:3], *collecting]))[:_MOST_PAGES]
    return tuple((url, roles.get(url, "home")) for url in chosen)


def _options(audit: Audit) -> GatherOptions:
    config, pages = using.config(), pages_of(audit)
    seen = (results.report(audit) or {"coverage": {"pages": ()}})["coverage"]["pages"]
    shops = not _ON_THE_WAY.isdisjoint(page["role"] for page in seen)
    return GatherOptions(
        max_pages=len(pages) + (_TO_THE_TILL if shops else 2),
        timeout=min(_SECONDS, config.audit_seconds),
        allow_private=config.try_out,
        ca_file=config.ca_file,
        only=pages,
        visitor=True,
        shops=shops,
        upstream=proxy_for(config.vantages, audit.pk),
        pictures=False,
        clock=clock.now,
    )
