"""The ledger numbers, times and masks what it is given."""

from datetime import UTC, datetime

from safeinfo.derive.leaks import Needles
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import DocumentSeen, ExchangeSeen, PageSeen

NOW = datetime(2026, 1, 2, tzinfo=UTC)
EMAIL = "canary.q7x9@mail.example"


def ledger(**values):
    return Ledger(lambda: NOW, Needles.build(values) if values else None)


def exchange(book, **fields):
    return book.add(ExchangeSeen, visit="visit-1", phase="typing", method="GET", via="fetch", **fields)


def test_ids_are_numbered_by_kind_and_in_order():
    book = ledger()
    page = book.add(PageSeen, visit="v", role="home", state="arrived", url="u", requested_url="u", status=200)
    first, second = exchange(book, url="a"), exchange(book, url="b")
    assert [each.id for each in (page, first, second)] == ["page-1", "exchange-1", "exchange-2"]
    assert book.evidence("https://a.example").observations == (page, first, second)
    assert book.of(ExchangeSeen) == (first, second)
    assert page.seen_at == NOW


def test_planted_values_are_masked_wherever_they_stand():
    book = ledger(email=EMAIL)
    document = DocumentSeen(frame="", url=f"https://a.example/?{EMAIL}", dom="")
    page = book.add(
        PageSeen,
        visit="v",
        role="home",
        state="typed",
        url="u",
        requested_url="u",
        status=200,
        title=EMAIL,
        documents=(document,),
        headers={"x-a": EMAIL},
        errors=(f"no {EMAIL}",),
    )
    assert page.title == "⟦email⟧"
    assert page.documents[0].url == "https://a.example/?⟦email⟧"
    assert page.headers == {"x-a": "⟦email⟧"}
    assert page.errors == ("no ⟦email⟧",)


def test_text_blobs_are_masked_and_pictures_are_not():
    book = ledger(email=EMAIL)
    assert book.read(book.blob(f"to {EMAIL}")) == "to ⟦email⟧".encode()
    assert book.read(book.blob(EMAIL.encode(), text=False)) == EMAIL.encode()
    assert set(book.evidence("s").blobs) == {book.blob(f"to {EMAIL}"), book.blob(EMAIL.encode(), text=False)}


def test_without_needles_nothing_is_changed():
    assert exchange(ledger(), url=f"https://a.example/{EMAIL}").url.endswith(EMAIL)
