"""The clauses of a sentence, and marks in place of what is to be passed over."""

import re
from itertools import pairwise

_FILLER = "\u00a4"
_CLAUSE = re.compile(
    r";|(?=\((?:please )?(?:note (?:that )?)?we )|(?=\([A-Z][\w.&-]{1,40} (?:do|does|has|have|will) (?:not|never) )"
    r"|(?<=\)),? (?=and if |and you |so you )"
    r"|(?<=[a-z)\"'] )- (?=[a-z])|,? (?=but |however |although |though |yet )|\. (?=[A-Z])"
    r"|, (?=and we |we |nor |if you |which )|: (?=[Ww]e )"
    r"|, (?=(?:aber|jedoch|doch|mais|cependant|toutefois|pero|sin embargo|ma|tuttavia|mas|contudo|maar|echter|ale|lecz"
    r"|jednak|men|dock) )|, (?=(?:og|och) vi |und wir |en wij |en we |et nous )"
)

# Where another subject begins with a verb of its own: what was denied before it is not denied of it.
_SUBJECT = (
    r"(?:the|our|your|some|certain|these|those|this|all|most|many|part of what we \w+|parts?|income|revenues?|profits?"
    r"|information|data|details|customers?|personal|identifiers|names?|advertisers|third|partners|companies|brokers|you)\b"
    r"(?:(?: \w+){0,2} (?:that |which )?we \w+)?"
)
_VERB = (
    r"(?:(?!\b(?:you|we|that|which|who|whom|or|nor)\b)[^.;,:]){0,60}?\b(?:is|are|was|were|has|have|may|might|can|could|will"
    r"|would|does|did|earns?|makes?|gets?|sells?|buys?|receives?|acknowledge|agree|accept|consent|understand|helps?|comes?"
    r"|pays?|counts?|constitutes?|amounts?)\b"
)
_SITE = (
    r"(?:the (?:company|store|shop|site|seller|operator|business|following)|income|revenues?|part of what|customer)\b"
)
_ANOTHER = re.compile(
    rf"(?:, (?=(?:and|so) {_SUBJECT}{_VERB})|,? (?=(?:but|because|since|whereas|while) {_SUBJECT}{_VERB})"
    rf"|(?<!you)(?<!they) (?=and we )| (?=and (?:you|some|certain|{_SITE}){_VERB})|: (?={_SUBJECT}{_VERB})"
    r"|,? (?=and in (?:exchange|return) for [^.;,]{0,60}, (?:you|we)\b))",
    re.IGNORECASE,
)
_FRONTED = re.compile(r"\W*(?:although|though|even though|while|whereas)\b[^,;.]{0,200},", re.IGNORECASE)


def filled(found: re.Match[str]) -> str:
    """Return marks of the same length in place of a match: it is passed over, and offsets stay."""
    return _FILLER * (found.end() - found.start())


def clauses(text: str) -> list[str]:
    """Split at clause boundaries, keeping an exception with what it qualifies."""
    cuts = {found.start() for found in _CLAUSE.finditer(text)} | {found.start() for found in _ANOTHER.finditer(text)}
    if fronted := _FRONTED.match(text):
        cuts.add(fronted.end())
    edges = [0, *sorted(cuts), len(text)]
    return [text[first:last] for first, last in pairwise(edges) if text[first:last].strip()]
