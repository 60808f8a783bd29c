"""Kinds of data: each by its words in nineteen languages, where it is collected, and not where it is only mentioned."""

import pytest
from benchmarks.accuracy_policy import own_kind_sentences

from safeinfo.derive.computed.naming import is_named
from safeinfo.derive.policy import read_policy

SENTENCES = tuple(own_kind_sentences())
LANGUAGES = sorted({language for language, *_ in SENTENCES})


def kinds(text, language="en"):
    markup = text if text.startswith("<") else f"<p>{text}</p>"
    return read_policy(f"<html lang={language}><body>{markup}", "https://shop.example/privacy").kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_is_named_by_its_words_and_not_where_it_is_only_mentioned(language):
    rows = [row for row in SENTENCES if row[:2] == (language, "tuned")]
    assert len(rows) > 50
    # A word stands in three sentences: each word is read in one of them, in turn.
    for _, _, kind, named, text in [row for n, row in enumerate(rows) if not row[3] or n % 3 == n // 3 % 3]:
        assert is_named(kind, kinds(text, language)) is named, text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We collect your company name.", "name"),
        ("We collect your user name.", "name"),
        ("Nous collectons votre nom d'utilisateur.", "name"),
        ("We collect your loyalty card number.", "cc-number"),
        ("We collect your IP address and your e-mail address.", "street-address"),
    ],
)
def test_a_word_within_another_kinds_name_names_nothing(text, kind):
    language = "fr" if text.startswith("Nous") else "en"
    assert not is_named(kind, kinds(text, language))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Fatura için şirket bilgilerinizi topluyoruz.", True),
        ("Sipariş verirken firmanızın unvanını kaydediyoruz.", True),
        ("Bu sayfada şirket bilgilerimiz yer alır; siparişlerinizi kaydediyoruz.", False),
        ("Adresinizi teslimat için kargo firma bilgileri ile birlikte saklıyoruz.", False),
    ],
)
def test_a_turkish_customers_company(text, named):
    assert is_named("organization", kinds(text, "tr")) is named


def test_contact_details_are_the_ways_to_reach_a_customer():
    assert {"email", "tel", "street-address"} <= kinds("We collect your contact details.")


@pytest.mark.parametrize("words", ["personal information", "customer data", "the data that you enter", "identifiers"])
def test_a_word_for_any_data_names_no_kind(words):
    assert kinds(f"We collect {words} when you place an order with us.") == frozenset()


def test_a_list_after_an_announcement_is_collected():
    assert "email" in kinds("<p>We collect the following data.</p><ul><li>e-mail address</li></ul>")
    assert "email" not in kinds("<p>We take care of our customers.</p><ul><li>e-mail address</li></ul>")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Adınızı, adresinizi ve telefon numaranızı topluyoruz.", {"name", "street-address", "tel"}),
        ("Adınızın ve adresinizin doğruluğu için bunları kaydederiz.", {"name", "street-address"}),
        ("Adınızı ve soyadınızı işliyoruz.", {"name"}),
        ("E-posta adresinizi ve kullanıcı adınızı topluyoruz.", {"email", "username"}),
        ("IP adresinizi topluyoruz.", set()),
    ],
)
def test_a_turkish_word_names_its_kind_with_any_suffix(text, named):
    assert {"name", "street-address", "tel", "email", "username"} & kinds(text, "tr") == named
