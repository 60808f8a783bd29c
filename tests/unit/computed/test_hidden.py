"""Which forms were never seen shown."""

import pytest

from safeinfo.derive.computed.hidden import is_unseen
from safeinfo.model.kinds import Purpose
from safeinfo.model.readings import FieldRead, FormRead


def form(*kinds: str, selector: str = "#f", action: str = "https://shop.example/write") -> FormRead:
    fields = tuple(FieldRead(selector=f"#{kind}", kind=kind) for kind in kinds)
    return FormRead(selector=selector, purpose=Purpose.CONTACT, fields=fields, action=action)


def test_a_form_opened_section_by_section_was_seen_shown() -> None:
    assert not is_unseen(form("email", "tel"), [form("email"), form("tel")])
    assert is_unseen(form("email", "tel", "bday"), [form("email"), form("tel")])


@pytest.mark.parametrize("other", [{"selector": "#g"}, {"action": "https://shop.example/other"}])
def test_parts_of_other_forms_do_not_count(other: dict[str, str]) -> None:
    assert is_unseen(form("email", "tel"), [form("email"), form("tel", **other)])


def test_forms_that_do_not_say_where_they_go_are_told_apart_by_nothing_else() -> None:
    assert is_unseen(form("email", "tel", action=""), [form("email", action=""), form("tel", action="")])
