"""Reading a body whole: formats, charsets, bounds, quotes, and what could not be read."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from safeinfo.derive.dom import Document
from safeinfo.derive.policy import read_policy, read_policy_document, read_text
from safeinfo.model.kinds import Sale

URL = "https://shop.example/privacy"
POLICY = """<html lang=en><head><title>Privacy Policy | Pots</title></head><body>
<header><nav><a href=/>Home</a><a href=/cart>Cart</a></nav></header>
<main><h1>Privacy Policy</h1><p>Last updated: March 3, 2024</p>
<p>Pots of Clay Ltd (\u201cwe\u201d) collects your name, e-mail address and delivery address when you order.
We use this information to process your order and to answer your questions.</p>
<p>We don\u2019t sell your personal information. Payments are handled by Stripe and parcels by DHL.</p>
<p>We keep order records for seven years. Our site is encrypted with SSL to protect your data.</p>
<p>You may unsubscribe from our newsletter at any time, ask for access to your data, or ask us to delete it.
Write to privacy@pots.example. We use cookies.</p>
<p>We do not knowingly collect information from children under 13.</p></main>
<footer><a href=/p>Do Not Sell My Personal Information</a></footer></body></html>"""


def pdf(*lines):
    writer = PdfWriter()
    page = writer.add_blank_page(width=600, height=800)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    stream = DecodedStreamObject()
    shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
    stream.set_data(f"BT /F1 12 Tf 20 700 Td {shown}ET".encode("latin-1"))
    page[NameObject("/Contents")] = writer._add_object(stream)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_policy_is_read_whole():
    got = read_policy(POLICY, URL)
    assert got.is_policy > 0.9
    assert (got.kind, got.language, got.unread) == ("privacy", "en", "")
    assert (got.sale, got.children, got.children_age) == (Sale.NOT_SOLD, "refuses", 13)
    assert {"name", "email", "street-address", "postal-code"} <= got.kinds
    assert (got.effective, got.recipients) == ("2024-03-03", ("Stripe", "DHL"))
    assert "Pots of Clay" in got.names
    assert "pots.example" in got.names
    topics = {statement.topic for statement in got.statements}
    assert topics >= {"collects", "purposes", "third-parties", "sale", "children", "unsubscribe", "access", "deletion"}
    assert topics >= {"retention", "security", "contact", "effective-date", "passive-collection", "opt-out"}


def test_the_saved_dom_reads_the_same():
    read, rendered = read_policy(POLICY, URL), read_policy_document(Document.parse(POLICY, URL))
    assert (rendered.statements, rendered.kinds) == (read.statements, read.kinds)


def test_every_quote_stands_in_the_text_at_its_offset():
    text, _ = read_text(POLICY)
    for statement in read_policy(POLICY, URL).statements:
        assert text.full[statement.offset : statement.offset + len(statement.quote)] == statement.quote
        assert statement.quote


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "We do not sell your personal data.", "<ul><li>sell your data</li></ul>",
                "<p>We will never:</p>",
                "<table><tr><th>Sold?</th></tr><tr><td>Yes</td></tr></table>",
                "children under 13", "<b>\u201csale\u201d</b>",
                "We collect your e-mail\u00a0address.", "<details>", "</div>", "<h2>Do you sell my data?</h2>", "No.",
                "\n",
                "Wir verkaufen Ihre Daten nicht.",
                "\u4e2a\u4eba\u4fe1\u606f\u3002", "Updated: 1 May 2024", "[Company Name]",
            ]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_quotes_are_verbatim_whatever_the_markup(pieces):
    markup = f"<body>{''.join(pieces)}"
    text, _ = read_text(markup)
    got = read_policy(markup, URL)
    assert got.length == len(text.full)
    for statement in got.statements:
        assert text.full[statement.offset : statement.offset + len(statement.quote)] == statement.quote


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(["text/html", "text/plain", "application/pdf", "x/y"]))
def test_any_bytes_are_read_without_trouble(body, mime_type):
    got = read_policy(body, URL, mime_type, "nonsense")
    assert 0 <= got.is_policy <= 1
    assert got.sale is not Sale.NOT_SOLD


def test_a_pdf_is_read():
    got = read_policy(
        pdf("Privacy Policy", "We collect your name and your e-mail address.", "We do not sell your personal data."),
        URL,
        "application/pdf",
    )
    assert (got.sale, got.unread) == (Sale.NOT_SOLD, "")
    assert "email" in got.kinds


def test_words_broken_at_the_end_of_a_line_are_whole():
    text, _ = read_text(pdf("We do not sell your personal informa-", "tion to third parties."), "application/pdf")
    assert "personal information to third" in text.full
    text, _ = read_text("Wir nutzen Liefer-\nund Rechnungsadresse.", "text/plain")
    assert text.full == "Wir nutzen Liefer- und Rechnungsadresse."


def test_a_locked_pdf_could_not_be_read():
    writer = PdfWriter(clone_from=io.BytesIO(pdf("We sell your data.")))
    writer.encrypt("secret", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    got = read_policy(written.getvalue(), URL, "application/pdf")
    assert (got.unread, got.sale, got.children) == ("damaged", Sale.UNCLEAR, "unclear")


def test_a_scanned_pdf_without_text_is_not_silent():
    writer = PdfWriter()
    writer.add_blank_page(width=600, height=800)
    written = io.BytesIO()
    writer.write(written)
    got = read_policy(written.getvalue(), URL, "application/pdf")
    assert (got.unread, got.sale, got.children) == ("empty", Sale.UNCLEAR, "unclear")


def test_a_pdf_that_swells_is_not_unpacked():
    writer = PdfWriter(clone_from=io.BytesIO(pdf("Privacy")))
    stream = DecodedStreamObject()
    stream.set_data(b" " * 9_000_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    written = io.BytesIO()
    writer.write(written)
    assert read_policy(written.getvalue(), URL, "application/pdf").unread == "too-large"


def test_a_damaged_pdf_could_not_be_read():
    got = read_policy(b"%PDF-1.7 rubbish", URL, "application/pdf")
    assert (got.unread, got.sale) == ("damaged", Sale.UNCLEAR)


def test_markdown_and_plain_text_are_read():
    got = read_policy(
        "# Privacy\n\nWe **never** sell your data to anyone.\n\n* We collect your name.\n", URL, "text/markdown"
    )
    assert (got.sale, "name" in got.kinds) == (Sale.NOT_SOLD, True)


def test_a_page_that_only_scripts_fill_is_not_silent():
    got = read_policy("<body><div id=app></div><script>run()</script></body>", URL)
    assert (got.unread, got.sale, got.children) == ("script-only", Sale.UNCLEAR, "unclear")


@pytest.mark.parametrize("body", ["", "<body></body>", b""])
def test_nothing_is_empty(body):
    got = read_policy(body, URL)
    assert (got.unread, got.sale) == ("empty", Sale.UNCLEAR)


@pytest.mark.parametrize(
    ("charset", "stated"),
    [
        ("windows-1252", "windows-1252"),
        ("iso-8859-1", "iso-8859-1"),
        ("utf-16-le", "utf-16-le"),
        ("utf-8", "who-knows"),
    ],
)
def test_charsets_are_followed_and_unknown_ones_passed_over(charset, stated):
    body = "<p>Wir verkaufen die persönlichen Daten unserer Gäste für nichts und niemanden.</p>".encode(charset)
    text, _ = read_text(body, "text/html", stated)
    assert "persönlichen Daten unserer Gäste" in text.full


def test_blanks_of_a_template_are_told():
    got = read_policy("<p>[Company Name] respects privacy. Write to {{ shop.email }} or visit yourdomain.com.</p>", URL)
    assert got.blanks == ("[Company Name]", "{{ shop.email }}", "yourdomain.com")


@pytest.mark.parametrize(
    "words",
    [
        "You may object at any time [see above], and see [1] for the law.",
        "Write to [email\u00a0protected] or to [[email protected]] at any time.",
        "You must be old enough to ENTER INTO A CONTRACT with us.",
        "I withdraw from the contract ordered on ____________ (name of consumer ____________).",
        "Terms of sale .......... 4",
        "The cookie _dc_gtm_UA-XXXXXXX-X measures visits.",
        "Your location [IP address] is used; such as www.example.com in an address bar.",
    ],
)
def test_a_remark_a_form_or_an_example_is_no_blank(words):
    assert read_policy(f"<p>{words}</p>", URL).blanks == ()


@pytest.mark.parametrize(
    ("words", "blank"),
    [
        ("Effective date: ______", "______"),
        ("INSERT YOUR COMPANY NAME respects privacy.", "INSERT YOUR COMPANY NAME"),
        ("ADD YOUR E-MAIL HERE for questions.", "ADD YOUR E-MAIL HERE"),
        ("[Name der Firma] achtet Ihre Daten.", "[Name der Firma]"),
        ("Contact XXXX for questions.", "XXXX"),
    ],
)
def test_places_to_fill_in_are_blanks(words, blank):
    assert blank in read_policy(f"<p>{words}</p>", URL).blanks


def test_filler_text_was_read_and_says_nothing():
    lorem = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore. " * 6
    got = read_policy(f"<h1>Privacy Policy</h1><p>{lorem}</p>", URL)
    assert (got.unread, got.is_policy < 0.5) == ("", True)
    assert got.blanks[0] == "Lorem ipsum"


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Effective Date: January 5, 2023", "2023-01-05"),
        ("Stand: 12. März 2024", "2024-03-12"),
        ("Dernière mise à jour : 1er août 2022", "2022-08-01"),
        ("Last updated 2021-11-30", "2021-11-30"),
        ("Last updated: 03/04/2024", ""),
        ("Founded in 1987 by two friends", ""),
    ],
)
def test_the_date_in_force_is_read(words, iso):
    german = "Die Daten werden von uns nicht an Dritte gegeben und nur für den Versand genutzt."
    english = "This is what we do with the data that you give to us for your order."
    got = read_policy(f"<p>{words}</p><p>{german if 'Stand' in words else english}</p>", URL)
    assert got.effective == iso


def test_nesting_beyond_any_page_is_cut():
    nested = "<div>" * 200_000 + "We do not sell your data." + "<b>" * 200_000
    assert read_policy(nested, URL).unread == "truncated"


def test_a_body_of_more_than_thirty_megabytes_is_refused():
    assert read_policy(b"a" * 30_000_001, URL).unread == "too-large"


def test_a_sentence_made_to_backtrack_is_read():
    long = "we do not may also share and or rent, " * 800
    assert read_policy(f"<p>{long}</p>", URL).unread == ""


def test_a_text_that_is_too_long_is_said_to_be_cut(monkeypatch):
    monkeypatch.setattr("safeinfo.derive.policy.blocks.MAX_TEXT", 2_000)
    got = read_policy("<p>We never sell your data. " * 200, URL)
    assert (got.unread, got.sale) == ("truncated", Sale.UNCLEAR)


@pytest.mark.parametrize(
    ("page", "language", "unread"),
    [
        (
            "<table><tr><th>Kind</th><th>Sold</th></tr><tr><td>Name</td><td>No</td></tr><tr><td>Email</td><td>No</td></tr></table>",
            "en",
            "",
        ),
        ("<html lang=fr><table><tr><td>Nom</td><td>Adresse</td><td>Paiement</td></tr></table>", "fr", ""),
        ("<html lang=en><p>Wir verkaufen Ihre Daten nicht.</p>", "de", ""),
        ("<html lang=lv><p>Jūsu dati</p><p>Mēs nepārdodam</p>", "lv", "language"),
    ],
)
def test_a_short_text_is_in_the_language_that_its_words_or_its_page_tell(page, language, unread):
    got = read_policy(page, URL)
    assert (got.language, got.unread) == (language, unread)


@pytest.mark.parametrize(
    "text",
    [
        "Our server logs are deleted after 90 days.",
        "Copies of orders are scheduled for destruction once they are paid.",
    ],
)
def test_data_that_is_deleted_after_a_time_is_a_word_on_retention(text):
    assert "retention" in {each.topic for each in read_policy(f"<p>{text}</p>", URL).statements}
