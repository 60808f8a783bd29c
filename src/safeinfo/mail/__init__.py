"""Mail in: a receiver that answers 250 only for what is safely kept. It knows no trials, and reads no message."""

from safeinfo.mail.limits import Limits
from safeinfo.mail.receiver import Mailboxes, Receiver
from safeinfo.mail.spool import forget, kept, write

__all__ = ["Limits", "Mailboxes", "Receiver", "forget", "kept", "write"]
