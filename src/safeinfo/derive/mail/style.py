"""What an element of a mail looks like: enough of CSS to know whether a person can see it.

Style sheets (through tinycss2), `style` attributes and the old presentational attributes. A mail has no script, so
this is the whole truth but for layout; what depends on layout (overlap, clipping) is not judged here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode
from tinycss2.color3 import RGBA, parse_color

Declarations = dict[str, tuple[str, bool]]  # property to value and !important

RELEVANT = frozenset(
    [
        "display",
        "visibility",
        "opacity",
        "font-size",
        "font",
        "color",
        "background",
        "background-color",
        "background-image",
        "height",
        "max-height",
        "width",
        "max-width",
        "overflow",
        "position",
        "left",
        "right",
        "top",
        "text-indent",
        "clip",
        "clip-path",
        "line-height",
        "mso-hide",
        "transform",
        "margin-left",
        "margin-top",
    ]
)
_DESKTOP_WIDTH = 1000  # CSS pixels of the window that media queries are answered for
_MOST_RULES = 2000
_WIDTH = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)(px|em|rem)?\s*\)")
_PSEUDO = re.compile(r":(?!root|not|first-child|last-child|nth-)")


@dataclass(slots=True)
class Sheet:
    """Declarations for elements by their `mem_id`, in the order of the cascade."""

    rules: dict[int, Declarations] = field(default_factory=dict)

    def of(self, node: LexborNode) -> Declarations:
        """What style sheets and attributes say of one element itself, without inheritance."""
        found = _presentational(node)
        found.update(self.rules.get(node.mem_id, {}))
        inline = node.attributes.get("style")
        if inline:
            for name, value in declarations(inline).items():
                if value[1] or not found.get(name, ("", False))[1]:
                    found[name] = value
        return found


def sheet(tree: LexborHTMLParser) -> Sheet:
    """The style sheets of a mail, matched to its elements."""
    matched: list[tuple[tuple[int, int], str, Declarations]] = []
    for style in tree.css("style"):
        if applies(style.attributes.get("media") or ""):
            for order, (selector, found) in enumerate(_rules(style.text(deep=True)), start=len(matched)):
                matched.append(((_specificity(selector), order), selector, found))
    result = Sheet()
    for _, selector, found in sorted(matched, key=lambda each: each[0])[:_MOST_RULES]:
        _match(tree, selector, found, result)
    return result


def _match(tree: LexborHTMLParser, selector: str, found: Declarations, result: Sheet) -> None:
    try:
        nodes = tree.css(selector)
    except ValueError:  # a selector that Lexbor does not know applies to nothing
        return
    for node in nodes:
        kept = result.rules.setdefault(node.mem_id, {})
        for name, value in found.items():
            if value[1] or not kept.get(name, ("", False))[1]:
                kept[name] = value


def _rules(css: str) -> Iterator[tuple[str, Declarations]]:
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            if applies(tinycss2.serialize(rule.prelude)):
                yield from _rules(tinycss2.serialize(rule.content))
        elif rule.type == "qualified-rule":
            found = _relevant(rule.content)
            selectors = tinycss2.serialize(rule.prelude) if found else ""
            yield from (
                (each.strip(), found) for each in selectors.split(",") if each.strip() and not _PSEUDO.search(each)
            )


def applies(query: str) -> bool:
    """Whether a media query holds for a mail read on a desktop screen, light colours, not printed."""
    return any(_holds(each.strip().lower()) for each in query.split(",")) if query.strip() else True


def _holds(query: str) -> bool:
    if query.startswith("not "):
        return False
    if re.search(
        r"\b(print|speech|handheld|tty|tv|braille)\b|prefers-color-scheme\s*:\s*dark|monochrome|pointer:\s*coarse",
        query,
    ):
        return False
    if "-webkit-" in query and "width" not in query:
        return True
    for bound, number, unit in _WIDTH.findall(query):
        pixels = float(number) * (16 if unit in {"em", "rem"} else 1)
        if (bound == "max" and pixels < _DESKTOP_WIDTH) or (bound == "min" and pixels > _DESKTOP_WIDTH):
            return False
    return True


def declarations(css: str) -> Declarations:
    """The relevant declarations of a `style` attribute."""
    return _relevant(tinycss2.parse_declaration_list(css, skip_comments=True, skip_whitespace=True), parsed=True)


def _relevant(content: list[Any], *, parsed: bool = False) -> Declarations:
    listed = content if parsed else tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True)
    return {
        each.lower_name: (tinycss2.serialize(each.value).strip().lower(), each.important)
        for each in listed
        if each.type == "declaration" and each.lower_name in RELEVANT
    }


def _specificity(selector: str) -> int:
    return (
        100 * selector.count("#")
        + 10 * (selector.count(".") + selector.count("["))
        + len(re.findall(r"\b[a-z]", selector))
    )


_ATTRIBUTES = {"bgcolor": "background-color", "width": "width", "height": "height"}


def _presentational(node: LexborNode) -> Declarations:
    found: Declarations = {}
    attributes = node.attributes
    for name, css_name in _ATTRIBUTES.items():
        value = attributes.get(name)
        if value and (name == "bgcolor" or node.tag == "img"):
            found[css_name] = (value.strip().lower(), False)
    if attributes.get("background"):
        found["background-image"] = ("url()", False)
    if node.tag == "font" and attributes.get("color"):
        found["color"] = ((attributes["color"] or "").lower(), False)
    if "hidden" in attributes:
        found["display"] = ("none", False)
    if node.tag == "body":
        for name, css_name in (("text", "color"), ("link", "-link")):
            if attributes.get(name):
                found[css_name] = ((attributes[name] or "").lower(), False)
    return found


def colour(value: str) -> RGBA | None:
    """A CSS or bare hex colour, with its alpha; None if it is not one."""
    text = f"#{value}" if re.fullmatch(r"[0-9a-f]{6}|[0-9a-f]{3}", value) else value
    try:
        parsed = parse_color(text)
    except (ValueError, IndexError):
        return None
    return parsed if isinstance(parsed, RGBA) else None


def contrast(one: RGBA, other: RGBA) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3), 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour_: RGBA) -> float:
    red, green, blue = (_linear(channel) for channel in (colour_.red, colour_.green, colour_.blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 sRGB


def pixels(value: str, font_size: float) -> float | None:
    """A CSS length in pixels; None for percentages and words."""
    found = re.match(r"(-?[\d.]+)(px|pt|em|rem|in|cm|mm|)(?![\w%])", value)
    if not found:
        return None
    try:
        number = float(found[1])
    except ValueError:
        return None
    scale = {"": 1, "px": 1, "pt": 4 / 3, "em": font_size, "rem": 16, "in": 96, "cm": 37.8, "mm": 3.78}[found[2]]
    return number * scale
