"""Messages given by the user, read from files, checked for who sent them, and recorded."""

import asyncio
from collections.abc import Callable, Iterable
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from safeinfo.derive.mail import authenticated, opened
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.mail_trial import Trial
from safeinfo.gather.mailbox import read_messages
from safeinfo.gather.records import Records
from safeinfo.model.mail_trials import AddressPlanted, MailWatched, OptOutExercised
from safeinfo.model.observations import MailSeen

_LONGEST = 300  # characters of a header that is shown


async def record_mail(
    ledger: Ledger, paths: Iterable[Path], progress: Callable[[str, str], None], records: Records
) -> None:
    """Record every message in files, mailboxes and folders; UsageError for what cannot be read.

    DKIM, SPF and DMARC are checked here, on the bytes as they came: what is recorded is masked, and no signature
    holds for it any more.
    """
    for path in paths:
        progress("mail", str(path))
        for source, raw in read_messages(path):
            await _record(ledger, str(source), raw, records)


async def record_trial(ledger: Ledger, trial: Trial, records: Records) -> None:
    """Record a mail trial: what was planted, what came, which ways out were taken, and for how long it was watched."""
    for each in trial.addresses:
        ledger.add(AddressPlanted, address=each.name, role=each.role, planted_at=each.planted_at, answer=each.answer)
    ids: dict[tuple[str, str], str] = {}
    for message in trial.messages:
        raw = trial.raw[message.file]
        seen = await _record(
            ledger, message.file, raw, records, address=message.address, received_at=message.received_at
        )
        ids[message.file, message.address] = seen.id
    for out in trial.opt_outs:
        ledger.add(
            OptOutExercised,
            address=out.address,
            message=ids[out.message, out.address],
            way=out.way,
            at=out.at,
            result=out.result,
            pages=out.pages,
        )
    for since, until in trial.watched:
        ledger.add(MailWatched, since=since, until=until)


async def _record(ledger: Ledger, source: str, raw: bytes, records: Records, **trial: Any) -> MailSeen:
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:65536])
    return ledger.add(
        MailSeen,
        source=source,
        body=ledger.blob(opened(raw)),  # masking inside a transfer encoding would wipe whole parts
        sender=str(headers.get("From", ""))[:_LONGEST],
        subject=str(headers.get("Subject", ""))[:_LONGEST],
        authentication=await asyncio.to_thread(authenticated, raw, records),
        **trial,
    )
