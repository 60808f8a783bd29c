"""What the pieces of an address say: `/de/warenkorb`, `?route=checkout/cart`, `#/kasse`."""

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.words import PATHS

_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm|do)$")
_VALUE = re.compile(r"=([^&]{3,80})")
_MAX_PIECE = 60  # characters; longer pieces are titles


@lru_cache(maxsize=8192)
def pieces_of(url: str) -> tuple[str, ...]:
    """Return the folded pieces of an address that may name a page: path, values of the query, fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    raw = parts.path.split("/") + parts.fragment.strip("!").split("/")
    for value in _VALUE.findall(parts.query[:600]):
        raw += unquote(value).split("/")
    folded = (fold(_EXTENSION.sub("", unquote(piece).lower())) for piece in raw if 0 < len(piece) <= _MAX_PIECE)
    return tuple(piece for piece in folded if piece)


def path_fits(topic: str, url: str) -> bool:
    """Tell whether a piece of an address is a usual name of the topic."""
    terms = PATHS[topic]
    return any(piece in terms for piece in pieces_of(url))


def last_fits(topic: str, url: str) -> bool:
    """Tell whether the last piece of an address is a usual name of the topic."""
    pieces = pieces_of(url)
    return bool(pieces) and pieces[-1] in PATHS[topic]
