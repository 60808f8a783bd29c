"""Evidence files: what goes in comes out, byte for byte, and nothing else is let in."""

import dataclasses
import hashlib
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.gather import archive
from safeinfo.gather.codec import from_json, to_json
from safeinfo.gather.ledger import NAMES
from safeinfo.model import mail_trials, observations
from safeinfo.model.errors import EvidenceError
from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import Observation, PageSeen, TextSeen

WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
TIMES = st.datetimes(timezones=st.just(UTC))
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    int: st.integers(-(2**40), 2**40),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: TIMES,
    date: st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    Any: st.one_of(WORDS, st.booleans(), st.none(), st.integers(0, 99)),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """A strategy for a type of the model's records."""
    if kind in PLAIN:
        return PLAIN[kind]
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{each.name: values(hints[each.name]) for each in dataclasses.fields(kind)})
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(values(inner[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(values(each) for each in inner))
    if origin is Mapping:
        return st.dictionaries(values(inner[0]), values(inner[1]), max_size=2)
    return st.one_of(*(values(each) for each in inner))


def test_every_kind_of_observation_has_a_name():
    every = [*vars(observations).values(), *vars(mail_trials).values()]
    kinds = {each for each in every if isinstance(each, type) and issubclass(each, Observation)}
    assert set(NAMES) == kinds - {Observation}


@pytest.mark.parametrize("kind", NAMES, ids=lambda kind: kind.__name__)
def test_an_observation_survives_its_json(kind):
    @settings(max_examples=12, deadline=None, derandomize=True, database=None)
    @given(values(kind))
    def survives(observation):
        assert from_json(json.loads(json.dumps(to_json(observation)))) == observation

    survives()


def sample() -> Evidence:
    body = b"a text"
    digest = hashlib.sha256(body).hexdigest()
    seen = datetime(2026, 1, 2, 3, 4, 5, 678, UTC)
    text = TextSeen(
        id="text-1", seen_at=seen, url="https://a.example/", requested_url="", purpose="policy", status=200, body=digest
    )
    page = PageSeen(
        id="page-1", seen_at=seen, visit="visit-1", role="home", state="arrived", url="u", requested_url="u", status=200
    )
    return Evidence("https://a.example", (page, text), {digest: body})


def test_what_was_written_is_read(tmp_path):
    digest = archive.write(sample(), tmp_path / "a.evidence")
    found = archive.read(tmp_path / "a.evidence")
    assert found == dataclasses.replace(sample(), digest=digest)
    assert digest == hashlib.sha256((tmp_path / "a.evidence").read_bytes()).hexdigest()
    assert [each.name for each in tmp_path.iterdir()] == ["a.evidence"]


def test_the_same_evidence_gives_the_same_bytes(tmp_path):
    assert archive.write(sample(), tmp_path / "a") == archive.write(sample(), tmp_path / "b")


def test_lone_surrogates_do_not_stop_the_writing(tmp_path):
    evidence = dataclasses.replace(sample(), site="https://\ud800.example")
    archive.write(evidence, tmp_path / "a")
    assert archive.read(tmp_path / "a").site == "https://?.example"


def rewritten(path, index=None, **entries):
    """Write the sample again with something of it changed."""
    archive.write(sample(), path)
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    if index is not None:
        content["evidence.json"] = json.dumps({**json.loads(content["evidence.json"]), **index}).encode()
    content |= {name.replace("__", "/"): data for name, data in entries.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            new.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ({"number": 2}, "of format 2, and this program reads format 1"),
        ({"format": "else"}, "no evidence file of Safe Info"),
        ({"observations": [{"observation": "PageSeen"}]}, "PageSeen that does not fit"),
        ({"observations": [{"observation": "Dreamt"}]}, "unknown kind"),
        ({"observations": ["text"]}, "unknown kind"),
        ({"observations": None}, "no observations"),
    ],
)
def test_what_is_not_ours_is_refused(tmp_path, index, words):
    with pytest.raises(EvidenceError, match=words):
        archive.read(rewritten(tmp_path / "a", index))


def test_a_changed_blob_is_refused(tmp_path):
    name = "blobs/" + hashlib.sha256(b"a text").hexdigest()
    with pytest.raises(EvidenceError, match="changed"):
        archive.read(rewritten(tmp_path / "a", **{name: b"another"}))


def test_a_stranger_among_the_blobs_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match="does not belong"):
        archive.read(rewritten(tmp_path / "a", **{"../x": b""}))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_LARGEST_BLOB", 1000)
    bomb = bytes(5000)
    with pytest.raises(EvidenceError, match="larger than can be read"):
        archive.read(rewritten(tmp_path / "a", **{"blobs/" + hashlib.sha256(bomb).hexdigest(): bomb}))


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 and nothing more"])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(EvidenceError, match="no evidence file, or a damaged one"):
        archive.read(path)


def test_a_truncated_file_is_refused(tmp_path):
    path = tmp_path / "a"
    archive.write(sample(), path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(EvidenceError):
        archive.read(path)


def test_a_missing_file_and_a_place_that_cannot_be_written(tmp_path):
    with pytest.raises(EvidenceError, match="no such file"):
        archive.read(tmp_path / "none")
    with pytest.raises(EvidenceError, match="cannot be written"):
        archive.write(sample(), Path("/dev/null/folder/x"))
    archive.write(sample(), tmp_path / "new" / "folder" / "x.evidence")
    assert archive.read(tmp_path / "new" / "folder" / "x.evidence").observations
