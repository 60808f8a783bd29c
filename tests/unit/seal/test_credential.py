"""What a report must be to earn a seal, and what is refused, each with its reason and advice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from safeinfo.model.outcome import Outcome
from safeinfo.seal.credential import Settlement, earned
from safeinfo.seal.errors import NotEarnedError
from tests.unit.seal.making import EVIDENCE, NOW, SHOP, TERMS, report

GOOD = report()
REVIEW = Settlement(requirement="SI-03", evidence_digest=EVIDENCE, reason="The reason given holds.")
UNSURE = report({"SI-03": Outcome.CANT_TELL})


def get(made=GOOD, digest=EVIDENCE, shop=(SHOP,), now=NOW, settled=()):
    return earned(made, digest, list(shop), TERMS, now=now, settled=settled)


def test_what_the_subject_says() -> None:
    subject = get().subject
    assert subject["origins"] == [SHOP]
    assert subject["evidenceDigest"] == EVIDENCE
    assert subject["requirements"][0] == {"id": "SI-01", "outcome": "passed"}
    assert subject["coverage"]["reached"] == ["cart", "home", "policy"]
    assert get().until == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("reason", "options"),
    [
        ("failed", {"made": report({"SI-04": Outcome.FAILED})}),
        ("failed", {"made": report({"SI-03": Outcome.FAILED}), "settled": [REVIEW]}),
        ("untested", {"made": report({"SI-06": Outcome.UNTESTED})}),
        ("untested", {"made": report({"SI-03": Outcome.UNTESTED}), "settled": [REVIEW]}),
        ("cant-tell", {"made": UNSURE}),
        ("cant-tell", {"made": UNSURE, "settled": [replace(REVIEW, requirement="SI-04")]}),
        ("cant-tell", {"made": UNSURE, "settled": [replace(REVIEW, evidence_digest="cd" * 32)]}),
        ("cant-tell", {"made": UNSURE, "settled": [replace(REVIEW, reason="  ")]}),
        ("incomplete", {"made": replace(GOOD, coverage=replace(GOOD.coverage, complete=False))}),
        ("stale", {"now": NOW + timedelta(days=29)}),
        ("clock", {"now": NOW - timedelta(days=2)}),
        ("edition", {"made": replace(GOOD, edition="2")}),
        ("evidence", {"digest": "cd" * 32}),
        ("evidence", {"digest": ""}),
        ("evidence", {"made": replace(GOOD, evidence_digest=""), "digest": ""}),
        ("requirements", {"made": replace(GOOD, verdicts=GOOD.verdicts[1:])}),
        ("requirements", {"made": replace(GOOD, verdicts=(*GOOD.verdicts, GOOD.verdicts[0]))}),
        ("origin", {"shop": []}),
        ("origin", {"shop": ["https://other.example"]}),
        ("origin", {"shop": [SHOP, "https://other.example"]}),
        ("origin", {"shop": ["http://shop.example"]}),
        ("origin", {"shop": [f"{SHOP}/"]}),
        ("origin", {"shop": [f"{SHOP}:443"]}),
        ("origin", {"shop": ["https://SHOP.example"]}),
        ("origin", {"shop": [SHOP, SHOP]}),
        ("origin", {"shop": ["https://jo@shop.example"]}),
    ],
)
def test_refusals(reason: str, options: dict) -> None:
    with pytest.raises(NotEarnedError) as refused:
        get(**options)
    assert refused.value.reason == reason
    assert refused.value.advice
    assert refused.value.exit_code == 1


def test_a_settled_cant_tell_says_that_it_was_reviewed() -> None:
    outcomes = {each["id"]: each for each in get(UNSURE, settled=[REVIEW]).subject["requirements"]}
    assert outcomes["SI-03"]["outcome"] == "passed"
    assert len(outcomes["SI-03"]["reviewed"]) == 64
    assert "reviewed" not in outcomes["SI-04"]


def test_inapplicable_is_said_as_it_is() -> None:
    outcomes = get(report({"SI-05": Outcome.INAPPLICABLE})).subject["requirements"]
    assert outcomes[4] == {"id": "SI-05", "outcome": "inapplicable"}


def test_every_origin_that_the_audit_saw_can_be_named() -> None:
    both = report(pages=["https://checkout.shop.example:8443/basket", "about:blank"])
    shop = ["https://checkout.shop.example:8443", SHOP]
    assert get(both, shop=shop).subject["origins"] == shop
