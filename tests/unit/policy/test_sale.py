"""Selling: each hard case of recognition.md, and that no policy that sells reads as one that does not."""

import tomllib
from pathlib import Path

import pytest

from safeinfo.derive.policy import read_policy
from safeinfo.derive.policy.sale_sentence import classify
from safeinfo.derive.policy.sale_words import patterns
from safeinfo.model.kinds import Sale

MATERIAL = Path(__file__).parents[3] / "benchmarks" / "material" / "policy"
DATA = tomllib.loads((MATERIAL / "passages.toml").read_text("utf-8"))
SENTENCES = {"en": tomllib.loads((MATERIAL / "sale_en.toml").read_text("utf-8"))}
SENTENCES |= tomllib.loads((MATERIAL / "sale_other.toml").read_text("utf-8"))
FRESH = tomllib.loads((MATERIAL / "sale_fresh.toml").read_text("utf-8"))
STYLES = {
    name: tomllib.loads((MATERIAL / f"sale_{name}.toml").read_text("utf-8"))
    for name in ("styles", "second", "third", "met", "hands")
}
FRAMES = tomllib.loads((MATERIAL / "sale_frames.toml").read_text("utf-8"))
ASIDE = tomllib.loads((MATERIAL / "sale_beside.toml").read_text("utf-8"))
TRAPS = tomllib.loads((MATERIAL / "sale_traps.toml").read_text("utf-8"))
DENIED = {"not-sold", "not-sold-but-shared"}
# Read as unclear or silent where a careful reader would know: no harm, and not mended yet.
UNREAD_YET = (
    "Mobilya satıyoruz ve bilgilerinizi",
    "Your order history, minus payment details",
    "Wir geben Ihre Daten weder gegen Entgelt noch unentgeltlich",
    "<ul><li>We collect only what we need to ship",
    "<h2>How we share information</h2><p>We work with a small number",
    "Selling aggregated and personal shopper insights",
    "We pass selected customer details to partner brands. They pay",
    "Our newsletter list is available for rent",
    "We collect what we need, and sell none",
    "Deine Mailadresse?",
    "Mobilya satıyoruz ve teslimat için",
    "We use your e-mail address for sales",
    "We use what we know about you for sales",
    "Daten unserer Kunden verkaufen wir grundsätzlich",
)


def read(text):
    return read_policy(f"<body>{text}</body>", "https://shop.example/privacy")


def sale(text):
    return read(f"<p>This is how we treat the personal data of our customers.</p>{text}").sale


@pytest.mark.parametrize("passage", DATA["passage"], ids=lambda passage: passage["id"])
def test_a_passage_reads_as_a_careful_reader_would(passage):
    got = read(passage["text"])
    wanted = {"unclear", "silent"} if passage["sale"] == "unclear_or_silent" else {passage["sale"]}
    assert got.sale.value in wanted
    assert got.children == passage.get("children", got.children)
    assert got.children_age == passage.get("age", got.children_age)
    assert set(passage.get("kinds", ())) <= got.kinds
    assert not set(passage.get("not_kinds", ())) & got.kinds


@pytest.mark.parametrize("document", DATA["document"], ids=lambda document: document["id"])
def test_a_document_is_or_is_not_a_policy(document):
    assert (read(document["text"]).is_policy > 0.5) is document["is_policy"]


def alone(language, text):
    markup = text if text.startswith("<") else f"<p>{text}</p>"
    return read_policy(f"<html lang={language}><body>{markup}", "https://shop.example/privacy").sale.value


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_sentences_in_twelve_languages_read_as_a_careful_reader_would(language):
    groups = [*SENTENCES[language]["tuned"].items(), *FRESH[language]["tuned"].items()]
    for wanted, texts in groups:
        for text in texts:
            if not text.startswith(UNREAD_YET):
                assert alone(language, text) in wanted.split("|"), text


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_what_is_sold_is_never_read_as_denied(language):
    for part in (*SENTENCES[language].values(), *FRESH[language].values()):
        for wanted, texts in part.items():
            if not DENIED & set(wanted.split("|")):
                assert [text for text in texts if alone(language, text) in DENIED] == []


BESIDE = (
    "We do not keep card numbers, and ",
    "Although we do not store your card number, ",
    "These cookies are not needed for the shop to work, and ",
    "We don't share health data and ",
    "We do not sell your payment details, and ",
    "We would not be able to run this site for free if it were not for this: ",
)


@pytest.mark.parametrize("beside", BESIDE)
def test_what_is_denied_beside_a_sale_denies_no_sale(beside):
    """Whatever else is denied in the same sentence, data that is sold is not read as not sold."""
    sold = [text for text in SENTENCES["en"]["tuned"]["sold"] if not text.startswith("<")]
    joined = [
        beside + text[0].lower() + text[1:] for text in sold if text.startswith(("We ", "Your ", "The ", "Some "))
    ]
    assert len(joined) > 15
    assert [text for text in joined if alone("en", text) in DENIED] == []


@pytest.mark.parametrize("language", sorted(ASIDE))
def test_what_is_denied_beside_a_sale_denies_no_sale_in_any_language(language):
    """The first sentences of our own that sell, each with every beginning and ending; "Sie" stays as it is written."""
    aside = ASIDE[language]
    sold = [text[3:-4] for text in STYLES["hands"][language]["sold"][:2]]
    lowered = [text if text[:3] in {"Sie", "Bei"} else text[0].lower() + text[1:] for text in sold]
    joined = [before + text for before in aside["before"] for text in lowered]
    joined += [text.rstrip(".\u3002") + after for after in aside["after"] for text in sold]
    assert len(joined) > 12
    assert [text for text in (*joined, *aside["sold"]) if alone(language, text) in DENIED] == []


@pytest.mark.parametrize("language", sorted(ASIDE))
def test_what_others_may_sell_is_no_statement_of_the_site(language):
    assert [text for text in ASIDE[language]["others"] if alone(language, text) in {"sold", *DENIED}] == []


@pytest.mark.parametrize(("name", "language"), [(name, each) for name, texts in STYLES.items() for each in texts])
def test_passages_in_the_styles_of_real_policies_read_as_a_careful_reader_would(name, language):
    for wanted, texts in STYLES[name][language].items():
        for text in texts:
            if not text.removeprefix("<p>").startswith(UNREAD_YET):
                assert alone(language, text) in wanted.split("|"), text


@pytest.mark.parametrize("language", sorted(FRAMES))
def test_frames_read_alike_whatever_the_words_for_data(language):
    objects = FRAMES[language]["objects"]
    for wanted in ("not-sold", "sold", "unclear", "silent"):
        for frame in FRAMES[language][wanted]:
            for words in objects if "{" in frame else [""]:
                text = frame.format(o=words, O=words[:1].upper() + words[1:])
                if not text.startswith(UNREAD_YET):
                    assert alone(language, text) == wanted, text


@pytest.mark.parametrize("language", sorted(TRAPS))
def test_selling_in_words_of_denial_is_no_denial(language):
    assert [text for text in TRAPS[language] if alone(language, text) in DENIED] == []


DENIALS = (
    "We never sell your data.",
    "Your information is not sold to anyone.",
    "We are not in the business of selling your personal information.",
    "No personal information is sold.",
    "We do not and will not sell your personal information.",
    "Nor do we sell your personal data.",
)
ASSERTIONS = (
    "We sell your personal information.",
    "We may sell your email address to marketers.",
    "Your personal information may be sold to third parties.",
    "Some of these disclosures may be considered a sale of personal information.",
    "We have sold the following categories of personal information.",
    "We reserve the right to sell your data.",
)


@pytest.mark.parametrize("denial", DENIALS)
def test_a_denial_is_not_sold(denial):
    assert sale(f"<p>{denial}</p>") is Sale.NOT_SOLD


@pytest.mark.parametrize("assertion", ASSERTIONS)
@pytest.mark.parametrize("denial", ["", *DENIALS])
def test_any_assertion_beats_every_denial(assertion, denial):
    assert sale(f"<p>{denial}</p><p>{assertion}</p>") is Sale.SOLD


@pytest.mark.parametrize(
    ("denial", "assertion"),
    [
        ("Wir verkaufen Ihre personenbezogenen Daten nicht.", "Wir verkaufen Ihre Daten an Werbepartner."),
        ("Nous ne vendons pas vos données personnelles.", "Nous pouvons vendre vos données à nos partenaires."),
        ("No vendemos sus datos personales a terceros.", "Podemos vender sus datos a terceros."),
        ("Non vendiamo i tuoi dati personali a terzi.", "Possiamo vendere i dati degli utenti a terzi."),
        ("Não vendemos os seus dados pessoais.", "Podemos vender os seus dados a terceiros."),
        ("Wij verkopen uw gegevens niet aan derden.", "Wij verkopen uw gegevens aan adverteerders."),
        ("Nie sprzedajemy Twoich danych osobowych.", "Sprzedajemy dane osobowe partnerom z branży."),
        ("Vi säljer aldrig dina personuppgifter.", "Vi säljer dina personuppgifter till partners."),
        ("Kişisel verilerinizi satmıyoruz ve bu böyle.", "Kişisel verileriniz bu nedenle satılabilir."),
        ("お客様の個人情報を第三者に販売することはありません。", "お客様の個人情報を第三者に販売することがあります。"),
        ("我们不会向第三方出售您的个人信息。", "我们可能向第三方出售您的个人信息。"),
    ],
)
def test_other_languages_are_decided_too(denial, assertion):
    assert read(f"<p>{denial} {denial}</p>").sale is Sale.NOT_SOLD
    assert read(f"<p>{assertion} {denial}</p>").sale is Sale.SOLD


def test_an_undecided_language_is_unclear_and_unread():
    got = read("<p>Мы не продаём ваши персональные данные третьим лицам и не передаём их для рекламы.</p>")
    assert (got.sale, got.children, got.unread, got.language) == (Sale.UNCLEAR, "unclear", "language", "ru")


def test_a_list_item_is_quoted_with_its_lead_in():
    got = read("<p>We will never do any of this:</p><ul><li>sell your personal information</li></ul>")
    quotes = [s.quote for s in got.statements if s.topic == "sale"]
    assert quotes == ["We will never do any of this:\nsell your personal information"]


OTHERWISE = (
    "We collect your information when you buy the shoes we sell.",
    "We sell through a marketplace, which receives your personal information.",
    "Our company sells software that helps customers manage personal data.",
    "We have sold furniture since 1950 and value the privacy of your personal data.",
    "We sell advertising space and use cookies to collect information about visits.",
    "A business that sells personal information must provide a notice.",
    "You may not copy, license, transfer, or sell any information obtained from the site.",
    "You can direct us not to sell your personal information.",
    "Your data may be shared, including but not limited to the event of a sale of the company.",
)


@pytest.mark.parametrize("sentence", OTHERWISE)
def test_what_is_sold_is_something_else(sentence):
    assert classify(sentence, patterns("en")) not in {"sold", "maybe-sold", "not-sold"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Wir verkaufen Wein und verarbeiten Ihre Daten zur Lieferung."),
        ("fr", "Nous vendons du vin, et vos données sont utilisées pour la livraison."),
        ("fr", "Nous vous envoyons des newsletters avec des informations sur les ventes."),
        ("fr", "Vous acceptez de ne pas copier ni vendre les informations du site."),
        ("es", "Vendemos zapatos y utilizamos sus datos para el envío."),
        ("it", "Vendiamo scarpe e utilizziamo i tuoi dati per la spedizione."),
        ("nl", "Wij verkopen schoenen en gebruiken uw gegevens voor de levering."),
        ("pl", "Sprzedajemy buty i przetwarzamy Twoje dane w celu wysyłki."),
        ("pt", "Vendemos sapatos e utilizamos os seus dados para o envio."),
        ("sv", "Vi säljer skor och använder dina uppgifter för leverans."),
    ],
)
def test_goods_are_told_from_data_in_other_languages(language, sentence):
    assert classify(sentence, patterns(language)) in {"", "right"}


def test_a_doubtful_assertion_spoils_a_denial_but_sells_nothing():
    doubtful = "<p>Below, we list the categories of personal information we have sold or shared.</p>"
    assert sale(f"<p>We do not sell your personal information.</p>{doubtful}") is Sale.UNCLEAR


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("We only collect what is needed. We keep it safe. We don't sell it.", "unclear"),
        ("We have toys. We do not sell them to minors.", "silent"),
        ("Some goods may not be exported. Users may not resell them.", "silent"),
    ],
)
def test_a_denial_of_something_that_nothing_names_is_no_silence(text, status):
    assert alone("en", text) == status
