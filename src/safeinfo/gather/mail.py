"""Messages given by the user, read from files, checked for who sent them, and recorded."""

import asyncio
from collections.abc import Callable, Iterable
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path

from safeinfo.derive.mail import authenticated, opened
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.mailbox import read_messages
from safeinfo.gather.records import Records
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
            headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:65536])
            ledger.add(
                MailSeen,
                source=str(source),
                body=ledger.blob(opened(raw)),  # masking inside a transfer encoding would wipe whole parts
                sender=str(headers.get("From", ""))[:_LONGEST],
                subject=str(headers.get("Subject", ""))[:_LONGEST],
                authentication=await asyncio.to_thread(authenticated, raw, records),
            )
