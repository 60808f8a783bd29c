"""The ways out of a mailing that a message offers, and what is wrong with each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from safeinfo.derive.mail import words
from safeinfo.derive.mail.body import Body, Link, unseen_links
from safeinfo.derive.mail.target import clean, host_of, normal, problem_of, says_leave, says_login, says_settings
from safeinfo.derive.parties import registrable
from safeinfo.model.readings import OptOut

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？।؟])|\n|\s[|•·]\s")
_SMS = re.compile(r" (?:sms|text messages?|texts|push|whatsapp|textos|smsy) ")
_MAIL = re.compile(r" (?:e mail|email|mail|newsletter|courriel|correo)")
_URL = re.compile(
    r"(?:https?://|mailto:)[^\s<>\"'\]。、，।；！？）」』»”]+[^\s<>\"'\].,;:!?)。、，।；！？）」』»”]", re.IGNORECASE
)
_SHORT = 6  # words of a link that may still be "click on this link to …"
_LOW = 0.5  # part of a mail's text after which its foot may begin
_LONGEST_NAME = 90  # characters of words that name a link: more is a paragraph made clickable
_CONTEXT = 600  # characters around an address that are read
_MOST_ADDRESSES = 500  # in one line
_LONGEST_TEXT = 600  # characters of such a paragraph


@dataclass(frozen=True, slots=True)
class Found:
    """An opt-out, with how sure we are that it is one (0 to 1)."""

    opt_out: OptOut
    score: float


@dataclass(frozen=True, slots=True)
class Context:
    """What the header tells about the mailing: targets of List-Unsubscribe, the sender's registrable domain."""

    header_targets: frozenset[str] = frozenset()  # as `normal` writes them
    tokens: frozenset[str] = frozenset()  # long tokens of these that only one link of the body has
    sender: str = ""
    receipt: bool = False  # the subject speaks of an order: what can be cancelled there is the order


def exits(body: Body, html: str, text: str, context: Context) -> list[Found]:
    """All opt-outs of the body, best first."""
    found = [each for link in body.links if (each := _judge(link, context, body.base))]
    if not any(_works(each) for each in found):
        found += _loose(body, html, text, context)
    found += _without_link(body, text, found)
    return sorted(_unique(found), key=lambda each: (not _works(each), -each.score))


def _works(found: Found) -> bool:
    return not found.opt_out.problem


def _unique(found: list[Found]) -> list[Found]:
    best: dict[tuple[str, str, str], Found] = {}
    for each in found:
        key = (each.opt_out.how, each.opt_out.target, each.opt_out.problem)
        if key not in best or best[key].score < each.score:
            best[key] = each
    return list(best.values())


def _judge(link: Link, context: Context, base: str) -> Found | None:
    score, kind = _likeness(link, context)
    if not kind:
        return None
    problem, detail = _problem(link, kind, context, base)
    how = "mailto" if clean(link.href).lower().startswith("mailto:") else "link"
    named = link.words or link.label
    return Found(OptOut(how=how, target=clean(link.href), words=named[:200], problem=problem, detail=detail), score)


def _likeness(link: Link, context: Context) -> tuple[float, str]:
    """How much a link looks like a way out, and which: leave, settings, pause, erase, login; "" if it is none."""
    name = words.fold((link.words or link.label)[:_LONGEST_NAME])
    sentence = _sentence(link.before, link.words, link.after)
    if words.LEAVE.find(name) or words.STOP.find(name):
        return (0.95, _way(name, sentence)) if not _is_other_channel(name) else (0.3, "other-channel")
    if words.AGAIN.find(name) or words.ELSEWHERE.find(name):
        return 0.0, ""
    if len(link.words) > _LONGEST_NAME and _asks_to_leave(words.fold(link.words[:_LONGEST_TEXT]), hint=True):
        return 0.7, "leave"
    if words.ends_mailing(name) and not context.receipt and not _is_other_channel(name):
        return 0.9, _way(name, sentence)
    count = len(name.split())
    generic = link.bare or words.HERE.is_all(name) or (count <= _SHORT and bool(words.HERE.find(name)))
    if not generic and link.alone is not None:
        sentence = _sentence(link.alone[0], link.words, link.alone[1])
    generic_hint = generic and not context.receipt
    hint = link.place >= _LOW and not context.receipt
    if (count <= _SHORT or link.bare) and _asks_to_leave(sentence, generic=generic, ending=generic_hint, hint=hint):
        return _in_sentence(name, sentence, generic=generic)
    return _by_address(link, context, name, sentence)


def _by_address(link: Link, context: Context, name: str, sentence: str) -> tuple[float, str]:
    """What the address of a link says where its words say nothing."""
    if normal(link.href) in context.header_targets:
        return (0.4, "settings") if words.SETTINGS.find(name) else (0.8, "leave")
    if context.tokens and any(token in link.href for token in context.tokens):
        return 0.6, "leave"
    if says_leave(link.href) and not words.SETTINGS.find(name):
        return 0.7, _way(name, sentence)
    if words.SETTINGS.find(name) and (says_settings(link.href) or says_leave(link.href) or len(name.split()) <= _SHORT):
        return 0.4, "settings"
    return 0.0, ""


def _in_sentence(name: str, sentence: str, *, generic: bool) -> tuple[float, str]:
    if words.SETTINGS.find(name):
        return 0.5, "settings"
    if words.LOGIN.find(name):
        return 0.6, "login"
    return (0.85 if generic else 0.6), _way(name, sentence)


def _way(name: str, sentence: str) -> str:
    if words.ERASE.find(name):
        return "erase"
    if words.PAUSE.find(name) and not words.LEAVE.find(name):
        return "pause"
    if words.LOGIN.find(name) or (words.LOGIN.find(sentence) and not words.LEAVE.find(name)):
        return "login"
    return "leave"


def _is_other_channel(name: str) -> bool:
    return bool(_SMS.search(name)) and not _MAIL.search(name)


def _asks_to_leave(sentence: str, *, generic: bool = False, ending: bool = False, hint: bool = False) -> bool:
    """Whether a sentence is about leaving; around a mere "here", and where `hint` or `ending` allow, a hint is enough.

    `hint` allows not wanting to receive, `ending` allows ending a list, in whatever words.
    """
    said = bool(words.LEAVE.find(sentence)) or words.says_stop(sentence)
    said = said or ((generic or hint) and words.is_unwilling(sentence)) or (ending and words.ends_mailing(sentence))
    return said and not _is_other_channel(sentence)


def _sentence(before: str, name: str, after: str) -> str:
    """The sentence around a link, folded; the one before too if what is left says only "click here"."""
    earlier = [part for part in _SENTENCE_END.split(before) if part and part.strip()]
    ended = bool(before.strip()) and bool(re.search(r"[.!?;。！？।؟]\s*$", before))
    own = "" if ended or not earlier else earlier.pop()
    rest = next(iter(_SENTENCE_END.split(after)), "")
    folded = words.fold(f"{own} {name} {rest}")
    if _asks_to_leave(folded, generic=True) or not earlier or words.AGAIN.find(folded):
        return folded
    if ended or not own.strip() or words.HERE.find(words.fold(f"{own} {name}")):
        return words.fold(f"{earlier[-1]} {own} {name} {rest}")
    return folded


def _problem(link: Link, kind: str, context: Context, base: str) -> tuple[str, str]:
    broken = problem_of(link.href, base)
    if broken:
        return ("broken", broken) if broken != "other-scheme" else ("wrong-list", "other channel")
    if link.hidden:
        return "hidden", link.hidden
    if kind == "other-channel":
        return "wrong-list", "other channel"
    if link.quoted and _is_foreign(link.href, context):
        return "wrong-list", "quoted message"
    if kind == "login" or says_login(link.href):
        return "login", ""
    if not link.words and not link.label:
        return ("image-only", "picture without text") if link.image else ("hidden", "no text")
    return {"settings": ("preferences-only", ""), "pause": ("pause-only", ""), "erase": ("account-deletion", "")}.get(
        kind, ("", "plain http" if clean(link.href).lower().startswith("http:") else "")
    )


def _is_foreign(href: str, context: Context) -> bool:
    host = host_of(href) or clean(href).partition("@")[2].partition("?")[0]
    own = {context.sender} | {registrable(host_of(target)) for target in context.header_targets}
    return registrable(host) not in own


def _loose(body: Body, html: str, text: str, context: Context) -> list[Found]:
    """Opt-outs that are no links of the HTML: in comments, as bare addresses in the text, in the text part only."""
    found = []
    for link, kind in unseen_links(html):
        score, likeness = _likeness(link, context)
        if likeness == "leave":
            opt_out = OptOut(how="link", target=clean(link.href), words=link.words[:200], problem="hidden", detail=kind)
            found.append(Found(opt_out, score))
    detail = "text-part-only" if html else ""
    found += [_noted(each, "not-a-link") for each in _in_text(body.text, context)] if html else []
    return found + [_noted(each, detail) for each in _in_text(text, context)]


def _noted(found: Found, detail: str) -> Found:
    opt_out = found.opt_out
    return Found(
        OptOut(
            how=opt_out.how,
            target=opt_out.target,
            words=opt_out.words,
            problem=opt_out.problem,
            detail=detail or opt_out.detail,
        ),
        found.score,
    )


def _in_text(text: str, context: Context) -> Iterator[Found]:
    """Bare addresses in plain text, judged by their line, or by the line before if theirs is empty."""
    lines = [line.strip(" \t>") for line in text.splitlines()]
    for number, line in enumerate(lines):
        at = 0
        for match in islice(_URL.finditer(line), _MOST_ADDRESSES):
            before = line[max(at, match.start() - _CONTEXT) : match.start()].strip(" <([:-\t")
            if not before and at == 0:
                before = next((each for each in reversed(lines[max(0, number - 2) : number]) if each), "")
            at = match.end()
            found = _judge(_bare_link(match[0], before, line[at : at + _CONTEXT], number / len(lines)), context, "")
            if found and _is_certain(found, context):
                yield found


def _bare_link(url: str, before: str, after: str, place: float) -> Link:
    """An address in a text: the last sentence before it is its name."""
    parts = [part for part in _SENTENCE_END.split(before.rstrip(".")) if part and part.strip()] or [""]
    return Link(
        url,
        words=parts[-1][-_LONGEST_NAME:],
        before=before[: len(before) - len(parts[-1])],
        after=after,
        label=before,
        bare=True,
        place=place,
    )


def _is_certain(found: Found, context: Context) -> bool:
    return found.score > 0.5 or normal(found.opt_out.target) in context.header_targets  # noqa: PLR2004 half sure


def _without_link(body: Body, text: str, found: list[Found]) -> Iterator[Found]:
    """A form, or an answer by mail, where there is no link."""
    for form in body.forms:
        folded = words.fold(form[:1000])
        if words.LEAVE.find(folded) or words.STOP.find(folded):
            yield Found(OptOut(how="form", target="", words=form[:200], problem="form-only"), 0.8)
    if found:
        return
    for sentence in _SENTENCE_END.split((body.text or text)[-4000:]):
        folded = words.fold(sentence[:400])
        if words.REPLY.find(folded) and _asks_to_leave(
            folded + words.fold("unsubscribe" if " stop " in folded else "")
        ):
            yield Found(OptOut(how="reply", target="", words=sentence.strip()[:200], problem="reply"), 0.8)
            return
