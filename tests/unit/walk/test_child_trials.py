"""A form is tried as a child only where it asks for the age once it is opened anew."""

from typing import Any, cast

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.gather.walk.trials import run
from safeinfo.gather.walk.trials.submitting import Submitted
from safeinfo.model.readings import FormRead

MAIL = "<label>E-mail <input type=email name=e></label>"
BORN = "<label>Date of birth <input type=date name=born autocomplete=bday></label>"


def form(inner: str) -> FormRead:
    markup = f"<body><form method=post action=/join><h1>Join</h1>{inner}<button>Join</button></form></body>"
    return next(iter(read_forms(Document.parse(markup, "https://shop.example/join"))))


@pytest.mark.parametrize(("inner", "is_sent"), [(MAIL, False), (MAIL + BORN, True)])
async def test_a_form_whose_age_field_is_gone_is_not_sent(
    inner: str, is_sent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[FormRead] = []

    async def reopened(*_: object) -> tuple[Any, FormRead]:
        return None, form(inner)

    async def send(_: object, __: object, filled: FormRead, *___: object) -> Submitted | None:
        sent.append(filled)
        return None

    monkeypatch.setattr(run, "reopened", reopened)
    monkeypatch.setattr(run, "send", send)
    walk: Any = type("Walk", (), {"canaries": type("Canaries", (), {"child": None})})
    born = cast("Any", "2013-05-06")
    assert await run._attempt(walk, cast("Any", None), form(MAIL + BORN), "child-age", born=born) is None
    assert bool(sent) is is_sent
