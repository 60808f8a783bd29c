"""What every page of a shop shows: its header, menu and footer."""

from selectolax.lexbor import LexborNode

_OWN = frozenset({"main", "article", "li"})  # what a header or footer within is of, and not of the page


def in_furniture(node: LexborNode) -> bool:
    """Tell whether an element stands in what every page of the shop shows: its header, menu or footer."""
    current: LexborNode | None = node
    while current is not None and current.tag not in {"body", "main", "article", "section"}:
        role = current.attributes.get("role") or ""
        if current.tag == "nav" or is_of_page(current) or role in {"banner", "navigation", "contentinfo"}:
            return True
        current = current.parent
    return False


def is_of_page(node: LexborNode) -> bool:
    """Tell whether an element is the page's header or footer, not that of a card (HTML, 4.3.8 and 4.3.9)."""
    if node.tag not in {"header", "footer"}:
        return False
    current = node.parent
    while current is not None and current.tag not in _OWN:
        current = current.parent
    return current is None
