"""What the shop's texts say together about children under 13."""

from dataclasses import dataclass

from safeinfo.derive.computed.coverage import gaps_in, walk_search
from safeinfo.derive.computed.policies import POLICIES, PolicyText, home_shows, own_texts, statements, unread_texts
from safeinfo.model.evidence import View

UNDER = 13  # years
# What decides first: that data of children is collected beats every text that says otherwise.
ORDER = ("collects", "refuses", "guardian-consent", "not-directed", "unclear", "mentions")


@dataclass(frozen=True, slots=True)
class ChildrenSaid:
    """The `text` that decides with its status and words; None where none speaks of children.

    `silent`: all there is was read whole, or a complete search found nothing. `cites` is what shows that. `unread`
    are texts that could not be read whole: they may say the contrary.
    """

    status: str
    text: PolicyText | None
    quote: str
    texts: tuple[PolicyText, ...]
    silent: bool
    cites: tuple[str, ...]
    unread: tuple[PolicyText, ...] = ()

    @property
    def too_young(self) -> int:
        """The age below which the deciding words apply, where that leaves out some who are under 13; else 0."""
        age = self.text.read.children_age if self.text and self.text.read else 0
        return age if 0 < age < UNDER else 0


def children_said(view: View) -> ChildrenSaid:
    """Return what the texts say of children."""
    texts = tuple(text for text in own_texts(view.once(POLICIES)) if _counts(text))
    for status in ORDER:
        for text in texts:
            if text.read and text.read.children == status:
                quote = _quote(text, status)
                return ChildrenSaid(
                    status, text, quote, texts, silent=False, cites=text.cites, unread=unread_texts(view)
                )
    failed, search = gaps_in(view, "policy", "fetch"), walk_search(view, "policy")
    cites = tuple(cite for text in texts for cite in text.cites)
    cites += tuple(cite for gap in failed for cite in gap.cites)
    if texts:
        return ChildrenSaid("silent", None, "", texts, silent=all(text.whole for text in texts), cites=cites)
    unread = unread_texts(view)  # one in a language that is not read may be the policy
    cites += (*((search.id,) if search else ()), *(cite for text in unread for cite in text.cites))
    searched = search is not None and search.complete and not (failed or unread) and home_shows(view)
    return ChildrenSaid("silent", None, "", (), silent=searched, cites=cites, unread=unread)


def _counts(text: PolicyText) -> bool:
    read = text.read
    return read is not None and not text.gone and (text.confirmed or read.kind == "children")


def _quote(text: PolicyText, status: str) -> str:
    said = [each for topic in ("children", "guardian") for _, each in statements((text,), topic)]
    exact = [each.quote for each in said if each.status == status]
    return next(iter([*exact, *(each.quote for each in said)]), "")
