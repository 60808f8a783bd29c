"""A report with every outcome, hostile strings, a picture with a boxed place, and a flow with all tones."""

import struct
import zlib
from datetime import UTC, datetime

from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import Box, Statement
from safeinfo.model.report import (
    Coverage,
    FieldRow,
    FormRow,
    Missed,
    PageVisited,
    PolicyRow,
    RecipientRow,
    Report,
)
from safeinfo.model.requirement import Finding, Place, Remedy, Requirement, Verdict

HOSTILE = "</script><script>alert(1)</script>&\x00\x0b\"'"
SHOP = "https://shop.example"
PICTURE = "ab" * 32


def png(width: int, height: int) -> bytes:
    """Return a grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xdd" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def requirement(number: int, slug: str = "policy-link", title: str = "The policy is one click away") -> Requirement:
    return Requirement(
        id=f"SI-{number:02}",
        slug=slug,
        title=title,
        asked="link to the policy from the home page and from every page that collects personal information",
        applicability="Every page that collects personal data, and the home page.",
        expectations=("Each has a visible link to the policy.",),
        assumptions="The page is shown to every visitor alike.",
        cannot_see="Pages behind a login.",
        needs=frozenset(),
        decide=lambda _: (),
        remedies={
            "policy-link-missing": Remedy("Put a link to the policy into the footer.", '<a href="/privacy">Privacy</a>')
        },
    )


def report(**changes: object) -> Report:
    place = Place(f"{SHOP}/checkout", "#phone", f"Phone * {HOSTILE}")
    failed = Finding("policy-link-missing", Outcome.FAILED, f"No link on the checkout {HOSTILE}", ("page-3",), place)
    told = Finding(
        "phone-explained", Outcome.CANT_TELL, "A reason is given; a person must judge it.", ("page-3",), place
    )
    info = Finding("no-preload", Outcome.CANT_TELL, "HSTS is not preloaded.", ("transport-1",), for_information=True)
    passed = Finding("policy-linked", Outcome.PASSED, "The home page links the policy.", ("page-1",), Place(SHOP + "/"))
    never = Finding("needs-trial", Outcome.UNTESTED, "Needs a trial with a mailing list.")
    none = Finding("none-found", Outcome.INAPPLICABLE, "No age limit was found on 3 pages.", ("searched-1",))
    verdicts = (
        Verdict(requirement(10), (passed, *(failed for _ in range(9)))),
        Verdict(requirement(3, "right-to-decline", "Nothing beyond the purchase is required"), (told, info)),
        Verdict(requirement(6, "unsubscribe", "Every informational e-mail carries a link that works"), (never,)),
        Verdict(requirement(9, "secure-collection", "Collected over secure ways only"), (passed, info)),
        Verdict(requirement(8, "age-restricted-pages", "Pages for over-13s are closed to under-13s"), (none,)),
        Verdict(requirement(1, "personal-data-inventory", "What is asked for is known, and told"), ()),
    )
    page = PageVisited(
        id="page-3",
        visit="visit-3",
        url=f"{SHOP}/checkout",
        role="checkout",
        title=f"Checkout {HOSTILE}",
        status=200,
        forms=1,
        fields=4,
        picture=PICTURE,
        picture_size=(1280, 800),
        boxes={"#phone": Box(320, 400, 300, 40)},
    )
    home = PageVisited(
        id="page-1", visit="visit-1", url=SHOP + "/", role="home", title="Shop", status=200, forms=1, fields=1
    )
    values: dict[str, object] = {
        "edition": "1",
        "site": SHOP,
        "audited_at": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        "evidence_digest": "0f" * 32,
        "tool": "safeinfo 0.1.0",
        "browser": "Chromium 156",
        "settings": {"max_pages": 30},
        "coverage": Coverage(
            pages=(home, page),
            forms=2,
            fields=5,
            frames=1,
            exchanges=1234,
            reached={"home": True, "policy": True, "product": True, "cart": True, "checkout": False},
            stopped_at="The address step asks for personal data; going on needs a trial.",
            missed=tuple(Missed(what="page", reason="timeout", url=f"{SHOP}/p/{i}", detail=HOSTILE) for i in range(12)),
            complete=False,
        ),
        "verdicts": verdicts,
        "fields": tuple(
            FieldRow(
                page=f"{SHOP}/checkout",
                frame="",
                form="form",
                purpose="checkout",
                selector=f"#{kind}",
                name=kind,
                label=f"{kind} label",
                kind=kind,
                personal=kind != "none",
                required="required",
                required_because="attribute",
                relation="unexplained" if kind == "tel" else "needed",
                certainty=0.987654,
                named_in_policy=kind != "tel",
            )
            for kind in ("email", "name", "tel", "none")
        ),
        "forms": (FormRow(page=f"{SHOP}/checkout", frame="", selector="form", purpose="checkout", fields=4),),
        "policies": (
            PolicyRow(
                url=f"{SHOP}/privacy",
                kind="privacy",
                sale_status="not-sold",
                children="refuses",
                language="en",
                unread="",
                statements=(Statement(topic="sale", status="not-sold", quote="We do not sell your data.", offset=120),),
            ),
        ),
        "recipients": (
            _recipient("shop.example", "first", (), True, "Shop"),
            _recipient("pay.example", "third", ("payment",), True, "Pay"),
            _recipient("tracker-with-a-very-long-host-name.measurement.example", "third", ("advertising",), False),
        ),
        "pictures": {PICTURE: png(1280, 800)},
    }
    return Report(**(values | changes))  # type: ignore[arg-type]


def _recipient(host: str, party: str, roles: tuple[str, ...], permitted: bool, organisation: str = "") -> RecipientRow:
    return RecipientRow(
        host=host,
        organisation=organisation,
        party=party,
        roles=roles,
        received=("email", "tel"),
        how=("body of a fetch, sha256",),
        when=("typing",),
        permitted=permitted,
    )
