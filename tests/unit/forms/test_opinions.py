"""Chromium's opinion beside ours: agreement, difference, none, and why it is not known."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from safeinfo.derive.computed.opinions import OPINIONS, SecondOpinion
from safeinfo.derive.dom import Document
from safeinfo.gather.browser.find import find_full_browser
from safeinfo.gather.walk.second import opinions_in
from safeinfo.model.evidence import Evidence, View
from safeinfo.model.observations import OpinionsSeen
from safeinfo.model.opinion import Opinion

URL = "https://shop.example/checkout"


def opinion(*seen: OpinionsSeen, kind: str = "email", selector: str = "#mail", page: str = URL) -> SecondOpinion:
    view = View(Evidence("https://shop.example", seen, {}), frozenset({OpinionsSeen}))
    return view.once(OPINIONS).on(page, "", selector, "mail", kind)


def said(prediction: str = "", *, missing: str = "", url: str = URL) -> OpinionsSeen:
    opinions = (Opinion(frame="", selector="#mail", name="mail", said=prediction),) if prediction else ()
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return OpinionsSeen(id="opinion-1", seen_at=when, url=url, browser="Chrome 1", opinions=opinions, missing=missing)


def test_what_was_not_asked_has_no_words() -> None:
    assert opinion() == SecondOpinion()


def test_agreement_and_difference() -> None:
    assert opinion(said("EMAIL_ADDRESS")) == SecondOpinion("Chromium agrees (EMAIL_ADDRESS)", agrees=True)
    assert opinion(said("ADDRESS_HOME_LINE1"), kind="street-address").agrees
    differs = opinion(said("NAME_LAST"))
    assert differs == SecondOpinion("Chromium differs: family-name (NAME_LAST)", agrees=False)


def test_a_field_that_moved_is_found_by_its_name() -> None:
    assert opinion(said("EMAIL_ADDRESS"), selector="form > input").agrees


def test_an_unknown_type_is_no_opinion() -> None:
    assert opinion(said("UNKNOWN_TYPE")).words == "Chromium: no opinion (UNKNOWN_TYPE)"


def test_why_it_is_not_known() -> None:
    assert opinion(said(missing="no browser", url="")).words == "Chromium: not known, no browser"
    assert opinion(said(missing="it timed out")).words == "Chromium: not known, it timed out"
    assert "did not show this field" in opinion(said("EMAIL_ADDRESS", url="https://shop.example/")).words


def test_predictions_are_read_from_a_saved_document() -> None:
    document = Document.parse("<form><input id=a autofill-prediction=NAME_FIRST><input name=b></form>", URL)
    assert opinions_in(document) == [Opinion(frame="", selector="#a", name="a", said="NAME_FIRST")]


def test_the_headless_shell_is_no_full_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAFEINFO_BROWSER", raising=False)
    monkeypatch.setattr("safeinfo.gather.browser.find.PLACES", ())
    for name in ("chromium-headless-shell", "headless_shell"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    assert find_full_browser(search_path=str(tmp_path)) == ""
    full = tmp_path / "chromium"
    full.write_text("#!/bin/sh\n")
    full.chmod(0o755)
    assert find_full_browser(search_path=str(tmp_path)) == str(full)
