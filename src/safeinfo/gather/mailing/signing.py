"""Signing addresses up at a shop, in the shop's own form, each as another visitor: for its mail, or as customers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from playwright.async_api import Error as PlaywrightError

from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.gathering import Gathering, quiet
from safeinfo.gather.options import GatherOptions
from safeinfo.gather.start import Start
from safeinfo.gather.walk import gates, places
from safeinfo.gather.walk.canaries import Canaries
from safeinfo.gather.walk.filling import needed
from safeinfo.gather.walk.frontier import Target
from safeinfo.gather.walk.looking import go
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.gather.walk.trials.run import asked_for, reopened, with_form
from safeinfo.gather.walk.trials.submitting import fresh_profile, send
from safeinfo.model.errors import SafeInfoError
from safeinfo.model.kinds import Purpose, Required
from safeinfo.model.readings import FieldRead, FormRead

_WANTED = "consent-marketing"  # the one box that is never ticked elsewhere is what we come for
_MAIL, _ACCOUNT = (Purpose.NEWSLETTER, Purpose.SIGNUP), (Purpose.SIGNUP,)


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What came of it: the page whose form was used ("" for none), and by address accepted, refused or no-change."""

    page: str
    results: Mapping[str, str]
    said: str = ""


async def sign_up(site: str, addresses: tuple[str, ...], options: GatherOptions, *, account: bool = False) -> SignedUp:
    """Give each address to the form of a shop in which customers ask for its mail: a newsletter's, else an account's.

    With `account` only to that of an account, and no mail is asked for: whoever has one is a customer.
    An address that was not come to (the time was over, the browser died) has no result: what became of it is unknown.
    """
    gathering = Gathering.prepare(Start.parse(site), options, quiet)
    results: dict[str, str] = {}
    page = ""
    try:
        async with gathering.walking() as walk:
            try:
                found = await _form(walk, gathering.start.url, _ACCOUNT if account else _MAIL)
                page = found[0].page.url if found else ""
                if found is not None:
                    for address in addresses:
                        results[address] = await _given(walk, *found, address, mail=not account)
            finally:
                await walk.shopper.close()
    except (PlaywrightError, CdpError, SafeInfoError, TimeoutError) as error:
        return SignedUp(page, results, str(error).partition("\n")[0])
    return SignedUp(page, results)


async def _form(walk: Walk, url: str, purposes: tuple[Purpose, ...]) -> tuple[Look, FormRead] | None:
    """Look for the form: on the home page, then where shops have one."""
    home = await go(walk, Target(url, "home", "address", 0), keep_clear=True)
    if home is None:
        return None
    home = await gates.enter(walk, home)
    if found := next(_forms(walk, purposes[0]), None):
        return found
    await places.usual(walk, home)
    return next((found for purpose in purposes for found in _forms(walk, purpose)), None)


def _forms(walk: Walk, purpose: Purpose) -> Iterator[tuple[Look, FormRead]]:
    return with_form(walk, lambda form: form.purpose is purpose and any(f.kind == "email" for f in form.fields))


async def _given(walk: Walk, seen: Look, form: FormRead, address: str, *, mail: bool) -> str:
    """Fill in the form with an address as another visitor: what it insists on, and once more all that it may need."""
    known, options = walk.canaries, walk.options
    made = Canaries.make(options.random, options.clock().date(), options.canary_domain, known.country)
    person = replace(made, values={**made.values, "email": address})
    result = "unclear"
    async with fresh_profile(walk):
        for whole in (False, True):
            page = await reopened(walk, seen, form)
            if page is None:
                return result
            walk.canaries = person
            try:
                sent = await send(walk, *page, _fields(page[1], whole=whole, mail=mail))
            finally:
                walk.canaries = known
            result = sent.result if sent is not None else "refused"
            if result != "refused":
                break
    return result


def _fields(form: FormRead, *, whole: bool, mail: bool) -> tuple[FieldRead, ...]:
    asked = needed(form) if whole else asked_for(form)
    wanted = (replace(f, required=Required.REQUIRED) for f in form.fields if mail and f.visible and f.kind == _WANTED)
    return (*asked, *wanted)
