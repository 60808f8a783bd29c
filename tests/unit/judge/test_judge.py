"""Judging a whole shop: the report's tables, its determinism, and that no view is stretched."""

from dataclasses import replace

import pytest

from safeinfo.judge import judge
from safeinfo.model.evidence import Evidence
from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Report
from safeinfo.requirements import EDITION, IN_FORCE
from tests.cases.cases import Block, Builder

POLICY = """<main><h1>Privacy policy</h1>
<p>This privacy policy of Harbour Books (shop.example) says what personal information we collect.</p>
<h2>What we collect</h2><p>We collect your name, postal address and e-mail address to deliver your order.</p>
<h2>Sale</h2><p>We do not sell your personal information to third parties.</p>
<h2>Children</h2><p>We do not knowingly collect personal information from children under 13.</p>
<h2>Your rights</h2><p>You may ask us to access, correct or delete your personal data.</p></main>"""
CHECKOUT = """<h1>Checkout</h1><h2>Delivery address</h2><form method="post" action="https://letters.example.org/a">
<label for="n">Full name</label><input id="n" name="name" autocomplete="name" required data-si-box="10,20,200,30">
<label for="s">Street and number</label><input id="s" name="street" autocomplete="street-address" required>
<label for="e">E-mail</label><input id="e" type="email" name="email" autocomplete="email" required>
<label for="g">Gender</label><input id="g" name="gender" autocomplete="sex" required data-si-box="10,90,200,30">
<button>Continue to payment</button></form><footer><a href="/privacy">Privacy policy</a></footer>"""
SEEN = """
[[field-typed]]
page = "/checkout"
frame = ""
selector = "#e"
name = "email"
kind = "email"

[[exchange-seen]]
id = "sent"
page = "/checkout"
phase = "typing"
method = "POST"
url = "https://numbers.example.net/c"
via = "beacon"

[[value-seen]]
page = "/checkout"
name = "email"
where = "body"
chain = ["lower", "sha256"]
exchange = "sent"
host = "numbers.example.net"

[[gather-failed]]
what = "checkout"
reason = "needs-trial"
url = "https://shop.example/checkout"
detail = "the step asks for an address"
"""


LINKED = """<h1>Harbour Books</h1><form method="post" action="/news"><label for="e">E-mail</label>
<input id="e" type="email" name="email"><label for="t" data-si-hidden="display">Telephone</label>
<input id="t" type="tel" name="tel" autocomplete="tel" data-si-hidden="display"><button>Subscribe</button></form>
<a href="/privacy" data-si-box="5,700,90,20" data-si-focus="false">Privacy policy</a>"""
WEAK = """
[[exchange-seen]]
id = "sent"
page = "/"
phase = "typing"
method = "GET"
url = "https://numbers.example.net/p"
via = "image"

[[value-seen]]
page = "/"
name = "email"
where = "url"
chain = ["crc32"]
exchange = "sent"
host = "numbers.example.net"
weak = true

[[gather-failed]]
what = "fetch"
reason = "timeout"

[[gather-failed]]
what = "checkout"
reason = "crashed"
"""


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    builder = Builder()
    home = '<h1>Harbour Books</h1><footer><a href="/privacy">Privacy policy</a></footer>'
    for role, url, html in (("home", "", home), ("checkout", "checkout", CHECKOUT), ("policy", "privacy", POLICY)):
        builder.page(Block("page", (role, f"https://shop.example/{url}", f"picture={role}"), html))
    builder.seen(Block("seen", (), SEEN))
    return builder.evidence()


@pytest.fixture(scope="module")
def report(evidence: Evidence) -> Report:
    return judge(evidence)


def test_every_requirement_in_force_is_decided_in_order(report: Report) -> None:
    assert [verdict.requirement for verdict in report.verdicts] == list(IN_FORCE)
    assert report.edition == EDITION
    assert [r.id for r in IN_FORCE] == [f"SI-{number:02}" for number in range(1, 11)]


def test_judging_twice_gives_equal_reports(evidence: Evidence, report: Report) -> None:
    assert judge(evidence) == report
    assert judge(replace(evidence, blobs=dict(reversed(evidence.blobs.items())))) == report


def test_every_finding_cites_what_is_there(evidence: Evidence, report: Report) -> None:
    known = {each.id for each in evidence.observations}
    findings = [finding for verdict in report.verdicts for finding in verdict.findings]
    assert findings
    assert all(set(finding.cites) <= known for finding in findings)


def test_the_inventory_says_what_is_needed_and_named(report: Report) -> None:
    rows = {row.kind: row for row in report.fields}
    assert {kind: row.relation for kind, row in rows.items()} == {
        "name": "needed", "street-address": "needed", "email": "needed", "sex": "unexplained",
    }  # fmt: skip
    assert rows["email"].named_in_policy
    assert not rows["sex"].named_in_policy
    assert rows["sex"].required == "required"
    assert rows["sex"].required_because == "attribute"
    assert [form.purpose for form in report.forms] == ["checkout"]


def test_recipients_are_those_that_received_and_those_that_would(report: Report) -> None:
    rows = {row.host: row for row in report.recipients}
    assert rows["numbers.example.net"].when == ("typing",)
    assert rows["numbers.example.net"].how == ("body of a beacon, sha256 of lower",)
    assert not rows["numbers.example.net"].permitted
    assert rows["letters.example.org"].when == ("target",)
    assert "sex" in rows["letters.example.org"].received


def test_coverage_tells_what_was_reached_and_what_not(report: Report) -> None:
    coverage = report.coverage
    assert {step for step, reached in coverage.reached.items() if reached} == {"home", "policy", "checkout"}
    assert coverage.stopped_at == "checkout: needs-trial (the step asks for an address)"
    assert [missed.reason for missed in coverage.missed] == ["needs-trial"]
    assert not coverage.complete
    assert (coverage.forms, coverage.fields, coverage.exchanges) == (1, 4, 1)


def test_pages_know_the_boxes_that_findings_point_to(report: Report) -> None:
    page = next(page for page in report.coverage.pages if page.role == "checkout")
    assert page.boxes is not None
    assert page.boxes["#g"].y == 90
    assert page.picture in report.pictures


def test_policies_are_told_with_their_statements(report: Report) -> None:
    (policy,) = report.policies
    assert policy.sale_status == "not-sold"
    assert policy.children == "refuses"
    assert any(statement.topic == "sale" for statement in policy.statements)


def test_evidence_of_nothing_is_a_report_without_a_pass() -> None:
    report = judge(Evidence("https://shop.example", (), {}))
    assert {verdict.outcome for verdict in report.verdicts} <= {Outcome.UNTESTED, Outcome.CANT_TELL}
    assert report.coverage.pages == ()
    assert report.audited_at.year == 1970


def test_the_inventory_takes_in_what_is_hidden_and_leaves_out_what_proves_nothing() -> None:
    builder = Builder()
    builder.page(Block("page", ("home", "https://shop.example/"), LINKED))
    builder.seen(Block("seen", (), WEAK))
    report = judge(builder.evidence())
    rows = {row.name: row for row in report.fields}
    assert rows["tel"].relation == "unexplained"
    assert [row.host for row in report.recipients] == ["shop.example"]
    (page,) = report.coverage.pages
    assert page.boxes is not None
    assert [box.x for box in page.boxes.values()] == [5]
    assert report.coverage.stopped_at == "checkout: crashed"
    assert [missed.what for missed in report.coverage.missed] == ["fetch", "checkout"]
