"""What the auditor was shown against what a plain visitor was: what counts as another face, and what does not."""

import pytest

from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import DocumentSeen, PageSeen
from safeinfo.model.outcome import Outcome
from safeinfo.seal import faces
from tests.unit.seal.making import NOW, SHOP

FORM = (
    '<form action="/join"><label>E-mail <input name="mail" type="email" required></label><button>Join</button></form>'
)
PHONE = FORM.replace("<button>", '<label>Phone <input name="phone" type="tel" required></label><button>')
LINK = '<a href="/privacy">Privacy policy</a>'
KEEPS = "We keep your address for as long as the order takes and not a day longer than that. "
SELLS = "We sell your address to partners who may write to you about their own offers at any time. "
POLICY = f"<h1>Privacy policy</h1><p>{KEEPS * 2}</p>"


def seen(pages: dict[str, str], *, role: str = "home", status: int = 200, state: str = "arrived") -> Evidence:
    blobs, made = {}, []
    for number, (path, body) in enumerate(pages.items()):
        digest = f"{number:064x}"
        blobs[digest] = f"<html><body>{body}</body></html>".encode()
        made.append(
            PageSeen(
                id=f"page-{number}",
                seen_at=NOW,
                visit=f"v{number}",
                role="policy" if path == "/privacy" else role,
                state=state,
                url=SHOP + path,
                requested_url=SHOP + path,
                status=status,
                documents=(DocumentSeen(frame="", url=SHOP + path, dom=digest),),
            )
        )
    return Evidence(SHOP, tuple(made), blobs)


def decide(ours: Evidence, theirs: Evidence) -> dict[str, tuple[Outcome, str]]:
    found = faces.decide(ours, theirs).findings
    return {each.name: (each.outcome, each.place.quote) for each in found if not each.for_information}


def test_the_same_pages_are_the_same_face() -> None:
    pages = {"/": FORM + LINK, "/privacy": POLICY}
    verdict = faces.decide(seen(pages), seen(pages))
    assert verdict.outcome is Outcome.PASSED
    assert verdict.findings[0].message == "A plain visitor was shown the same on 2 pages."


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("<p>Mug, 12 EUR</p>", "<p>Bowl, 31 EUR</p>"),
        ("<p>It is 25 November 2026.</p>", "<p>It is 26 November 2026.</p>"),
        ("", "<div hidden>" + PHONE + "</div>"),
    ],
)
def test_what_changes_by_itself_is_no_other_face(ours: str, theirs: str) -> None:
    assert faces.decide(seen({"/": FORM + LINK + ours}), seen({"/": FORM + LINK + theirs})).outcome is Outcome.PASSED


def test_the_till_is_compared_under_whatever_address_it_has() -> None:
    ours, theirs = {"/checkouts/a81f": FORM + LINK}, {"/checkouts/77c0": PHONE + LINK}
    found = decide(seen(ours, role="checkout"), seen(theirs, role="checkout"))
    quote = "auditor: (nothing) | visitor: tel (phone), required: required"
    assert found == {"different-fields": (Outcome.CANT_TELL, quote)}
    assert set(decide(seen(ours, role="product"), seen(theirs, role="product"))) == {"not-compared"}


def test_dates_in_a_policy_are_no_other_words() -> None:
    ours = {"/privacy": POLICY + "<p>This policy was printed on day 3 of the month, for you and for nobody else.</p>"}
    theirs = {"/privacy": ours["/privacy"].replace("day 3", "day 17")}
    assert decide(seen(ours), seen(theirs))["same-face"][0] is Outcome.PASSED


def test_other_fields_other_links_and_other_words_wait_for_a_person_with_both_quotes() -> None:
    ours, theirs = {"/": FORM + LINK, "/privacy": POLICY}, {"/": PHONE, "/privacy": POLICY.replace(KEEPS, SELLS, 1)}
    found = decide(seen(ours), seen(theirs))
    assert set(found) == {"different-fields", "different-policy-links", "different-policy-words"}
    assert {outcome for outcome, _ in found.values()} == {Outcome.CANT_TELL}
    assert found["different-fields"][1] == "auditor: (nothing) | visitor: tel (phone), required: required"
    assert found["different-policy-links"][1] == "auditor: shop.example/privacy | visitor: (nothing)"
    assert "We sell your address to partners" in found["different-policy-words"][1]


def test_a_page_that_only_one_of_them_got_is_told_for_information() -> None:
    verdict = faces.decide(seen({"/": FORM}), seen({"/": "Blocked"}, status=403))
    assert [(each.name, each.for_information) for each in verdict.findings] == [
        ("different-status", True),
        ("same-face", False),
    ]


def test_nothing_in_common_is_not_the_same() -> None:
    assert faces.decide(seen({"/": FORM}), seen({"/other": FORM})).outcome is Outcome.CANT_TELL
    assert faces.not_compared(seen({"/": FORM}), "it timed out").outcome is Outcome.INAPPLICABLE


def test_what_was_typed_does_not_count() -> None:
    ours = seen({"/": FORM})
    typed = seen({"/": PHONE}, state="typed").observations[0]
    both = Evidence(SHOP, (*ours.observations, typed), ours.blobs)
    assert faces.decide(both, seen({"/": FORM})).outcome is Outcome.PASSED
