"""What belongs together in a statement on selling: an exception and its verb, a short answer and what it answers."""

import re

from safeinfo.derive.policy.sale_words import Patterns
from safeinfo.derive.policy.sentences import Sentence

_LABEL = re.compile(r"^(?P<label>[^:\uff1a.!?\u3002]{4,120})[:\uff1a] ?(?P<said>[^:\uff1a]{1,24})$")


def of_another_verb(text: str, found: re.Match[str], p: Patterns) -> bool:
    """Whether a purpose, or an exception in brackets, stands with another denied verb than that of selling.

    "We do not sell your data, and do not pass it on for marketing" denies the sale without limits. Both verbs must be
    denied, each on its own: "we do not sell or pass on your data for marketing" may be limited as a whole. A purpose
    before the verb of selling stands with another one where selling is denied anew ("not used for marketing nor sold").
    """
    if not (p.purpose.search(found.group()) or text[: found.start()].rstrip().endswith("(")):
        return False
    verb = max(p.sell.finditer(text, 0, found.start()), key=lambda each: each.start(), default=None)
    if verb is None and (later := p.sell.search(text, found.end())):
        return p.again.search(text, found.end(), later.end()) is not None
    again = p.again.search(text, verb.end(), found.start()) if verb else None
    return again is not None and bool(p.neg.search(text, 0, again.start()) and p.data.search(text, 0, again.start()))


def labelled(sentence: Sentence, p: Patterns) -> tuple[str, str]:
    """Return what a line asks and answers on selling data ("Sale of personal data: no"); two empty ones otherwise."""
    found = _LABEL.match(sentence.plain)
    if found is None or not p.data.search(found["label"]) or p.goods.search(found["label"]):
        return "", ""
    return found["label"], found["said"]
