"""A condition under which data would be sold says no more than that; one under which somebody shops is no condition."""

import pytest

from safeinfo.derive.policy.sale_labels import MENTIONS, RIGHT, SOLD
from safeinfo.derive.policy.sale_sentence import classify
from safeinfo.derive.policy.sale_words import patterns


@pytest.mark.parametrize(
    ("language", "sentence", "label"),
    [
        ("en", "If your personal data is sold, you can opt out.", RIGHT),
        ("en", "Where data is sold, customers were asked by e-mail and said yes.", RIGHT),
        ("en", "In case your data is sold, we inform you.", RIGHT),
        ("en", "When your data is sold, we tell you.", SOLD),  # takes it that it happens
        ("en", "If you shop with us, your data is sold to partners.", SOLD),
        ("en", "If you give us your data, it is sold to partners.", SOLD),
        ("en", "Where permitted by law, your personal data is sold to partners.", SOLD),
        ("en", "State in your policy that you sell personal data.", MENTIONS),
        ("en", "We state here that your data is sold.", SOLD),
        ("de", "Wenn Ihre Daten verkauft werden, informieren wir Sie.", RIGHT),
        ("de", "Wir verkaufen Ihre Daten, wenn Sie zustimmen.", SOLD),
        ("fr", "Si vos données sont vendues, nous vous en informons.", RIGHT),
        ("fr", "Si vous commandez chez nous, vos données sont vendues à des partenaires.", SOLD),
        ("es", "Si sus datos se venden, le avisaremos.", RIGHT),
        ("es", "Si compra con nosotros, sus datos se venden a terceros.", SOLD),
        ("it", "Se i suoi dati vengono venduti, la informiamo.", RIGHT),
        ("it", "Se acquista da noi, i suoi dati vengono venduti a terzi.", SOLD),
        ("pt", "Se os seus dados forem vendidos, avisaremos.", RIGHT),
        ("pt", "Se comprar connosco, os seus dados são vendidos a terceiros.", SOLD),
        ("nl", "Als uw gegevens worden verkocht, laten wij het weten.", RIGHT),
    ],
)
def test_a_condition_is_no_statement(language: str, sentence: str, label: str) -> None:
    assert classify(sentence, patterns(language)) == label
