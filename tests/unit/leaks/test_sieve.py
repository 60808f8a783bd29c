"""The sieve is fast and loses nothing: each of its steps against a slow one, and all of it against the full search."""

import base64
import hashlib
import random
import zlib

import brotli
from benchmarks.traffic import KINDS
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.leaks import reference
from tests.unit.leaks.encoders import ENCODINGS, HASHES, VALUES

from safeinfo.derive.leaks import Needles
from safeinfo.derive.leaks.bare import is_brotli, is_dynamic, is_fixed
from safeinfo.derive.leaks.digests import index
from safeinfo.derive.leaks.glance import Glance
from safeinfo.derive.leaks.lanes import ANY, OTHER, OWN
from safeinfo.derive.leaks.many import bare_bodies, base64_heads, base64_row
from safeinfo.derive.leaks.runs import LZ_ALPHABET, READABLE, long_runs, words
from safeinfo.derive.leaks.scan import Scanner
from safeinfo.derive.leaks.sieve import Sieve
from safeinfo.derive.leaks.writings import planted

WRITTEN = [form for name, value in sorted(VALUES.items()) if (form := planted(name, value))]
SCANNER = Scanner(WRITTEN, index(WRITTEN))
GLANCE = Glance(SCANNER)
NEEDLES = Needles.build(VALUES)
FILLERS = [make(9000, 4) for make in KINDS.values()]
BUDGET = 1 << 24
QUICK = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

texts = st.sampled_from([VALUES[name].encode() for name in ("email", "given-name", "family-name", "cc-number", "bday")])
pads = st.builds(lambda sign, count: sign * count, st.sampled_from([b"\x01", b"{", b"\x7f"]), st.integers(0, 5))
held = st.builds(
    lambda before, value, upper, turned, after: before + _written(value, upper=upper, turned=turned) + after,
    pads, st.one_of(texts, texts, st.binary(min_size=7, max_size=20)), st.booleans(), st.booleans(), pads,
)  # fmt: skip


def _written(value: bytes, *, upper: bool, turned: bool) -> bytes:
    value = value.upper() if upper else value
    return value[::-1] if turned else value


def may_hold(data: bytes) -> bool:
    return Sieve(GLANCE).may_hold(data, BUDGET)


@QUICK
@given(st.lists(st.one_of(st.binary(max_size=30), st.text(alphabet='aZ09+/-_$ ="', max_size=60).map(str.encode))))
def test_words_are_those_of_a_regular_expression(parts: list[bytes]) -> None:
    data = b"".join(parts)
    assert words(data) == reference.words(data, LZ_ALPHABET, 10)
    assert list(dict.fromkeys(long_runs(data, READABLE, 8))) == reference.words(data, READABLE, 8)


@QUICK
@given(st.lists(held.map(base64.b64encode), min_size=1, max_size=4), st.integers(0, 3))
def test_base64_is_suspected_wherever_it_shows_a_value(parts: list[bytes], glued: int) -> None:
    found = [b"x" * glued + part.rstrip(b"=") for part in parts]
    row = base64_row(found)
    for aligned, shifts in ((ANY, range(4)), (OWN, range(1)), (OTHER, range(1, 4))):
        if reference.shows_in_base64(SCANNER, found, shifts):
            assert GLANCE.suspects_base64(row, aligned, turned=True)


@QUICK
@given(st.lists(held.map(bytes.hex), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_hex_is_suspected_wherever_it_shows_a_value(parts: list[str], odd: bool, turned: bool) -> None:
    found = [("f" * odd + part)[:: -1 if turned else 1].encode() for part in parts]
    if reference.shows_in_hex(SCANNER, found):
        assert GLANCE.suspects_hex(found)


def test_noise_is_hardly_ever_suspected() -> None:
    """Or all would be decoded in vain: 0 of 40 rows of 2 kB in base64 and in hex."""
    chance = random.Random(3)
    noise = [chance.randbytes(1500) for _ in range(40)]
    assert [data for data in noise if GLANCE.suspects_base64(base64.b64encode(data), ANY, turned=True)] == []
    assert [data for data in noise if GLANCE.suspects_hex([data.hex().encode()])] == []


@QUICK
@given(st.binary(max_size=80), st.sampled_from(reference.SIZES), st.sampled_from(["md5", "sha256", ""]), st.binary())
def test_a_digest_behind_its_length_is_known(before: bytes, size: int, name: str, after: bytes) -> None:
    digest = hashlib.new(name, VALUES["email"].encode()).digest() if name else b"no digest, but text"
    data = before + bytes([size]) + digest + after
    assert GLANCE.knows_raw(data) == reference.holds_sized_digest(SCANNER, data) == bool(name)


@QUICK
@given(st.lists(st.one_of(st.binary(max_size=30), st.text(max_size=20).map(str.encode)), max_size=20))
def test_words_are_sorted_out_as_one_by_one(parts: list[bytes]) -> None:
    found = [base64.b64encode(part).rstrip(b"=") for part in parts]
    plain, others = base64_heads(found).sorted_out()
    expected = [word for word in found if len(word) >= 12 and reference.reads_as_text(word)]
    assert plain == expected
    assert sorted(others) == sorted([word for word in found if word not in expected])


@QUICK
@given(
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), min_size=16, max_size=300),
    st.integers(1, 9), st.sampled_from([zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY]),
)  # fmt: skip
def test_bodies_without_a_magic_number_are_opened(text: str, level: int, strategy: int) -> None:
    text = f'{{"v":"{text}'  # three characters that no earlier ones repeat
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    deflated, packed = packer.compress(text.encode()) + packer.flush(), brotli.compress(text.encode())
    assert is_fixed(deflated) or is_dynamic(deflated)
    assert list(bare_bodies(deflated, BUDGET))[:1] == [text.encode()] or len(deflated) < 16
    assert is_brotli(packed, len(packed)) or len(packed) < 16


def test_a_bare_percent_sign_takes_no_value_away() -> None:
    """In a text full of codes they are all undone, and what only looks like one loses its first two characters."""
    values = {"email": "b7kq2mzx4w9t1c5v@canary.example", "cc-number": "4111111111111111"}
    full, needles = b"a%5B%5D=%7B%22x%22%7D&" * 500, Needles.build(values)
    assert needles.search(full) == ()
    for name, value in values.items():
        assert {leak.name for leak in needles.search(full + b"rate=100%" + value.encode() + b"&" + full)} == {name}


def test_a_sign_before_a_code_hides_nothing() -> None:
    values, full = {"name": "Ольга Кузнецова", "email": VALUES["email"]}, FILLERS[2]
    quoted = "".join(f"={byte:02X}" for byte in values["name"].encode()).encode() + b" =3D 1"
    signed = "".join(f"%{byte:02X}" for byte in values["email"].encode()).encode()
    needles = Needles.build(values)
    assert {leak.name for leak in needles.search(full + b"&v=" + quoted + b"&" + full)} == {"name"}
    assert {leak.name for leak in needles.search(full + b" 100%" + signed + b" " + full)} == {"email"}


# Codes of text on top of which all is looked for in large texts too; the docstring of `sieve` names the others.
CODES = ["percent", "base64", "base64-in-json", "hex", "hex-odd", "json-escapes", "entities", "base64-gzip", "lz-uri"]
CODES += ["base64url-zlib-bare", "base64-protobuf", "base64-of-reversed", "reversed-base64", "hex-base64-gzip"]
PACKED = ["gzip", "zlib", "protobuf", "message-pack"]  # at last, as they are bytes
INNERMOST = sorted({*CODES, *HASHES, "plain", "base64-thrice", "hex-of-base64", "json-web-token", "percent-u"})
inner = st.tuples(
    st.sampled_from(INNERMOST), st.lists(st.sampled_from(CODES), max_size=2), st.sampled_from([*PACKED, "plain"])
)
places = st.tuples(
    st.integers(0, len(FILLERS) - 1), st.integers(0, 9000), st.sampled_from([b'"', b"&v=", b"/", b" ", b"\n"])
)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["email", "name", "cc-number", "street-address", "new-password"]), inner, places)
def test_what_the_full_search_finds_is_suspected_in_a_large_text(
    name: str, chain: tuple[str, list[str], str], place: tuple[int, int, bytes]
) -> None:
    value, (number, at, edge) = VALUES[name].encode(), place
    for step in (chain[0], *chain[1], chain[2]):
        assume(len(value) < 250 or step not in {"base64-protobuf", "message-pack"})
        value = {**ENCODINGS, **HASHES}[step](value)
    if name in {leak.name for leak in NEEDLES.search(edge + value + edge) if not leak.weak}:
        assert may_hold(FILLERS[number][:at] + edge + value + edge + FILLERS[number][at:])
