"""The forms that things are written in: canonical JSON, multibase, origins, notes, proofs, status bits, dates."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.seal import bits, did, integrity, multibase, notes, origins, proofs, strict, times
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.trust import Trust
from tests.unit.seal.making import NOW, World, private

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "vectors"
JCS = VECTORS / "rfc8785-jcs"
EDDSA = VECTORS / "w3c-vc-di-eddsa" / "TestVectors"
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


def refused(call, reason: str) -> None:
    with pytest.raises(MalformedError) as error:
        call()
    assert error.value.reason == reason


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), VALUES, max_size=5))
def test_what_is_canonical_is_read_back_and_the_quick_way_is_the_same(value: dict) -> None:
    data = rfc8785.dumps(value)
    assert strict.canonical_read(value) == strict.canonical(value) == data
    assert strict.parse(data, 10**6) == value


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_that_are_anything_are_refused_or_canonical(data: bytes) -> None:
    try:
        value = strict.parse(data, 200)
    except MalformedError:
        return
    assert rfc8785.dumps(value) == data.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n")


def test_a_text_that_is_all_quotes_takes_no_longer_than_another() -> None:
    for text in (b'{"a":"' + b'\\"' * 200_000, b'"' * 399_999, b"[" * 400_000, b'{"a":"' + b"\\" * 400_000):
        with pytest.raises(MalformedError):
            strict.parse(text, 500_000)


def test_keys_are_ordered_as_utf_16_orders_them() -> None:
    value = {"\ue000": 1, "\U0001f600": 2, "a": 3}
    assert list(json.loads(strict.canonical_read(value))) == ["a", "\U0001f600", "\ue000"]


@pytest.mark.skipif(not JCS.is_dir(), reason="the published vectors are not at hand")
def test_published_vectors_of_rfc_8785() -> None:
    for path in sorted((JCS / "input").glob("*.json")):
        value = json.loads(path.read_text("utf-8"))
        assert strict.canonical(value).hex() == "".join((JCS / "outhex" / f"{path.stem}.txt").read_text().split())


@pytest.mark.skipif(not EDDSA.is_dir(), reason="the published vectors are not at hand")
def test_published_example_of_eddsa_jcs_2022() -> None:
    signed = json.loads((EDDSA / "eddsa-jcs-2022" / "signedJCS.json").read_text("utf-8"))
    public = multibase.from_multikey(json.loads((EDDSA / "keyPair.json").read_text("utf-8"))["publicKeyMultibase"])
    integrity.check(signed, public)
    refused(lambda: integrity.check({**signed, "name": "Other"}, public), "signature")


def test_a_document_is_signed_once_and_with_a_context() -> None:
    for document in ({"id": "x"}, {"@context": [], "proof": {}}):
        with pytest.raises(ValueError, match="no proof yet"):
            integrity.sign(document, "did:web:a#b", private(1), NOW)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.binary(max_size=80))
def test_base58_and_base64url_come_back(data: bytes) -> None:
    assert multibase.from_base58(multibase.to_base58(data)) == data
    assert multibase.from_base64url(multibase.to_base64url(data)) == data


def test_multibase_that_is_none() -> None:
    for text in (None, 5, "", "uAA", "z0", "zO", "z" + "1" * 200):
        refused(lambda text=text: multibase.from_base58(text), "multibase")
    for text in (None, "", "zAA", "uA", "u==", "u+/", "uA A"):
        refused(lambda text=text: multibase.from_base64url(text), "multibase")
    refused(lambda: multibase.from_multikey(multibase.to_base58(b"\xed\x01" + bytes(31))), "multikey")
    refused(lambda: multibase.from_multikey(multibase.to_base58(b"\xec\x01" + bytes(32))), "multikey")


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("https://shop.example", "https://shop.example"),
        ("HTTPS://Shop.Example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("https://shоp.example", "https://xn--shp-ted.example"),  # the o is Cyrillic
        ("https://shop。example", "https://shop.example"),  # a dot of another script
    ],
)
def test_origins_have_one_writing(text: str, exact: str) -> None:
    assert origins.origin(text) == exact
    assert origins.is_origin(exact)
    assert origins.asked(text + "/") == exact


@pytest.mark.parametrize(
    "text",
    [
        "", "shop.example", "ftp://shop.example", "https://", "https://shop.example/", "https://shop.example?x",
        "https://shop.example#x", "https://jo@shop.example", "https://jo:pw@shop.example", "https://shop.example.",
        "https://shop..example", "https://-shop.example", "https://shop_.example", "https://127.0.0.1",
        "https://2130706433", "https://0x7f.1", "https://[::1]", "https://shop.example:0", "https://shop.example:99999",
        "https://shop.example:", "https://shop.example:8443x", "https://xn--zz--.example", "https://xn--a.example",
        "https://sh op.example", "https://shop.example\\evil", "https://shop%2eexample",
        "https://" + "a" * 64 + ".example", "https://" + "a." * 130 + "example",
        "javascript://shop.example", "https:/shop.example", "null",
        "//shop.example", "https://\u202eshop.example", 7, None, "https://x" + "y" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_origin(text: object) -> None:
    refused(lambda: origins.origin(text), "origin")
    assert not origins.is_origin(text)


def test_the_origin_of_a_page() -> None:
    assert origins.origin_of_url("https://Shop.example:8443/a?b#c") == "https://shop.example:8443"
    for url in ("about:blank", "https://[bad", "data:text/html,x"):
        refused(lambda url=url: origins.origin_of_url(url), "origin")


def test_dates() -> None:
    assert times.read(times.written(NOW)) == NOW
    for text in (
        None,
        "2026-03-01",
        "2026-03-01T12:00:00+00:00",
        "2026-03-01T12:00:00.5Z",
        "2026-13-01T12:00:00Z",
        "２026-03-01T12:00:00Z",
    ):
        refused(lambda text=text: times.read(text), "date")
    with pytest.raises(ValueError, match="time zone"):
        times.written(datetime(2026, 3, 1))  # noqa: DTZ001 - that is the point


TEXT = notes.Checkpoint("seals.example/log", 7, bytes(range(32))).text
LOG_KEY = notes.NoteKey("seals.example/log", notes.Kind.NOTE, private(2).public_key().public_bytes_raw())
WITNESS = notes.NoteKey("witness.example/w1", notes.Kind.COSIGNATURE, private(3).public_key().public_bytes_raw())


def test_notes_are_read_back_and_say_who_signed() -> None:
    lines = (notes.sign(TEXT, LOG_KEY.name, private(2)), notes.cosign(TEXT, WITNESS.name, private(3), 1_700_000_000))
    note = notes.parse_note(notes.Note(TEXT, lines).written)
    assert notes.signers(note, [LOG_KEY, WITNESS]) == {LOG_KEY: 0, WITNESS: 1_700_000_000}
    assert notes.signers(note, []) == {}
    assert notes.parse_checkpoint(note).size == 7
    assert notes.NoteKey.from_vkey(WITNESS.vkey) == WITNESS


def test_a_key_counts_only_by_name_id_and_type() -> None:
    """A witness's key is not the log's, even where both are one key pair or one name."""
    note = notes.Note(TEXT, (notes.sign(TEXT, LOG_KEY.name, private(2)),))
    for other in (
        notes.NoteKey(LOG_KEY.name, notes.Kind.COSIGNATURE, LOG_KEY.public),
        notes.NoteKey("witness.example/w1", notes.Kind.NOTE, LOG_KEY.public),
        notes.NoteKey(LOG_KEY.name, notes.Kind.NOTE, WITNESS.public),
    ):
        assert notes.signers(note, [other]) == {}


def test_a_cosignature_is_bound_to_its_time() -> None:
    line = notes.cosign(TEXT, WITNESS.name, private(3), 1_700_000_000)
    later = notes.Signature(line.name, line.id, (1_700_000_001).to_bytes(8, "big") + line.data[8:])
    refused(lambda: notes.signers(notes.Note(TEXT, (later,)), [WITNESS]), "note-signature")


@pytest.mark.parametrize(
    "text",
    ["", "x", "x\n", "x\n\n", "x\n\n— a AAAAAAAA", "x\n\n- a AAAAAAAA\n", "x\n\n— a+b AAAAAAAA\n", "x\n\n— a AAAA\n",
     "x\n\n— a AAAAAAA=A\n", "x\n\n— a AAAAAAB=\n", "x\r\n\n— a AAAAAAAA\n", "x\0\n\n— a AAAAAAAA\n",
     "x\n\n— a b AAAAAAAA\n",
     "x\n\n" + "— a AAAAAAAA\n" * 65, "x" * 70_000 + "\n\n— a AAAAAAAA\n"],
)  # fmt: skip
def test_what_is_no_note(text: str) -> None:
    refused(lambda: notes.parse_note(text), "note")


@pytest.mark.parametrize(
    "body",
    ["o\n7\n", "o\n07\nAAAA\n", "o\n-7\nAAAA\n", "o\n7\nAAAA\n", "o\n7\n\n", "\n7\nAAAA\n",
     "o\n99999999999999999999\n" + "A" * 43 + "=\n", "o\n7\n" + "A" * 42 + "B=\n", "o\n7\n" + "A" * 43 + "=\n\nmore\n"],
)  # fmt: skip
def test_what_is_no_checkpoint(body: str) -> None:
    refused(lambda: notes.parse_checkpoint(notes.Note(body, ())), "checkpoint")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+b+c",
        "a+00000000+AQ==",
        LOG_KEY.vkey[:-2] + "==",
        "x" + LOG_KEY.vkey,
        LOG_KEY.vkey.replace("+AYE", "+BYE"),
    ],
)
def test_what_is_no_verifier_key(text: str) -> None:
    refused(lambda: notes.NoteKey.from_vkey(text), "vkey")


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.text(max_size=300))
def test_any_text_is_a_note_or_refused(text: str) -> None:
    for reader in (notes.parse_note, proofs.read):
        try:
            reader(text)
        except MalformedError:
            continue


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(0, 10**6), st.lists(st.binary(min_size=32, max_size=32), max_size=20))
def test_log_proofs_are_read_back(index: int, path: list[bytes]) -> None:
    note = notes.Note(TEXT, (notes.sign(TEXT, LOG_KEY.name, private(2)),))
    text = proofs.write(index, path, note.written)
    for written in (text, text.replace("\nindex", "\nextra AAAA\nindex")):
        found = proofs.read(written)
        assert (found.index, list(found.path), found.note) == (index, path, note)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.sets(st.integers(0, bits.FEWEST - 1), max_size=20), st.integers(0, bits.FEWEST - 1))
def test_bits_are_read_back(chosen: set[int], asked: int) -> None:
    packed = bytearray(bits.FEWEST // 8)
    for index in chosen:
        bits.put(packed, index, value=True)
    decoded = bits.decode(bits.encode(bytes(packed)))
    assert bits.is_set(decoded, asked) is (asked in chosen)
    for index in chosen:
        bits.put(packed, index, value=False)
    assert not any(packed)


def test_index_0_is_the_left_most_bit() -> None:
    packed = bytearray(bits.FEWEST // 8)
    bits.put(packed, 0, value=True)
    assert packed[0] == 0x80
    refused(lambda: bits.is_set(bytes(packed), bits.FEWEST), "status-index")
    with pytest.raises(IndexError):
        bits.put(packed, bits.FEWEST, value=True)
    with pytest.raises(ValueError, match="at least"):
        bits.encode(b"\0")
    refused(lambda: bits.decode("u" + "A" * 300_000), "status-list")
    refused(lambda: bits.decode(None), "status-list")


def test_dids() -> None:
    assert did.did_of("https://seals.example") == "did:web:seals.example"
    assert did.did_of("https://seals.example:8443") == "did:web:seals.example%3A8443"
    for text in ("http://seals.example", "https://seals.example/", "seals.example"):
        refused(lambda text=text: did.did_of(text), "did")


def test_trust_files_that_are_no_good() -> None:
    good = json.loads(World().trust.written())
    assert Trust.parse(json.dumps(good, indent=2).encode()).authority == "https://seals.example"
    other = good["witnesses"]["keys"][0]
    for change in (
        {"format": "other"}, {"number": 2}, {"more": 1}, {"authority": "http://seals.example"}, {"keys": [{"id": "x"}]},
        {"authority": "https://seals.example/"}, {"issuer": "did:web:evil.example"}, {"issuer": 5}, {"log": None},
        {"log": {**good["log"], "keys": []}}, {"log": {**good["log"], "keys": [other]}},
        {"log": {**good["log"], "url": "https://evil.example/log"}}, {"log": {**good["log"], "origin": "other"}},
        {"witnesses": {"keys": [other], "quorum": 2}}, {"witnesses": {"keys": [other, other], "quorum": 2}},
        {"witnesses": {"keys": good["log"]["keys"], "quorum": 1}}, {"witnesses": {"keys": [other], "quorum": True}},
        {"keys": [{"id": "did:web:seals.example#zABC", "from": "2026-03-01T12:00:00Z"}]}, {"keys": [7]},
    ):  # fmt: skip
        with pytest.raises(MalformedError):
            Trust.parse(json.dumps({**good, **change}).encode())


def test_a_date_of_another_zone_is_written_in_utc() -> None:
    assert times.written(NOW.astimezone(timezone(timedelta(hours=5)))) == "2026-03-01T12:00:00Z"
    assert times.read("2026-03-01T12:00:00Z").tzinfo is UTC
