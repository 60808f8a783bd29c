"""Mails of our own in some fifty languages, and mails that are hard by how they are built."""

import pytest
from benchmarks.accuracy_mail import verdict
from benchmarks.material.mail import hard, world

from safeinfo.derive.mail import read_mail
from safeinfo.derive.mail.words import ends_mailing, fold, is_unwilling

READ = [(mail, read_mail(mail.raw)) for mail in world.mails()]
LEAST_RIGHT, MOST_ALARMS = 0.9, 0.03  # the project's aims for mails that nobody has seen


@pytest.mark.parametrize("case", list(hard.mails()), ids=lambda case: case.name)
def test_hard_builds(case: world.Mail) -> None:
    said, target = verdict(read_mail(case.raw))
    assert said == case.kind
    if case.out:
        assert target == case.out


@pytest.mark.parametrize("hidden", [False, True])
def test_the_right_way_out_in_fifty_languages(*, hidden: bool) -> None:
    said = [(mail, *verdict(read)) for mail, read in READ if world.is_hidden(mail.language) is hidden]
    right = [target == mail.out for mail, _, target in said if mail.out]
    alarms = [way in {"http", "mailto"} for mail, way, _ in said if not mail.out]
    assert sum(right) >= LEAST_RIGHT * len(right)
    assert sum(alarms) <= MOST_ALARMS * len(alarms)


def test_no_newsletter_is_taken_for_a_receipt() -> None:
    """A receipt needs no way out, so that mistake would hide a fault."""
    missed = {"transactional", "unclear"}
    assert [mail.name for mail, read in READ if mail.kind == "newsletter" and read.kind in missed] == []


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Stop our newsletter", True),
        ("Lopeta uutiskirje", True),
        ("Newsletterabmeldung", True),
        ("הפסקת הדיוור", True),
        ("Stop by our shop", False),
        ("Cancel your order", False),
        ("Leave a review of our e-mails", False),
        ("", False),
    ],
)
def test_roots_say_together_what_no_phrase_holds(text: str, *, ends: bool) -> None:
    assert ends_mailing(fold(text)) is ends


def test_roots_of_two_languages_say_nothing() -> None:
    assert not is_unwilling(fold("Etkö halua Rabatt"))


def test_letters_with_blanks_between_are_a_word() -> None:
    assert fold("U n s u b s c r i b e now") == " unsubscribe now "
    assert fold("a b c") == " a b c "
