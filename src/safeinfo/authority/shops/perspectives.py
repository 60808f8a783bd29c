"""A domain looked at from several networks: who deceives one on its way to the shop does not deceive them all.

The rules are those of the CA/Browser Forum (Baseline Requirements for TLS, 3.2.2.9): what is seen from here counts if
enough of the other networks see it as well.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from safeinfo.authority.shops.control import Look

_FEW = 5  # networks of which one may see something else; of more, two may
_NOT_SEEN = _("It is seen from here, but not from %(missed)s of %(places)s other networks. From there: %(said)s")
SAID = (_NOT_SEEN,)


def corroborated(here: Look, others: Sequence[Look]) -> Look:
    """Return what looks from here and from other networks come to; a network that saw nothing speaks against nobody."""
    missed = [each for each in others if not each.held]
    if not here.held or len(missed) <= allowed(len(others)):
        return here
    said = _NOT_SEEN % {"missed": len(missed), "places": len(others), "said": missed[0].said}
    otherwise = sum(each.reached for each in missed)
    return Look(held=False, said=said, reached=otherwise > allowed(len(others)))


def allowed(networks: int) -> int:
    """Return how many of some other networks need not see it: of one none, of two to five one, of more two."""
    if networks <= 1:
        return 0
    return 1 if networks <= _FEW else 2
