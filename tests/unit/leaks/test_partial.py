"""Beginnings of values, as pages send them key by key, are masked; ordinary words are not."""

import base64
import json
from datetime import date
from random import Random
from urllib.parse import quote, urlencode

import pytest

from safeinfo.derive.leaks import Needles
from safeinfo.gather.walk.canaries import Canaries

CANARIES = Canaries.make(Random(7).randbytes, date(2026, 1, 2), "canary.example.net")
NEEDLES = Needles.build(CANARIES.needles)
LEAST = {"email": 8, "given-name": 6, "family-name": 6, "street-address": 6, "username": 6, "tel": 9, "cc-number": 8}
WAYS = {
    "plain": lambda text: text,
    "query": lambda text: urlencode({"q": text, "n": 3}),
    "path": lambda text: f"/find/{quote(text, safe='')}?x=1",
    "json": lambda text: json.dumps({"typed": text, "at": 12}),
    "markup": lambda text: f'<input value="{text}"><p>no {text}</p>',
    "after an escape": lambda text: f"a%20{quote(text)}%26b",
    "base64": lambda text: base64.b64encode(json.dumps({"draft": {"field": text, "form": "news"}}).encode()).decode(),
}
TYPED = [
    (name, CANARIES.values[name][:size])
    for name, least in LEAST.items()
    for size in range(least, len(CANARIES.values[name]))
]


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"base64"}))
def test_each_beginning_of_a_value_is_masked(way: str) -> None:
    for name, text in TYPED:
        masked = NEEDLES.mask(WAYS[way](text).encode()).decode()
        core = text[: LEAST[name]].lstrip("+")
        assert core not in masked, (name, text, masked)
        assert "⟦" in masked


@pytest.mark.parametrize("name", ["email", "username"])
def test_beginnings_inside_base64_are_masked(name: str) -> None:
    for size in range(LEAST[name], len(CANARIES.values[name])):
        text = CANARIES.values[name][:size]
        masked = NEEDLES.mask(WAYS["base64"](text).encode())
        assert "⟦".encode() in masked, (text, masked)


def test_numbers_that_a_page_sets_apart_are_masked() -> None:
    card = CANARIES.values["cc-number"]
    spaced = f"{card[:4]} {card[4:8]} {card[8:11]}"
    for text in (spaced, quote(spaced), spaced.replace(" ", "+"), spaced.replace(" ", "-")):
        assert NEEDLES.mask(f"card={text}&x=1".encode()) == "card=⟦cc-number:part⟧&x=1".encode()


def test_a_beginning_is_no_leak() -> None:
    name = CANARIES.values["family-name"]
    assert NEEDLES.search(f"q={name[:7]}".encode()) == ()


@pytest.mark.parametrize(
    "data",
    [
        CANARIES.values["given-name"][:5],  # too short to be told from a word
        f"x{CANARIES.values['given-name'][:7]}",  # inside another word
        f"{CANARIES.values['given-name'][:7]}zzz",
        CANARIES.values["cc-number"][:7],
        "canary.example.net sells canaries, bananas and tomatoes to Tomato Banana at 40000000 1754300000000",
        "4000 00 items, 12 400 pieces, 2026-01-02, 1989",
    ],
)
def test_ordinary_words_and_numbers_stay(data: str) -> None:
    assert NEEDLES.mask(data.encode()) == data.encode()


def test_no_word_of_a_long_text_is_taken_for_a_beginning() -> None:
    chance = Random(3)
    letters = "bdfgklmnprstvzaeiou"
    words = ("".join(chance.choices(letters, k=chance.randint(4, 9))) for _ in range(20_000))
    text = " ".join(words).encode()
    assert NEEDLES.mask(text) == text
