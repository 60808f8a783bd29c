"""Extraction: the same policy on pages of every making, in three languages, in charsets stated or not."""

import pytest
from benchmarks.policy_pages import shown

from safeinfo.derive.dom import Document
from safeinfo.derive.policy import read_policy, read_policy_page, read_text
from safeinfo.model.kinds import Sale

URL = "https://shop.example/privacy"
SHOWN = tuple(shown())


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: f"{page.policy.language} {page.page}")
def test_nothing_is_lost_and_the_page_does_not_change_the_reading(page):
    assert page.lost == ()
    assert page.same
    assert page.read.is_policy > 0.5


def test_quotes_of_a_framed_policy_stand_in_the_joined_text():
    frame = "<h1>Privacy policy</h1>" + "<p>We collect your name and e-mail address to process the order.</p>" * 5
    own = Document.parse("<html lang=en><h1>Pots</h1><p>Our policy is shown below.</p>", URL)
    got = read_policy_page(
        [own, Document.parse(f"{frame}<p>We do not sell your data.</p>", "https://p.example/", "iframe")]
    )
    assert got.sale is Sale.NOT_SOLD
    assert (got.url, got.is_policy > 0.5) == (URL, True)


def test_a_frame_that_shows_no_policy_is_left_out():
    own = Document.parse("<html lang=en><p>We do not sell your personal data.</p>", URL)
    advert = Document.parse("<p>We sell data! Buy our data at the lowest price, sold by us.</p>", "https://a.example/")
    assert read_policy_page([own, advert]).sale is Sale.NOT_SOLD


def test_a_page_has_a_document():
    with pytest.raises(ValueError, match="at least one"):
        read_policy_page([])


GERMAN = "<html lang=de><body><p>Wir verkaufen Ihre persönlichen Daten nicht an Gäste für 5 €.</p>"
JAPANESE = "<html lang=ja><body><p>当社は、お客様の個人情報を販売しません。</p>"
CHINESE = "<html lang=zh><body><p>我们不会出售您的个人信息。</p>"


@pytest.mark.parametrize(
    ("markup", "written", "stated"),
    [
        (GERMAN, "windows-1252", "utf-8"),
        (GERMAN, "windows-1252", ""),
        (GERMAN, "utf-8", "windows-1252"),
        (GERMAN, "utf-16-le", ""),
        (GERMAN, "utf-16-be", ""),
        (GERMAN, "utf-16", "iso-8859-1"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "shift_jis", ""),
        (JAPANESE, "shift_jis", "utf-8"),
        (JAPANESE, "euc_jp", ""),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "gb18030", "utf-8"),
        (CHINESE.replace("zh", "zh-TW").replace("我们不会", "我們不會").replace("个人信息", "個人資料"), "big5", ""),
        ("<html lang=tr><p>Kişisel verilerinizi satmıyoruz.", "windows-1254", ""),
    ],
)
def test_a_wrong_charset_or_none_loses_no_words(markup, written, stated):
    body = markup.encode(written)
    text, unread = read_text(body, "text/html", stated)
    assert (text.full, unread) == (read_text(markup)[0].full, "")
    assert read_policy(body, URL, "text/html", stated).sale is Sale.NOT_SOLD


def test_what_could_not_be_decoded_is_not_silent():
    got = read_policy(JAPANESE.replace(" lang=ja", "").encode("shift_jis") * 3, URL, "text/html", "utf-8")
    assert got.unread
    assert got.sale is Sale.UNCLEAR


def test_one_broken_byte_does_not_change_the_charset():
    text, _ = read_text("Größe und Schönheit".encode() + b"\xe4 f\xc3\xbcr alle", "text/plain")
    assert text.full.startswith("Größe und Schönheit")
