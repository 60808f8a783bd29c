"""SI-06: every informational e-mail carries a link that works."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.collecting import collecting_forms
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, gaps_in
from safeinfo.derive.computed.findings import counted, of_gaps
from safeinfo.derive.computed.mail_trials import MAIL_NEEDS, effect, silence
from safeinfo.derive.computed.messages import INFORMATIONAL, MESSAGES, advice, informational, is_of_shop
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Purpose
from safeinfo.model.observations import DeclarationMade, MailSeen, PageSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import MailRead
from safeinfo.model.requirement import Finding, Place, Requirement

F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL
_LINKS = frozenset({"link", "mailto", "image-link"})
_SURE = 0.5


def decide(view: View) -> Iterator[Finding]:
    """Judge each message on its own, aspect by aspect; then what a mail trial showed of the effect."""
    messages = view.once(MESSAGES)
    sent = informational(view)
    for seen, read in messages:
        yield from _judge(view, seen, read)
    silent = [] if sent else list(silence(view))
    if sent:
        yield from effect(view)
    elif silent:
        yield from silent
    elif not messages:
        yield _no_message()
    elif all(read.kind != "unclear" and not read.unread for _, read in messages):
        message = (
            f"None of {counted(len(messages), 'message')} given is informational; a newsletter must still be seen."
        )
        yield Finding("no-informational-message", U, message, tuple(seen.id for seen, _ in messages))
    yield from _judge_declared(view, sent)
    yield from of_gaps(gaps_in(view, "mail"))


def _no_message() -> Finding:
    message = "No message of this shop was given; give newsletters with --mail, or let a trial receive them."
    return Finding("no-message", U, message)


def _judge(view: View, seen: MailSeen, read: MailRead) -> Iterator[Finding]:
    named = f"«{read.subject or seen.source}»"
    if read.unread:
        yield Finding("message-not-read", C, f"The message {named} could not be read ({read.unread}).", (seen.id,))
    elif read.kind == "unclear" or (read.kind in INFORMATIONAL and read.certainty < _SURE and not read.present):
        message = f"Whether the message {named} is informational must be told by a person ({read.because})."
        yield Finding("message-kind-unclear", C, message, (seen.id,))
    elif read.kind in INFORMATIONAL:
        yield _judge_aspects(seen, read, named)
        if not is_of_shop(view, seen):
            message = (
                f"The message {named} is from {seen.sender or 'nobody named'}; that the shop sent it is not known."
            )
            yield Finding("message-of-another", C, message, (seen.id,))
        for name, words in advice(read):
            yield Finding(name, P, f"The message {named} {words}.", (seen.id,), for_information=True)


def _judge_aspects(seen: MailSeen, read: MailRead, named: str) -> Finding:
    """Judge presence, then visibility, then action: each is asked only of what the one before left standing."""
    links = [out for out in read.opt_outs if out.how in _LINKS]
    first = next(iter(sorted(links, key=lambda out: bool(out.problem))), None)
    place = Place("", "", (first.words or first.target) if first else "")
    detail = f": {first.detail or first.problem}" if first and first.problem else ""
    if not read.present:
        only = " (a header alone is not a link)" if read.opt_outs and not links else ""
        return Finding(
            "opt-out-missing", F, f"The message {named} has no link to unsubscribe{only}.", (seen.id,), place
        )
    if not read.visible:
        message = f"The link to unsubscribe in {named} cannot be seen and found by a person{detail}."
        return Finding("opt-out-hidden", F, message, (seen.id,), place)
    if not read.actionable:
        message = f"The link to unsubscribe in {named} does not let the customer go in one step{detail}."
        return Finding("opt-out-not-actionable", F, message, (seen.id,), place)
    message = (
        f"The message {named} has a link to unsubscribe that can be seen and asks nothing more, as far as it shows."
    )
    return Finding("opt-out-present", P, message, (seen.id,), place)


def _judge_declared(view: View, sent: list[tuple[MailSeen, MailRead]]) -> Iterator[Finding]:
    """A shop that declares no mailings must not be seen to send them, nor to ask for addresses to send them to."""
    for made in view.of(DeclarationMade):
        yield from _judge_mailings(made, sent)
        if made.declaration.sends_mailings is not False:
            continue
        for seen, read in sent[:1]:
            message = f"The shop declares that it sends no mailings, and sent «{read.subject or seen.source}»."
            yield Finding("declaration-contradicted", F, message, (made.id, seen.id))
        for form in [each for each in collecting_forms(view) if each.form.purpose is Purpose.NEWSLETTER][:1]:
            message = (
                f"The shop declares that it sends no mailings, and {form.page.url} asks for addresses to send them to."
            )
            yield Finding("declaration-contradicted", F, message, (made.id, *form.cites), form.place())


def _judge_mailings(made: DeclarationMade, sent: list[tuple[MailSeen, MailRead]]) -> Iterator[Finding]:
    """A mailing that is declared with its sender, where others came, must be seen too."""
    for mailing in made.declaration.mailings if sent else ():
        if mailing.sender and not any(mailing.sender.lower() in seen.sender.lower() for seen, _ in sent):
            message = f"No message of the declared mailing «{mailing.name}» ({mailing.sender}) was given."
            yield Finding("mailing-not-seen", U, message, (made.id,))


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("unsubscribe.toml").read_text("utf-8"),
    COVERAGE_NEEDS | MAIL_NEEDS | {PageSeen},
    decide,
)
