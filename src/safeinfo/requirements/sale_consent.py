"""SI-05: where data is sold, customers were asked by e-mail and said yes."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.consent_proofs import PROOF_NEEDS, ledgers, trial_customers
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, gaps_in, walk_search
from safeinfo.derive.computed.findings import of_gaps
from safeinfo.derive.computed.messages import MESSAGES
from safeinfo.derive.computed.policies import home_shows, statements
from safeinfo.derive.computed.sale import SALE, SALE_NEEDS, SaleSaid, contraries, notices_not_read, opt_outs_of_sale
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Sale
from safeinfo.model.observations import DeclarationMade
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

F, C, U = Outcome.FAILED, Outcome.CANT_TELL, Outcome.UNTESTED
_NOT_SOLD = frozenset({Sale.NOT_SOLD, Sale.NOT_SOLD_BUT_SHARED})


def decide(view: View) -> Iterator[Finding]:
    """Ask for proof of consent where data is sold; nothing is asked where it surely is not."""
    said = view.once(SALE)
    sells = [made for made in view.of(DeclarationMade) if made.declaration.sold]
    keeps = [made for made in view.of(DeclarationMade) if made.declaration.sold is False]
    if said.status is Sale.SOLD or sells:
        yield from _judge_sale(view, said, sells)
    elif said.status in _NOT_SOLD:
        yield _judge_no_sale(view, said)
        yield from of_gaps(dead_instruments(view, "recorder", "workers"))  # a contradiction may not have been seen
    elif said.status is Sale.UNCLEAR or said.unread:
        message = "Whether personal information is sold could not be told, so whether consent is needed is open."
        yield Finding("sale-open", U, message, said.cites, said.place)
    else:
        yield _judge_silence(view, said, keeps)


def _judge_silence(view: View, said: SaleSaid, keeps: list[DeclarationMade]) -> Finding:
    """Where no text speaks of a sale the declaration stands, if all texts were read and nothing seen is against it."""
    cites = (*(made.id for made in keeps), *said.cites)
    search = walk_search(view, "policy")
    whole = bool(said.texts) or (
        search is not None and search.complete and home_shows(view) and not gaps_in(view, "policy", "fetch")
    )
    if not keeps or not whole:
        message = "Whether personal information is sold is not known; a declaration or a statement would settle it."
        return Finding("sale-not-known", U, message, cites)
    if contrary := next(iter(contraries(view, Sale.NOT_SOLD)), None):
        message = f"The shop declares that it sells nothing, but {contrary.words}: whether consent is needed is open."
        return Finding("sale-open", C, message, cites + contrary.cites)
    cites += (search.id,) if search else ()
    message = "The shop declares that it sells no personal information, and no text says otherwise."
    return Finding("not-sold", Outcome.INAPPLICABLE, message, cites)


def _judge_no_sale(view: View, said: SaleSaid) -> Finding:
    assert said.text is not None
    contrary = next((each for each in contraries(view, said.status)), None)
    if contrary:
        message = f"The policy says that nothing is sold, but {contrary.words}: whether consent is needed is open."
        return Finding("sale-open", C, message, said.text.cites + contrary.cites, said.place)
    unread = [text.url for text in said.unread] + [url for url, _ in notices_not_read(view)]
    if unread:
        message = f"One text says that nothing is sold, but {unread[0]} was not read whole."
        return Finding("sale-open", C, message, said.cites, said.place)
    message = "The shop says that personal information is not sold, and nothing seen contradicts it."
    return Finding("not-sold", Outcome.INAPPLICABLE, message, said.text.cites, said.place)


def _judge_sale(view: View, said: SaleSaid, sells: list[DeclarationMade]) -> Iterator[Finding]:
    cites = tuple(dict.fromkeys((*said.cites, *(made.id for made in sells))))
    asks = statements(said.texts, "sale-consent")
    outs = opt_outs_of_sale(said)
    refused = [made for made in view.of(DeclarationMade) if made.declaration.consent_asked_by_mail is False]
    if refused:
        message = "Personal information is sold, and the shop declares that it does not ask its customers by e-mail."
        yield Finding("consent-not-asked", F, message, cites, said.place)
    elif outs and not asks:
        text, statement = outs[0]
        message = "Personal information is sold, and the policy speaks of opting out only; consent is not asked for."
        yield Finding("opt-out-only", F, message, cites, Place(text.url, "", statement.quote))
    proofs = [*ledgers(view), *trial_customers(view)]
    yield from proofs
    if not proofs and not refused and (asks or not outs):
        message = (
            "Personal information is sold; that every customer was asked by e-mail and said yes is not proven yet. "
            "The consent ledger or a mail trial would settle it."
        )
        yield Finding("consent-unproven", U, message, cites, said.place)
    for message_seen, read in view.once(MESSAGES):
        if read.kind == "sale-consent":
            words = f"A message asks for consent to a sale: «{read.subject}»."
            yield Finding("consent-message-seen", Outcome.PASSED, words, (message_seen.id,), for_information=True)


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("sale_consent.toml").read_text("utf-8"),
    COVERAGE_NEEDS | SALE_NEEDS | PROOF_NEEDS,
    decide,
)
