"""Which trials are run, and in which order."""

from collections.abc import Callable, Iterator
from datetime import date

from safeinfo.gather.walk.filling import needed
from safeinfo.gather.walk.frontier import Target, key_of
from safeinfo.gather.walk.looking import again, go
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.gather.walk.trials import checkout
from safeinfo.gather.walk.trials.submitting import Submitted, fresh_profile, record, send
from safeinfo.model.kinds import Purpose, Required
from safeinfo.model.readings import FieldRead, FormRead

_AGES = frozenset({"bday", "bday-day", "bday-month", "bday-year", "x-age"})
_SENT = (Purpose.NEWSLETTER, Purpose.SIGNUP)
_MOST_AGE_FORMS = 3
Pick = Callable[[FormRead], bool]


async def at_till(walk: Walk, last: Look, seen: Look | None) -> None:
    """Go on through the checkout from the last page of the passive walk, as it is `seen` now; None if it was lost."""
    walk.progress("trial", last.page.url)
    if seen is None:
        checkout.stop_where_it_left(walk, last)
    else:
        await checkout.go_on(walk, seen)


async def everywhere(walk: Walk) -> None:
    """Send one newsletter and one registration form; try each form that learns an age as a child."""
    for seen, form in list(_asking_age(walk)):
        await _as_child(walk, seen, form)
    for purpose in _SENT:
        found = next(with_form(walk, lambda form, wanted=purpose: form.purpose is wanted), None)  # type: ignore[misc]
        if found is not None:
            await _send(walk, *found)


def with_form(walk: Walk, pick: Pick) -> Iterator[tuple[Look, FormRead]]:
    """Yield each page once with its first visible form that is picked."""
    seen_at: set[str] = set()
    for seen in list(walk.looks):
        form = next((each for each in seen.forms if each.visible and pick(each)), None)
        key = key_of(seen.page.url)
        if form is not None and key not in seen_at and form.submit:
            seen_at.add(key)
            yield seen, form


def _learns_age(form: FormRead) -> bool:
    return form.purpose is not Purpose.AGE_GATE and any(f.kind in _AGES and f.visible for f in form.fields)


def _asking_age(walk: Walk) -> Iterator[tuple[Look, FormRead]]:
    forms: set[tuple[object, ...]] = set()
    for seen, form in with_form(walk, _learns_age):
        identity = (form.purpose, form.action, tuple(field.name for field in form.fields))
        if identity not in forms and len(forms) < _MOST_AGE_FORMS:
            forms.add(identity)
            yield seen, form


async def reopened(walk: Walk, seen: Look, like: FormRead, *, answers: bool = False) -> tuple[Look, FormRead] | None:
    """Open the page of a form anew and find the form on it."""
    target = Target(seen.url, seen.page.role, "address", seen.page.click_steps)
    fresh = await go(walk, target, keep_clear=True, answers=answers)
    if fresh is None:
        return None
    names = {field.name for field in like.fields}
    same = [f for f in fresh.forms if f.visible and f.purpose is like.purpose and f.submit]
    same.sort(key=lambda form: -len(names & {field.name for field in form.fields}))
    return (fresh, same[0]) if same else None


async def _attempt(
    walk: Walk, seen: Look, like: FormRead, trial: str, *, born: date | None = None, whole: bool = True
) -> Submitted | None:
    found = await reopened(walk, seen, like)
    if found is None:
        return None
    page, form = found
    if born is not None and not _learns_age(form):
        return None  # what asks for the age is drawn only once something was chosen: nobody said to be a child
    sent = await send(walk, page, form, needed(form) if whole else asked_for(form), born)
    if sent is not None:
        record(walk, trial, sent)
    return sent


def asked_for(form: FormRead) -> tuple[FieldRead, ...]:
    """Return what a form says it requires, and what it cannot do without."""
    sure = {"email", "new-password", "current-password", "consent-terms"}
    return tuple(each for each in needed(form) if each.required is Required.REQUIRED or each.kind in sure)


async def _send(walk: Walk, seen: Look, form: FormRead) -> None:
    """Send a form with only what it insists on; if it refuses, with everything it may need."""
    walk.progress("trial", f"{form.purpose.value} {seen.page.url}")
    sent = await _attempt(walk, seen, form, form.purpose.value, whole=False)
    if sent is not None and sent.result == "refused" and len(needed(form)) > len(asked_for(form)):
        await _attempt(walk, seen, form, form.purpose.value)


async def _as_child(walk: Walk, seen: Look, form: FormRead) -> None:
    """A child's birth date; back and an adult's; the child's once more without history; an adult's."""
    walk.progress("trial", f"as a child {seen.page.url}")
    async with fresh_profile(walk):
        child = await _attempt(walk, seen, form, "child-age", born=walk.canaries.child)
        if child is not None and child.result in {"refused", "asked-guardian"}:
            await _back(walk, child)
    if child is None:
        return
    async with fresh_profile(walk):
        await _attempt(walk, seen, form, "child-second-way", born=walk.canaries.child)
    async with fresh_profile(walk):
        await _attempt(walk, seen, form, "adult-age")


async def _back(walk: Walk, child: Submitted) -> None:
    """Go back after the refusal and say to be an adult: a gate that lets this pass is none."""
    if walk.budget.spent:
        return
    fresh = child.after
    if fresh.visit is not child.before.visit:
        found = await reopened(walk, child.before, child.form, answers=True)
        if found is None:
            return
        fresh, form = found
    else:
        fresh = await again(walk, fresh, "submitted")
        form = next((each for each in fresh.forms if each.visible and each.purpose is child.form.purpose), child.form)
    sent = await send(walk, fresh, form, needed(form))
    if sent is not None:
        record(walk, "child-back", sent)
