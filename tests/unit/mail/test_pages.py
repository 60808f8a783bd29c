# ruff: noqa: E501 - markup as it is met
"""Pages behind the links of messages: what they ask of somebody who wants to leave, or to confirm."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.mail.pages import Errand, Step, next_step

SIGN_UP = "<footer><form action=/join method=post><p>Our newsletter</p><label>E-mail <input type=email name=e data-si-node=90></label><button data-si-node=91>Subscribe</button></form></footer>"


def step(body: str, errand: Errand = Errand.LEAVE, before: str = "") -> Step:
    document = Document.parse(f"<body>{body}</body>", "https://shop.example/u")
    return next_step([document], read_forms(document), errand, before)


@pytest.mark.parametrize(
    "page",
    [
        "<main><h1>You have been unsubscribed</h1><p>Sorry to see you go.</p></main>",
        "<main><h1>Abmeldung erfolgreich</h1><p>Sie erhalten keine weiteren E-Mails von uns.</p></main>",
        "<main><p>Vous êtes désormais désinscrit. Vous ne recevrez plus nos nouvelles.</p></main>",
        "<main><p>Tu suscripción ha sido cancelada.</p></main>",
        "<div><p>Je bent uitgeschreven.</p></div>",
        "<main><p>配信停止が完了しました。</p></main>",
        "<main><p>You’re now unsubscribed.</p><a href=/again data-si-node=5>Subscribe again</a></main>",
        f"<main><h1>You are unsubscribed</h1></main>{SIGN_UP}",
    ],
)
def test_a_page_says_that_it_is_done(page: str) -> None:
    assert step(page).what == "done"


@pytest.mark.parametrize(
    ("page", "node"),
    [
        ("<main><p>Do you want to leave?</p><form method=post><button data-si-node=7>Unsubscribe</button></form></main>", 7),
        ("<main><p>Click below and you will no longer receive our news.</p><button data-si-node=7>Unsubscribe me</button></main>", 7),
        ("<main><form method=post><p>Vom Newsletter abmelden</p><button data-si-node=7>Bestätigen</button></form></main>", 7),
        ("<main><h1>Se désabonner de la lettre</h1><form method=post><button data-si-node=7>Valider</button></form></main>", 7),
        ("<main><a href=/stay data-si-node=6>Keep me subscribed</a> <a href=/go?t=1 data-si-node=7>Unsubscribe from all</a></main>", 7),
        ("<main><form method=post><button data-si-node=6>Pause for a month</button><button data-si-node=7>Yes, unsubscribe</button></form></main>", 7),
        (f"<main><h1>Unsubscribe</h1><form method=post><button data-si-node=7>Confirm</button></form></main>{SIGN_UP}", 7),
    ],
)  # fmt: skip
def test_what_leaves_is_pressed(page: str, node: int) -> None:
    found = step(page)
    assert (found.what, found.node) == ("press", node)


def test_the_address_is_given_and_the_box_that_means_all_is_ticked() -> None:
    found = step(
        "<main><h1>Your e-mail preferences</h1><form method=post><label>E-mail <input type=email name=e data-si-node=3></label>"
        "<label><input type=checkbox name=a checked data-si-node=4> New books</label>"
        "<label><input type=checkbox name=u data-si-node=5> Unsubscribe from all</label><button data-si-node=6>Save</button></form></main>"
    )
    assert found.email is not None
    assert (found.what, found.node, found.email.node, [each.node for each in found.tick]) == ("press", 6, 3, [5])
    assert found.untick == ()


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<main><h1>Log in</h1><form method=post><label>E-mail <input type=email name=e></label><label>Password <input type=password name=p></label><button data-si-node=7>Log in</button></form></main>", "login"),
        ("<main><p>To unsubscribe, log in.</p><form method=post><label>Password <input type=password name=p></label><button data-si-node=7>Unsubscribe</button></form></main>", "login"),
        ("<main><h1>Unsubscribe</h1><form method=post><label>E-mail <input type=email name=e></label><label>Date of birth <input type=date name=birthdate required></label><button data-si-node=7>Unsubscribe</button></form></main>", "asked-more"),
        ("<main><h1>Welcome to our shop</h1><p>See what is new.</p></main>", "unclear"),
        (f"<main><h1>Welcome to our shop</h1></main>{SIGN_UP}", "unclear"),
        ("<main><p>Something went wrong.</p><button data-si-node=7>Delete my account</button></main>", "unclear"),
        ("<header><a href=/unsubscribe data-si-node=7>Unsubscribe</a></header><main><p>Nothing here.</p></main>", "unclear"),
    ],
)  # fmt: skip
def test_what_bars_the_way_or_says_nothing_is_told(page: str, what: str) -> None:
    assert step(page).what == what


def test_a_reason_may_be_asked_and_a_page_says_newly_that_it_is_done() -> None:
    asks = "<main><p>You will no longer receive our news.</p><form method=post><label>Why? <textarea name=why></textarea></label><button data-si-node=7>Unsubscribe</button></form></main>"
    assert step(asks).what == "press"
    before = "You will no longer receive our news. Why? Unsubscribe"
    assert step("<main><p>Done. You will no longer receive our news.</p></main>", before=before).what == "done"
    assert step(asks, before=before).what == "press"
    assert step("<main><p>Bye! You have been unsubscribed.</p><button data-si-node=7>Unsubscribe</button></main>", before="Unsubscribe?").what == "done"  # fmt: skip


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<main><h1>Thank you</h1><p>Your subscription is confirmed.</p></main>", "done"),
        ("<main><form method=post><button data-si-node=7>Confirm subscription</button></form></main>", "press"),
        ("<main><form method=post><p>Newsletter</p><button data-si-node=7>Anmeldung bestätigen</button></form></main>", "press"),
        ("<main><p>Welcome</p></main>", "unclear"),
    ],
)  # fmt: skip
def test_a_subscription_is_confirmed(page: str, what: str) -> None:
    assert step(page, Errand.CONFIRM).what == what
