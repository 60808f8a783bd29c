"""The same form in the same surroundings is typed into twice, not on each of a hundred pages.

What a form gives away while one types is decided by its markup and by the scripts that run beside it. So a place is
the form's own markup, the frame it stands in, every script and event handler of the page, every script that was
fetched, and every host that was asked for anything. Where one of these differs, it is another place and typed into.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from safeinfo.derive.computed.addresses import origin_of, same_page
from safeinfo.derive.computed.collecting import asked_of
from safeinfo.derive.dom import Document
from safeinfo.model.kinds import Purpose
from safeinfo.model.readings import FormRead

ENOUGH = 2  # times that one place is typed into: on two pages, as a script can look at the address
# What differs from page to page and decides nothing: where it stands, and what a form carries along unseen.
_NOTED = re.compile(r' data-si-(?:node|hears|box|contrast)="[^"]*"')
_HIDDEN = re.compile(r'<input\b[^>]*\btype="hidden"[^>]*>')
_VALUE = re.compile(r' value="[^"]*"')


def place_of(form: FormRead, document: Document, runs: Iterable[str]) -> str:
    """Return what is equal for the same form with the same things running beside it; "" where the form is not found.

    `runs`: what the page runs and whom it asked, by any names that tell them apart.
    """
    root = document.find(form.selector)
    if root is None:
        return ""
    markup = _HIDDEN.sub(lambda tag: _VALUE.sub("", tag[0]), _NOTED.sub("", root.html or ""))
    told = (*_where(form, document), form.purpose, form.action, markup, repr(asked_of(form)), *sorted(set(runs)))
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()


def _where(form: FormRead, document: Document) -> tuple[str, str]:
    """A frame is one place wherever it is embedded, and so is a form that says where it goes; else each page is one."""
    if document.frame:
        return document.frame, same_page(document.url)
    at_home = form.action or form.purpose is Purpose.NEWSLETTER
    return "", origin_of(document.url) if at_home else same_page(document.url)


@dataclass(slots=True)
class Places:
    """Where values were typed and held, how often, and how often that was enough."""

    typed: Counter[str] = field(default_factory=Counter)
    keyed: set[frozenset[str]] = field(default_factory=set)  # what has heard a whole value from the keyboard
    spared: Counter[str] = field(default_factory=Counter)  # places met again and not typed into, how often

    @property
    def met(self) -> int:
        """How often a form that can be typed into was met."""
        return self.typed.total() + self.spared.total()

    @property
    def said(self) -> str:
        """What was not typed into again, in words; "" if nothing was."""
        forms, times = len(self.spared), self.spared.total()
        if not forms:
            return ""
        which = (
            "One form, the same on many pages, was" if forms == 1 else f"{forms} forms, the same on many pages, were"
        )
        again = "one page" if times == 1 else f"{times} more pages"
        return f"{which} typed into on {ENOUGH} pages and not again on {again} that ran the same scripts."

    def enough(self, place: str) -> bool:
        """Tell whether a place was typed into often enough."""
        return bool(place) and self.typed[place] >= ENOUGH

    def spare(self, places: Iterable[str]) -> None:
        """Note the places of a page that are not typed into again."""
        self.spared.update(place for place in set(places) if self.enough(place))
