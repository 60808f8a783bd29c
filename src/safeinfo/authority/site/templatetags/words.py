"""What the database calls a state, an outcome or an act, as words for a person in their language.

`words` also knows the fixed reasons that the programme itself gives; what a person wrote it returns as it is.
"""

import re
from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeinfo.authority.shops import control, perspectives
from safeinfo.authority.site.standard import in_language

register = template.Library()

_STATES: Mapping[str, str | Promise] = {
    "applied": _("applied for"),
    "controlled": _("waiting for a declaration"),
    "declared": _("waiting for an audit"),
    "audited": _("being reviewed"),
    "refused": _("refused"),
    "issued": _("issued"),
    "cure": _("issued, with a failure to be cured"),
    "suspended": _("suspended"),
    "expired": _("lapsed"),
    "lapsed": _("lapsed"),
    "revoked": _("revoked"),
    "withdrawn": _("withdrawn"),
    "sealed": _("sealed"),
    "open": _("open"),
    "upheld": _("upheld"),
    "dismissed": _("dismissed"),
    "claimed": _("claimed"),
    "logged": _("logged"),
    "signed": _("signed"),
    "shown": _("shown"),
    "void": _("not issued"),
    "waiting": _("waiting for its turn"),
    "walking": _("walking through the shop"),
    "judged": _("judged"),
    "broken": _("could not be carried out"),
}
_SIGHTINGS: Mapping[str, str | Promise] = {
    "mark": _("the mark"),
    "link": _("a link to the seal's page"),
    "frame": _("the live mark"),
    "claim": _("words"),
}
_OUTCOMES: Mapping[str, str | Promise] = {
    "passed": _("passed"),
    "failed": _("failed"),
    "cantTell": _("cannot tell"),
    "untested": _("untested"),
    "inapplicable": _("does not apply"),
}
_MAIL: Mapping[str, str | Promise] = {
    "informational": _("newsletter or offer"),
    "transactional": _("order or account"),
    "transactional-with-offer": _("order or account, with an offer in it"),
    "opt-in-confirmation": _("asks to confirm the subscription"),
    "sale-consent": _("asks for consent to a sale of data"),
    "guardian-notice": _("to a parent or guardian"),
    "unclear": _("not clear"),
    "unread": _("not read yet"),
    "decoy": _("to an address that was told to nobody"),
    "link": _("link in the message"),
    "one-click": _("one click"),
    "mailto": _("by mail"),
    "accepted": _("accepted"),
    "login": _("asks to log in"),
    "payment": _("asks for money"),
    "asked-more": _("asks for more than the address"),
    "dead": _("dead"),
    "error": _("did not work"),
}
_MARKS: Mapping[str, str | Promise] = {
    "small": _("small"),
    "medium": _("medium"),
    "large": _("large"),
    "light": _("light"),
    "dark": _("dark"),
}
_WHO: Mapping[str, str | Promise] = {
    "the programme": _("the programme"),
    "reviewer": _("reviewer"),
    "merchant": _("merchant"),
}
_REASONS = (
    _("Its last audit is too old."),
    _("Control of its domain was lost."),
    _("The merchant left the programme."),
    _("A later audit met every requirement."),
    _("A requirement was not met, and not mended within the cure period."),
    _("It collected a child's data without a guardian, or did not keep children out."),
    _("a newer audit"),
)
_WORDS: Mapping[str, str | Promise] = {
    **_STATES,
    **_OUTCOMES,
    **_MARKS,
    **_SIGHTINGS,
    **_WHO,
    **{str(reason): reason for reason in _REASONS},
}
_DEEDS: Mapping[str, str | Promise] = {
    "applied": _("applied for"),
    "applied-again": _("applied for again"),
    "control-proved": _("domain proved"),
    "declared": _("declared"),
    "audited": _("audited"),
    "looked-again": _("looked at again"),
    "audit-considered": _("audit considered"),
    "to-be-mended": _("changes asked for"),
    "renewed": _("renewed"),
    "cure-started": _("failure found, time to mend it"),
    "cured": _("mended"),
    "reinstated": _("reinstated"),
    "appealed": _("appealed"),
    "appeal-upheld": _("appeal upheld"),
    "appeal-dismissed": _("appeal dismissed"),
    "not-renewed": _("seal not renewed"),
    "misuse-seen": _("seen with a seal without right"),
    "misuse-listed": _("listed"),
    "misuse-dismissed": _("dismissed"),
    "misuse-ended": _("taken off the list"),
    "votes-lapsed": _("votes lapsed"),
    "voted-grant": _("vote to grant"),
    "voted-refuse": _("vote to refuse"),
    "voted-revoke": _("vote to revoke"),
    "voted-suspend": _("vote to suspend"),
    "voted-reinstate": _("vote to reinstate"),
}

_PLACE = re.compile(r"%(?:\\\((\w+)\\\))?s")
_SAID = tuple(
    (each, re.compile(_PLACE.sub(lambda found: f"(?P<{found[1]}>.+)" if found[1] else "(.+)", re.escape(each))))
    for each in (*control.SAID, *perspectives.SAID)
)


@register.filter
def words(value: object) -> str:
    """Return a state, an outcome, who acted (`reviewer 3`) or a fixed reason in words; anything else as it is."""
    text = str(value)
    who, _space, number = text.rpartition(" ")
    if who in _WHO and number.isdigit():
        return f"{_WHO[who]} {number}"
    return str(_WORDS.get(text, text))


@register.filter
def standard(value: object) -> str:
    """Return words of the standard in the language of the page; those it no longer has in English, marked so."""
    said = in_language(str(value))
    return format_html('<span lang="en">{}</span>', str(value)) if said is None else said


@register.filter
def seen(value: object) -> str:
    """Return what a look at a domain said, which is kept in English, in the language of the page."""
    text = str(value)
    for message, pattern in _SAID:
        if found := pattern.fullmatch(text):
            named = {name: seen(value) for name, value in found.groupdict().items()}
            return gettext(message) % (named or found.groups())
    return text


@register.filter
def posted(value: object) -> str:
    """Return a kind of message, a way out of a mailing, or what came of one, in words."""
    return str(_MAIL.get(str(value), value))


@register.filter
def deed(value: object) -> str:
    """Return an act of the record in words."""
    text = str(value)
    return str(_DEEDS[text]) if text in _DEEDS else words(text)
