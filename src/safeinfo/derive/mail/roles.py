"""What each address in a message is for, told before any of them is opened: an opt-out must never be fetched by chance.

Roles: `link` (the best way out in the body that works as far as it shows), `one-click` (RFC 8058), `mailto`, and in a
message that asks to confirm a subscription, or an account, `confirm`.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, unquote

from safeinfo.derive.mail import words
from safeinfo.derive.mail.body import Body, Link, read_html
from safeinfo.derive.mail.parts import Parts, address_of, parse
from safeinfo.derive.mail.target import clean, problem_of, says_leave, tokens_of
from safeinfo.model.readings import MailRead, OptOut

_LINKS, _MAILTO = frozenset({"link", "image-link"}), frozenset({"mailto", "header-mailto"})
_LONGEST = 2000  # characters of an address
_OF_ACCOUNTS = frozenset({"unclear", "transactional"})
_SHORT = 60  # characters of words that name a link
_HEAD = 700  # characters in which a message says what it asks for
_LINE = 998  # RFC 5322, 2.1.1


def roles_of(raw: bytes, read: MailRead, *, wary: bool = False) -> dict[str, str]:
    """Return addresses of a message by their role; `read` is what `read_mail` made of it.

    `wary`: nothing is to be confirmed in a message that speaks of passing data on, for that may be what is confirmed.
    """
    found = {
        "link": next(_targets(read.opt_outs, _LINKS, ("https:", "http:")), ""),
        "one-click": next(_targets(read.opt_outs, frozenset({"one-click"}), ("https:",)), ""),
        "mailto": next(_targets(read.opt_outs, _MAILTO, ("mailto:",)), ""),
    }
    if (asks := read.kind == "opt-in-confirmation") or read.kind in _OF_ACCOUNTS:
        parts = parse(raw)
        body = read_html(parts.html) if parts.html else Body(text=parts.text)
        speaks = wary and words.SHARE.find(words.fold(f"{read.subject} {body.text}"))
        if not speaks and (asks or _may_ask(read.subject, body.text)):
            found["confirm"] = _confirming(parts, body, surely=asks)
    return {role: url for role, url in found.items() if url}


def letter_of(mailto: str) -> tuple[str, str, str] | None:
    """Return recipient, subject and text that a mailto address asks for (RFC 6068); None where it names no one address.

    Nothing else that it may ask for (further recipients, headers) is taken.
    """
    if not mailto.lower().startswith("mailto:"):
        return None
    recipient, _, query = mailto[len("mailto:") :].partition("?")
    address = unquote(recipient).strip()
    if address_of(address) != address.lower() or address.count("@") != 1 or any(c in address for c in "\r\n,; "):
        return None
    fields = {name.lower(): values[0] for name, values in parse_qs(query.replace("+", "%2B")).items()}
    subject = " ".join(fields.get("subject", "unsubscribe").split())[:_LINE]
    return address, subject, fields.get("body", "unsubscribe")[:_LONGEST]


def _targets(ways: tuple[OptOut, ...], how: frozenset[str], schemes: tuple[str, ...]) -> Iterator[str]:
    for way in ways:
        target = clean(way.target)
        if way.how in how and not way.problem and target.lower().startswith(schemes) and len(target) <= _LONGEST:
            yield target


def _may_ask(subject: str, text: str) -> bool:
    """Tell whether a message may ask to confirm an account: its subject or its beginning does, and it is no order's."""
    about = words.fold(subject)
    asks = words.AFFIRM.find(about) or words.ACTIVATE.find(about) or words.ACTIVATE.find(words.fold(text[:_HEAD]))
    return bool(asks) and not words.ORDER.find(about)


def _confirming(parts: Parts, body: Body, *, surely: bool) -> str:
    """Return the link that confirms: so named, else the one whose address alone is personal; "" if neither is one.

    Unless the message `surely` asks to confirm, only a link that is named so counts, and only where it is the one.
    """
    links = [link for link in (*body.links, *_bare(parts.text if not parts.html else "")) if _leads(link)]
    named = [link for link in links if _says_confirm(link.words or link.label)]
    if not surely:
        return clean(named[0].href) if len({clean(link.href) for link in named}) == 1 else ""
    said = [link for link in links if link.bare or len(link.words) <= _SHORT]
    beside = [link for link in said if _says_confirm(f"{link.before} {link.words} {link.after}")]
    personal = [link for link in links if tokens_of(clean(link.href))]
    for found in (named, beside, personal):
        if len({clean(link.href) for link in found}) == 1 or (found and found is not personal):
            return clean(found[0].href)
    return ""


def _leads(link: Link) -> bool:
    url = clean(link.href)
    return (
        url.lower().startswith(("https:", "http:"))
        and len(url) <= _LONGEST
        and not problem_of(url)
        and not link.hidden
        and not says_leave(url)
        and not words.LEAVE.find(words.fold(link.words or link.label))
    )


def _says_confirm(text: str) -> bool:
    folded = words.fold(text[:300])
    said = words.CONFIRM.find(folded) or words.AFFIRM.find(folded) or words.ACTIVATE.find(folded)
    return bool(said) and not words.LEAVE.find(folded)


def _bare(text: str) -> Iterator[Link]:
    """Yield the addresses that stand in plain text, each with the line before it."""
    before = ""
    for line in text.splitlines()[:500]:
        for word in line.split():
            if word.lower().startswith(("https://", "http://")):
                yield Link(word.rstrip(".,;)>"), before=before, bare=True)
        before = line.strip() or before
