"""What the authority asks people for, behind the sign-in too: read as the auditor reads a shop's forms."""

from collections import defaultdict

from safeinfo.derive.computed.naming import is_named, kinds_of_words
from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.policy import read_policy
from safeinfo.model.kinds import Required
from safeinfo.model.readings import FormRead
from tests.authority.rendered import BASE, Rendered, fill, pages
from tests.authority.world import World

# All that may have to be given, and where: what is not in this list is asked of nobody.
_MUST = {
    "accounts-login": {"email", "current-password"},
    "accounts-signup": {"email", "new-password"},
    "accounts-password-reset": {"email"},
    "account": {"email"},  # typed again, to delete the account
    "complaint-wrong": {"email", "x-message"},
    "complaints-new": {"email", "x-message"},
    "password": {"current-password", "new-password"},
    "shop-add": {"organization"},  # what the shop is called
}
# Pages that ask about the shop, of which the policy says so in these words, and nothing about a person.
_OF_THE_SHOP = {"declaration-en", "shop-add-en"}


def forms_of(page: Rendered) -> tuple[FormRead, ...]:
    return read_forms(Document.parse(page.html, BASE + page.url))


def test_nothing_is_asked_for_that_the_programme_does_not_need(world: World) -> None:
    fill(world)
    seen = pages(world, "en")
    must: dict[str, set[str]] = defaultdict(set)
    asked: set[str] = set()
    for page in seen:
        for form in forms_of(page):
            for field in form.fields:
                if field.personal and field.visible:
                    asked |= {field.kind} if page.name not in _OF_THE_SHOP else set()
                    if field.required is Required.REQUIRED:
                        must[page.name.removesuffix("-en")].add(field.kind)
    # A reason, an answer, an appeal: what a person writes to us, and nothing else, is asked on the other pages.
    assert {name: kinds for name, kinds in must.items() if kinds != {"x-message"}} == _MUST
    policy = next(page for page in seen if page.name == "privacy-en")
    read = read_policy(policy.html, BASE + policy.url)
    named = frozenset().union(*(kinds_of_words(each.status) for each in read.statements if each.topic == "collects"))
    assert [kind for kind in asked if kind != "x-message" and not is_named(kind, named | read.kinds)] == []


def test_every_form_is_sent_to_us_and_by_post_where_it_is_personal(world: World) -> None:
    fill(world)
    for page in pages(world, "en"):
        for form in forms_of(page):
            assert form.action.startswith(BASE), (page.name, form.action)
            personal = any(field.personal and field.visible for field in form.fields)
            assert form.method == "post" or not personal or form.purpose.value == "search", (page.name, form.selector)
