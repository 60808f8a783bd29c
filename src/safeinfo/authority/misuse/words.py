"""Letters to sites that show a seal without right, in English and, to merchants of ours, in their language."""

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safeinfo.authority import using
from safeinfo.authority.letters import services as letters
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.seals.models import Seal


def take_it_down(suspicion: Suspicion) -> None:
    """The shop's seal does not stand any more, and its front page still shows it: told at once, to the shop alone."""
    _send(
        suspicion,
        lambda: _("%(host)s still shows the seal"),
        lambda: _(
            "Your seal does not stand at present, and the front page of your shop still shows it. Take it down now."
        ),
    )


def listed(suspicion: Suspicion) -> None:
    """The site is listed in public."""
    _send(
        suspicion,
        lambda: _("%(host)s is listed: it shows a seal without right"),
        lambda: (
            _("Your front page shows the Safe Info seal, and your site does not hold it. A reviewer confirmed this.")
            + "\n"
            + _("Safe Sites names your site until the seal is gone. We look again every week, without being asked.")
            + f"\n{using.config().base_url}/safe-sites/\n\n"
            + _("SHA-256 of the evidence: %(digest)s") % {"digest": suspicion.digest}
        ),
    )


def no_longer_listed(suspicion: Suspicion) -> None:
    """The seal is gone, and so is the listing."""
    _send(
        suspicion,
        lambda: _("%(host)s is no longer listed"),
        lambda: _("The seal is gone from your front page; Safe Sites does not name your site any more."),
    )


def _send(suspicion: Suspicion, subject: Callable[[], str], text: Callable[[], str]) -> None:
    """Write to the merchant of a shop that we know, else to the address that the site names, else to nobody."""
    seal = Seal.objects.filter(shop__origin=suspicion.origin).select_related("shop__owner").order_by("-pk").first()
    owner = seal.shop.owner if seal is not None and seal.issued_at is not None else None
    to = owner.email if owner is not None and owner.is_active else suspicion.contact
    if not to:
        return
    with translation.override(owner.language if owner is not None and owner.language else "en"):
        title = subject() % {"host": suspicion.host}
        body = text() + "\n\n-- \n" + pgettext("signature", "Safe Info")
    letters.write(to, title, body)
