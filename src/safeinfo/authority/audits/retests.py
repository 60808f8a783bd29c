"""Looking again at one finding, quickly: only its page, and the policies that bear on it.

It tells a merchant whether a change helped. It is no audit: it changes no verdict, earns nothing, keeps no evidence.
"""

import asyncio
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safeinfo.authority import clock, using, work
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits import results
from safeinfo.authority.audits.models import Audit, Retest
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records import services as records
from safeinfo.derive.computed.addresses import same_page
from safeinfo.engine import Payload
from safeinfo.gather import GatherOptions, gather
from safeinfo.gather.declaration import parse
from safeinfo.judge import judge
from safeinfo.model.errors import SafeInfoError
from safeinfo.model.outcome import Outcome
from safeinfo.report import json as as_json

JOB = "look-again"
_AN_HOUR, _MOST_AN_HOUR = timedelta(hours=1), 10  # of one shop
_SECONDS = 90.0
_MOST_POLICIES = 3
_ON_THE_WAY = frozenset({"cart", "checkout"})  # pages that are what they are only after shopping
_BAD = frozenset({Outcome.FAILED.value, Outcome.CANT_TELL.value})
_STUCK = timedelta(hours=1)
_S = Retest.State


def ask(audit: Audit, finding: str, actor: Account) -> Retest:
    """Ask for a second look at a finding; one that is under way is returned instead of another.

    NotPossibleError, with words, for what one page cannot show and for more than ten an hour.
    """
    _pages(audit, finding)
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        of_shop, now = Retest.objects.filter(audit__shop=audit.shop_id), clock.now()
        running = of_shop.filter(state=_S.WAITING, finding=finding, audit=audit).first()
        if running is not None:
            return running
        if of_shop.filter(asked_at__gt=now - _AN_HOUR).count() >= _MOST_AN_HOUR:
            raise NotPossibleError(
                "busy", _("A shop has at most %s second looks an hour; wait a little.") % _MOST_AN_HOUR
            )
        made = Retest.objects.create(
            key=secrets.token_hex(16), audit=audit, finding=finding, asked_by=actor, asked_at=now
        )
        records.write(audit, "looked-again", actor=actor, finding=finding)
        work.ask_after_commit(JOB, made.key, {"retest": made.key}, partition=audit.shop.host)
    return made


def possible(audit: Audit, finding: str) -> bool:
    """Tell whether a second look at a finding can say anything."""
    try:
        return bool(_pages(audit, finding))
    except NotPossibleError:
        return False


def _pages(audit: Audit, key: str) -> tuple[tuple[str, str], ...]:
    """Return the pages to open, with their roles: the finding's own, the front page, and the policies."""
    data = results.report(audit)
    pair = next(
        (each for each in results.findings(data["requirements"] if data else ()) if results.id_of(*each) == key), None
    )
    if data is None or pair is None:
        raise NotPossibleError("finding", _("The audit has no such finding."))
    found = pair[1]
    if found["outcome"] not in _BAD or found["for_information"]:
        raise NotPossibleError("outcome", _("Only a finding that failed, or could not be told, is looked at again."))
    roles = {page["url"]: page["role"] for page in reversed(data["coverage"]["pages"])}
    if found["page"] not in roles:
        raise NotPossibleError("whole", _("This finding is about more than one page: ask for another audit."))
    if roles[found["page"]] in _ON_THE_WAY:
        raise NotPossibleError("whole", _("This page is reached only by shopping: ask for another audit."))
    home = next((url for url, role in roles.items() if role == "home"), audit.shop.origin)
    policies = [policy["url"] for policy in data["policies"]][:_MOST_POLICIES]
    wanted = {home: "home", found["page"]: roles[found["page"]]} | {url: roles[url] for url in policies if url in roles}
    return tuple(wanted.items())


def look_again(payload: Payload) -> dict[str, Any]:
    """Look, as durable work; a second time changes nothing."""
    made = Retest.objects.select_related("audit__shop", "audit__declaration").get(key=payload["retest"])
    if made.state != _S.WAITING:
        return {}
    try:
        pages = _pages(made.audit, made.finding)
        report = judge(asyncio.run(gather(pages[0][0], _options(made.audit, pages))))
    except SafeInfoError as error:
        _end(made, _S.UNTOLD, f"{error} {error.advice}".strip())
        return {}
    before = next(
        (requirement, found)
        for requirement, found in results.findings(results.decided(made.audit))
        if results.id_of(requirement, found) == made.finding
    )
    _end(made, *compared(*before, as_json.as_data(report)))
    return {}


def compared(requirement: dict[str, Any], found: dict[str, Any], now: dict[str, Any]) -> tuple[str, str]:
    """Return whether a finding is gone, still there, or not to be told from a report on its page, and a sentence.

    Gone is only said of a page that came, where nothing new is in doubt for the same requirement.
    """
    here = [page for page in now["coverage"]["pages"] if same_page(page["url"]) == same_page(found["page"])]
    if not any(page["status"] < 400 for page in here):  # noqa: PLR2004 - RFC 9110, 15.5
        return _S.UNTOLD, "The page of the finding did not come."
    after = next((each for each in now["requirements"] if each["id"] == requirement["id"]), None)
    bad = [each for each in (after["findings"] if after else ()) if _is_bad_at(each, found["page"])]
    same = next((each for each in bad if each["name"] == found["name"] and _is_same_place(each, found)), None)
    if same is not None:
        return _S.STILL, same["message"]
    doubt = next((each for each in bad if each["outcome"] == Outcome.CANT_TELL), None)
    if doubt is not None or after is None:
        return _S.UNTOLD, doubt["message"] if doubt else "The requirement was not judged."
    return _S.GONE, ""


def _is_bad_at(each: dict[str, Any], page: str) -> bool:
    return (
        each["outcome"] in _BAD
        and not each["for_information"]
        and (not each["page"] or same_page(each["page"]) == same_page(page))
    )


def _is_same_place(each: dict[str, Any], found: dict[str, Any]) -> bool:
    """A selector moves when a page is changed, and a quote when words are: either alone names the place."""
    return (
        (not found["selector"] and not found["quote"])
        or (bool(found["selector"]) and each["selector"] == found["selector"])
        or (bool(found["quote"]) and each["quote"] == found["quote"])
    )


def _options(audit: Audit, pages: tuple[tuple[str, str], ...]) -> GatherOptions:
    config, declared = using.config(), audit.shop.declarations.first()
    return GatherOptions(
        max_pages=2 * len(pages) + 2,
        timeout=min(_SECONDS, config.audit_seconds),
        allow_private=config.try_out,
        ca_file=config.ca_file,
        declaration=parse(declared.text, f"declaration {declared.number}") if declared else None,
        declaration_source=f"declaration {declared.number}" if declared else "",
        only=pages,
        pictures=False,
        clock=clock.now,
    )


def _end(made: Retest, state: str, said: str) -> None:
    with transaction.atomic():
        held = Retest.objects.select_for_update().get(pk=made.pk)
        if held.state == _S.WAITING:
            held.state, held.said, held.ended_at = state, said, clock.now()
            held.save()


def lost(now: Any) -> None:
    """Ask again for what a crash lost, and end what an error of ours ended."""
    waiting = Retest.objects.filter(state=_S.WAITING).select_related("audit__shop")
    for made in waiting.filter(asked_at__lte=now - timedelta(minutes=2)):
        if made.asked_at <= now - _STUCK:
            _end(made, _S.UNTOLD, "It ended by an error of ours, which says nothing about the shop.")
        else:
            key = f"{made.key}-{now:%Y%m%d%H}"
            work.ask(JOB, key, {"retest": made.key}, partition=made.audit.shop.host)
