"""The durable work of an audit: walk, then judge; each step safe to repeat."""

import asyncio
import logging
from typing import Any

from safeinfo.authority import clock, using
from safeinfo.authority.audits import results, services
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.mailtrials import record
from safeinfo.authority.shops.services import controls_domain
from safeinfo.engine import Payload
from safeinfo.gather import GatherOptions, archive, gather
from safeinfo.gather.declaration import parse
from safeinfo.judge import judge
from safeinfo.model.errors import EvidenceError, SafeInfoError

_log = logging.getLogger(__name__)


def walk(payload: Payload) -> dict[str, Any]:
    """Walk through the shop and write the evidence file."""
    audit = services.begin(audit_of(payload))
    if audit.is_over:
        return {}
    audit.evidence.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        asyncio.run(_gather(audit, _options(audit)))
        if not services.take(audit):
            _log.warning("audit %s was begun anew meanwhile; what this walk gathered is not kept", audit.key)
    except EvidenceError:  # our disk: not for the merchant to mend, and where it lies is nobody's business
        _log.exception("the evidence of audit %s was not written", audit.key)
        services.broke(audit, "It ended by an error of ours, which says nothing about the shop.")
    except SafeInfoError as error:
        services.broke(audit, f"{error} {error.advice}".strip())
    return {}


def decide(payload: Payload) -> dict[str, Any]:
    """Judge the evidence and keep the report."""
    audit = audit_of(payload)
    if audit.is_over:
        return {}
    services.note(audit, "judging", audit.shop.origin)
    services.judged(audit, results.keep(audit, judge(archive.read(audit.evidence))))
    return {}


def audit_of(payload: Payload) -> Audit:
    """Return the audit that a job is about."""
    return Audit.objects.select_related("shop", "declaration").get(key=payload["audit"])


def _options(audit: Audit) -> GatherOptions:
    """Return how an audit is gathered; every row is read here, for Django reads none within a loop."""
    config = using.config()
    declared = audit.declaration
    trials = audit.trials and controls_domain(audit.shop)
    return GatherOptions(
        max_pages=config.audit_pages,
        timeout=config.audit_seconds,
        allow_private=config.try_out,
        ca_file=config.ca_file,
        staple=True,
        trials=trials,
        controls_site=trials,
        declaration=parse(declared.text, f"declaration {declared.number}") if declared else None,
        declaration_source=f"declaration {declared.number}" if declared else "",
        mail_trial=record.for_audit(audit.shop),
        clock=clock.now,
    )


async def _gather(audit: Audit, options: GatherOptions) -> None:
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue()

    async def write() -> None:
        while (line := await lines.get()) is not None:
            await loop.run_in_executor(None, services.note, audit, *line)

    writer = asyncio.create_task(write())
    try:
        evidence = await gather(audit.shop.origin, options, lambda phase, detail: lines.put_nowait((phase, detail)))
    finally:
        lines.put_nowait(None)
        await writer
    archive.write(evidence, audit.fresh)
