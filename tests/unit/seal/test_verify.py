"""Every case of `cases` has the answers it should, each refusal with the right reason; and the log's history."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.seal import credential, notes
from safeinfo.seal.verify import Answer, Held, Looked, verify
from tests.unit.seal.cases import CHECKS, Case, cases, good
from tests.unit.seal.making import NOW, SHOP, World, answers, private, sealed


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_cases(case: Case) -> None:
    lists = {url: Held(body, case.now) for url, body in case.lists.items()}
    result = verify(case.staple, Looked(origin=case.origin, lists=lists), case.trust, case.now)
    assert {check.name: check.answer.value for check in result.checks} == case.answers
    for name, (_, reason) in case.wrong.items():
        assert next(check for check in result.checks if check.name == name).reason == reason
    assert result.valid is (False if "no" in case.answers.values() else None if case.wrong else True)
    for check in result.checks:
        assert bool(check.detail) == (check.answer is not Answer.YES)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.data())
def test_no_changed_byte_of_a_seal_or_a_list_passes(data: st.DataObject) -> None:
    case = good()[1]
    bodies = [case.staple, *case.lists.values()]
    which = data.draw(st.integers(0, len(bodies) - 1))
    body = bytearray(bodies[which])
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    bodies[which] = bytes(body)
    lists = {url: Held(held, case.now) for url, held in zip(case.lists, bodies[1:], strict=True)}
    result = verify(bodies[0], Looked(origin=case.origin, lists=lists), case.trust, case.now)
    assert result.valid is (False if which == 0 else None)


def test_names_of_cases_are_different() -> None:
    names = [case.name for case in cases()]
    assert len(names) == len(set(names)) > 100
    assert tuple(check.name for check in verify(b"", Looked(), good()[1].trust, NOW).checks) == CHECKS


def test_without_an_origin_the_seal_is_not_called_valid() -> None:
    world, staple = sealed()
    result = world.verify(staple, origin="")
    assert result.valid is None
    assert answers(result)["origin"] == "no-origin"


def test_a_copy_of_a_list_that_is_older_than_its_ttl_is_not_looked_at() -> None:
    world, staple = sealed()
    looked = world.looked(staple)
    kept = {url: replace(held, at=NOW - timedelta(minutes=6)) for url, held in looked.lists.items()}
    result = verify(staple, replace(looked, lists=kept), world.trust, NOW)
    assert result.valid is None
    assert answers(result)["revocation"] == "status-list"
    assert "older than the list allows" in result.checks[4].detail


def test_an_evidence_file_at_hand_is_compared() -> None:
    world, staple = sealed()
    assert world.verify(staple, evidence="ab" * 32).valid
    assert answers(world.verify(staple, evidence="cd" * 32))["evidence"] == "evidence"


def history(world: World, staple: bytes, checkpoint: bytes | None, tiles=None) -> str:
    held = Held(checkpoint) if checkpoint is not None else Held(failure="no answer")
    looked = Looked(origin=SHOP, checkpoint=held, tiles=tiles or world.authority().log.read)
    return answers(verify(staple, looked, world.trust, world.clock()))["history"]


def grown() -> tuple[World, bytes, bytes]:
    world, staple = sealed()
    world.authority().record("refuse", day="2026-02-28", count=1)
    checkpoint = world.log_disk.read("public/checkpoint")
    assert checkpoint
    return world, staple, checkpoint


def test_a_log_that_grew_goes_on_from_the_seal() -> None:
    world, staple, checkpoint = grown()
    assert history(world, staple, checkpoint) == "yes"
    assert history(world, staple, None) == "checkpoint-missing"


def test_a_log_that_was_rolled_back() -> None:
    world, staple = sealed()
    empty = notes.Checkpoint("seals.example/log", 0, bytes(32)).text
    note = notes.Note(empty, (notes.sign(empty, "seals.example/log", private(2)),))
    assert history(world, staple, note.written.encode()) == "rolled-back"


def test_a_forked_log() -> None:
    world, staple, _ = grown()
    other = World()
    other.authority().record("refuse", day="2026-02-27", count=3)
    same_size = other.log_disk.read("public/checkpoint")
    other.authority().record("refuse", day="2026-02-28", count=1)
    longer = other.log_disk.read("public/checkpoint")
    assert same_size
    assert longer
    assert history(world, staple, same_size) == "forked"
    assert history(world, staple, longer, other.authority().log.read) == "forked"


def test_tiles_that_are_truncated_missing_or_false() -> None:
    world, staple, checkpoint = grown()
    read = world.authority().log.read

    def tiles(change):
        return lambda name: change(read(name)) if name.startswith("tile/0/") else read(name)

    assert history(world, staple, checkpoint, tiles(lambda data: data and data[:-1])) == "tile"
    assert history(world, staple, checkpoint, tiles(lambda data: None)) == "tile-missing"
    assert history(world, staple, checkpoint, tiles(lambda data: data and bytes(len(data)))) == "tile"


def test_a_newest_checkpoint_that_is_not_the_logs() -> None:
    world, staple, checkpoint = grown()
    assert history(world, staple, checkpoint.replace(b"seals.example/log\n", b"evil.example/log\n", 1)) == "wrong-log"
    assert history(world, staple, checkpoint.replace(b"\n2\n", b"\n3\n", 1)) == "note-signature"
    assert history(world, staple, b"<!doctype html>") == "note"


def test_a_seal_is_small() -> None:
    assert len(sealed()[1]) < 4096 < credential.LARGEST
