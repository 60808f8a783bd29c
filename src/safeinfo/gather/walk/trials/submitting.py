"""Submit a form with made-up data and tell what the shop did with it."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date

from safeinfo.derive.dom import node_of
from safeinfo.derive.leaks import mask_secrets
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop import leads_on, may_bind, pressable, said_in, shown_text
from safeinfo.derive.shop.controls import control_of
from safeinfo.derive.shop.words import PAGES
from safeinfo.gather.walk.filling import Filled, fill
from safeinfo.gather.walk.frontier import key_of
from safeinfo.gather.walk.looking import again, follow
from safeinfo.gather.walk.state import Look, Walk, host_of
from safeinfo.model.kinds import ADDRESS, CARD, NAME, Purpose, Required
from safeinfo.model.observations import TrialRun, ValueSeen
from safeinfo.model.readings import ButtonRead, FieldRead, FormRead

_SAID = 300  # characters
_TURNED_AWAY = 400  # HTTP status
_ORDERING = frozenset({Purpose.CHECKOUT, Purpose.DONATION})
_OF_ORDERS = ADDRESS | CARD | NAME  # a form that asks for none of these can order nothing yet
_BIRTH = re.compile(r"bday|x-age")


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of submitting: the page after it, what was filled in, and the result as TrialRun names it."""

    before: Look
    after: Look
    form: FormRead
    filled: Filled
    result: str
    sent_to: tuple[str, ...]


@asynccontextmanager
async def fresh_profile(walk: Walk) -> AsyncIterator[None]:
    """Go on as another visitor, without history, until the block is left."""
    known = walk.shopper
    walk.shopper = await walk.browser.new_shopper(walk.ledger, site=walk.site, language=walk.options.language)
    try:
        yield
    finally:
        fresh, walk.shopper = walk.shopper, known
        await fresh.close()


def button_of(seen: Look, form: FormRead, *, till: bool = False) -> ButtonRead | None:
    """Return the button that sends a form and neither pays, orders, deletes nor signs in elsewhere; None if none does.

    At the `till` only a button that plainly says that it leads on: any other may be the last. A button that cannot
    be found among the controls of the page is left alone.
    """
    known = {
        node: control_of(each, found)
        for each in seen.documents
        for found in pressable(each)
        if (node := node_of(found))
    }
    buttons = [each for each in form.submit if each.visible and each.node in known]
    if not till:
        return next((each for each in sorted(buttons, key=_aside) if not may_bind(known[each.node or 0])), None)
    gateway = not any(each.visible and each.kind in _OF_ORDERS for each in form.fields)
    onward = [each for each in buttons if leads_on(known[each.node or 0], as_guest=gateway)]
    return next(reversed(onward), None)


def _aside(button: ButtonRead) -> tuple[bool, bool, float]:
    """Order the buttons of a form: named before icons (which show a password, say), submitting ones, big ones."""
    area = button.box.width * button.box.height if button.box else 0
    return not button.label, button.type != "submit", -area


async def send(
    walk: Walk, seen: Look, form: FormRead, fields: Iterable[FieldRead], born: date | None = None
) -> Submitted | None:
    """Fill in fields of a form and send it; None if it has no button that may be pressed.

    A form of the checkout that is tried for another reason (it learns an age) is one of the checkout all the same.
    """
    till = form.purpose in _ORDERING or bool({seen.page.role, seen.role.role} & {"cart", "checkout"})
    button = button_of(seen, form, till=till)
    return await submit(walk, seen, form, fields, button, born=born, till=till) if button is not None else None


async def submit(
    walk: Walk,
    seen: Look,
    form: FormRead,
    fields: Iterable[FieldRead],
    button: ButtonRead,
    *,
    born: date | None = None,
    till: bool = False,
) -> Submitted | None:
    """Fill in fields of a form and press a button that may be pressed (`button_of`).

    At the `till` it is read again before it is pressed, for a page may rename it once everything is filled in: None
    if it no longer plainly leads on; what the page shows then is in `seen`.
    """
    walk.shopper.phase = "submitting"
    filled = await fill(walk.ledger, seen.visit, walk.canaries, form, fields, born=born)
    if till and not await _still_leads_on(seen, form, button):
        return None
    seen_values = len(walk.ledger.of(ValueSeen))
    walk.shopper.phase = "submitting"
    await seen.visit.click(button.node or 0)
    await seen.visit.settle()
    after = await _after(walk, seen, form)
    walk.shopper.phase = "arriving"
    result = _result(seen, form, after)
    sent = tuple(
        dict.fromkeys(
            value.host
            for value in walk.ledger.of(ValueSeen)[seen_values:]
            if value.phase == "submitting" and value.host and not _BIRTH.match(value.name)
        )
    )
    return Submitted(seen, after, form, filled, result, sent)


async def _still_leads_on(seen: Look, form: FormRead, button: ButtonRead) -> bool:
    await seen.visit.capture("typed", picture=False)
    seen.documents = seen.visit.documents
    return button_of(seen, replace(form, submit=(button,)), till=True) is not None


async def _after(walk: Walk, seen: Look, form: FormRead) -> Look:
    if key_of(walk.shopper.url) != key_of(seen.url):
        role = "checkout" if form.purpose is Purpose.CHECKOUT else "other"
        return await follow(walk, role, "submitted", seen.page.click_steps + 1, keep_clear=True)
    return await again(walk, seen, "submitted")


def _result(seen: Look, form: FormRead, after: Look) -> str:
    """Return accepted, refused, asked-guardian or no-change, by what the page shows now and did not before.

    Of a page that was lost by it nothing is known: no change was seen.
    """
    if after.visit.lost:
        return "no-change"
    before, shown = (fold(" ".join(shown_text(each) for each in look.documents)) for look in (seen, after))

    def newly(what: str) -> bool:
        words = PAGES[what]["any"]
        return words.fits(shown) and not words.fits(before)

    if newly("guardian"):
        return "asked-guardian"
    if after.page.status >= _TURNED_AWAY or host_of(after.page.url) == "" or _complains(after):
        return "refused"
    if newly("thanks"):
        return "accepted"
    still = any(_same(form, each) for each in after.forms)
    if newly("refused") or (still and PAGES["error"]["any"].fits(_new_words(before, shown))):
        return "refused"
    if not still:
        return "accepted"
    return "refused" if after.visit is seen.visit and _blocked_by_page(after, form) else "no-change"


def _new_words(before: str, after: str) -> str:
    """Return the words that a page shows now and did not before, in order."""
    known = set(before.split())
    return " ".join(word for word in after.split() if word not in known)


def _same(form: FormRead, other: FormRead) -> bool:
    """Tell whether a form is still there: it asks for much the same."""
    asked, asks = ({(f.name or f.selector, f.kind) for f in each.fields if f.visible} for each in (form, other))
    return other.visible and bool(asked) and len(asked & asks) * 2 > len(asked)


def _complains(after: Look) -> bool:
    return any(document.tree.css_first('[aria-invalid="true"]') is not None for document in after.documents)


def _blocked_by_page(after: Look, form: FormRead) -> bool:
    """The browser holds back a form whose required field is empty: nothing is shown in the page itself."""
    same = next((each for each in after.forms if _same(form, each)), None)
    return same is not None and any(field.required is Required.REQUIRED for field in same.fields)


def record(walk: Walk, trial: str, sent: Submitted, result: str = "") -> None:
    """Record a trial of a form."""
    walk.ledger.add(
        TrialRun,
        visit=sent.before.visit.id,
        trial=trial,
        result=result or sent.result,
        selector=sent.form.selector,
        before=sent.before.page.id,
        after=sent.after.page.id,
        typed=sent.filled.names,
        left_empty=sent.filled.left_empty,
        said=mask_secrets(said_in(sent.after.documents))[:_SAID],
        sent_to=sent.sent_to,
    )
