"""What is held about an account: every model, what of it is exported, how long it is kept, and how it ends.

Every model of the program stands in one of the two tables below; a test fails for one that does not. Whole rows are
exported, so that a new field is among them by itself; only secrets are left out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safeinfo.authority import clock
from safeinfo.authority.accounts.models import Account, Token
from safeinfo.authority.api.models import Answer
from safeinfo.authority.audits import results
from safeinfo.authority.audits.models import Audit, Progress, Retest, Settlement
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.letters.models import Letter
from safeinfo.authority.mailtrials.models import MailTrial
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.records import services as records
from safeinfo.authority.records.models import Record
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Appeal, Credential, Publication, Seal, Vote
from safeinfo.authority.seals.states import OVER
from safeinfo.authority.shops.models import Control, DeclarationVersion, Shop

Rows = Iterable[models.Model]
_UNCONFIRMED = timedelta(days=7)  # that an account waits for its address to be confirmed


@dataclass(frozen=True, slots=True)
class Held:
    """A model that is about accounts: which rows, which fields are secrets, and how long it is kept, in words."""

    model: type[models.Model]
    rows: Callable[[Account], Rows]
    kept: str
    secret: frozenset[str] = frozenset()


def _by(model: type[models.Model], kept: str, *paths: str, secret: Iterable[str] = ()) -> Held:
    """Return what is found by one of several paths from the model to the account."""

    def rows(account: Account) -> Rows:
        wanted = Q()
        for path in paths:
            wanted |= Q(**{path: account.pk})
        return model._default_manager.filter(wanted).order_by("pk")  # noqa: SLF001 - what its users call

    return Held(model, rows, kept, frozenset(secret))


def _sessions(account: Account) -> Rows:
    now = clock.now()
    return [
        each
        for each in Session.objects.filter(expire_date__gt=now)
        if each.get_decoded().get("_auth_user_id") == str(account.pk)
    ]


def _letters(account: Account) -> Rows:
    return [each for each in Letter.objects.filter(ended_at=None) if each.to.lower() == account.email.lower()]


def _records(account: Account) -> Rows:
    own: list[models.Model] = [account, *account.shops.all()]
    own += [*Audit.objects.filter(shop__owner=account), *Seal.objects.filter(shop__owner=account)]
    subjects = [records.subject_of(row) for row in own]
    return Record.objects.filter(Q(actor=account) | Q(subject__in=subjects)).order_by("pk")


def _admin(account: Account) -> Rows:
    about = Q(object_repr__icontains=account.email) | Q(object_id=str(account.pk), content_type__model="account")
    return LogEntry.objects.filter(Q(user=account) | about).order_by("pk")


_WITH_ACCOUNT = "until the account is deleted"
_WITH_SHOP = "until the account is deleted; with a shop that was never sealed, the shop is deleted too"
_PUBLIC = "for good, without a person's name: the public record of a shop that was sealed; else with the shop"
ABOUT: Mapping[str, Held] = {
    "account": _by(
        Account,
        "until it is deleted, 7 days if its address is never confirmed; a number stays",
        "pk",
        secret=("password",),
    ),
    "email_addresses": _by(EmailAddress, _WITH_ACCOUNT, "user"),
    "email_confirmations": _by(EmailConfirmation, _WITH_ACCOUNT, "email_address__user", secret=("key",)),
    "second_factors": _by(Authenticator, _WITH_ACCOUNT, "user", secret=("data",)),
    "tokens": _by(Token, _WITH_ACCOUNT, "account", secret=("digest",)),
    "sessions": Held(Session, _sessions, "14 days", frozenset({"session_key", "session_data"})),
    "answers": _by(Answer, "a day", "account", secret=("digest",)),
    "letters": Held(Letter, _letters, "its words until it is sent, that it was sent for 30 days"),
    "admin_actions": Held(LogEntry, _admin, "for good; addresses in it until the account is deleted"),
    "records": Held(Record, _records, "for good: who did what is named by number, never by address"),
    "shops": _by(Shop, _PUBLIC, "owner"),
    "domain_proofs": _by(Control, _WITH_SHOP, "shop__owner"),
    "declarations": _by(DeclarationVersion, _WITH_SHOP, "shop__owner", "made_by"),
    "audits": _by(Audit, "evidence for `keep_evidence_days`, longer while a seal rests on it", "shop__owner"),
    "audit_progress": _by(Progress, "7 days", "audit__shop__owner"),
    "retests": _by(Retest, _WITH_SHOP, "audit__shop__owner", "asked_by"),
    "settlements": _by(Settlement, _PUBLIC, "audit__shop__owner", "reviewer"),
    "seals": _by(Seal, _PUBLIC, "shop__owner"),
    "votes": _by(Vote, _PUBLIC, "seal__shop__owner", "reviewer"),
    "credentials": _by(Credential, _PUBLIC, "seal__shop__owner"),
    "publications": _by(Publication, _PUBLIC, "seal__shop__owner"),
    "appeals": _by(Appeal, "its words until the account is deleted", "seal__shop__owner", "answered_by"),
    "mail_trials": _by(MailTrial, _WITH_SHOP, "shop__owner"),
    "suspicions": _by(Suspicion, "for good where a forged seal was listed, without a person's name", "decided_by"),
}
NOT_ABOUT: Mapping[str, str] = {
    "auth.Permission": "what staff may do, by name",
    "auth.Group": "what staff may do, by name",
    "contenttypes.ContentType": "names of models",
    "complaints.Complaint": "of who complained, without an account; encrypted, emptied after `keep_complaints_days`",
    "misuse.Referral": "how many visitors came from a site on one day, nothing of them; deleted after 60 days",
    "mailtrials.Canary": "addresses of ours that a shop must not know as such; deleted with the mail trial",
    "mailtrials.Letter": "mail of the shop to those addresses; encrypted, deleted with the mail trial",
    "mailtrials.Deed": "what we did with those addresses; deleted with the mail trial",
    "mailtrials.Beat": "whether our receiver of mail lives",
}


def export(account: Account) -> dict[str, Any]:
    """Return everything that is held about an account, row by row, as plain data; reports and evidence by address."""
    found: dict[str, Any] = {
        name: [_plain(row, held.secret) for row in held.rows(account)] for name, held in ABOUT.items()
    }
    found["account"] = found["account"][0]
    for audit in found["audits"]:
        audit["report"] = f"/desk/audits/{audit['key']}/report.json"
        audit["evidence"] = f"/desk/audits/{audit['key']}/evidence/"
    return found


def _plain(row: models.Model, secret: frozenset[str]) -> dict[str, Any]:
    return {
        field.attname: _value(getattr(row, field.attname))
        for field in row._meta.concrete_fields  # noqa: SLF001 - public, for all its name
        if field.attname not in secret
    }


def _value(value: Any) -> Any:
    if isinstance(value, str | int | float | list | dict) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@transaction.atomic
def delete(account: Account) -> None:
    """Delete an account: shops that were never sealed go with it, sealed ones leave the programme first.

    The public record keeps what it said of a shop; it names no person. Files are deleted once that is committed.
    """
    list(Account.objects.select_for_update().filter(Q(pk=account.pk) | Q(is_staff=True)).order_by("pk"))
    account.refresh_from_db()
    if not account.is_active:
        raise NotPossibleError("deleted", _("This account was deleted already."))
    if account.is_staff and Account.objects.filter(is_staff=True, is_active=True).count() == 1:
        raise NotPossibleError("last-staff", _("You are the only administrator; name another one first."))
    records.write(account, "account-deleted", actor=None)
    for shop in account.shops.all():
        _leave(shop, account)
    for name in ("tokens", "second_factors", "email_addresses", "answers", "sessions", "letters"):
        for row in ABOUT[name].rows(account):
            row.delete()
    LogEntry.objects.filter(object_repr__icontains=account.email).update(object_repr=account.role_name)
    account.groups.clear()
    account.email, account.language, account.last_login = f"deleted-{account.pk}@deleted.invalid", "", None
    account.is_active = account.is_staff = account.is_reviewer = account.is_superuser = False
    account.set_unusable_password()
    account.save()
    transaction.on_commit(results.forget_strays, robust=True)


def forget_unconfirmed(now: datetime) -> None:
    """Delete accounts whose address nobody confirmed: it may be that of somebody who never came here."""
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    never = Account.objects.filter(joined_at__lte=now - _UNCONFIRMED, emailaddress__verified=False, is_staff=False)
    for account in never.exclude(pk__in=confirmed).filter(shops=None).distinct():
        account.delete()


def _leave(shop: Shop, owner: Account) -> None:
    """Take a shop out of the programme; one that was never sealed is deleted whole, else its public record stays."""
    seal = Seal.objects.filter(shop=shop).first()
    if seal is not None and seal.state not in OVER:
        seals.withdraw(seal, owner)
    for rows in (shop.declarations, shop.controls, shop.mail_trials):
        rows.all().delete()
    if seal is None or seal.issued_at is None:
        Seal.objects.filter(shop=shop).delete()
        shop.delete()
        return
    Progress.objects.filter(audit__shop=shop).delete()
    Retest.objects.filter(audit__shop=shop).delete()
    seal.appeals.update(text="", answer="")
    shop.audits.filter(purged_at=None).update(purged_at=clock.now())
    Shop.objects.filter(pk=shop.pk).update(left_at=clock.now())
