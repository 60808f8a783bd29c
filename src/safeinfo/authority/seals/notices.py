"""Notices to merchants: what happened to their seal, until when, and what to do; sent once the change is committed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safeinfo.authority import using
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.letters import services as letters
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.site.standard import EVERY, translated

_Words = Callable[[], str]


def titles(ids: Iterable[str]) -> str:
    """Return requirements as lines of a list."""
    by_id = {requirement.id: requirement for requirement in EVERY}
    return "\n".join(f"- {key} {translated(by_id[key]).title if key in by_id else ''}".rstrip() for key in ids)


def to_be_mended(seal: Seal, audit: Audit, bad: Mapping[str, str], missed: Sequence[str] = ()) -> None:
    """The audit for an application found requirements that are not met or not settled, or did not reach everything."""
    _send(
        seal,
        lambda: _("%(host)s: the audit asks for changes"),
        lambda: (
            _listed(
                _("These requirements are not met, or something is needed to settle them:"), titles(sorted(bad)), bad
            )
            + _unreached(missed)
            + _("The report says what to change. When it is done, ask for another audit.")
            + f"\n{_audit_url(audit)}"
        ),
    )


def mail_is_watched(seal: Seal, audit: Audit, day: datetime) -> None:
    """The audit for an application lacks nothing but what the trial by e-mail will show."""
    _send(
        seal,
        lambda: _("%(host)s: all in order so far; the trial by e-mail goes on"),
        lambda: (
            _("The audit found nothing to be mended. Whether mail stops after unsubscribing shows only with time.")
            + "\n"
            + _("That is known on %(date)s at the earliest, if you send mail as always; another audit follows then.")
            % {"date": _day(day)}
            + f"\n{_audit_url(audit)}"
        ),
    )


def in_review(seal: Seal, audit: Audit) -> None:
    """The audit is over and persons look at it now."""
    _send(
        seal,
        lambda: _("%(host)s: your application is being reviewed"),
        lambda: (
            _("The audit found nothing that failed. Two reviewers look at it now; we write as soon as they are done.")
            + f"\n{_audit_url(audit)}"
        ),
    )


def refused(seal: Seal) -> None:
    """The application was refused."""
    _send(
        seal,
        lambda: _("%(host)s: your application was refused"),
        lambda: _("The reason: %(why)s") % {"why": seal.why} + "\n\n" + _("You can appeal, or apply again later."),
    )


def issued(seal: Seal) -> None:
    """The seal was granted."""
    _send(
        seal,
        lambda: _("%(host)s has the Safe Info seal"),
        lambda: (
            _("Your shop meets the Customer Privacy Requirements, edition 1, and may show the seal.")
            + "\n"
            + _("The page of your shop has the mark to paste, and how the signed file is kept fresh.")
        ),
    )


def cure_started(seal: Seal, audit: Audit, failed: Iterable[str]) -> None:
    """A monitoring audit failed; the seal stands until the end of the cure period."""
    failed = list(failed)
    _send(
        seal,
        lambda: _("%(host)s: a requirement is no longer met"),
        lambda: (
            _("Our last look at your shop found:")
            + f"\n\n{titles(failed)}\n\n"
            + _("Please mend it by %(date)s and ask for another audit. After that day the seal is suspended.")
            % {"date": _day(seal.cure_until)}
            + f"\n{_audit_url(audit)}"
        ),
    )


def cured(seal: Seal, audit: Audit) -> None:
    """A failure was mended in time."""
    _send(
        seal,
        lambda: _("%(host)s: mended"),
        lambda: _("Every requirement is met again. Thank you.") + f"\n{_audit_url(audit)}",
    )


def not_renewed(seal: Seal, audit: Audit | None, open_: Sequence[str], missed: Sequence[str], until: datetime) -> None:
    """Nothing failed, but the last look cannot renew the seal: it left requirements open, or did not reach all."""
    _send(
        seal,
        lambda: _("%(host)s: our last look cannot renew the seal"),
        lambda: (
            _("Nothing failed. But a seal is only renewed from a look that saw the whole shop and settled everything.")
            + "\n\n"
            + _listed(_("Not settled:"), titles(open_), open_)
            + _unreached(missed)
            + _(
                "We look again soon. The seal rests on the last complete audit until then, and lapses on %(date)s if"
                " no later look is complete."
            )
            % {"date": _day(until)}
            + (f"\n{_audit_url(audit)}" if audit else "")
        ),
    )


def suspended(seal: Seal) -> None:
    """The seal was suspended."""
    _send(
        seal,
        lambda: _("%(host)s: the seal is suspended"),
        lambda: (
            _("The reason: %(why)s") % {"why": seal.why}
            + "\n\n"
            + _("Take the mark down until it is reinstated. Mend the cause and ask for another audit, or appeal.")
        ),
    )


def reinstated(seal: Seal) -> None:
    """The seal was reinstated."""
    _send(seal, lambda: _("%(host)s: the seal is reinstated"), lambda: _("You may show the mark again."))


def revoked(seal: Seal) -> None:
    """The seal was revoked for good."""
    _send(
        seal,
        lambda: _("%(host)s: the seal is revoked"),
        lambda: (
            _("The reason: %(why)s") % {"why": seal.why}
            + "\n\n"
            + _("Take the mark down now. This is final; you can appeal.")
        ),
    )


def expired(seal: Seal) -> None:
    """The seal lapsed."""
    _send(
        seal,
        lambda: _("%(host)s: the seal has lapsed"),
        lambda: (
            _("The reason: %(why)s") % {"why": _(seal.why)} + "\n\n" + _("An audit that finds all in order renews it.")
        ),
    )


def audit_broke(seal: Seal, audit: Audit) -> None:
    """An audit could not be carried out."""
    _send(
        seal,
        lambda: _("%(host)s could not be audited"),
        lambda: (
            _("What happened: %(trouble)s") % {"trouble": audit.trouble}
            + "\n"
            + _("We try again tomorrow. A seal that cannot be renewed from an audit lapses by itself.")
        ),
    )


def appeal_answered(seal: Seal, answer: str) -> None:
    """An appeal was answered."""
    _send(seal, lambda: _("%(host)s: your appeal was answered"), lambda: answer)


def _send(seal: Seal, subject: _Words, text: _Words) -> None:
    """Write a letter in the transaction of the act; trouble with mail never undoes a change of state."""
    owner = seal.shop.owner
    with translation.override(owner.language or "en"):
        title = subject() % {"host": seal.shop.host}
        body = text() + f"\n\n{_shop_url(seal)}\n\n-- \n" + pgettext("signature", "Safe Info")
    letters.write(owner.email, title, body)


def _listed(head: str, lines: str, any_: Iterable[str]) -> str:
    return f"{head}\n\n{lines}\n\n" if list(any_) else ""


def _unreached(missed: Sequence[str]) -> str:
    return _listed(_("Not reached:"), "\n".join(f"- {each}" for each in missed), missed)


def _day(when: datetime | None) -> str:
    return date_format(when, "DATE_FORMAT") if when else ""


def _audit_url(audit: Audit) -> str:
    return f"{using.config().base_url}/desk/audits/{audit.key}/"


def _shop_url(seal: Seal) -> str:
    return f"{using.config().base_url}/desk/shops/{seal.shop_id}/"
