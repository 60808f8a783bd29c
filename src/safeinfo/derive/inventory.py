"""The tables of the report: pages, fields, forms, policies, recipients, coverage; what SI-01 to SI-10 share."""

from collections.abc import Iterable, Mapping

from safeinfo.derive.computed.collecting import DISTINCT_FORMS, FORMS, Collected
from safeinfo.derive.computed.coverage import GAPS
from safeinfo.derive.computed.delivery import delivery
from safeinfo.derive.computed.demands import demands_of
from safeinfo.derive.computed.disclosures import DISCLOSURES, Disclosure
from safeinfo.derive.computed.kinds_asked import named_in, naming_texts
from safeinfo.derive.computed.needs import relation
from safeinfo.derive.computed.opinions import AGREED, OPINIONS
from safeinfo.derive.computed.pages import VISITS, Visit, find_home
from safeinfo.derive.computed.policies import POLICIES, own_texts
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Purpose
from safeinfo.model.observations import ExchangeSeen, GatherFailed, GatheringDone, Searched
from safeinfo.model.readings import Box, ButtonRead, FieldRead, FormRead
from safeinfo.model.report import Coverage, FieldRow, FormRow, Missed, PageVisited, PolicyRow, RecipientRow
from safeinfo.model.requirement import Place

_STOPS = frozenset({"needs-trial", "login-needed", "captcha", "blocked", "budget", "timeout"})
_PURPOSES = {
    "account": (Purpose.SIGNUP, Purpose.LOGIN),
    "newsletter": (Purpose.NEWSLETTER,),
    "contact": (Purpose.CONTACT,),
}


def field_rows(view: View) -> tuple[FieldRow, ...]:
    """Return every field of every distinct form, where it was first met."""
    goods, texts, opinions = delivery(view), naming_texts(view), view.once(OPINIONS)
    rows: list[FieldRow] = []
    for form in view.once(DISTINCT_FORMS):
        judged = {demand.field: demand for demand in demands_of(view, form, delivers=goods.delivers)}
        for field in form.form.fields:
            demand = judged.get(field)
            word = relation(field, demand.need, explained=bool(demand.reason)) if demand else "not-personal"
            if field.personal and not demand:
                word = "unexplained"
            second = opinions.on(form.page.url, form.form.frame, field.selector, field.name, field.kind)
            rows.append(
                FieldRow(
                    page=form.page.url,
                    frame=form.form.frame,
                    form=form.form.selector,
                    purpose=form.form.purpose.value,
                    selector=field.selector,
                    name=field.name,
                    label=field.label,
                    kind=field.kind,
                    personal=field.personal,
                    required=(demand.required if demand else field.required).value,
                    required_because=demand.because if demand else field.required_because,
                    relation=word,
                    certainty=max(field.certainty, AGREED) if second.agrees else field.certainty,
                    named_in_policy=named_in(texts, field.kind) is not None if field.personal and texts else None,
                    picture=form.page.picture,
                    second_opinion=second.words,
                )
            )
    return tuple(rows)


def form_rows(view: View) -> tuple[FormRow, ...]:
    """Return every distinct form, where it was first met."""
    return tuple(
        FormRow(
            page=form.page.url,
            frame=form.form.frame,
            selector=form.form.selector,
            purpose=form.form.purpose.value,
            fields=len(form.form.fields),
        )
        for form in view.once(DISTINCT_FORMS)
    )


def policy_rows(view: View) -> tuple[PolicyRow, ...]:
    """Return every policy and notice of the shop that came."""
    return tuple(
        PolicyRow(
            url=text.url,
            kind=text.read.kind,
            sale_status=text.read.sale.value,
            children=text.read.children,
            language=text.read.language,
            unread=text.read.unread,
            statements=text.read.statements,
        )
        for text in own_texts(view.once(POLICIES))
        if text.read
    )


def recipient_rows(view: View) -> tuple[RecipientRow, ...]:
    """Return every host that personal data went to, or would go to, in the order of first sight."""
    hosts: dict[str, list[Disclosure]] = {}
    for each in view.once(DISCLOSURES):
        if not each.weak:
            hosts.setdefault(each.host, []).append(each)
    return tuple(_recipient(host, found) for host, found in hosts.items())


def _recipient(host: str, found: list[Disclosure]) -> RecipientRow:
    party = found[0].party
    return RecipientRow(
        host=host,
        organisation=party.organisation,
        party=party.party,
        roles=party.roles,
        received=tuple(dict.fromkeys(each.name for each in found)),
        how=tuple(dict.fromkeys(each.how for each in [each for each in found if not each.cut] or found)),
        when=tuple(dict.fromkeys(each.when for each in found)),
        permitted=all(each.permitted for each in found),
    )


def coverage_of(view: View, places: Iterable[Place]) -> Coverage:
    """Return what was looked at and what not; pages know the boxes of the `places` that findings point to."""
    visits = view.once(VISITS)
    wanted: dict[str, set[str]] = {}
    for place in places:
        if place.selector:
            wanted.setdefault(place.page, set()).add(place.selector)
    pages = tuple(_page(visit, forms, wanted) for visit, forms in view.once(FORMS))
    failed = view.of(GatherFailed)
    done = view.of(GatheringDone)
    return Coverage(
        pages=pages,
        forms=len(view.once(DISTINCT_FORMS)),
        fields=sum(len(form.form.fields) for form in view.once(DISTINCT_FORMS)),
        frames=sum(len(visit.last.page.documents) - 1 for visit in visits if visit.last.page.documents),
        exchanges=len(view.of(ExchangeSeen)),
        reached=_reached(view, visits),
        stopped_at=_stopped(failed),
        missed=tuple(Missed(what=f.what, reason=f.reason, url=f.url, detail=f.detail) for f in failed),
        complete=bool(done) and done[-1].complete and not view.once(GAPS),
        repeats=next((each.note for each in view.of(Searched) if each.what == "typing"), ""),
    )


def _page(visit: Visit, forms: tuple[Collected, ...], wanted: Mapping[str, set[str]]) -> PageVisited:
    page = visit.last.page
    pictured = next((s.page for s in reversed(visit.states) if s.page.picture), page)
    selectors = wanted.get(page.url, set()) | wanted.get(visit.first.url, set())
    return PageVisited(
        id=page.id,
        visit=visit.id,
        url=page.url,
        role=visit.first.role,
        title=page.title,
        status=page.status,
        forms=len(forms),
        fields=sum(len(form.form.fields) for form in forms),
        picture=pictured.picture,
        picture_size=pictured.picture_size,
        boxes=_boxes(visit, forms, selectors),
    )


def _boxes(visit: Visit, forms: tuple[Collected, ...], selectors: set[str]) -> Mapping[str, Box]:
    known: dict[str, Box] = {}
    for form in forms:
        things: tuple[FormRead | FieldRead | ButtonRead, ...] = (form.form, *form.form.fields, *form.form.submit)
        known |= {thing.selector: thing.box for thing in things if thing.box and thing.selector not in known}
    for seen in visit.last.links:
        if seen.link.box:
            known.setdefault(seen.link.selector, seen.link.box)
    return {selector: known[selector] for selector in sorted(selectors) if selector in known}


def _reached(view: View, visits: tuple[Visit, ...]) -> Mapping[str, bool]:
    roles = {visit.first.role for visit in visits if visit.loaded}
    purposes = {form.form.purpose for form in view.once(DISTINCT_FORMS)}
    found = {search.what for search in view.of(Searched) if search.found}
    reached = {"home": "home" in roles and find_home(visits) is not None}
    reached["policy"] = any(text.confirmed for text in own_texts(view.once(POLICIES)))
    for step in ("product", "cart", "checkout"):
        reached[step] = step in roles
    reached["account"] = bool({"account", "signup", "login"} & roles) or bool(purposes & set(_PURPOSES["account"]))
    for step in ("newsletter", "contact"):
        reached[step] = step in roles or step in found or bool(purposes & set(_PURPOSES[step]))
    return reached


def _stopped(failed: tuple[GatherFailed, ...]) -> str:
    """Name the step where the walk to the checkout had to stop, and why."""
    for each in failed:
        if each.what in {"checkout", "cart", "walk", "time", "browser"} and each.reason in _STOPS | {
            "error",
            "crashed",
        }:
            return f"{each.what}: {each.reason}{f' ({each.detail})' if each.detail else ''}"
    return ""
