"""A policy spread over several pages: which links of its page lead to its parts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.derive.dom import Document
from safeinfo.derive.policy import read_policy_page, without_its_parts
from safeinfo.model.kinds import Sale

URL = "https://shop.example/privacy"
PROSE = "<p>We collect your name and e-mail address to deliver your order, and keep them for seven years.</p>"


def parts(body, title="Privacy policy", url=URL, language="en"):
    markup = f"<html lang={language}><title>{title}</title><body><main><h1>{title}</h1>{body}</main></body></html>"
    return [
        part.removeprefix("https://shop.example") for part in read_policy_page((Document.parse(markup, url),)).parts
    ]


def links(*pairs):
    return "<ul>" + "".join(f"<li><a href='{href}'>{label}</a></li>" for href, label in pairs) + "</ul>"


def test_links_that_speak_of_data_or_stand_below_the_page_are_its_parts():
    body = links(("/privacy/one", "Part one"), ("/your-rights", "Your rights"), ("/terms", "Terms of use"))
    assert parts(body) == ["/privacy/one", "/your-rights"]


@pytest.mark.parametrize(
    ("title", "labels", "language"),
    [
        ("Datenschutzerklärung", ("Welche Daten wir erheben", "Ihre Rechte"), "de"),
        ("Politique de confidentialité", ("Données collectées", "Vos droits"), "fr"),
        ("プライバシーポリシー", ("利用目的", "第三者への提供"), "ja"),
    ],
)
def test_parts_are_told_in_the_languages_of_policies(title, labels, language):
    assert parts(links(("/a", labels[0]), ("/b", labels[1])), title, language=language) == ["/a", "/b"]


@pytest.mark.parametrize(
    "body",
    [
        PROSE * 30 + links(("/privacy/a", "Cookies"), ("/privacy/b", "Your rights")),  # says all itself
        links(("/privacy/a", "Cookies")),  # a reference
        links(("#data", "Your data"), ("#rights", "Your rights")),  # a table of contents
        links(("https://other.example/data", "Your data"), ("https://other.example/r", "Your rights")),
        links(("mailto:a@shop.example", "Your data"), ("javascript:void(0)", "Your rights")),
        links(("/delivery", "Delivery"), ("/returns", "Returns")),
        f"<footer>{links(('/cookies', 'Cookies'), ('/rights', 'Your rights'))}</footer>",
    ],
)
def test_other_links_are_no_parts(body):
    assert parts(body) == []


def test_a_page_that_is_called_something_else_has_no_parts():
    assert parts(links(("/a", "Your data"), ("/b", "Your rights")), title="Help") == []


def test_a_list_some_parts_of_which_are_missing_is_unclear_where_it_is_silent():
    document = Document.parse(f"<title>Privacy policy</title><h1>Privacy policy</h1>{PROSE}", URL)
    read = without_its_parts(read_policy_page((document,)))
    assert (read.unread, read.sale, read.children) == ("parts", Sale.UNCLEAR, "unclear")


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_links_are_read_in_bounds(pairs):
    made = [part for part in parts(links(*pairs)) if part]
    assert len(made) <= 40
