"""What nobody planted is masked by its form; shapes tell nothing of the value."""

import pytest

from safeinfo.derive.leaks import mask_header, mask_secrets, mask_tokens, shape


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("card 4111 1111 1111 1111 ok", "card ⟦card-number⟧ ok"),
        ("card 5500-0000-0000-0004", "card ⟦card-number⟧"),
        ("order 4111111111111112", "order 4111111111111112"),
        ("0000000000000000", "0000000000000000"),
        ("at 1700000000000 ms", "at 1700000000000 ms"),
        ("Authorization: Bearer abcdef0123456789abcdef", "Authorization: Bearer ⟦token⟧"),
        ("t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "t=⟦token⟧"),
        ("write to jane.doe+x@mail.example.org now", "write to ⟦address⟧ now"),
        ("u=jane%40mail.example", "u=⟦address⟧"),
        ("https://s.example/?sid=9fK2x81LmPq07ZtYw3Vb6Nc4", "https://s.example/?sid=<24 chars, high entropy>"),
        ("https://s.example/terms-and-conditions-of-sale-2024", "https://s.example/terms-and-conditions-of-sale-2024"),
        ('{"csrf": "9fK2x81LmPq07ZtYw3Vb6Nc4"}', '{"csrf": "<24 chars, high entropy>"}'),
        ("basic responsibilities", "basic responsibilities"),
        ("Token administration-services", "Token administration-services"),
        ("icon@2x.png", "icon@2x.png"),
        ("⟦email:sha256⟧", "⟦email:sha256⟧"),
    ],
)
def test_secrets_are_masked(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", "<empty>"),
        ("1", "<1 digit>"),
        ("1700000000", "<10 digits>"),
        ("dark", "<4 chars>"),
        ("9fK2x81LmPq07ZtYw3Vb6N", "<22 chars, high entropy>"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "<24 chars, low entropy>"),
    ],
)
def test_shapes(value: str, expected: str) -> None:
    assert shape(value) == expected


def test_a_header_that_is_one_random_word_is_kept_as_its_shape() -> None:
    assert mask_header("9fK2x81LmPq07ZtYw3Vb6N") == "<22 chars, high entropy>"
    assert mask_header("max-age=63072000; includeSubDomains") == "max-age=63072000; includeSubDomains"
    assert mask_header("application/x-www-form-urlencoded") == "application/x-www-form-urlencoded"


def test_web_tokens_are_masked_in_any_data() -> None:
    token = b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"
    assert mask_tokens(b'<a href="/o?t=' + token + b'">') == '<a href="/o?t=⟦token⟧">'.encode()
    assert mask_tokens(b"eyJ is how they begin") == b"eyJ is how they begin"
