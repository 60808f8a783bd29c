"""The clauses of a sentence, and marks in place of what is to be passed over."""

import re
from itertools import pairwise

_FILLER = "\u00a4"
_CLAUSE = re.compile(
    r";|(?=\(we )|(?=\([A-Z][\w.&-]{1,40} (?:do|does|has|have|will) (?:not|never) )"
    r"|(?<=\)),? (?=and if |and you |so you )"
    r"|(?<=[a-z)\"'] )- (?=[a-z])|,? (?=but |however |although |though |yet )|\. (?=[A-Z])"
    r"|, (?=and we |we |nor |if you |which )|: (?=[Ww]e )"
    r"|, (?=(?:aber|jedoch|doch|mais|cependant|toutefois|pero|sin embargo|ma|tuttavia|mas|contudo|maar|echter|ale|lecz"
    r"|jednak|men|dock) )|, (?=(?:og|och) vi |und wir |en wij |en we |et nous )"
)


def filled(found: re.Match[str]) -> str:
    """Return marks of the same length in place of a match: it is passed over, and offsets stay."""
    return _FILLER * (found.end() - found.start())


def clauses(text: str) -> list[str]:
    """Split at clause boundaries, keeping an exception with what it qualifies."""
    cuts = [found.start() for found in _CLAUSE.finditer(text)]
    edges = [0, *cuts, len(text)]
    return [text[first:last] for first, last in pairwise(edges) if text[first:last].strip()]
