"""Contrast of text to its background (WCAG 2.2, 1.4.3 and the definition of contrast ratio)."""

import re

from safeinfo.gather.browser.tree import Layout, Node

_PARTS = re.compile(r"\d*\.?\d+")
_LINEAR_BELOW = 0.04045  # sRGB, IEC 61966-2-1
Colour = tuple[float, float, float, float]  # red, green, blue 0 to 255, alpha 0 to 1
WHITE: Colour = (255.0, 255.0, 255.0, 1.0)


def contrast_of(node: Node) -> float | None:
    """Return the contrast ratio of an element's first text, 1 to 21; None if a colour is unknown."""
    found = _first_text(node)
    if found is None:
        return None
    layout, background = found
    text = parse_colour(layout.style("color"))
    behind = parse_colour(background) if background else WHITE
    if text is None or behind is None:
        return None
    return round(ratio(blend(text, behind, layout.opacity), behind), 2)


def _first_text(node: Node, depth: int = 6) -> tuple[Layout, str] | None:
    """The layout of the first text in an element, and the background noted next above it."""
    for child in node.children:
        if child.layout is not None and child.value.strip() and node.layout is not None:
            return child.layout, node.layout.background
    for child in node.children if depth else ():
        if (found := _first_text(child, depth - 1)) is not None:
            return found
    return None


def parse_colour(text: str) -> Colour | None:
    """Read a computed `rgb()` or `rgba()` colour."""
    if not text.startswith("rgb"):
        return None
    parts = [float(part) for part in _PARTS.findall(text)]
    if len(parts) not in {3, 4}:
        return None
    return parts[0], parts[1], parts[2], parts[3] if len(parts) > 3 else 1.0  # noqa: PLR2004 - with alpha


def blend(above: Colour, below: Colour, opacity: float = 1.0) -> Colour:
    """Return a colour laid over another."""
    alpha = above[3] * opacity
    red, green, blue = (alpha * a + (1 - alpha) * b for a, b in zip(above[:3], below[:3], strict=True))
    return red, green, blue, 1.0


def ratio(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two opaque colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4)
