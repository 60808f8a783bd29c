"""Every format: valid, complete, the same bytes each time, and unmoved by hostile words."""

import json
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from safeinfo.judge import judge
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import Box
from safeinfo.model.report import Missed, Report
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.model.review import Review, Settlement
from safeinfo.report import FORMATS, html, junit, sarif, standard, text
from safeinfo.report import json as json_report
from safeinfo.report.dataflow import flow
from safeinfo.report.pictures import crops, pages_by_url
from safeinfo.report.words import missed_words, opinions_sentence, remedy_heading, seal_sentence
from tests.cases.cases import Block, Builder

from .factory import PICTURE, SHOP, report, requirement
from .shapes import SARIF, junit_faults, sarif_faults

# What GatherFailed says that its reason may be.
REASONS = (
    "refused blocked timeout http-status certificate unreachable not-html too-large crashed captcha login-needed "
    "budget needs-trial robots error unresponsive"
)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert FORMATS[name](report()) == FORMATS[name](report())


def test_json_is_as_its_schema_says() -> None:
    Draft202012Validator.check_schema(json_report.schema())
    data = json.loads(json_report.render(report()))
    Draft202012Validator(json_report.schema(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    assert data["requirements"][0]["outcome"] == "failed"
    assert data["requirements"][0]["findings"][1]["observations"] == ["page-3"]


def test_the_schema_refuses_what_is_not_a_report() -> None:
    data = json_report.as_data(report())
    data["requirements"][0]["outcome"] = "fine"
    errors = [error.json_path for error in Draft202012Validator(json_report.schema()).iter_errors(data)]
    assert errors == ["$.requirements[0].outcome"]


def test_sarif_has_a_rule_for_every_result_and_only_failures_have_a_level() -> None:
    run = json.loads(sarif.render(report()))["runs"][0]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules
    levels = {(result["kind"], result["level"]) for result in run["results"]}
    assert levels == {
        ("fail", "error"),
        ("review", "none"),
        ("open", "none"),
        ("pass", "none"),
        ("notApplicable", "none"),
        ("informational", "none"),
    }
    assert all(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"])


def test_junit_counts_what_it_holds() -> None:
    suite = ET.fromstring(junit.render(report())).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("6", "1", "3")
    assert len(suite.findall("testcase/failure")) == 1
    assert len(suite.findall("testcase/skipped")) == 3
    assert "\x00" not in junit.render(report())


def test_text_is_worst_first_and_steers_no_terminal() -> None:
    place = report().verdicts[0].findings[1].place
    verdicts = (
        Verdict(requirement(1), (Finding("x", Outcome.FAILED, "red \x1b[31m\x9b31m\u202e", ("page-1",), place),)),
    )
    shown = text.render(report(verdicts=verdicts))
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown
    whole = text.render(report())
    assert "… and 5 more like this" in whole
    assert "1 failed, 2 can't tell, 1 untested, 1 passed, 1 does not apply" in whole
    assert "HSTS" not in whole
    assert "\x1b[" in text.render(report(), colour=True)


def test_html_holds_everything_and_fetches_nothing() -> None:
    page = html.render(report())
    tree = LexborHTMLParser(page)
    assert not tree.css("script, link, iframe, img")
    assert {node.attributes["href"][:5] for node in tree.css("image")} == {"data:"}  # type: ignore[index]
    assert all((a.attributes["href"] or "").startswith(("#", "https://shop.example")) for a in tree.css("a"))
    assert "alert(1)" in page
    assert "url(" not in page
    assert len(tree.css("details.requirement")) == 6
    assert len(tree.css("details.requirement[open]")) == 4
    assert len(tree.css("image")) == 1
    targets = {node.attributes["href"] for node in tree.css("use")}
    assert targets == {f"#{tree.css_first('image').attributes['id']}"}


def test_every_anchor_of_the_html_leads_somewhere() -> None:
    page = html.render(report())
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_a_place_outside_the_picture_gets_no_crop() -> None:
    page = report().coverage.pages[1]
    assert crops(report())[(SHOP + "/checkout", "", "#phone")].box == page.boxes["#phone"]  # type: ignore[index]
    for box in (Box(10, 900, 50, 20), Box(1300, 10, 50, 20), Box(10, -40, 50, 20)):
        pages = (type(page)(**{f: getattr(page, f) for f in page.__slots__} | {"boxes": {"#phone": box}}),)
        coverage = report().coverage
        changed = type(coverage)(**{f: getattr(coverage, f) for f in coverage.__slots__} | {"pages": pages})
        assert crops(report(coverage=changed)) == {}
    assert crops(report(pictures={})) == {}
    assert PICTURE in report().pictures


def test_the_flow_draws_every_value_of_every_recipient() -> None:
    drawn = flow(report().recipients)
    assert drawn is not None
    assert [node.full for node in drawn.values] == ["e-mail address", "telephone number"]
    assert len(drawn.edges) == 6
    assert [node.tone for node in drawn.recipients] == ["denied", "permitted", "shop"]
    assert drawn.recipients[0].label.endswith("…")
    assert flow(()) is None


def test_a_report_of_nothing_renders_too() -> None:
    bare = report(verdicts=(), fields=(), forms=(), policies=(), recipients=(), pictures={})
    for render in FORMATS.values():
        assert SHOP in render(bare)


def test_text_says_a_long_sentence_once_and_names_where_it_stood() -> None:
    words = "The checkout was not seen to its end: the address step asks for personal data; a trial would show it."
    gap = Finding("not-reached", Outcome.UNTESTED, words, ("failure-1",))
    verdicts = (Verdict(requirement(1), (gap,)), Verdict(requirement(3, "right-to-decline"), (gap,)))
    shown = text.render(report(verdicts=verdicts, evidence_digest=""), width=160)
    assert shown.count("a trial would show it") == 1
    assert "(as under SI-01)" in shown
    assert "sha256" not in shown


def test_a_shop_that_meets_all_is_told_so_and_by_whose_word() -> None:
    passed = (Verdict(requirement(1), (Finding("kind-named", Outcome.PASSED, "Named.", ("page-1",)),)),)
    assert seal_sentence(report(verdicts=passed)) == "This shop meets these requirements of edition 1."
    settled = Settlement(
        finding="SI-01/kind-named/0", outcome=Outcome.PASSED, reason="Seen.", reviewer="R. Eader", on=date(2026, 3, 2)
    )
    review = Review(evidence="0f" * 32, reviewer="R. Eader", on=date(2026, 3, 2), settled=(settled,))
    said = seal_sentence(report(verdicts=passed, review=review))
    assert said.startswith("This shop meets these requirements of edition 1, if R. Eader's file is right")
    assert "1 finding that Safe Info could not tell" in said


def test_of_two_visits_to_a_page_the_one_with_a_picture_counts() -> None:
    home, page = report().coverage.pages
    bare = replace(page, picture=None)
    assert pages_by_url((bare, page, bare, home))[page.url] is page


def test_a_requirement_without_remedies_has_no_such_part() -> None:
    bare = replace(requirement(1), remedies={})
    assert "What to change" not in standard.render(bare)
    assert "What to change" in standard.render(requirement(1))


def test_sarif_is_as_the_standard_demands() -> None:
    Draft202012Validator.check_schema(SARIF)
    for each in (report(), report(verdicts=()), judged()):
        log = json.loads(sarif.render(each))
        Draft202012Validator(SARIF).validate(log)
        assert sarif_faults(log) == []


def test_junit_is_as_its_readers_expect() -> None:
    for each in (report(), report(verdicts=()), judged()):
        assert junit_faults(junit.render(each)) == []


def test_json_of_a_judged_shop_is_as_its_schema_says() -> None:
    data = json.loads(json_report.render(judged()))
    Draft202012Validator(json_report.schema(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    assert {each["relation"] for each in data["fields"]} <= {"needed", "explained", "unexplained", "not-personal"}


def judged() -> Report:
    """A report of a page with a hostile address and words."""
    builder = Builder()
    form = '<form method="get" action="http://other.example/a b"><input type="email" name="e"></form>'
    page = f'<h1>Shop</h1>{form}<a href="/x">x</a>'
    builder.page(Block("page", ("home", 'https://shop.example/?q=<"a b">|{c}'), page))
    return judge(builder.evidence())


def test_every_reason_for_not_seeing_something_is_said_in_words() -> None:
    reasons = set(re.findall(r"[a-z]+(?:-[a-z]+)*", REASONS))
    for reason in reasons:
        words, then = missed_words(Missed(what="page", reason=reason, url="", detail=""))
        assert words.startswith("page ")
        assert then, reason
    assert missed_words(Missed(what="page", reason="odd", url="", detail="")) == ("page odd", "")


def test_advice_is_called_what_it_is() -> None:
    findings = report().verdicts[0].findings
    assert remedy_heading(findings[1]) == "What to change"
    info = replace(findings[0], for_information=True)
    assert remedy_heading(info) == "What would be better"
    assert remedy_heading(replace(findings[1], outcome=Outcome.UNTESTED)) == "How to settle it"


def test_a_very_long_address_is_cut_in_the_middle() -> None:
    shown = html._path("https://shop.example/" + "a" * 300 + "/end")
    assert len(shown) == 100
    assert shown.endswith("/end")
    assert html._path("https://shop.example/maps?q=1") == "/maps?q=1"


def test_the_opinion_of_a_full_chromium_is_told_where_it_was_asked() -> None:
    said = ("Chromium agrees (EMAIL_ADDRESS)", "Chromium differs: name (NAME_FULL)", "Chromium: not known, no browser")
    rows = tuple(replace(row, second_opinion=words) for row, words in zip(report().fields, said, strict=False))
    shown = " ".join(text.render(report(fields=rows)).split())
    assert "agrees on 1 field, differs on 1" in shown
    assert "is not known on 1: no browser." in shown
    assert "read as name; Chromium differs" in shown
    assert "is not known" not in opinions_sentence(rows[:2])


def test_pages_that_repeat_a_form_are_told_of() -> None:
    coverage = replace(report().coverage, repeats="The same form stands on 9 pages.")
    assert "The same form stands on 9 pages." in text.render(report(coverage=coverage))
