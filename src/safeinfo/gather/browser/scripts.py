"""What a document runs, in a form that can be compared: two pages are the same place for a form if this is equal."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urljoin

from safeinfo.gather.browser.tree import ELEMENT, TEXT, Node

# Scripts state data as literals (a product's name, a price); what holds an address or a path is no mere data.
_LITERAL = re.compile(r'"(?:[^"\\\n./]|\\[^./\n])*"|\'(?:[^\'\\\n./]|\\[^./\n])*\'|(?<![\w.])\d+(?:\.\d+)?(?![\w.])')
_DATA = re.compile(r"json|template|x-handlebars|html|plain|rules", re.IGNORECASE)  # types of blocks that do not run


def scripts_of(nodes: Iterable[Node], url: str) -> frozenset[str]:
    """Return the addresses of a document's scripts, and digests of its inline scripts and event handlers."""
    return frozenset(_found(nodes, url))


def _found(nodes: Iterable[Node], url: str) -> Iterator[str]:
    for node in nodes:
        if node.kind != ELEMENT:
            continue
        if node.name == "script" and not _DATA.search(node.attributes.get("type", "")):
            source = node.attributes.get("src")
            yield urljoin(url, source) if source else _digest("".join(_texts(node)))
        yield from _handlers(node.attributes)


def _texts(node: Node) -> Iterator[str]:
    return (child.value for child in node.children if child.kind == TEXT)


def _handlers(attributes: Mapping[str, str]) -> Iterator[str]:
    return (_digest(f"{name} {value}") for name, value in attributes.items() if name.startswith("on"))


def _digest(code: str) -> str:
    return hashlib.sha256(_LITERAL.sub("0", code).encode("utf-8", "replace")).hexdigest()
