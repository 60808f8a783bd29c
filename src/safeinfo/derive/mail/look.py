"""Whether a person sees an element of a mail: what it inherits, what it says of itself, colours over each other."""

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode
from tinycss2.color3 import RGBA

from safeinfo.derive.mail.style import Declarations, colour, contrast, pixels

SMALL_BOX = 2.0  # pixels of a box that hides what overflows, and of a picture that nobody sees
_LEAST_CONTRAST = 1.25
_LEAST_FONT = 3.0  # pixels
_OFF_SCREEN = -500.0  # pixels
_FAINT = 0.1  # opacity
_HALF = 50.0  # percent: cut by that much from a side and the other, nothing is left
_BLACK, _WHITE, _BLUE = RGBA(0, 0, 0, 1), RGBA(1, 1, 1, 1), RGBA(0, 0, 238 / 255, 1)
_SIDES = {"text-indent", "margin-left", "margin-top"}
_PLACED = {"absolute", "fixed", "relative"}


@dataclass(frozen=True, slots=True)
class Look:
    """The inherited part of an element's style. `hidden` is why nobody sees it nor what is in it, "" if it is seen.

    `invisible` is CSS visibility, which what is inside may take back. `link` is the colour of links that say none.
    `background` is None where a picture makes it unknown.
    """

    hidden: str = ""
    invisible: bool = False
    colour: RGBA = _BLACK
    link: RGBA = _BLUE
    background: RGBA | None = _WHITE
    font_size: float = 16.0
    quoted: bool = False
    form: bool = False

    @property
    def unseen(self) -> str:
        """Why it is not seen, "" if it is."""
        return self.hidden or ("visibility" if self.invisible else "")


def inherit(look: Look, own: Declarations, node: LexborNode) -> Look:
    """The look of `node` within `look`, `own` being what is declared for it."""
    tag = node.tag
    quoted, form = look.quoted or tag == "blockquote", look.form or tag == "form"
    if not own:
        told = look.link if tag == "a" and "href" in node.attributes else look.colour
        same = (quoted, form, told) == (look.quoted, look.form, look.colour)
        return look if same else replace(look, quoted=quoted, form=form, colour=told)
    font_size = _font_size(own, look.font_size)
    visibility = _value(own, "visibility")
    return Look(
        hidden=look.hidden or _hidden(own, font_size),
        invisible=visibility in {"hidden", "collapse"} if visibility else look.invisible,
        colour=_colour(own, look, node),
        link=colour(_value(own, "-link")) or look.link,
        background=_background(own, look.background),
        font_size=font_size,
        quoted=quoted,
        form=form,
    )


def unreadable(look: Look) -> str:
    """Why text of that look cannot be read: font-size, colour; "" if it can."""
    if look.font_size < _LEAST_FONT:
        return "font-size"
    if look.colour.alpha < _FAINT:
        return "colour"
    if look.background is not None:
        shown = _over(look.colour, look.background)
        if contrast(shown, look.background) < _LEAST_CONTRAST:
            return "colour"
    return ""


def _value(own: Declarations, name: str) -> str:
    return own.get(name, ("", False))[0]


def _colour(own: Declarations, look: Look, node: LexborNode) -> RGBA:
    value = _value(own, "color")
    if not value and node.tag == "a" and "href" in node.attributes:
        return look.link
    return colour(value) or look.colour


def _over(upper: RGBA, lower: RGBA) -> RGBA:
    """A colour that is partly transparent, on another one."""
    if upper.alpha >= 1:
        return upper
    share = upper.alpha
    mixed = (share * one + (1 - share) * other for one, other in zip(upper[:3], lower[:3], strict=True))
    return RGBA(*mixed, 1)


def _font_size(own: Declarations, inherited: float) -> float:
    value = _value(own, "font-size") or next(
        iter(re.findall(r"(?<![\w.])[\d.]+(?:px|pt|em|rem)", _value(own, "font"))), ""
    )
    if value.endswith("%") and re.fullmatch(r"\d+\.?\d*%", value):
        return inherited * float(value[:-1]) / 100
    size = pixels(value, inherited)
    return inherited if size is None else size


def _background(own: Declarations, inherited: RGBA | None) -> RGBA | None:
    """The colour behind; None where a picture makes it unknown."""
    if "url(" in _value(own, "background-image") + _value(own, "background") or "gradient" in _value(own, "background"):
        return None
    for name in ("background-color", "background"):
        for word in (_value(own, name), *_value(own, name).split()):
            found = colour(word)
            if found:
                return _over(found, inherited) if inherited is not None else found if found.alpha >= 1 else None
    return inherited


def _hidden(own: Declarations, font_size: float) -> str:
    if _value(own, "display") == "none":
        return "display"
    opacity = re.fullmatch(r"\d*\.?\d+", _value(own, "opacity"))
    if opacity and float(opacity[0]) < _FAINT:
        return "opacity"
    if _is_shrunk(own, font_size):
        return "zero-size"
    if _is_away(own, font_size):
        return "off-screen"
    return "clipped" if _is_clipped(own) else ""


def _is_shrunk(own: Declarations, font_size: float) -> bool:
    if re.search(r"scale[xy]?\(\s*0*\.?0*[\s,)]", _value(own, "transform")):
        return True
    if _value(own, "overflow") not in {"hidden", "clip"}:
        return False
    sizes = (pixels(_value(own, side), font_size) for side in ("height", "max-height", "width", "max-width"))
    return any(size is not None and size <= SMALL_BOX for size in sizes)


def _is_away(own: Declarations, font_size: float) -> bool:
    for side in ("left", "top", "right", *_SIDES):
        size = pixels(_value(own, side), font_size)
        if size is not None and size < _OFF_SCREEN and (side in _SIDES or _value(own, "position") in _PLACED):
            return True
    moved = re.search(r"translate[xy]?\(\s*(-\d+)(?:px)?", _value(own, "transform"))
    return bool(moved) and float(moved[1] if moved else 0) < _OFF_SCREEN


def _is_clipped(own: Declarations) -> bool:
    if re.match(r"rect\(\s*(0|1px)[\s,]", _value(own, "clip")) and _value(own, "position") == "absolute":
        return True
    inset = re.match(r"inset\(\s*(\d+\.?\d*)%", _value(own, "clip-path"))
    return bool(inset) and float(inset[1] if inset else 0) >= _HALF
