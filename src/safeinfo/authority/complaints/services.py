"""What can be done with a complaint: make it, confirm it by mail, answer it, follow it."""

import hashlib
import json
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from safeinfo.authority import clock, using
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.letters import services as letters
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.states import LISTED
from safeinfo.authority.shops.models import Shop
from safeinfo.requirements import IN_FORCE
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.origins import asked

_LONGEST, _SHORTEST = 5000, 20
_MOST_AN_HOUR = 200  # over all, before mail to strangers would be our doing
_CONFIRM_DAYS = 7


def complain(
    address: str, text: str, email: str, *, requirement: str = "", language: str = "en", form: str = ""
) -> Complaint:
    """Take a complaint and mail its writer a link to confirm it; NotPossibleError says which part is wrong.

    `form` names the form that was sent, at random: the same words sent by it again (a double click) are the same
    complaint.
    """
    origin = _origin(address)
    words, mail = text.strip(), email.strip()
    if not _SHORTEST <= len(words) <= _LONGEST:
        raise NotPossibleError(
            "text",
            _("Tell us what happened, in %(least)s to %(most)s characters.") % {"least": _SHORTEST, "most": _LONGEST},
        )
    try:
        validate_email(mail)
    except ValidationError as error:
        raise NotPossibleError("email", _("This is not an e-mail address we can write to.")) from error
    if requirement and requirement not in {each.slug for each in IN_FORCE}:
        raise NotPossibleError("requirement", _("There is no such requirement."))
    hour = clock.now() - timedelta(hours=1)
    if Complaint.objects.filter(made_at__gte=hour).count() >= _MOST_AN_HOUR:
        raise NotPossibleError("busy", _("Very many complaints are being made. Please try again in an hour."))
    code, key = secrets.token_urlsafe(24), _key(form, origin, requirement, words, mail)
    if (known := Complaint.objects.filter(key=key).first()) is not None:
        return known
    with transaction.atomic():
        complaint = Complaint.objects.create(
            key=key,
            origin=origin,
            shop=Shop.objects.filter(origin=origin, seal__state__in=LISTED).first(),
            requirement=requirement,
            text=words,
            email=mail,
            confirm_digest=_digest(code),
            language=language,
        )
        records.write(complaint, "complaint-made", origin=origin)
        _ask_to_confirm(complaint, code, mail)
    return complaint


def _key(form: str, *said: str) -> str:
    if not form:
        return secrets.token_hex(16)
    return salted_hmac("complaint", json.dumps([form, *said]), algorithm="sha256").hexdigest()[:32]


def confirm(key: str, code: str) -> Complaint:
    """Open a complaint by the link of its mail; a second click changes nothing."""
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update().filter(key=key).first()
        if complaint is None or not secrets.compare_digest(complaint.confirm_digest, _digest(code)):
            raise NotPossibleError("link", _("This link does not belong to a complaint. Copy it whole from the mail."))
        late = complaint.made_at < clock.now() - timedelta(days=_CONFIRM_DAYS)
        if complaint.state == Complaint.State.UNCONFIRMED and late:
            raise NotPossibleError("late", _("The link has run out. Please make the complaint again."))
        if complaint.state == Complaint.State.UNCONFIRMED:
            complaint.state, complaint.confirmed_at = Complaint.State.OPEN, clock.now()
            complaint.due_at = clock.now() + timedelta(days=using.config().complaint_days)
            complaint.save()
            records.write(complaint, "complaint-confirmed", before="unconfirmed", after=complaint.state)
    return complaint


def answer(complaint: Complaint, reviewer: Account, text: str, *, upheld: bool) -> Complaint:
    """Answer a complaint: the writer gets the answer by mail, the log gets the outcome."""
    if not reviewer.is_reviewer:
        raise NotPossibleError("role", _("Only reviewers answer complaints."))
    if not text.strip():
        raise NotPossibleError("text", _("Write the answer."))
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).select_related("shop").get(pk=complaint.pk)
        if complaint.state != Complaint.State.OPEN:
            raise NotPossibleError("answered", _("This complaint is not open, or somebody answered it before you."))
        if complaint.shop is not None and complaint.shop.owner_id == reviewer.pk:
            raise NotPossibleError("own-shop", _("Nobody answers a complaint about a shop of their own."))
        complaint.state = Complaint.State.UPHELD if upheld else Complaint.State.DISMISSED
        complaint.answer, complaint.answered_at, complaint.answered_by = text.strip(), clock.now(), reviewer
        complaint.save()
        records.write(complaint, "complaint-answered", actor=reviewer, before="open", after=complaint.state)
        if complaint.shop is not None:
            outcome = "upheld" if upheld else "rejected"
            digest = _digest(complaint.key)  # its writer can find it in the log, nobody else
            seals.publish(
                "complaint", seal=complaint.shop.seal, key=f"complaint-{digest}", complaint=digest, outcome=outcome
            )
        _tell(complaint)
    return complaint


def _origin(address: str) -> str:
    try:
        return asked(address)
    except MalformedError as error:
        raise NotPossibleError("address", _("This is not the address of a shop: %s.") % error) from error


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _ask_to_confirm(complaint: Complaint, code: str, mail: str) -> None:
    url = f"{using.config().base_url}/complaints/{complaint.key}/confirm/{code}/"
    with translation.override(complaint.language):
        title = _("Please confirm your complaint about %(origin)s") % {"origin": complaint.origin}
        text = _(
            "Somebody, we hope you, made a complaint with this address. Open this link to confirm it:\n\n%(url)s\n\n"
            "If it was not you, do nothing: without the link nobody reads it, and it is deleted after seven days."
        ) % {"url": url}
    letters.write(mail, title, text)


def _tell(complaint: Complaint) -> None:
    with translation.override(complaint.language):
        title = _("Your complaint about %(origin)s was answered") % {"origin": complaint.origin}
        text = f"{complaint.answer}\n\n{using.config().base_url}/complaints/{complaint.key}/"
    letters.write(complaint.email, title, text)
