"""Where on a page a link stands: header, nav, main, footer, or a consent banner or dialog."""

import re

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, box_of, squeeze
from safeinfo.derive.links.lexicon import BANNER_ABOUT, BANNER_ANSWER, fold

_BY_ROLE = {
    "banner": "header",
    "navigation": "nav",
    "main": "main",
    "contentinfo": "footer",
    "dialog": "banner",
    "alertdialog": "banner",
}
_BY_TAG = {"header": "header", "nav": "nav", "main": "main", "footer": "footer", "dialog": "banner", "article": "main"}
_NAMED = re.compile(r"(?:^|[^a-z])(footer|header|nav|navbar|navigation|topbar|masthead|main|content)(?![a-z])")
_CONSENT_NAME = re.compile(r"cookie|consent|gdpr|ccpa|rgpd|dsgvo|privacy-?(?:banner|popup|modal|notice-bar)")
_FIXED = re.compile(r"position\s*:\s*(?:fixed|sticky)", re.IGNORECASE)
_OF_NAME = {"navbar": "nav", "navigation": "nav", "topbar": "header", "masthead": "header", "content": "main"}
_MAX_BANNER_TEXT = 4_000  # characters; a whole page wrapped in a "cookie" class is no banner
_MAX_ANCESTORS = 60
_FOOT_OF_PAGE = 0.88  # of the page's height: below it a link without any landmark counts as footer


def _own_name(element: LexborNode) -> str:
    attributes = element.attributes
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower()


def _landmark(element: LexborNode) -> str:
    role = (element.attributes.get("role") or "").strip().lower()
    return _BY_ROLE.get(role) or _BY_TAG.get(element.tag or "", "")


def is_consent_banner(element: LexborNode) -> bool:
    """Tell whether an element looks like a consent banner: named or fixed so, about cookies, with an answer."""
    attributes = element.attributes
    named = _CONSENT_NAME.search(_own_name(element)) or _CONSENT_NAME.search(
        (attributes.get("aria-label") or "").lower()
    )
    modal = (attributes.get("aria-modal") or "") == "true" or _FIXED.search(attributes.get("style") or "")
    if not named and not modal:
        return False
    text = squeeze(element.text(deep=True, separator=" ")[: _MAX_BANNER_TEXT * 2])
    if len(text) > _MAX_BANNER_TEXT or not BANNER_ABOUT.search(fold(text)):
        return False
    controls = element.css("button, [role=button], input[type=submit], input[type=button], a")
    return any(
        BANNER_ANSWER.match(fold(control.text(deep=True)[:60] or control.attributes.get("value") or ""))
        for control in controls[:40]
    )


class Regions:
    """Regions of the links of one document; the page's height is taken from the boxes that were noted."""

    def __init__(self, document: Document) -> None:
        boxes = [box for node in document.select("[data-si-box]") if (box := box_of(node)) is not None]
        self._height = max((box.y + box.height for box in boxes), default=0)
        self._consent: dict[int, bool] = {}

    def of(self, link: LexborNode) -> str:
        """Return the region of a link, "" where nothing shows it."""
        named, landmark = "", ""
        element, steps = link.parent, 0
        while element is not None and element.tag not in {None, "body", "html"} and steps < _MAX_ANCESTORS:
            here = _landmark(element)
            if here == "banner" or self._is_consent(element):
                return "banner"
            landmark = landmark or here
            named = named or _name_of(element)
            element, steps = element.parent, steps + 1
        return self._settled(landmark, named) or self._by_place(link)

    def _is_consent(self, element: LexborNode) -> bool:
        known = self._consent.get(element.mem_id)
        if known is None:
            known = self._consent[element.mem_id] = is_consent_banner(element)
        return known

    @staticmethod
    def _settled(landmark: str, named: str) -> str:
        """A nav inside what is named footer is part of the footer."""
        if named == "footer" and landmark in {"", "nav", "main"}:
            return "footer"
        return landmark or named

    def _by_place(self, link: LexborNode) -> str:
        box = box_of(link)
        low = box is not None and self._height > 0 and box.y > self._height * _FOOT_OF_PAGE
        return "footer" if low else ""


def _name_of(element: LexborNode) -> str:
    if element.tag == "footer" or (element.attributes.get("role") or "") == "contentinfo":
        return "footer"
    found = _NAMED.search(_own_name(element))
    return _OF_NAME.get(found.group(1), found.group(1)) if found else ""
