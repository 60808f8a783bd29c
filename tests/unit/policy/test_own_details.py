"""A shop's own details are no kinds of data that it collects, in nineteen languages and however they stand."""

import tomllib

import pytest
from benchmarks.accuracy_policy import OWN

from safeinfo.derive.policy import read_policy

DETAILS = {
    row["language"]: row for row in tomllib.loads((OWN / "own_details.toml").read_text(encoding="utf-8"))["policy"]
}
FORMS = {
    "list": lambda lines: "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>",
    "paragraphs": lambda lines: "".join(f"<p>{line}</p>" for line in lines),
    "lines": lambda lines: "<p>" + "<br>".join(lines) + "</p>",
    "table": lambda lines: "<table>" + "".join("<tr><td>{}</td><td>{}</td></tr>".format(*_two(x)) for x in lines),
    "terms": lambda lines: "<dl>" + "".join("<dt>{}</dt><dd>{}</dd>".format(*_two(x)) for x in lines) + "</dl>",
}


def _two(line):
    label, _, value = line.replace("：", ":").partition(":")
    return label.strip(), value.strip()


def kinds(body, language="en"):
    return read_policy(f"<html lang={language}><body><main>{body}</main>", "https://shop.example/privacy").kinds


@pytest.mark.parametrize("language", sorted(DETAILS))
def test_whose_a_policy_is_tells_of_no_data_that_is_collected(language):
    own = DETAILS[language]
    top = f"<h1>{own['title']}</h1><h2>1. {own['heading']}</h2><p>{own['lead']}</p>"
    for name, form in FORMS.items():
        assert kinds(top + form(own["lines"]), language) == frozenset(), name
    if "prose" in own:
        assert kinds(f"{top}<p>{own['prose']}</p>", language) == frozenset()


def test_lists_of_what_is_collected_are_still_read_beside_the_shops_own_details():
    text = (
        "<h2>What we collect about you</h2><ul><li>Contact: e-mail address, telephone number</li>"
        "<li>Delivery: your address</li></ul><h2>Who we are</h2>"
        "<ul><li>Name: Anna Smith</li><li>Tax number: 05652391</li></ul>"
    )
    assert {"email", "tel", "street-address"} <= kinds(text)
    assert "x-tax-id" not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "If you write to our e-mail shop@shop.example, we store your telephone number.",
        "We collect your telephone number since 01.01.2025.",
        "<p>We collect, for 10 years:</p><ul><li>Telephone: to call you about your order</li></ul>",
        "<h2>Data we collect</h2><table><tr><td>Telephone</td><td>calls</td><td>2025-01-01</td></tr></table>",
    ],
)
def test_a_number_elsewhere_or_a_date_is_no_value_of_a_telephone(text):
    assert "tel" in kinds(text)
