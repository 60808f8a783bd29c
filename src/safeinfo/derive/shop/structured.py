"""What a page says of itself for machines: JSON-LD, microdata, RDFa, Open Graph (schema.org, ogp.me)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from safeinfo.derive.dom import Document

_MAX_BLOCKS = 40
_MAX_CHARACTERS = 500_000
_MAX_NODES = 3_000
_PRODUCT = frozenset({"product", "productgroup", "individualproduct", "productmodel", "book", "vehicle"})
_LISTING = frozenset({"itemlist", "offercatalog", "collectionpage", "searchresultspage"})


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: how many products of its own, whether it is a list, which product pages it names."""

    products: int = 0
    offered: bool = False  # a product with an offer
    listing: bool = False
    sold_out: bool = False
    urls: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()


def _walk(value: Any) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield each object of a JSON-LD block, and whether it stands inside a list of items."""
    left = [(value, False)]
    for _ in range(_MAX_NODES):
        if not left:
            return
        current, listed = left.pop()
        if isinstance(current, list):
            left += [(part, listed) for part in current]
        elif isinstance(current, dict):
            yield current, listed
            left += [
                (part, listed or key in {"itemListElement", "hasVariant", "isRelatedTo", "isSimilarTo", "hasPart"})
                for key, part in current.items()
                if isinstance(part, dict | list)
            ]


def _types(item: dict[str, Any]) -> set[str]:
    named = item.get("@type")
    every = named if isinstance(named, list) else [named]
    return {str(name).rsplit("/", 1)[-1].lower() for name in every if name}


def _json_ld(document: Document) -> Iterator[tuple[dict[str, Any], bool]]:
    for script in document.select("script[type*='ld+json']")[:_MAX_BLOCKS]:
        try:
            yield from _walk(json.loads(script.text(deep=True)[:_MAX_CHARACTERS]))
        except (ValueError, RecursionError):
            continue


def _address(document: Document, item: dict[str, Any]) -> str:
    url = item.get("url") or item.get("@id")
    return document.resolve(url) if isinstance(url, str) and url and not url.startswith("#") else ""


def _microdata(document: Document) -> tuple[int, bool]:
    """Return how many products stand alone in microdata or RDFa, and whether one has an offer or price."""
    scopes = document.select("[itemtype*='schema.org/Product'], [typeof~='Product'], [typeof~='schema:Product']")
    offered = any(
        scope.css_first("[itemprop=offers], [itemprop=price], [property=offers], [property=price]") for scope in scopes
    )
    return len(scopes), offered


def _open_graph(document: Document) -> bool:
    kinds = document.select("meta[property='og:type']")
    return any((kind.attributes.get("content") or "").lower().startswith(("product", "og:product")) for kind in kinds)


def structured(document: Document) -> Said:
    """Read the whole of what a document says of itself for machines."""
    products, offered, listing, sold_out = 0, False, False, False
    urls: list[str] = []
    types: set[str] = set()
    for item, listed in _json_ld(document):
        kinds = _types(item)
        types |= kinds
        listing = listing or bool(kinds & _LISTING)
        if kinds & _PRODUCT and (kinds != {"book"} or "offers" in item):
            products += not listed
            offered = offered or (not listed and "offers" in item)
            if url := _address(document, item):
                urls.append(url)
        elif "listitem" in kinds and (url := _address(document, item)) and "breadcrumblist" not in types:
            urls.append(url)
        if not listed and "OutOfStock" in str(item.get("availability")):
            sold_out = True
    count, priced = _microdata(document)
    if _open_graph(document):
        products = max(products, 1)
    return Said(
        products=max(products, count),
        offered=offered or priced,
        listing=listing or count > 1,
        sold_out=sold_out,
        urls=tuple(dict.fromkeys(urls)),
        types=frozenset(types),
    )
