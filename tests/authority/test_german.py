"""The German words: all there, with the placeholders of the English, and nothing English left on a German page."""

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.test import Client
from django.utils import translation

from safeinfo.authority.audits.models import Audit
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.states import Act, State
from safeinfo.authority.site.standard import EVERY
from safeinfo.authority.site.templatetags.words import _REASONS, deed, words
from safeinfo.model.outcome import Outcome
from tests.authority.test_pages import PUBLIC, signed_in
from tests.authority.world import World

AUTHORITY = Path(settings.LOCALE_PATHS[0]).parent
PO = AUTHORITY / "locale" / "de" / "LC_MESSAGES" / "django.po"
_ENTRY = re.compile(
    r'(?:^msgctxt (?P<context>(?:".*"\n)+))?^msgid (?P<id>(?:".*"\n)+)^msgstr (?P<said>(?:".*"\n?)+)', re.MULTILINE
)
_PLACE = re.compile(r"%(?:\(\w+\))?s|%%|https?://\S+|</?a\b")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|that|with|your|you|our|we|to|by|from|has|have|this|it|not|none|yes)\b", re.IGNORECASE
)
_WRITTEN = frozenset({"All is as it should be."})  # by a reviewer of the test's world
_VOID = frozenset({"meta", "link", "input", "img", "br", "hr", "path", "circle"})


@cache
def said_in_po() -> dict[str, str]:
    return {
        (f"{text(found['context'])}\x04" if found["context"] else "") + text(found["id"]): text(found["said"])
        for found in _ENTRY.finditer(PO.read_text("utf-8"))
    }


def text(quoted: str) -> str:
    return "".join(ast.literal_eval(line) for line in quoted.splitlines())


def in_templates() -> Iterator[str]:
    folder = AUTHORITY / "templates"
    for path in folder.rglob("*.html"):
        parsed = engines["django"].get_template(str(path.relative_to(folder))).template
        for node in parsed.nodelist.get_nodes_by_type(Node):
            if isinstance(node, TranslateNode):
                yield node.filter_expression.var.literal
            elif isinstance(node, BlockTranslateNode):
                yield node.render_token_list(node.singular)[0]


def in_modules() -> Iterator[str]:
    for path in AUTHORITY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = [each.value for each in node.args if isinstance(each, ast.Constant)]
                if node.func.id in {"_", "gettext", "gettext_lazy"} and given and isinstance(given[0], str):
                    yield given[0]
                elif node.func.id == "pgettext":
                    yield "\x04".join(given)


class Words(HTMLParser):
    """The words of a page that it does not itself call English, and nothing of code, styles or what others wrote."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.found: list[str] = []
        self.html = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.html = given.get("lang") or ""
        hidden = given.get("lang") == "en" or tag in {"script", "style", "code", "pre", "blockquote", "textarea"}
        if not hidden and not any(self.open):
            self.found += [given[name] or "" for name in ("alt", "aria-label") if name in given]
        if tag not in _VOID:
            self.open.append(hidden)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.open):
            self.found.append(" ".join(data.split()))


def german(client: Client, url: str, status: int = 200) -> list[str]:
    answer = client.get(url, secure=True, headers={"accept-language": "de"})
    assert answer.status_code == status, url
    page = Words(answer.content.decode())
    assert page.html == "de"
    assert page.found
    return page.found


def assert_no_english(client: Client, url: str, status: int = 200) -> None:
    found = [each for each in german(client, url, status) if each not in _WRITTEN]
    left = [each for each in found if _ENGLISH.search(each) or each in untranslated()]
    assert not left, (url, left)


@cache
def untranslated() -> set[str]:
    """English sentences and words that differ in German."""
    catalogue = said_in_po()
    said = set(catalogue.values())
    return {key for key, value in catalogue.items() if key != value and key not in said}


def test_the_compiled_words_are_those_of_the_source() -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    assert {key: value for key, value in compiled.items() if key} == {k: v for k, v in said_in_po().items() if k}


def test_everything_that_is_said_is_said_in_german() -> None:
    said = said_in_po()
    asked = {*in_templates(), *in_modules()}
    assert len(asked) > 400
    assert not sorted(key for key in asked if not said.get(key))
    assert not sorted(key for key in said if key and key not in asked), "nobody says these any more"
    assert "fuzzy" not in PO.read_text("utf-8")


def test_placeholders_and_links_are_those_of_the_english() -> None:
    differ = {
        key: value
        for key, value in said_in_po().items()
        if key and sorted(_PLACE.findall(key)) != sorted(_PLACE.findall(value))
    }
    assert not differ


def test_every_state_and_outcome_has_words_in_both_languages() -> None:
    for name in [*State, *Outcome]:
        with translation.override("de"):
            german_words = words(name.value)
        with translation.override("en"):
            assert words(name.value) != german_words
    for act in Act:
        with translation.override("de"):
            german_words = deed(act.value)
        with translation.override("en"):
            assert deed(act.value) != german_words


def test_the_reasons_that_have_german_words_are_those_the_programme_gives() -> None:
    given = {
        node.value
        for path in (*(AUTHORITY / "seals").glob("*.py"), AUTHORITY / "schedule.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    with translation.override("en"):
        assert {str(reason) for reason in _REASONS} <= given


def test_what_a_person_wrote_stays_as_it_is() -> None:
    with translation.override("de"):
        assert words("The courier calls before delivery.") == "The courier calls before delivery."
        assert words("reviewer 3") == "Prüfer 3"
        assert words("reviewer of 3") == "reviewer of 3"


@pytest.mark.parametrize("url", [*PUBLIC, *(f"/requirements/{each.slug}/" for each in EVERY), "/safe-sites/?q=nobody"])
def test_a_public_page_is_german(world: World, url: str) -> None:
    assert_no_english(Client(headers={"host": "seal.localhost:8443"}), url)


def test_pages_of_seals_are_german_in_every_state(world: World) -> None:
    client = Client(headers={"host": "seal.localhost:8443"})
    seal = world.sealed()
    for url in ("/", "/safe-sites/", "/figures/", "/seal/shop.example"):
        assert_no_english(client, url)
    assert_no_english(client, "/seal/other.example", 404)
    assert_no_english(client, "/nothing/", 404)
    seals.vote(seal, "suspend", world.reviewer("ada"), "Die Begründung steht hier.")
    world.orders.carry_out()
    assert world.fresh(seal).state == "suspended"
    for url in ("/safe-sites/", "/figures/", "/seal/shop.example"):
        assert_no_english(client, url)
    assert "ausgesetzt" in german(client, "/seal/shop.example")
    assert_no_english(signed_in(seal.shop.owner), f"/desk/shops/{seal.shop_id}/")


def test_the_desk_and_the_review_are_german(world: World) -> None:
    shop = world.shop(world.merchant())
    world.outcomes["https://shop.example"] = {"SI-03": Outcome.CANT_TELL}
    merchant, reviewer = signed_in(shop.owner), signed_in(world.reviewer("ada"))
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    seals.vote(seal, "refuse", world.reviewer("ben"), "Die Begründung steht hier.")
    key = Audit.objects.get().key
    for url in ("", "account/", "shops/new/", f"shops/{shop.pk}/", f"audits/{key}/", f"shops/{shop.pk}/declaration/"):
        assert_no_english(merchant, f"/desk/{url}")
    told = " ".join(german(merchant, f"/desk/audits/{key}/"))
    assert "Verlangen Sie nur, was der Zweck des Formulars nicht entbehren kann" in told  # the remedy
    assert "Was gefunden wurde, steht hier auf Englisch." in told
    for method in ("http", "dns", "dns-persistent"):
        assert_no_english(merchant, f"/desk/shops/{shop.pk}/domain/{method}/")
    for url in ("", f"audits/{key}/", f"seals/{seal.pk}/"):
        assert_no_english(reviewer, f"/review/{url}")
