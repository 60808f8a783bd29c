"""Made-up values: valid, unique, the same for the same randomness."""

import re
from datetime import date
from itertools import count

import pytest

from safeinfo.derive.leaks import Needles
from safeinfo.gather.walk.canaries import Canaries, country_of, iban, luhn
from safeinfo.model.readings import FieldRead

TODAY = date(2026, 11, 23)


def dice():
    numbers = count(1)

    def random(size: int) -> bytes:
        return (next(numbers) * 2654435761 * 40503 % 256 ** (size or 1)).to_bytes(size, "big")

    return random


def canaries(country: str = "DE") -> Canaries:
    return Canaries.make(dice(), TODAY, "canary.example.net", country)


def field(kind: str, **more) -> FieldRead:
    return FieldRead(selector="#x", kind=kind, **more)


def test_the_same_randomness_gives_the_same_person() -> None:
    assert canaries().values == canaries().values


def test_the_address_has_more_than_eighty_bits_and_names_nobody() -> None:
    local, _, domain = canaries().values["email"].partition("@")
    assert len(local) * 5 >= 80
    assert re.fullmatch(r"[a-z2-7]+", local)
    assert domain == "canary.example.net"


def test_numbers_pass_their_checks() -> None:
    values = canaries().values
    assert luhn(values["cc-number"][:-1]) == values["cc-number"]
    assert len(values["cc-number"]) == 16
    assert iban("DE", "370400440532013000") == "DE89370400440532013000"
    assert luhn("411111111111111") == "4111111111111111"
    assert values["tel"].startswith("+493023125")


@pytest.mark.parametrize(
    ("today", "child"),
    [
        (date(2026, 11, 23), date(2013, 11, 24)),
        (date(2028, 2, 29), date(2015, 3, 1)),
        (date(2026, 12, 31), date(2014, 1, 1)),
    ],
)
def test_the_child_is_twelve_years_and_the_last_day_old(today: date, child: date) -> None:
    made = Canaries.make(dice(), today, "x.example", "US")
    assert made.child == child
    assert (today.year - child.year - ((today.month, today.day) < (child.month, child.day))) == 12


@pytest.mark.parametrize(
    ("language", "host", "country"),
    [
        ("de-AT", "x.com", "AT"),
        ("de", "x.com", "DE"),
        ("", "x.co.uk", "GB"),
        ("en", "shop.de", "DE"),
        ("sv", "x", "SE"),
        ("", "x.com", "US"),
        ("tlh", "x.com", "US"),
    ],
)
def test_the_country_follows_language_and_host(language: str, host: str, country: str) -> None:
    assert country_of(language, host) == country


def test_dates_are_written_as_the_field_wants_them() -> None:
    made = canaries("US")
    adult = made.adult
    assert made.text_for(field("bday", type="date")) == ("bday", adult.isoformat())
    assert made.text_for(field("bday"))[1] == adult.strftime("%m/%d/%Y")
    assert canaries("DE").text_for(field("bday"))[1] == adult.strftime("%d.%m.%Y")
    assert made.text_for(field("bday-year"), made.child)[1] == str(made.child.year)
    assert made.text_for(field("x-age"), made.child)[1] == "12"
    assert made.text_for(field("x-age"))[1] in {"36", "37"}


def test_every_personal_field_has_a_value_or_none_on_purpose() -> None:
    made = canaries()
    assert made.text_for(field("x-occupation"))[0] == "x-other-personal"
    assert made.text_for(field("x-file")) == ("", "")
    assert made.text_for(field("address-line1"))[0] == "street-address"


def test_what_is_typed_is_found_and_masked() -> None:
    made = canaries()
    needles = Needles.build(made.needles)
    text = f"{made.values['email']} {made.values['cc-number']} {made.values['name']}".encode()
    assert {leak.name for leak in needles.search(text)} >= {"email", "cc-number", "name"}
    masked = needles.mask(text)
    assert made.values["email"].encode() not in masked
    assert made.values["cc-number"].encode() not in masked


@pytest.mark.parametrize("country", ["DE", "US", "GB", "FR"])
def test_a_number_is_typed_in_its_bare_digits_where_it_was_too_long(country: str) -> None:
    made = canaries(country)
    shorter = made.shorter_for(field("tel"))
    assert shorter.isdecimal()
    assert len(shorter) < len(made.text_for(field("tel"))[1])
    assert made.shorter_for(field("email")) == ""
