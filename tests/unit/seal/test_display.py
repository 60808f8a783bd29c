"""SI-11: what shows the seal rightly, what does not, and what is no failure."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import DocumentSeen, PageSeen, TextSeen
from safeinfo.model.outcome import Outcome
from safeinfo.seal import display, mark
from safeinfo.seal.sightings import named_by, sealed_by
from tests.unit.seal.making import AUTHORITY, NOW, SHOP, World, sealed

GOOD = mark.snippet(SHOP, AUTHORITY)
LINK = f'<a href="{AUTHORITY}/seal/shop.example">'
ALT = 'alt="Safe Info customer privacy seal for shop.example – Check this seal"'


def evidence(
    *bodies: str, staple: bytes | None = None, status: int = 200, later: int = 0, failure: str = ""
) -> Evidence:
    blobs = {f"{number:064x}": f"<html><body>{body}</body></html>".encode() for number, body in enumerate(bodies)}
    pages = [
        PageSeen(
            id=f"page-{number}",
            seen_at=NOW,
            visit=f"v{number}",
            role="home",
            state="arrived",
            url=f"{SHOP}/{number}",
            requested_url=f"{SHOP}/{number}",
            status=200,
            documents=(DocumentSeen(frame="", url=f"{SHOP}/{number}", dom=digest),),
        )
        for number, digest in enumerate(blobs)
    ]
    url = f"{SHOP}/.well-known/safe-info.json"
    text = TextSeen(
        id="text-1",
        seen_at=NOW + timedelta(days=later),
        url=url,
        requested_url=url,
        purpose="staple",
        status=status,
        body="s" if staple is not None else None,
        failure=failure,
    )
    fetched = (text,) if staple is not None or failure or status != 200 else ()
    return Evidence(SHOP, (*pages, *fetched), blobs | {"s": staple or b""})


def decide(seen: Evidence, *, stands: bool = True) -> dict[str, Outcome]:
    trust = World().authority().trust()
    verdict = display.decide(seen, display.Standing(trust=trust, edition="1", stands=stands))
    return {found.name: found.outcome for found in verdict.findings}


@pytest.mark.parametrize("language", list(mark.words()))
def test_the_mark_as_the_desk_gives_it_passes_in_every_language(language: str) -> None:
    snippet = mark.snippet(SHOP, AUTHORITY, language=language)
    assert decide(evidence(snippet)) == {"mark-leads-here": Outcome.PASSED}
    inline = LINK + mark.picture(SHOP, language=language) + "</a>"
    assert decide(evidence(inline)) == {"mark-leads-here": Outcome.PASSED}
    assert named_by(mark.words()[language]["title"].format(domain="shop.example")) == "shop.example"


@pytest.mark.parametrize(
    ("body", "name", "outcome"),
    [
        ("<p>Welcome</p>", "mark-not-shown", "inapplicable"),
        ("<p>Your data is safe. Info is below; we are certified organic.</p>", "mark-not-shown", "inapplicable"),
        ("<p>Safe information, certified.</p>", "mark-not-shown", "inapplicable"),
        ('<img src="/trust-badge.png" alt="Trusted shop seal">', "mark-not-shown", "inapplicable"),
        (f"<div hidden>{GOOD}</div>", "mark-not-shown", "inapplicable"),
        (f"{LINK}our privacy seal</a>", "mark-leads-here", "passed"),
        (f"{LINK}<img src=/any.png></a>", "mark-leads-here", "passed"),
        (f'<img src="/m.svg" {ALT}>', "mark-without-link", "failed"),
        (f'<button><img src="/m.svg" {ALT}></button>', "mark-perhaps", "cantTell"),
        (f'<span onclick="go()"><img src="/m.svg" {ALT}></span>', "mark-perhaps", "cantTell"),
        (f'<a href="/about"><img src="/m.svg" {ALT}></a>', "mark-leads-elsewhere", "failed"),
        (f'<a href="{AUTHORITY}.evil.example/seal/shop.example"><img {ALT}></a>', "mark-leads-elsewhere", "failed"),
        ('<img src="/safe-info-seal.svg" alt="">', "mark-perhaps", "cantTell"),
        ('<img src="/x.png" alt="Safe Info certified">', "mark-perhaps", "cantTell"),
        (f'{LINK}<img {ALT.replace("shop.example", "other.example")}></a>', "mark-of-another-shop", "failed"),
        (f'<a href="{AUTHORITY}/seal/other.example">Our sister shop</a>', "seal-of-another", "cantTell"),
        (f'<iframe src="{AUTHORITY}/live/shop.example"></iframe>', "mark-leads-here", "passed"),
    ],
)  # fmt: skip
def test_what_a_page_shows(body: str, name: str, outcome: str) -> None:
    assert decide(evidence(body)) == {name: Outcome(outcome)}


@pytest.mark.parametrize("body", [GOOD, f"{LINK}our seal</a>", f'<img src="/m.svg" {ALT}>'])
def test_nothing_shows_a_seal_that_does_not_stand(body: str) -> None:
    assert decide(evidence(body), stands=False) == {"seal-shown-without-right": Outcome.FAILED}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Tarn holds the Safe Info seal.", ""),
        ("The Safe Info seal: we meet these requirements of edition 1.", ""),
        ("Our Safe Info seal guarantees that we are GDPR compliant.", "claim-beyond-the-seal"),
        ("Unser Safe-Info-Siegel bestätigt: DSGVO-konform.", "claim-beyond-the-seal"),
        ("Certified by Safe Info, edition 7.", "claim-of-another-edition"),
    ],
)
def test_what_a_shop_says_of_its_seal_is_for_a_person_to_tell(words: str, name: str) -> None:
    found = decide(evidence(f"{GOOD}<p>Hello. {words} Thank you.</p>"))
    assert found == {"mark-leads-here": Outcome.PASSED} | ({name: Outcome.CANT_TELL} if name else {})
    assert decide(evidence(f"<p>{words}</p>"), stands=False)["claim-without-seal"] is Outcome.CANT_TELL


def altered(staple: bytes) -> bytes:
    return staple.replace(b'"pages":', b'"pages":1', 1)


def of_another(staple: bytes) -> bytes:
    return staple.replace(b"did:web:seals.example", b"did:web:other.example")


@pytest.mark.parametrize(
    ("change", "more", "name", "outcome"),
    [
        (bytes, {}, "staple-fresh", "passed"),
        (bytes, {"later": 6}, "staple-fresh", "passed"),
        (bytes, {"later": 8}, "staple-run-out", "failed"),
        (altered, {}, "staple-not-ours", "failed"),
        (of_another, {}, "staple-of-another-authority", "cantTell"),
        (lambda _: b"<!doctype html><title>Nothing here</title>", {}, "staple-not-served", "inapplicable"),
        (lambda _: b"no", {"status": 404}, "staple-not-served", "inapplicable"),
        (lambda _: b"no", {"status": 503}, "staple-not-seen", "cantTell"),
        (lambda _: b"", {"status": 0, "failure": "timeout"}, "staple-not-seen", "cantTell"),
    ],
)  # fmt: skip
def test_what_a_shop_staples(
    change: Callable[[bytes], bytes], more: dict[str, object], name: str, outcome: str
) -> None:
    world, first = sealed()
    seen = evidence(GOOD, staple=change(world.staple() or first), **more)  # type: ignore[arg-type]
    trust = world.authority().trust()
    verdict = display.decide(seen, display.Standing(trust=trust, edition="1", stands=True))
    found = {each.name: each for each in verdict.findings}
    assert found[name].outcome is Outcome(outcome)
    assert verdict.outcome is (Outcome.FAILED if outcome == "failed" else verdict.outcome)


def test_a_staple_for_another_shop_is_not_right() -> None:
    world, first = sealed()
    seen = evidence(GOOD, staple=first)
    other = Evidence("https://other.example", seen.observations, seen.blobs)
    standing = display.Standing(trust=world.authority().trust(), edition="1", stands=True)
    found = {each.name: each.outcome for each in display.decide(other, standing).findings}
    assert found["staple-not-ours"] is Outcome.FAILED


def test_addresses_of_a_seals_page_are_read_as_a_browser_does() -> None:
    assert sealed_by(f"{AUTHORITY}/seal/Shop.example/?from=mail#x", AUTHORITY) == SHOP
    assert sealed_by(f"{AUTHORITY}/seal/shop.example%3A8443", AUTHORITY) == "https://shop.example:8443"
    assert sealed_by(f"{AUTHORITY}:443/seal/shop.example", AUTHORITY) == SHOP
    for url in (
        f"{AUTHORITY}/seal/",
        f"{AUTHORITY}/safe-sites/",
        "https://[",
        "javascript:0",
        f"{AUTHORITY}x/seal/a.example",
    ):
        assert sealed_by(url, AUTHORITY) == ""
