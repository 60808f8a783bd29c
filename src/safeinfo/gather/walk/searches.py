"""What was looked for, and whether everything there was to look at was looked at: absence can be cited."""

from safeinfo.gather.walk.state import Walk
from safeinfo.model.observations import BannerSeen, PageSeen, Searched

_PLACES = ("newsletter", "signup", "login", "contact", "recovery")


def record(walk: Walk) -> None:
    """Record every search of a walk, the walk itself last."""
    whole = _whole(walk)
    pages = len({page.visit for page in walk.ledger.of(PageSeen)})
    for what in ("product", "cart", "checkout"):
        note = walk.stopped.get(what, "")
        done = bool(walk.found[what]) or (whole and not note)
        said = note or walk.notes.get(what, "")
        _add(walk, what, walk.found[what], max(walk.tried[what], walk.found[what]), complete=done, note=said)
    found = walk.found["policy"]
    _add(walk, "policy", found, walk.tried["policy"], complete=bool(found) or whole)
    for what in _PLACES:
        _add(walk, what, walk.found[what], pages, complete=whole)
    _add(walk, "age-gate", len(walk.gates), pages, complete=whole)
    places = walk.places
    _add(walk, "typing", len(places.typed), places.met, complete=whole, note=places.said)
    banners = len(walk.ledger.of(BannerSeen))
    _add(walk, "consent", banners, pages, complete=whole, note=walk.consent)
    _add(walk, "walk", pages, pages, complete=whole, note=walk.stopped.get("walk", ""))


def _whole(walk: Walk) -> bool:
    if walk.budget.refused and "walk" not in walk.stopped:
        spent = walk.budget.spent or "pages"
        walk.stopped["walk"] = f"{walk.budget.refused} more linked pages were not opened ({spent} used up)"
        walk.fail("walk", "budget", walk.stopped["walk"])
    return "walk" not in walk.stopped


def _add(walk: Walk, what: str, found: int, looked_at: int, *, complete: bool, note: str = "") -> None:
    walk.ledger.add(Searched, what=what, found=found, looked_at=looked_at, complete=complete, note=note)
