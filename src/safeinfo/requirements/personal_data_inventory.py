"""SI-01: what the shop asks its customers for is known, and told."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, gaps_in, page_gaps, walk_search
from safeinfo.derive.computed.findings import listed, nothing_collected, of_gaps
from safeinfo.derive.computed.kinds_asked import (
    Asked,
    declared_kind,
    kinds_asked,
    named_in,
    naming_texts,
    speaks_of_messages,
)
from safeinfo.derive.computed.naming import CREDENTIALS, FREE_TEXT, can_be_found
from safeinfo.derive.computed.orders import no_orders
from safeinfo.derive.computed.passive import PASSIVE_NEEDS, passive_collection
from safeinfo.derive.computed.policies import POLICY_NEEDS, PolicyText, home_shows, unread_texts
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement


def decide(view: View) -> Iterator[Finding]:
    """Look for each kind of data that is asked for in the shop's policies and in its declaration."""
    asked = kinds_asked(view)
    if not asked:
        yield nothing_collected(view)
    texts = naming_texts(view)
    for each in asked:
        yield _judge_kind(view, each, texts)
    for passive in passive_collection(view):
        yield Finding(passive.name, Outcome.PASSED, passive.message, passive.cites, for_information=True)
    yield from no_orders(view)
    if asked:
        yield from of_gaps(page_gaps(view))
    yield from of_gaps(dead_instruments(view, "dom"))


def _judge_kind(view: View, asked: Asked, texts: tuple[PolicyText, ...]) -> Finding:
    """Judge one family of kinds; every kind of it must be named."""
    form, field = asked.first
    where = form.place(field)
    named = [named_in(texts, kind) for kind in asked.kinds]
    if named[0] and all(named):
        text, statement = named[0]
        place = Place(text.url, "", statement.quote) if statement else where
        message = f"The {asked.family} is asked for, and the policy names it."
        return Finding("kind-named", Outcome.PASSED, message, asked.cites + text.cites, place)
    made = view.of(DeclarationMade)
    unnamed = [kind for kind, in_policy in zip(asked.kinds, named, strict=True) if not in_policy]
    declared = [declared_kind(made, kind) for kind in unnamed]
    if all(declared):
        message = f"The {asked.family} is asked for, and the shop's declaration names it."
        cites = asked.cites + tuple(each.id for each in declared if each)
        return Finding("kind-declared", Outcome.PASSED, message, tuple(dict.fromkeys(cites)), where)
    return _judge_unnamed(view, asked, texts)


def _judge_unnamed(view: View, asked: Asked, texts: tuple[PolicyText, ...]) -> Finding:
    form, field = asked.first
    where = form.place(field)
    asks = f"A {form.form.purpose.value} form asks for the {asked.family}"
    if set(asked.kinds) <= CREDENTIALS:
        message = f"{asks}; no text names it. It lets a customer in, and neither identifies nor reaches one."
        return Finding("credential-unnamed", Outcome.PASSED, message, asked.cites, where, for_information=True)
    free = set(asked.kinds) <= FREE_TEXT
    if free and (spoken := speaks_of_messages(texts)):
        text, statement = spoken
        message = f"{asks}, and the policy speaks of what customers write to the shop."
        return Finding(
            "messages-named", Outcome.PASSED, message, asked.cites + text.cites, Place(text.url, "", statement.quote)
        )
    if unread := _unread(view, texts):
        message = f"{asks}; whether the policy names it is not known: {unread[0]}."
        return Finding("policy-not-read", Outcome.CANT_TELL, message, asked.cites + unread[1], where)
    if free and texts:
        message = (
            f"{asks}: what the customer chooses to write. Neither the policy nor a declaration speaks of messages."
        )
        cites = asked.cites + tuple(cite for text in texts for cite in text.cites)
        return Finding("free-text-unnamed", Outcome.CANT_TELL, message, cites, where)
    languages = {text.read.language for text in texts if text.read}
    if not asked.sure or not all(can_be_found(kind, languages) for kind in asked.kinds):
        message = f"{asks}, as far as field and texts could be read; neither the policy nor a declaration names it."
        return Finding("kind-uncertain", Outcome.CANT_TELL, message, asked.cites, where)
    search = walk_search(view, "policy")
    cites = asked.cites + tuple(cite for text in texts for cite in text.cites)
    cites += (search.id,) if search and not texts else ()
    what = "the policy" if texts else "a policy (none was found)"
    message = f"{asks}, and neither {what} nor a declaration names it ({listed(asked.kinds)})."
    return Finding("kind-unnamed", Outcome.FAILED, message, cites, where)


def _unread(view: View, texts: tuple[PolicyText, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Return why absence from the policy proves nothing, with what shows it; None if it was read whole."""
    for text in unread_texts(view):
        return f"the text at {text.url} could not be read whole ({text.unread})", text.cites
    if any(text.confirmed for text in texts):
        return None
    if failed := gaps_in(view, "policy", "fetch"):
        return f"the policy could not be seen ({failed[0].message})", failed[0].cites
    search = walk_search(view, "policy")
    if search is None:
        return "no search for a policy is on record", ()
    if not home_shows(view):
        return "none was found, and no home page was seen that could link it", (search.id,)
    return None if search.complete else ("the search for the policy was not finished", (search.id,))


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("personal_data_inventory.toml").read_text("utf-8"),
    COVERAGE_NEEDS | POLICY_NEEDS | PASSIVE_NEEDS,
    decide,
)
