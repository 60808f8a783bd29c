"""That a policy speaks of what customers write to the shop, in each language that is decided in."""

import pytest

from safeinfo.derive.policy import read_policy

SPOKEN = {
    "en": "If you contact us, we keep the details that you give for two years.",
    "de": "Wenn Sie uns per Kontaktformular schreiben, speichern wir Ihre Angaben zwei Jahre lang.",
    "es": "Si nos contacta por el formulario de contacto, guardamos sus datos durante dos años.",
    "fr": "Lorsque vous nous contactez, nous conservons vos données pendant deux ans.",
    "it": "Se ci contattate tramite il modulo di contatto, conserviamo i vostri dati per due anni.",
    "ja": "お問い合わせの際にいただいた個人情報は、二年間保管いたします。",
    "nl": "Wanneer u contact met ons opneemt, bewaren wij uw gegevens twee jaar.",
    "pl": "Jeśli skontaktujesz się z nami przez formularz kontaktowy, przechowujemy Twoje dane przez dwa lata.",
    "pt": "Quando nos contacta pelo formulário de contacto, guardamos os seus dados durante dois anos.",
    "sv": "När du kontaktar oss sparar vi dina uppgifter i två år.",
    "tr": "İletişim formu ile bize verdiğiniz kişisel veriler iki yıl saklanır.",
    "zh": "您通过客服与我们联系时，我们会保存您的个人信息两年。",
}


def topics(text: str, language: str) -> set[str]:
    read = read_policy(f"<html lang={language}><body><p>{text}</p>" * 2, "https://shop.example/privacy")
    return {each.topic for each in read.statements if each.status == "yes"}


@pytest.mark.parametrize("language", SPOKEN)
def test_a_policy_speaks_of_being_written_to(language: str) -> None:
    assert "correspondence" in topics(SPOKEN[language], language)


@pytest.mark.parametrize(
    "text",
    [
        "You can contact us at privacy@shop.example about this privacy policy.",
        "We send marketing messages to subscribers of our newsletter.",
        "We keep your e-mail address and your telephone number for two years.",
    ],
)
def test_how_to_reach_the_shop_and_what_it_sends_is_no_correspondence(text: str) -> None:
    assert "correspondence" not in topics(text, "en")
