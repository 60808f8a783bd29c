"""Windows that a page opens over itself unasked: an offer for an e-mail address, a notice, a choice of place."""

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document
from safeinfo.derive.shop.controls import Control, control_of, pressable
from safeinfo.derive.shop.intents import Stage, choices
from safeinfo.derive.shop.words import CONSENT

_WINDOWS = "dialog[open], [role=dialog][aria-modal=true], [role=alertdialog]"
_MOST_TEXT = 1_500  # characters
_ASKED = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button]), select"
_MOST_ASKED = 4
_OWN_BUSINESS = "input[type=password], textarea, input[type=number], input[autocomplete^=cc-]"
_CLOSING = ("close", "dismiss")
_CROSSES = frozenset("xX×✕✖⨯╳❌🗙")


def popup_closer(document: Document) -> Control | None:
    """Return what closes the window that covers a page; None if none does, or if the window is what one came for.

    A cart, a login, a form to write a message in and a checkout are no such windows: they were opened on purpose.
    """
    for window in document.select(_WINDOWS)[:10]:
        if document.visible(window) and _is_in_the_way(document, window):
            closers = [control_of(document, node) for node in pressable(document, window)]
            found = next((each for each in closers if each.visible and each.enabled and _closes(each)), None)
            if found is not None:
                return found
    return None


def _is_in_the_way(document: Document, window: LexborNode) -> bool:
    asked = [box for box in window.css(_ASKED)[:20] if document.visible(box)]
    small = len(document.text(window, _MOST_TEXT + 1)) <= _MOST_TEXT and len(asked) <= _MOST_ASKED
    return small and window.css_first(_OWN_BUSINESS) is None and not choices(document, Stage.CART, window)


def _closes(control: Control) -> bool:
    if control.node is None or control.url:
        return False
    if control.label in _CROSSES or any(
        CONSENT["close"].whole(name) or CONSENT["refuse"].whole(name) for name in control.names
    ):
        return True
    return not control.label and any(word in control.identifier for word in _CLOSING)
