"""What happens rarely: odd bytes, partial tiles that are gone, folders that do not belong together."""

import pytest

from safeinfo.seal import auditing, entries, journal, merkle, notes, proofs, tiles
from safeinfo.seal.errors import LogError, MalformedError
from safeinfo.seal.log import Log
from safeinfo.seal.verify import Held, Looked, verify
from tests.unit.seal.cases import cases, good
from tests.unit.seal.disk import Memory
from tests.unit.seal.making import NOW, SHOP, answers, private
from tests.unit.seal.test_log import KEY, ORIGIN, begun, entry


def grown(size: int) -> tuple[Log, Memory]:
    disk = Memory()
    log = begun(disk)
    log.append([entry(n) for n in range(size)])
    log.publish()
    return log, disk


def test_an_older_tree_is_read_from_the_full_tiles_where_the_partial_ones_are_gone() -> None:
    log, disk = grown(300)
    before = log.tree(300).root()
    log.append([entry(n) for n in range(300, 600)])
    log.publish()
    assert not [name for name in disk.names_now if name.startswith("public/tile/0/001.p/")]
    old = log.tree(300)
    assert old.root() == before
    merkle.check_inclusion(299, 300, merkle.leaf_hash(entry(299)), old.inclusion(299), before)
    assert tiles.read_bundle(log.read, 1, 44) == [entry(n) for n in range(256, 300)]
    with pytest.raises(MalformedError, match="missing"):
        tiles.read_bundle(log.read, 9, 7)
    with pytest.raises(ValueError, match="no complete subtree"):
        tiles.TileTree(log.read, 300).node(6, 5)


def test_a_small_cache_gives_the_same_proofs() -> None:
    log, _ = grown(1000)
    small, large = log.tree(1000, 1), log.tree(1000)
    assert [small.inclusion(n) for n in (0, 300, 999, 5)] == [large.inclusion(n) for n in (0, 300, 999, 5)]


@pytest.mark.parametrize("bad", [b"", b"x" * 65_536])
def test_entries_that_a_log_cannot_hold(bad: bytes) -> None:
    log, _ = grown(1)
    with pytest.raises(ValueError, match="1 to 65535 bytes"):
        log.append([entry(1), bad])
    assert log.append([entry(1)]) == range(1, 2)


def test_frames_that_are_too_large() -> None:
    with pytest.raises(ValueError, match="65,535"):
        tiles.bundle([b"x" * 65_536])
    with pytest.raises(ValueError, match="64 MiB"):
        journal.frame(0, [b"x" * 65_535] * 1025)


def test_a_mark_in_what_a_crash_left_is_no_batch() -> None:
    whole = journal.frame(0, [b"a"])
    batches, end = journal.read(whole + b"SIJ1 and SIJ1 again")
    assert (len(batches), end) == (1, len(whole))


def test_folders_that_do_not_belong_together() -> None:
    def changed(change) -> Memory:
        log, disk = grown(3)
        log.append([entry(3)])
        change(disk)
        return disk

    def without_head(disk: Memory) -> None:
        del disk.names_now["private/head"]

    def another_story(disk: Memory) -> None:
        other = Memory()
        told = begun(other)
        told.append([entry(n) for n in (7, 8, 9)])
        told.publish()
        disk.names_now["public/checkpoint"] = other.names_now["public/checkpoint"]

    def a_gap(disk: Memory) -> None:
        disk.append("private/journal/00000000000000000003", journal.frame(9, [b"x"]))

    def torn_before_the_last(disk: Memory) -> None:
        disk.append("private/journal/00000000000000000003", b"half a batch")
        disk.create("private/journal/00000000000000000004", b"")

    for change, said in [
        (without_head, "does not know"),
        (another_story, "another tree"),
        (a_gap, "does not continue at entry 4"),
        (torn_before_the_last, "is damaged"),
    ]:
        with pytest.raises(LogError, match=said) as refused:
            begun(changed(change))
        assert refused.value.advice


def test_witnesses_that_say_nothing_or_fail() -> None:
    log, _ = grown(2)
    key = notes.NoteKey("witness.example/w1", notes.Kind.COSIGNATURE, private(3).public_key().public_bytes_raw())

    class Odd:
        keys = (key,)

        def __init__(self, answer) -> None:
            self.answer = answer

        def cosign(self, note, consistency):
            return self.answer(note)

    def fails(note):
        raise RuntimeError("a bug of the witness")

    def forged(note):
        return [notes.Signature(key.name, key.id, bytes(72))]

    def stranger(note):
        return [notes.cosign(note.text, "witness.example/w9", private(9), 5)]

    published = log.publish([Odd(lambda note: []), Odd(fails), Odd(forged), Odd(stranger)])
    assert [missing.partition(": ")[2] for missing in published.missing] == [
        "no cosignature came",
        "a bug of the witness",
        "the signature of witness.example/w1 does not verify",
        "no cosignature came",
    ]
    assert len(published.note.signatures) == 1
    assert log.append([entry(2)]) == range(2, 3)


def test_notes_and_proofs_with_odd_bytes() -> None:
    for call, reason in [
        (lambda: notes.parse_note(b"\xff\n\n\xe2\x80\x94 a AAAAAAAA\n"), "note"),
        (lambda: notes.parse_note("x\n\n\N{EM DASH} a AAAAA\n"), "note"),
        (lambda: list(notes.parse_lines("\N{EM DASH} a AAAAAAAA")), "note"),
        (lambda: proofs.read("x" * 70_000), "log-proof"),
        (lambda: proofs.read(None), "log-proof"),
        (lambda: proofs.read(f"{proofs.HEADER}\nindex 0\nAAA\n\nx"), "log-proof"),
        (lambda: proofs.read(f"{proofs.HEADER}\nindex 0\nAAAA\n\nx"), "log-proof"),
    ]:
        with pytest.raises(MalformedError) as refused:
            call()
        assert refused.value.reason == reason


def test_entries_about_keys_and_origins() -> None:
    log_key = notes.NoteKey(ORIGIN, notes.Kind.NOTE, private(2).public_key().public_bytes_raw())
    made = entries.entry("key", NOW, purpose="log", key=log_key.vkey, from_="2026-03-01T12:00:00Z")
    assert entries.read(made)["key"] == log_key.vkey
    assert not entries.are_origins(["https://b.example", "https://a.example"])
    assert not entries.are_origins([f"https://shop-{n:03}.example" for n in range(33)])
    assert not entries.are_origins("https://shop.example")
    assert not entries.is_date("today")
    assert entries.are_origins([SHOP])


def test_what_an_audit_says_of_other_keys_and_other_logs() -> None:
    log, _ = grown(2)
    stranger = notes.NoteKey(ORIGIN, notes.Kind.NOTE, private(9).public_key().public_bytes_raw())
    assert "log-signature" in auditing.audit(log.read, ORIGIN, (stranger,)).wrong[0]
    other = Log(Memory(), "other.example/log", KEY).publish()
    assert "wrong-log" in auditing.audit(log.read, ORIGIN, (log.key,), earlier=other.note).wrong[-1]
    empty = Log(Memory(), ORIGIN, KEY).publish()
    assert auditing.audit(log.read, ORIGIN, (log.key,), earlier=empty.note).wrong == ()


def test_history_is_not_looked_at_where_the_seal_does_not_stand_in_the_log() -> None:
    world, _ = good()
    case = next(case for case in cases() if case.name == "not included")
    checkpoint = Held(world.log_disk.read("public/checkpoint") or b"")
    looked = Looked(origin=SHOP, checkpoint=checkpoint, tiles=world.authority().log.read)
    assert answers(verify(case.staple, looked, world.trust, NOW))["history"] == "not-included"
    seal = good()[1].staple
    one = Looked(origin=SHOP, checkpoint=checkpoint)
    assert answers(verify(seal, one, world.trust, NOW))["history"] == "tile-missing"
