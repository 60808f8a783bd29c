"""What the literate cases cannot reach: addresses that are none, and views that are asked for too much."""

from dataclasses import replace

import pytest

from safeinfo.derive.computed.addresses import host_of, origin_of, path_of, port_of, same_page
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, GAPS
from safeinfo.derive.computed.findings import listed
from safeinfo.derive.computed.messages import advice
from safeinfo.derive.computed.opinions import OPINIONS
from safeinfo.derive.computed.policies import POLICIES, speaks_for
from safeinfo.model.evidence import Evidence, View
from safeinfo.model.kinds import Sale
from safeinfo.model.observations import GatherFailed, MailSeen, Opinion, OpinionsSeen, PageSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import MailRead, PolicyRead
from safeinfo.model.requirement import Finding
from safeinfo.report.html import _path
from tests.cases.cases import NOW, Block, Builder

BROKEN = "https://[shop"


def test_an_address_that_is_none_is_no_trouble() -> None:
    assert same_page(BROKEN) == BROKEN
    assert port_of("https://shop.example:99999/") == 0
    assert (host_of(BROKEN), path_of(BROKEN), origin_of(BROKEN)) == ("", "/", "")
    assert _path(BROKEN) == BROKEN


def test_a_list_of_many_words_is_cut() -> None:
    assert listed("abc") == "a, b and c"
    assert listed("abcdefgh") == "a, b, c, d, e, f and 2 more"
    assert listed("") == ""


def test_a_view_refuses_what_was_not_declared_as_needed() -> None:
    view = View(Evidence("https://shop.example", (), {}), frozenset({PageSeen}))
    with pytest.raises(LookupError, match="MailSeen is not among the declared needs"):
        view.of(MailSeen)
    with pytest.raises(LookupError, match="policies needs DeclarationMade, TextSeen, which this requirement does not"):
        view.once(POLICIES)


def test_a_finding_that_is_not_untested_must_cite() -> None:
    with pytest.raises(ValueError, match="'x' is passed but cites no observation"):
        Finding("x", Outcome.PASSED, "Fine.")


def test_a_page_of_many_words_is_read_to_a_limit_and_one_without_a_body_not_at_all() -> None:
    from safeinfo.derive.computed.pages import TEXT_KEPT, VISITS

    builder = Builder()
    builder.page(Block("page", ("other", "https://shop.example/long"), "<p>words</p>" * 6_000))
    builder.page(Block("page", ("other", "https://shop.example/frames"), "<frameset><frame src=x></frameset>"))
    view = View(builder.evidence(), frozenset({PageSeen}))
    long, frames = view.once(VISITS)
    assert len(long.last.text) == TEXT_KEPT
    assert frames.last.text == ""


def mail(**changes: object) -> MailRead:
    values = {
        "kind": "informational", "sender": "news@shop.example", "subject": "Autumn", "language": "en", "opt_outs": (),
        "present": True, "visible": True, "actionable": True, "one_click": True, "postal_address": "4 Slipway Lane",
    }  # fmt: skip
    return MailRead(**(values | changes))  # type: ignore[arg-type]


def test_a_message_that_does_all_well_gets_no_advice() -> None:
    assert list(advice(mail())) == []
    assert [name for name, _ in advice(mail(authentication={"spf": "temperror"}))] == ["authentication-unknown"]


def test_a_name_of_two_letters_is_nobodys() -> None:
    builder = Builder()
    view = View(builder.evidence(), POLICIES.needs)
    read = PolicyRead(
        url="", kind="privacy", is_policy=1.0, language="en", sale=Sale.SILENT, statements=(), names=("IT", "Shop")
    )
    assert speaks_for(read, view, None)
    assert not speaks_for(replace(read, names=("IT",)), view, None)


def test_an_opinion_on_a_field_without_a_name_is_found_by_its_place() -> None:
    seen = OpinionsSeen(
        id="opinion-1", seen_at=NOW, url="https://shop.example/", browser="Chrome 1",
        opinions=(Opinion(frame="", selector="#q", name="", said="EMAIL_ADDRESS"),),
    )  # fmt: skip
    opinions = View(Evidence("https://shop.example", (seen,), {}), OPINIONS.needs).once(OPINIONS)
    assert list(opinions.said) == [("https://shop.example/", "", "#q")]


@pytest.mark.parametrize(
    ("what", "reason", "gaps"), [("method", "left", 0), ("method", "error", 1), ("page", "timeout", 1)]
)
def test_a_way_to_pay_at_another_site_is_told_and_leaves_no_gap_in_the_shop(what: str, reason: str, gaps: int) -> None:
    failed = GatherFailed(id="o1", seen_at=NOW, what=what, reason=reason, url="https://shop.example/till", detail="x")
    view = View(Evidence("https://shop.example", (failed,), {}), COVERAGE_NEEDS)
    assert len(view.once(GAPS)) == gaps
