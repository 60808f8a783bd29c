"""Whole policies: what single sentences add up to, and what stands beside a denial."""

import pytest

from safeinfo.derive.policy import read_policy

URL = "https://shop.example/privacy"


def status(body):
    return read_policy(f"<!doctype html><html lang=en><body><h1>Privacy policy</h1>{body}", URL).sale.value


LETTERS = "<p>If you would rather not get their letters, write to us.</p>"


@pytest.mark.parametrize(
    "handed_on",
    [
        "We lend our customer list to carefully screened firms now and then.",
        "You may get post from other merchants with whom we share our mailing list.",
        "From time to time we disclose your name and address to other retailers so that they may write to you.",
        "We make the addresses of our customers available to companies whose products may interest you.",
        "Hillcrest may provide your information to unrelated companies for their own marketing.",
        "Now and then we make such data, counts included, available to chosen third parties.",
        "We share what our customers tell us, your information included, to enable such firms to contact you.",
    ],
)
def test_customers_handed_on_to_others_who_write_to_them_leave_a_denial_open(handed_on):
    denial = "<p>We will never sell your e-mail address to anyone.</p>"
    assert status(denial) == "not-sold"
    assert status(f"{denial}<p>{handed_on}</p>{LETTERS}") == "unclear"
    assert status(f"<p>{handed_on}</p>{LETTERS}") == "unclear"


@pytest.mark.parametrize(
    "harmless",
    [
        "We do not make our mailing list available to other companies.",
        "We share your name and address with carriers who contact you about your parcel.",
        "With your consent we share your address with firms whose products may interest you.",
        "You may ask which data we disclosed to third parties for their own direct marketing.",
        "If you direct us to share your data, we may pass your data to exhibitors so that they may contact you.",
        "We share your information with our affiliates for their own marketing.",
        "Do you give your mailing list to other companies?",
        "We show data to partners whose services are built into the shop.",
        "We make aggregated data available to companies whose products may interest you.",
    ],
)
def test_a_denial_stands_beside_what_hands_no_customer_on(harmless):
    assert status(f"<p>We never sell your data.</p><p>{harmless}</p>") == "not-sold"


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ((("Do we sell your data?", "No."), ("Do we use your data for advertising by others?", "No.")), "not-sold"),
        (
            (("Do we sell your data?", "No."), ("Do we share your data with advertisers?", "Yes.")),
            "not-sold-but-shared",
        ),
        ((("Do we sell your data?", "Yes, to brokers."), ("Do we share your data with advertisers?", "No.")), "sold"),
    ],
)
def test_questions_in_a_table_say_what_their_answers_say(rows, wanted):
    cells = "".join(f"<tr><td>{asked}</td><td>{said}</td></tr>" for asked, said in rows)
    assert status(f"<p>A short overview.</p><table>{cells}</table>") == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p>Do we count visits? No. The shop sells your data to brokers.</p>", "sold"),
        ("<table><tr><td>Do you count visits?</td><td>No. Hill &amp; Co sells your data.</td></tr></table>", "sold"),
        ("<p>We do not buy or sell personal data.</p>", "not-sold"),
        ("<p>We are in the business of buying and selling personal data.</p>", "sold"),
        ("<p>When you buy and sell items here, we keep your data.</p>", "silent"),
        ("<p>For people selling on the Hill marketplace, Hill Ltd holds the data.</p>", "silent"),
        ("<p>Every autumn we occasionally rent or exchange customer information with other shops.</p>", "sold"),
        ("<p>We might rent, swap, share and/or compare customer information with such firms.</p>", "sold"),
        ("<p>We will not sell your data in the ordinary course of business.</p>", "unclear"),
        ("<p>We do not “sell” your data for purposes of the CCPA.</p>", "not-sold"),
        (
            (
                "<p>We use what we gather about you, personal data included, for these ends:</p>"
                "<ul><li>To answer you</li><li>To sell or rent your data to others, within the law</li></ul>"
            ),
            "sold",
        ),
    ],
)
def test_a_whole_text_is_read_by_its_one_sentence_on_selling(body, wanted):
    assert status(f"<p>We are glad that you are here.</p>{body}<p>Write to us with any question.</p>") == wanted


# A policy that denies, with the places where a sentence that sells hides best: after a denial, in items below a lead,
# below a quoted law, in a cell, after a title in bold.
PLACES = (
    "<p>We never sell your data. {0}</p>",
    "<h2>Your rights</h2><ul><li><b>To stop sales.</b> We do not sell your data. {1}</li></ul>",
    (
        "<blockquote>The law holds only for firms that live on selling the data of 100,000 people.</blockquote>"
        "<ul><li><b>To know.</b> You may ask what we hold. {2}</li></ul>"
    ),
    "<h2>How we use cookies</h2><ul><li>Counting: we count visits. {3}</li></ul>",
    "<table><tr><th>Data</th><th>Purpose</th></tr><tr><td>Name</td><td>To deliver. {4}</td></tr></table>",
    "<p>You can opt out of letters at any time. {5}</p>",
    "<p>Children under 13 may not order. {6}</p>",
)
SELLS = (
    "Data collected here is sold.",
    "Information about you is licensed to data brokers for monetary consideration.",
    "What we do with your data: we store it, study it and sell it.",
    "We earn a fee each time we hand over your contact details to a partner.",
    "Selling your information to others is one way in which we finance this site.",
    "We may sell your personal information to list brokers.",
    "Personal data of buyers who did not object is sold to publishers.",
)


@pytest.mark.parametrize("sells", SELLS)
@pytest.mark.parametrize("place", range(len(PLACES)))
def test_a_sentence_that_sells_is_never_lost_in_a_policy_that_denies(place, sells):
    words = [sells if number == place else "" for number in range(len(PLACES))]
    assert not status("".join(PLACES).format(*words)).startswith("not-sold")


@pytest.mark.parametrize(
    ("words", "blank"),
    [
        ("[ADD OR SUBTRACT ANY OTHER TOOLS USED]", "[ADD OR SUBTRACT ANY OTHER TOOLS USED]"),
        ("[INCLUDE THE NEXT PART IF YOU SHOW ADS]", "[INCLUDE THE NEXT PART IF YOU SHOW ADS]"),
        ("This policy is that of store-name.com.", "store-name.com"),
        ("© Your Company Name", "Your Company Name"),
    ],
)
def test_orders_to_the_shop_that_were_left_standing_are_blanks(words, blank):
    assert blank in read_policy(f"<p>We keep your order. {words}</p>", URL).blanks


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("We will not knowingly allow anyone under 13 to give us any personal information.", "refuses"),
        ("We do not collect names from children under 13 without telling a parent by e-mail.", "mentions"),
        ("We do not collect names from children under 13 without asking a parent for consent.", "guardian-consent"),
    ],
)
def test_a_parent_who_is_only_told_has_not_consented(words, wanted):
    assert read_policy(f"<html lang=en><body><p>We care. {words} Write to us.</p>", URL).children == wanted


def test_a_short_policy_that_names_itself_one_is_one():
    words = "We sell good lamps, and we post them in sturdy boxes. " * 12
    named = "<h1>Privacy policy</h1><p>Your data stays here.</p>"
    page = "<!doctype html><html lang=en><body>{0}<p>{1}Tell us by e-mail when you move house.</p>"
    assert read_policy(page.format(named, words), URL).is_policy > 0.1
    assert read_policy(page.format("<h1>Our lamps</h1><p>Your data stays here.</p>", words), URL).is_policy <= 0.1
