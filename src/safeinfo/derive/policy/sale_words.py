"""The patterns of what policies say on selling, by language (`[sale]` of the lexicons)."""

import re
from functools import lru_cache
from typing import Any

from safeinfo.derive.policy.lexicon import DECIDED, NEVER, lexicon, pattern

_REMEMBERED = 64  # texts whose assertions are kept: a clause is looked at from several sides


class Patterns:
    """The sale patterns of one language, each compiled when it is first asked for; what it lacks never matches."""

    sell: re.Pattern[str]
    rent: re.Pattern[str]
    data: re.Pattern[str]
    neg: re.Pattern[str]
    reset: re.Pattern[str]
    believing: re.Pattern[str]
    negated: re.Pattern[str]
    affirmed: re.Pattern[str]  # by verbs and nouns of selling
    affirmed_passive: re.Pattern[str]  # the same of data that is sold, where `passive_near` is told
    passive_near: re.Pattern[str]
    paid: re.Pattern[str]  # data given for payment, in any other words
    unpaid: re.Pattern[str]  # denials that data is given for payment
    noun: re.Pattern[str]  # "sale" as a noun, as most goods are spoken of
    noun_of: re.Pattern[str]  # the same of data
    passive: re.Pattern[str]  # data is sold by nobody that is named
    unpaid_near: re.Pattern[str]
    earning: re.Pattern[str]  # money made by selling something: what, its object tells
    narrow: re.Pattern[str]  # kinds of data so narrow that denying their sale leaves the rest open
    paid_near: re.Pattern[str]  # what `paid` cannot do without, where looking for it first is faster
    others: re.Pattern[str]
    you_never: re.Pattern[str]
    you_sell: re.Pattern[str]
    law: re.Pattern[str]
    definition: re.Pattern[str]
    conditional: re.Pattern[str]
    asked_stop: re.Pattern[str]
    right: re.Pattern[str]
    relative: re.Pattern[str]
    business: re.Pattern[str]
    minors: re.Pattern[str]
    minors_besides: re.Pattern[str]
    goods: re.Pattern[str]
    link: re.Pattern[str]
    exception: re.Pattern[str]
    forbidden: re.Pattern[str]  # "no data may be sold"
    buyers: re.Pattern[str]  # one kind of buyer, to whom alone data is denied to be sold
    purposed: re.Pattern[str]  # one purpose, for which alone data is denied to be sold
    permitted: re.Pattern[str]  # consent as part of an exception
    equation_denied: re.Pattern[str]  # "this is no sale": says nothing of the rest
    plainly_sold: re.Pattern[str]  # a short sentence that begins with a word for data, and is no heading
    sold_list: re.Pattern[str]  # "those to whom we sold data are:"
    elided: re.Pattern[str]  # "… sell their customers' data, we don't"
    owned: re.Pattern[str]  # before a word for others, what makes them those whom data is of
    purpose: re.Pattern[str]  # exceptions that are purposes: they limit the verb that they stand with
    again: re.Pattern[str]  # another verb that is denied after the first one
    join: re.Pattern[str]  # conjunctions after which a statement of its own may stand
    join_fronted: re.Pattern[str]  # a clause before the statement that it does not negate ("although …,")
    join_verb: re.Pattern[str]  # after a conjunction, a verb of selling whose subject stands before it
    join_neg: re.Pattern[str]  # negations around conjunctions, where `neg` does not tell them
    fronted: re.Pattern[str]  # what begins an exception before the statement
    harmless: re.Pattern[str]
    required: re.Pattern[str]
    pronoun: re.Pattern[str]
    noun_phrase: re.Pattern[str]
    sold_to: re.Pattern[str]
    we: re.Pattern[str]
    anonymous: re.Pattern[str]
    personal: re.Pattern[str]
    advert: re.Pattern[str]
    share: re.Pattern[str]
    share_negated: re.Pattern[str]
    passed: re.Pattern[str]  # customers' data handed to others who write to them: sold or not, nobody says
    not_passed: re.Pattern[str]
    yes: re.Pattern[str]
    no: re.Pattern[str]
    question: re.Pattern[str]
    or_shared: re.Pattern[str]
    aside: re.Pattern[str]
    equated: re.Pattern[str]
    listed: re.Pattern[str]
    also_does: re.Pattern[str]
    for_purpose: re.Pattern[str]  # between the verb and its object: "sell for advertising purposes the …"
    it: re.Pattern[str]
    antecedent: re.Pattern[str]
    voided: re.Pattern[str]
    torn: re.Pattern[str]
    consented: re.Pattern[str]
    whether_near: re.Pattern[str]  # what `whether` cannot do without
    whether: re.Pattern[str]  # "whether data is sold": a question, which no answer follows
    about: re.Pattern[str]
    trigger: tuple[str, ...]
    advert_trigger: tuple[str, ...]
    passed_trigger: tuple[str, ...]
    denial_stems: tuple[str, ...]

    def __init__(self, table: dict[str, Any]) -> None:
        self._table = table
        self._named = {name: table[name] for name in ("sell", "data", "neg")}
        self._known: dict[tuple[str, bool], re.Match[str] | None] = {}
        self.trigger = tuple(table["trigger"])
        self.advert_trigger = tuple(table["advert_trigger"])
        self.passed_trigger = tuple(table.get("passed_trigger", ()))
        self.denial_stems = tuple(table.get("denial_stems", ()))

    def __getattr__(self, name: str) -> re.Pattern[str]:
        """Compile a pattern; asked only for what is not there yet."""
        if name not in type(self).__annotations__:
            raise AttributeError(name)
        compiled = pattern(self._table.get(name, ()), self._named, cased=name.endswith("_near"))
        setattr(self, name, compiled)
        return compiled

    def complete(self) -> None:
        """Compile every pattern now."""
        for name in type(self).__annotations__:
            getattr(self, name)

    def near(self, gate: re.Pattern[str], text: str) -> bool:
        """Whether a gate lets a text through; a gate that a language lacks lets everything through."""
        return gate is NEVER or gate.search(text.lower()) is not None

    def asserts(self, text: str, *, sells: bool) -> re.Match[str] | None:
        """Return the first assertion that data is sold; `sells` tells that a word for selling stands in the text."""
        key = (text, sells)
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self.affirms(text) if sells else None
            if found is None and self.near(self.paid_near, text):
                found = self.paid.search(text)
            self._known[key] = found
        return self._known[key]

    def affirms(self, text: str) -> re.Match[str] | None:
        """Return the first assertion in words for selling."""
        found = self.affirmed.search(text)
        if self.passive_near is NEVER or not self.passive_near.search(text.lower()):
            return found
        passive = self.affirmed_passive.search(text)
        return found if passive is None or (found is not None and found.start() < passive.start()) else passive


@lru_cache(maxsize=len(DECIDED))
def patterns(language: str) -> Patterns:
    """Return the patterns of a language; KeyError where no decisions are made in it."""
    return Patterns(lexicon(language)["sale"])
