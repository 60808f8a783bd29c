"""Read a message from its raw bytes: what kind it is, which ways out it offers, and what is wrong with each."""

from safeinfo.derive.mail.authenticate import Resolver, authentication
from safeinfo.derive.mail.body import Body, read_html
from safeinfo.derive.mail.exits import Context, exits
from safeinfo.derive.mail.header import ListUnsubscribe, list_unsubscribe
from safeinfo.derive.mail.kind import is_receipt, kind_of, language_of
from safeinfo.derive.mail.opened import opened
from safeinfo.derive.mail.parts import Parts, address_of, parse
from safeinfo.derive.mail.sender import address_leaks, postal_address, trackers
from safeinfo.derive.mail.target import normal, tokens_of
from safeinfo.derive.parties import registrable
from safeinfo.model.readings import MailRead, OptOut

__all__ = ["Resolver", "authenticated", "opened", "read_mail"]

_NOT_A_WAY = {"wrong-list", "broken", "reply", "form-only"}
_NO_SIGN = {"wrong-list", "preferences-only"}  # ways that mails about an account have too
_NOT_SEEN = {"hidden", "image-only"}


def read_mail(raw: bytes, resolver: Resolver | None = None) -> MailRead:
    """Judge one message (RFC 5322). Never raises for bad mail: `unread` says what could not be read.

    `present`: the body has a link (http, https or mailto) to leave. `visible`: a person can see it. `actionable`: it
    asks for no login and no detour. `resolver` is asked for DKIM, SPF and DMARC; without one they are "not-checked".
    """
    parts = parse(raw)
    body = read_html(parts.html) if parts.html else Body(text=parts.text)
    header = list_unsubscribe(parts)
    sender = address_of(parts.header("from"))
    found = exits(body, parts.html, parts.text, _context(parts, body, header, sender))
    kind = kind_of(parts, body.text, has_exit=any(each.opt_out.problem not in _NO_SIGN for each in found))
    body_ways = [each.opt_out for each in found]
    present = any(_is_present(way) for way in body_ways)
    unread = parts.unread or ("too long" if (parts.cut or body.cut) and not present else "")
    return MailRead(
        kind=kind.name if not unread else "unclear",
        sender=sender,
        subject=parts.header("subject").strip()[:300],
        language=language_of(parts, parts.html, body.text),
        opt_outs=(*body_ways, *_header_ways(header)),
        present=present,
        visible=any(_is_visible(way) for way in body_ways),
        actionable=any(_is_visible(way) and not way.problem for way in body_ways),
        certainty=min(kind.certainty, max((each.score for each in found), default=1.0)),
        because=kind.because,
        one_click=header.one_click,
        postal_address=postal_address(body.text or parts.text),
        authentication=authentication(raw, parts, resolver),
        trackers=trackers(body),
        address_leaks=address_leaks(parts, body),
        unread=unread,
    )


def authenticated(raw: bytes, resolver: Resolver) -> dict[str, str]:
    """DKIM, SPF and DMARC of a message as it came (see `authenticate.authentication`); {} if it is no message."""
    parts = parse(raw)
    return authentication(raw, parts, resolver) if parts.header("from") else {}


def _context(parts: Parts, body: Body, header: ListUnsubscribe, sender: str) -> Context:
    return Context(
        header_targets=frozenset(map(normal, header.uris)),
        tokens=_own_tokens(header, [link.href for link in body.links]),
        sender=registrable(sender.rpartition("@")[2]),
        receipt=is_receipt(parts),
    )


def _own_tokens(header: ListUnsubscribe, links: list[str]) -> frozenset[str]:
    """Tokens of List-Unsubscribe that one target of the body has and no other: what all have names the recipient."""
    found = {token for uri in header.uris for token in tokens_of(uri)}
    return frozenset(token for token in found if len({link for link in links if token in link}) == 1)


def _is_present(way: OptOut) -> bool:
    return way.how in {"link", "mailto"} and way.problem not in _NOT_A_WAY and way.detail != "comment"


def _is_visible(way: OptOut) -> bool:
    return _is_present(way) and way.problem not in _NOT_SEEN and way.detail != "text-part-only"


def _header_ways(header: ListUnsubscribe) -> list[OptOut]:
    ways = []
    for uri in header.uris:
        scheme = uri.partition(":")[0].lower()
        how = {"mailto": "header-mailto", "http": "header-link", "https": "header-link"}.get(scheme)
        if how:
            ways.append(OptOut(how=how, target=uri, detail=", ".join(header.notes)))
        if scheme == "https" and header.one_click:
            ways.append(OptOut(how="one-click", target=uri, detail=_signature_note(header)))
    return ways


def _signature_note(header: ListUnsubscribe) -> str:
    return {None: "not signed", False: "signature does not cover it", True: "signed"}[header.signed]
