"""What can be done with a shop: add it, prove its domain, declare."""

import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeinfo.authority import clock, using
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records import services as records
from safeinfo.authority.shops.control import Look
from safeinfo.authority.shops.models import Control, DeclarationVersion, Shop
from safeinfo.gather.declaration import parse
from safeinfo.model.declaration import Declaration
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.origins import asked

_CHALLENGE_DAYS = 7
_MOST_SHOPS = 100
_LONGEST_NAME = 120


def add(owner: Account, address: str, name: str) -> Shop:
    """Add a shop to a merchant's desk; NotPossibleError with what is wrong with the address or the name."""
    try:
        origin = asked(address)
    except MalformedError as error:
        raise NotPossibleError("address", _("This is not the address of a shop: %s.") % error) from error
    if not origin.startswith("https://"):
        raise NotPossibleError("address", _("A shop needs https before it can hold a seal; give its https address."))
    title = " ".join(name.split())
    if not title or len(title) > _LONGEST_NAME:
        raise NotPossibleError("name", _("Give the shop's name, with at most %s characters.") % _LONGEST_NAME)
    if owner.shops.count() >= _MOST_SHOPS:
        raise NotPossibleError("too-many", _("One account holds at most %s shops; write to us for more.") % _MOST_SHOPS)
    try:
        with transaction.atomic():
            shop = Shop.objects.create(owner=owner, origin=origin, name=title)
            records.write(shop, "shop-added", actor=owner, origin=origin)
    except IntegrityError as error:
        raise NotPossibleError("there-already", _("%s is among your shops already.") % origin) from error
    return shop


def challenge(shop: Shop, method: str, actor: Account) -> Control:
    """Return the challenge of a method, made anew where the old one ran out unproved."""
    if method not in Control.Method.values:
        raise NotPossibleError("method", _("There is no such way to prove a domain: %s.") % method)
    with transaction.atomic():
        Shop.objects.select_for_update().get(pk=shop.pk)  # else two clicks at once would make two
        control = Control.objects.select_for_update().filter(shop=shop, method=method).first()
        if control is not None and (control.proved_at or control.expires_at > clock.now()):
            return control
        if control is not None:
            control.delete()
        control = Control.objects.create(
            shop=shop,
            method=method,
            token=secrets.token_urlsafe(32),
            expires_at=clock.now() + timedelta(days=_CHALLENGE_DAYS),
        )
        records.write(shop, "challenge-made", actor=actor, method=method)
    return control


def looked(asked: Control, look: Look) -> Control:
    """Store what a look at the domain found; the first one that held is the proof."""
    with transaction.atomic():
        control = Control.objects.select_for_update().select_related("shop").filter(pk=asked.pk).first()
        if control is None:
            raise NotPossibleError("changed", _("This challenge was replaced meanwhile; open its page anew."))
        control.checked_at, control.said = clock.now(), look.said
        if look.held:
            control.held_at = control.checked_at
            if control.proved_at is None and control.expires_at <= control.checked_at:
                control.said = "The challenge ran out before it was answered; open its page for a new one."
            elif control.proved_at is None:
                control.proved_at = control.checked_at
                records.write(control.shop, "domain-proved", method=control.method)
        control.save()
    return control


def controls_domain(shop: Shop) -> bool:
    """Tell whether control of the domain was proved, and held at a look that is recent enough."""
    since = clock.now() - timedelta(days=using.config().control_days)
    return shop.controls.filter(proved_at__isnull=False, held_at__gte=since).exists()


def declare(shop: Shop, text: str, actor: Account, *, based_on: int | None = None) -> DeclarationVersion:
    """Keep a new version of the declaration; UsageError names line and key of what is wrong with it.

    `based_on` is the number of the version that was before the writer's eyes, 0 for none: NotPossibleError where there
    is a later one, else a tab that was left open would undo what another one did.
    """
    parse(text, "declaration")
    with transaction.atomic():
        Shop.objects.select_for_update().get(pk=shop.pk)
        last = shop.declarations.first()
        if last is not None and last.text == text:
            return last
        if based_on is not None and based_on != (last.number if last else 0):
            raise NotPossibleError("changed", _("The declaration was changed since; read it anew."))
        version = DeclarationVersion.objects.create(
            shop=shop, number=last.number + 1 if last else 1, text=text, made_by=actor
        )
        records.write(shop, "declared", actor=actor, number=version.number)
    return version


def declared(shop: Shop) -> Declaration | None:
    """Return what the shop declares now, None where it never did."""
    version = shop.declarations.first()
    return parse(version.text, f"declaration {version.number}") if version else None
