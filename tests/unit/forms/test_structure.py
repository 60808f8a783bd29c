"""Which controls make a form, what they are called, and what must be filled in."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.model.readings import FormRead


def forms(html: str) -> tuple[FormRead, ...]:
    return read_forms(Document.parse(html, "https://shop.example/page"))


def names(form: FormRead) -> list[str]:
    return [field.name for field in form.fields]


def test_two_form_tags_are_two_forms_and_a_form_attribute_reaches_in() -> None:
    first, second = forms(
        "<form id=a action=/send><input name=x></form><form><input name=y></form><input name=z form=a>"
    )
    assert names(first) == ["x", "z"]
    assert names(second) == ["y"]
    assert first.action == "https://shop.example/send"


def test_controls_without_a_form_tag_belong_to_the_part_that_has_their_button() -> None:
    checkout, newsletter = forms(
        """<main><div><div><label>Name <input name=name></label></div><div><label>Street <input name=street></label>
        </div><button>Continue</button></div></main>
        <footer><div><input name=mail placeholder="Your e-mail"><button>Subscribe</button></div></footer>"""
    )
    assert names(checkout) == ["name", "street"]
    assert not checkout.tagged
    assert [button.label for button in checkout.submit] == ["Continue"]
    assert names(newsletter) == ["mail"]


def test_a_button_beside_one_field_does_not_split_the_form() -> None:
    (form,) = forms(
        """<div id=login><label>E-mail <input name=mail></label>
        <div><label>Password <input name=pass type=password></label><button type=button>Show it</button></div>
        <button>Log in</button></div>"""
    )
    assert names(form) == ["mail", "pass"]


def test_parts_inside_parts_inside_a_form_lose_no_field() -> None:
    (form,) = forms(
        """<div><label>Name <input name=name></label>
        <div><label>E-mail <input name=mail></label><div><input name=code><button type=button>Send code</button></div>
        <button type=button>Check address</button></div><button>Create account</button></div>"""
    )
    assert names(form) == ["name", "mail", "code"]


def test_a_form_tag_around_the_whole_page_groups_nothing() -> None:
    found = forms(
        """<form action=/page><header><div><input name=q><button>Search</button></div></header>
        <main><div><label>Name <input name=name></label><button>Send</button></div></main>
        <footer><div><input name=mail><button>Subscribe</button></div></footer></form>"""
    )
    assert [names(form) for form in found] == [["q"], ["name"], ["mail"]]
    assert {form.method for form in found} == {"get"}


def test_radio_buttons_of_one_name_are_one_field_with_its_question() -> None:
    (form,) = forms(
        """<form><fieldset><legend>Title</legend><label><input type=radio name=t value=1> Mr</label>
        <label><input type=radio name=t value=2 checked> Ms</label></fieldset></form>"""
    )
    (field,) = form.fields
    assert (field.label, field.options, field.checked) == ("Title", ("Mr", "Ms"), True)


def test_fields_in_a_closed_shadow_root_are_read_with_a_selector_that_finds_them() -> None:
    document = Document.parse(
        "<div id=host><si-shadow mode=closed><div><input name=card><button>Pay</button></div></si-shadow></div>"
    )
    (form,) = read_forms(document)
    found = document.find(form.fields[0].selector)
    assert found is not None
    assert found.attributes["name"] == "card"
    assert ">>>" in form.fields[0].selector


@pytest.mark.parametrize(
    ("html", "label"),
    [
        ("<label for=a>Phone</label><input id=a>", "Phone"),
        ("<label><span>Phone</span><input></label>", "Phone"),
        ("<span id=l>Phone</span><input aria-labelledby='l missing'>", "Phone"),
        ("<input aria-label=Phone>", "Phone"),
        ("<table><tr><th>Phone</th><td><input></td></tr></table>", "Phone"),
        ("<div>Phone</div><div><input></div>", "Phone"),
        ("<input placeholder=Phone>", "Phone"),
        (
            "<label for=a>Country<select><option>France</select></label><label for=a></label><input id=b title=Phone>",
            "Phone",
        ),
    ],
)
def test_the_label_of_a_field(html: str, label: str) -> None:
    assert forms(f"<form>{html}</form>")[0].fields[-1].label == label


def test_a_reason_beside_a_field_is_its_explanation_and_a_format_hint_is_not() -> None:
    (form,) = forms(
        """<form><label for=p>Phone</label><input id=p name=p><small>In case the courier needs to call you.</small>
        <label for=q>Post code</label><input id=q name=q><small>Five digits</small><button>Go</button></form>"""
    )
    assert [field.explanation for field in form.fields] == ["In case the courier needs to call you.", ""]


def test_what_is_hidden_says_so() -> None:
    (form,) = forms(
        "<form><input name=a><div style='display:none'><input name=b></div>"
        "<input type=hidden name=token value=1></form>"
    )
    assert [(field.name, field.visible) for field in form.fields] == [("a", True), ("b", False)]


def test_a_page_without_controls_has_no_forms() -> None:
    assert forms("<p>Nothing</p><button>Buy</button>") == ()
    assert forms("") == ()


def test_a_part_behind_a_tab_is_a_form_of_its_own_by_the_button_in_it() -> None:
    login = "<div id=l><input type=email name=a><input type=password name=b><button>Log in</button></div>"
    signup = (
        "<input name=c autocomplete=name><input type=email name=d><input type=password name=e><button>Sign up</button>"
    )
    page = f"<div class=tabs>{login}<div id=r style='display:none'>{signup}</div></div>"
    read = read_forms(Document.parse(page, "https://shop.example/x"))
    assert [(str(form.purpose), len(form.fields), form.visible) for form in read] == [
        ("login", 2, True),
        ("signup", 3, False),
    ]
