"""What went wrong is said in the visitor's language, to programs in English, and even where little works."""

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from safeinfo.authority.accounts.formal import FORMAL
from safeinfo.authority.seals.notices import titles
from safeinfo.authority.shops.control import look_dns
from safeinfo.authority.site import trouble, views
from safeinfo.authority.site.middleware import Trouble
from safeinfo.authority.site.templatetags.words import seen, standard
from safeinfo.model.errors import UsageError
from safeinfo.requirements import POLICY_LINK
from safeinfo.requirements.languages import languages
from tests.authority.test_pages import signed_in
from tests.authority.world import World

GERMAN = {"accept-language": "de"}


@pytest.fixture
def merchant(world: World) -> Client:
    return signed_in(world.merchant())


def alert(page: str) -> str:
    found = re.search(r'<p class="notice failed" role="alert"([^>]*)>(.*?)</p>', page)
    assert found
    return f"{found[1]} {found[2]}".strip()


def test_what_cannot_be_done_is_said_in_the_visitors_language(merchant: Client) -> None:
    given = {"address": "http://shop.example", "name": "Tarn"}
    page = merchant.post("/desk/shops/new/", given, secure=True, headers=GERMAN).content.decode()
    assert alert(page).startswith("Ein Shop braucht https")
    shop = merchant.post("/desk/shops/new/", {"address": "shop.example", "name": "Tarn"}, secure=True)["Location"]
    answer = merchant.post(f"{shop}audit/", {"trials": "on"}, secure=True, headers=GERMAN)
    assert answer.status_code == 409
    assert alert(answer.content.decode()).startswith("Proben senden erfundene Daten")


async def test_what_a_look_at_a_domain_saw_is_kept_in_english_and_shown_in_the_language_of_the_reader() -> None:
    async def nothing(_name: str) -> list[str]:
        return []

    with translation.override("de"):
        kept = (await look_dns(nothing, "shop.example", "token")).said
        assert kept.startswith("There is no TXT record at _safe-info")
        assert seen(kept).startswith("Bei _safe-info-challenge.shop.example gibt es noch keinen TXT-Eintrag.")
        assert (
            seen("https://a.example/x answered 404, not 200.")
            == "https://a.example/x antwortete mit 404, nicht mit 200."
        )
        assert seen("What nobody says. 100 %s") == "What nobody says. 100 %s"
    with translation.override("en"):
        assert seen(kept) == kept


def test_programs_are_answered_in_english(merchant: Client) -> None:
    answer = merchant.post(
        "/api/v1/shops", {"address": "http://shop.example", "name": "Tarn"}, "application/json", secure=True,
        headers=GERMAN,
    )  # fmt: skip
    assert answer.status_code in {401, 409}
    assert "braucht" not in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("de", "Bei uns ist etwas schief"), ("en", "Something went wrong")])
def test_an_error_of_ours_is_told_in_the_visitors_language(language: str, words: str) -> None:
    with translation.override(language):
        answer = views.broken(HttpRequest())
    assert answer.status_code == 500
    assert words in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()


def test_where_even_the_page_for_errors_fails_something_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> str:
        raise OSError("the disk is gone")

    monkeypatch.setattr(trouble, "render_to_string", fail)
    answer = views.broken(HttpRequest())
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


def test_a_lost_database_is_told_without_asking_it(merchant: Client) -> None:
    guard = Trouble(views.broken)
    with translation.override("de"):
        answer = guard.process_exception(HttpRequest(), OperationalError("gone"))
    assert answer is not None
    assert answer.status_code == 503
    assert "nichts wurde vergeben" in answer.content.decode()
    assert guard.process_exception(HttpRequest(), ValueError("a bug")) is None


def test_english_words_of_the_core_are_marked_as_english(merchant: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise UsageError("line 1: `sold` must be true or false")

    monkeypatch.setattr("safeinfo.authority.desk.shops.audits.ask", refuse)
    shop = merchant.post("/desk/shops/new/", {"address": "shop.example", "name": "Tarn"}, secure=True)["Location"]
    page = merchant.post(f"{shop}audit/", secure=True, headers=GERMAN).content.decode()
    assert alert(page).startswith('lang="en" line 1')


def test_the_standard_can_be_read_in_every_language_of_the_pages() -> None:
    assert {code for code, _name in settings.LANGUAGES} == set(languages())


def test_words_of_a_report_are_in_the_language_of_the_page_and_those_of_an_older_edition_stay() -> None:
    remedy = POLICY_LINK.remedies["policy-link-dead"].text
    with translation.override("de"):
        assert standard(POLICY_LINK.title).startswith("Die Datenschutzerklärung ist dort")
        assert standard(remedy).startswith("Berichtigen Sie die Adresse")
        assert standard("Mend <it>.") == '<span lang="en">Mend &lt;it&gt;.</span>'
        assert titles(["SI-10", "SI-11", "SI-99"]).splitlines() == [
            "- SI-10 Die Datenschutzerklärung ist dort, wo es darauf ankommt, einen Klick entfernt",
            "- SI-11 Das Siegel wird nur dort gezeigt, wo es erworben wurde",
            "- SI-99",
        ]
    with translation.override("en"):
        assert standard(remedy) == remedy


def test_what_comes_with_a_library_says_sie(world: World) -> None:
    page = Client(headers={"host": "seal.localhost:8443"}).get("/accounts/login/", secure=True, headers=GERMAN)
    assert "Sie haben noch kein Konto?" in page.content.decode()
    with translation.override("de"):
        assert all(gettext(each) != each for each in FORMAL)
