"""What kind of message it is: informational mail needs a way out, a receipt does not, a receipt with an offer does."""

import re
from dataclasses import dataclass

from safeinfo.derive.mail import words
from safeinfo.derive.mail.parts import Parts

_HEAD = 700  # characters in which a message says what it is about
_READ = 12_000  # characters of the text that are weighed
_PERCENT = re.compile(r"\d\s?[%٪％]|[%٪％]\s?\d")
_OFFERS = 2  # different phrases of offering that make an offer of a receipt
_FIRST = 60  # characters of the first words, which outweigh a subject that offers
_UNSURE = 0.45  # certainty at which a message without a way out is shown to a person
_BULK_HEADERS = (
    "list-unsubscribe",
    "list-id",
    "feedback-id",
    "list-post",
    "x-campaign",
    "x-campaignid",
    "x-mailer-campaign",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind (a value of `MailRead.kind`), certainty 0 to 1, and the sign that decided."""

    name: str
    certainty: float
    because: str


def kind_of(parts: Parts, shown: str, *, has_exit: bool) -> Kind:
    """Tell the kind from subject, visible text, headers, and whether there is a way out."""
    subject = words.fold(parts.header("subject")[:300])
    text = words.fold(shown[:_READ])
    head = words.fold(shown[:_HEAD])
    bulk = _bulk(parts)
    special = _special(subject + text, subject, subject + head)
    if special:
        return special
    order = words.ORDER.find(subject)
    percent = "percent" if not order and _PERCENT.search(parts.header("subject")) else ""
    offered = words.OFFER.find(subject) or percent
    offers = max(words.OFFER.languages(subject + text).values(), default=0)
    if bulk or has_exit:
        return _of_bulk(order or _of_account(subject), offered or _reminds(subject, order), offers, bulk)
    if offered and not order and not words.ORDER.find(words.fold(_first(shown))):
        return Kind("informational", 0.7 if offered != words.ASKED.find(subject) else _UNSURE, offered)
    unasked = _unasked(subject, head, order or _of_account(subject))
    if unasked:
        return unasked
    order = order or _of_account(subject) or words.ORDER.find(head) or ("" if offers else _of_account(head))
    order = order or _left(subject, head)
    if order:
        with_offer = offers >= _OFFERS or offered
        return Kind("transactional-with-offer" if with_offer else "transactional", 0.8, order)
    if offers:
        return Kind("informational", 0.7, "offers")
    return Kind("unclear", 0.3, "no sign")


def _unasked(subject: str, head: str, order: str) -> Kind | None:
    """What is sent to call a customer back. Whether a review or a product waited for advertises, a person must say."""
    reminder = _reminds(subject, order)
    if reminder:
        return Kind("informational", 0.7, reminder)
    if not order and (reminder := words.REMINDER.find(head)):
        return Kind("informational", 0.6, reminder)
    asked = words.ASKED.find(subject) or ("" if order or words.ORDER.find(head) else words.ASKED.find(head))
    return Kind("informational", _UNSURE, asked) if asked else None


def _reminds(subject: str, order: str) -> str:
    """What calls back to buy; the word cart alone does not where an order is spoken of too."""
    return words.REMINDER.find(subject) or ("" if order else words.CART.find(subject))


def _of_account(text: str) -> str:
    return words.ACTIVATE.find(text) or words.ACCOUNT.find(text)


def _left(subject: str, head: str) -> str:
    """That somebody has left the mailing, and no more."""
    return words.LEFT.find(subject) or ("" if words.OFFER.find(subject) else words.LEFT.find(head))


def _first(shown: str) -> str:
    """The first line of a text."""
    return shown.lstrip()[:_FIRST].partition("\n")[0]


def is_receipt(parts: Parts) -> bool:
    """Whether the subject speaks of an order, a payment or an account, and offers nothing."""
    subject = words.fold(parts.header("subject")[:300])
    return bool(words.ORDER.find(subject)) and not words.OFFER.find(subject)


def _of_bulk(order: str, offer_in_subject: str, offers: int, bulk: str) -> Kind:
    if order and not offer_in_subject:
        name = "transactional-with-offer" if offers >= _OFFERS else "transactional"
        return Kind(name, 0.6, order)
    return Kind("informational", 0.95 if bulk and offers else 0.85, bulk or "a way out")


def _special(text: str, subject: str, head: str) -> Kind | None:
    confirm = words.CONFIRM.find(head) or (words.affirms_subscription(subject) and "confirm and subscription")
    if confirm and not words.ORDER.find(subject):
        return Kind("opt-in-confirmation", 0.85, confirm)
    if words.CHILD.find(head) and words.PERMIT.find(head) and not words.OFFER.find(head):
        return Kind("guardian-notice", 0.85, words.CHILD.find(head))
    if words.SHARE.find(text) and words.AGREE.find(text) and not words.OFFER.find(head):
        return Kind("sale-consent", 0.8, words.SHARE.find(text))
    return None


def _bulk(parts: Parts) -> str:
    name = next((name for name in _BULK_HEADERS if name in parts.headers), "")
    return name or ("precedence" if parts.header("precedence").strip().lower() in {"bulk", "list"} else "")


def language_of(parts: Parts, html: str, shown: str) -> str:
    """The language: Content-Language, else the one most of whose phrases occur, else `lang` of the HTML; "" unknown."""
    declared = parts.header("content-language").strip().lower()[:2]
    if declared:
        return declared
    text = words.fold(shown[:_READ] + " " + parts.header("subject"))
    counts: dict[str, int] = {}
    for lexicon in (words.LEAVE, words.STOP, words.HERE, words.ORDER, words.OFFER):
        for language, count in lexicon.languages(text).items():
            counts[language] = counts.get(language, 0) + count
    if counts:
        return max(counts, key=lambda language: (counts[language], language == "en"))
    start = html[:2000].lower()
    return start.partition('lang="')[2][:2] if 'lang="' in start else ""
