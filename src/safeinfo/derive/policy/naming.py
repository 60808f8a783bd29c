"""What kind of document a text is: privacy, california, children, cookies, terms or other."""

import re

from safeinfo.derive.links.scoring import fit
from safeinfo.derive.policy.blocks import Text

_KINDS = frozenset({"california", "children", "cookies", "terms"})
_IS_ONE = 0.5  # probability from which a text counts as a privacy policy
_SPACE = re.compile(r"\s+")


def kind_of(text: Text, probability: float) -> str:
    """Return the kind of a document, from its title and first headings, and whether it reads as a policy."""
    heads = [block.text[:160] for block in text.blocks if block.kind == "heading" and block.main][:2]
    found = next((topic for name in (*heads, text.title) if (topic := _topic(name))), "")
    if found in {"california", "children"} and probability > _IS_ONE:
        return found
    if found in {"cookies", "terms"}:
        return found
    return "privacy" if probability > _IS_ONE else "other"


def _topic(name: str) -> str:
    read = fit((name,), "") if name else None
    if read is None:
        return ""
    if read.topic == "privacy":
        return "privacy"
    return read.topic if read.topic in _KINDS else ""
