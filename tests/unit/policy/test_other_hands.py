"""What policies by other hands taught, in the languages that were written without having seen any (own sentences)."""

import pytest

from safeinfo.derive.computed.naming import is_named
from safeinfo.derive.policy import read_policy
from safeinfo.derive.policy.dates import effective


def read(markup):
    return read_policy(f"<html><body>{markup}</body></html>", "https://shop.example/privacy")


@pytest.mark.parametrize(
    ("language", "text", "iso"),
    [
        ("da", "Sidst opdateret: 4. marts 2026", "2026-03-04"),
        ("nb", "Sist oppdatert: 15. desember 2026", "2026-12-15"),
        ("fi", "Päivitetty viimeksi: 8.8.2026", "2026-08-08"),
        ("fi", "Voimaantulopäivä 1. tammikuuta 2025", "2025-01-01"),
        ("cs", "Tyto zásady jsou účinné od 1. září 2024", "2024-09-01"),
        ("cs", "Platné od 1. 1. 2026", "2026-01-01"),
        ("hu", "Utolsó frissítés: 2026. szeptember 24.", "2026-09-24"),
        ("hu", "Jelen tájékoztató 2026. 9. 24-től érvényes.", "2026-09-24"),
        ("ro", "Ultima actualizare: 24 Octombrie 2024", "2024-10-24"),
        ("el", "Τελευταία ενημέρωση: Ιανουάριος 2026", "2026-01-01"),
        ("el", "Ισχύει από 1η Μαΐου 2025", "2025-05-01"),
    ],
)
def test_the_date_of_a_policy_is_read_in_its_language(language, text, iso):
    assert effective(text, language)[0] == iso


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "Vi selger ikke personopplysninger. Vi deler dem bare når loven krever det."),
        ("da", "Vi sælger ikke personoplysninger. Vi deler dem kun, når loven kræver det."),
        ("sv", "Jag samlar inte in några personuppgifter om dem som är under 13 år."),
        ("cs", "Zavazujeme se, že vaše informace nebudeme prodávat, nyní ani nikdy později."),
        ("hu", "Kezelt adatok: név, e-mail-cím, jelszó, telefonszám, a regisztráció időpontja"),
        ("fi", "Tietojasi ei myydä eikä vuokrata. Ei ole ketään, kenelle jakaa."),
        ("tr", "Bilerek 16 yaşından küçük çocuklardan kişisel bilgi toplamıyoruz."),
        ("pl", "Przechowujemy tylko to, bez czego serwis nie zadziała."),
    ],
)
def test_a_short_text_that_declares_no_language_is_recognised(language, text):
    assert read(f"<p>{text}").language == language


def test_subheadings_divide_a_section_that_says_what_is_collected():
    page = read(
        "<h1>Privatlivspolitik</h1><h2>Hvilke personoplysninger indsamler vi?</h2>"
        "<h3>Ved bestilling</h3><ul><li>Navn</li><li>Leveringsadresse</li></ul>"
        "<h3>Ved betaling</h3><ul><li>Kortnummer</li></ul>"
        "<h2>Sådan finder du os</h2><ul><li>Telefonnummer</li></ul>"
    )
    assert all(is_named(kind, page.kinds) for kind in ("name", "street-address", "cc-number"))
    assert not is_named("tel", page.kinds)


def test_a_label_goes_on_with_its_heading_as_an_item_does():
    page = read(
        "<h1>Ochrana soukromí</h1><h2>Jaké údaje sbíráme</h2><p>Při registraci: e-mail, jméno</p>"
        "<p>Při objednávce: doručovací adresa</p><h2>Kontakt</h2><p>Zavolejte nám: telefonní číslo je na webu</p>"
    )
    assert all(is_named(kind, page.kinds) for kind in ("email", "given-name", "street-address"))
    assert not is_named("tel", page.kinds)


def test_a_heading_of_markdown_ends_with_its_line():
    text = "# Vores politik\n## Salg af personoplysninger\nVi sælger ikke dine personoplysninger.\n## Kontakt\nSkriv."
    assert read_policy(text, "https://shop.example/p", "text/markdown").sale.value == "not-sold"
