"""The messages that were given, each read once."""

from safeinfo.derive.mail import read_mail
from safeinfo.model.evidence import Computed, View
from safeinfo.model.observations import MailSeen
from safeinfo.model.readings import MailRead


def _read(view: View) -> tuple[tuple[MailSeen, MailRead], ...]:
    return tuple((seen, read_mail(view.blob(seen.body))) for seen in view.of(MailSeen))


MESSAGES: Computed[tuple[tuple[MailSeen, MailRead], ...]] = Computed("messages", frozenset({MailSeen}), _read)
