"""Key files, status lists, the witness, and the audit of a copy."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from safeinfo.seal import auditing, bits, files, keys, notes, witness
from safeinfo.seal.credential import PURPOSES, Issuer
from safeinfo.seal.entries import entry
from safeinfo.seal.errors import KeyFileError, LogError
from safeinfo.seal.keys import Hardness, KeyRing
from safeinfo.seal.log import Log
from safeinfo.seal.statuslists import StatusLists
from safeinfo.seal.tiles import TileTree
from safeinfo.seal.witness import Witness
from tests.unit.seal.disk import Memory
from tests.unit.seal.making import NOW, Clock, World, private, ring, sealed

SOFT = Hardness(n=2**10)
ISSUER = Issuer(authority="https://seals.example", did="did:web:seals.example")
ORIGIN = "seals.example/log"


def test_a_key_file_is_read_back_only_with_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.save(path, ring(), "correct horse", hardness=SOFT)
    assert path.stat().st_mode & 0o777 == 0o600
    again = keys.load(path, "correct horse")
    assert [key.public for key in again.keys] == [key.public for key in ring().keys]
    assert all(key.private is not None for key in again.keys)
    assert all(key.private is None for key in keys.load(path).keys)
    with pytest.raises(KeyFileError, match="passphrase does not open"):
        keys.load(path, "wrong")
    secret = private(1).private_bytes_raw()
    assert secret not in path.read_bytes()
    assert secret.hex().encode() not in path.read_bytes()


def test_what_stands_in_the_clear_of_a_key_file_cannot_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.save(path, ring(), "correct horse", hardness=SOFT)
    whole = path.read_text("utf-8")
    first, second = json.loads(whole)["keys"]
    for old, new in [
        ('"purpose":"log"', '"purpose":"seal"'),
        ("2025-11-21", "2024-11-21"),
        (first["public"], second["public"]),
    ]:
        path.write_text(whole.replace(old, new), "utf-8")
        with pytest.raises(KeyFileError, match="passphrase does not open"):
            keys.load(path, "correct horse")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: "", "no key file"),
        (lambda text: "{}", "no key file of format"),
        (lambda text: text.replace('"number":1', '"number":2'), "no key file of format"),
        (lambda text: text.replace('"n":1024', '"n":4'), "damaged"),
        (lambda text: text.replace('"n":1024', '"n":1073741824'), "damaged"),
        (lambda text: text.replace('"purpose":"log"', '"purpose":"lag"'), "damaged"),
        (lambda text: text.replace('"kdf"', '"kda"'), "damaged"),
    ],
)
def test_key_files_that_are_no_good(tmp_path: Path, change: Callable[[str], str], said: str) -> None:
    path = tmp_path / "keys.json"
    keys.save(path, ring(), "correct horse", hardness=SOFT)
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    with pytest.raises(KeyFileError, match=said) as refused:
        keys.load(path, "correct horse")
    assert refused.value.advice


def test_a_key_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.save(path, ring(), "correct horse", hardness=SOFT)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="others") as refused:
        keys.load(path)
    assert refused.value.advice.startswith("chmod 600")
    with pytest.raises(KeyFileError, match="No such file"):
        keys.load(tmp_path / "none.json")
    with pytest.raises(KeyFileError, match="empty passphrase"):
        keys.save(path, ring(), "", hardness=SOFT)
    with pytest.raises(KeyFileError, match="not opened"):
        keys.save(path, KeyRing((replace(ring().keys[0], private=None),)), "correct horse", hardness=SOFT)


def test_rotation_overlaps() -> None:
    old = ring()
    new = old.rotated("seal", NOW + timedelta(days=7))
    assert new.current("seal", NOW) == replace(old.keys[0], end=NOW + timedelta(days=21))
    assert new.current("seal", NOW + timedelta(days=7)).public != old.keys[0].public
    assert new.of("log") == old.of("log")
    twice = new.rotated("seal", NOW + timedelta(days=8))
    assert [key.end for key in twice.of("seal")] == [NOW + timedelta(days=21), NOW + timedelta(days=22), None]


def lists(disk: Memory | None = None) -> StatusLists:
    return StatusLists(disk or Memory(), ISSUER)


def test_entries_are_drawn_without_order_and_never_twice() -> None:
    kept, random = lists(), Random(3)
    places = [kept.allocate(random.randrange) for _ in range(60)]
    for purpose in PURPOSES:
        drawn = [place.indexes[purpose] for place in places]
        assert len(set(drawn)) == 60
        assert drawn != sorted(drawn)
        assert max(drawn) - min(drawn) > bits.FEWEST // 2
    assert [place.indexes["revocation"] for place in places] != [place.indexes["suspension"] for place in places]


def test_a_number_that_is_taken_is_drawn_again_also_after_a_restart() -> None:
    disk, drawn = Memory(), iter([7, 7, 7, 8, 7, 9])
    assert lists(disk).allocate(lambda below: next(drawn)).indexes == {"revocation": 7, "suspension": 7}
    assert lists(disk).allocate(lambda below: next(drawn)).indexes == {"revocation": 8, "suspension": 9}


def test_a_full_list_is_followed_by_another() -> None:
    disk, random = Memory(), Random(3)
    small = StatusLists(disk, ISSUER, size=bits.FEWEST)
    small.allocate(random.randrange)
    name = "private/status/1.json"
    state = json.loads(disk.names_now[name].now) | {"taken": bits.FEWEST // 2}
    disk.names_now[name].now = json.dumps(state, sort_keys=True, separators=(",", ":")).encode()
    place = small.allocate(random.randrange)
    assert place.lists["revocation"] == "https://seals.example/status/revocation/2.json"
    assert small.numbers() == [1, 2]


def test_only_entries_that_were_given_can_be_set() -> None:
    kept = lists()
    place = kept.allocate(Random(3).randrange)
    url, index = place.lists["revocation"], place.indexes["revocation"]
    assert kept.put("revocation", url, index, value=True) == 1
    for wrong_url, wrong_index in [(url, index + 1), (url, -1), (url, 10**9), ("https://evil.example/1.json", index)]:
        with pytest.raises(LookupError):
            kept.put("revocation", wrong_url, wrong_index, value=True)


class Watched:
    """A log and a witness of it, and a second log with the same key that tells another story."""

    def __init__(self) -> None:
        self.clock, self.disk = Clock(), Memory()
        self.log = Log(Memory(), ORIGIN, private(2))
        self.other = Log(Memory(), ORIGIN, private(2))
        self.witness = self.again()

    def again(self) -> Witness:
        return Witness(self.disk, "witness.example/w1", private(3), {ORIGIN: [self.log.key]}, self.clock)

    def add(self, log: Log, entry: bytes, old: int, size: int | None = None) -> witness.Reply:
        log.append([entry])
        published = log.publish()
        proof = TileTree(log.read, published.checkpoint.size).consistency(old) if old else []
        return self.witness.add_checkpoint(
            witness.request(old if size is None else size, proof, published.note.written)
        )


def test_a_witness_cosigns_what_grew_and_remembers_it() -> None:
    watched = Watched()
    assert watched.add(watched.log, b"a", 0).status == 200
    reply = watched.add(watched.log, b"b", 1)
    assert reply.status == 200
    line = next(notes.parse_lines(reply.body))
    note = watched.log.publish().note
    assert notes.signers(notes.Note(note.text, (line,)), watched.witness.keys) == {
        watched.witness.keys[0]: int(NOW.timestamp())
    }
    last = watched.again().last(ORIGIN)
    assert last
    assert last.size == 2


def test_a_witness_refuses_forks_rollbacks_and_strangers() -> None:
    watched = Watched()
    watched.add(watched.log, b"a", 0)
    watched.add(watched.log, b"b", 1)
    watched.other.append([b"x"])
    assert watched.add(watched.other, b"y", 2).status == 409  # the same size, another root
    forked = watched.add(watched.other, b"z", 2)
    assert (forked.status, "begin" in forked.body) == (422, True)
    assert watched.add(watched.log, b"c", 1) == witness.Reply(409, "2\n", "text/x.tlog.size")
    assert watched.add(watched.log, b"d", 3, size=9).status == 400
    stranger = Log(Memory(), ORIGIN, private(9)).publish().note.written
    assert watched.witness.add_checkpoint(witness.request(2, [], stranger)).status == 403
    unknown = Log(Memory(), "other.example/log", private(2)).publish().note.written
    assert watched.witness.add_checkpoint(witness.request(0, [], unknown)).status == 404
    assert watched.witness.last(ORIGIN).size == 2  # type: ignore[union-attr]


def test_a_witness_that_is_lied_to_twice_in_one_size() -> None:
    """Equivocation: the same size with two roots is cosigned once only."""
    watched = Watched()
    assert watched.add(watched.log, b"a", 0).status == 200
    watched.other.append([b"b"])
    note = watched.other.publish().note.written
    assert watched.witness.add_checkpoint(witness.request(1, [], note)).status == 409
    with pytest.raises(LogError, match="forked"):
        watched.witness.cosign(watched.other.publish().note, lambda old: [])


@pytest.mark.parametrize(
    "request_body",
    [b"", b"old 1", b"old -1\n\nx", b"old 01\n\nx", b"old 0\nnot base64!\n\nx", b"\xff\n\n",
     b"old 0\n" + b"AAAA\n" * 64 + b"\nx", b"x" * 200_000, b"old 0\n\nno note"],
)  # fmt: skip
def test_requests_that_are_none(request_body: bytes) -> None:
    assert Watched().witness.add_checkpoint(request_body).status == 400


def test_from_size_zero_nothing_is_proved() -> None:
    watched = Watched()
    note = watched.log.publish().note.written
    assert watched.witness.add_checkpoint(witness.request(0, [bytes(32)], note)).status == 422


def copy_of(world: World, **changed: Callable[[bytes], bytes | None]) -> Callable[[str], bytes | None]:
    def read(name: str) -> bytes | None:
        data = world.log_disk.read("public/" + name)
        change = changed.get(name.replace("/", "_").replace(".", "_"))
        return change(data) if change and data is not None else data

    return read


def audited(world: World, read: Callable[[str], bytes | None], earlier: notes.Note | None = None) -> str:
    found = auditing.audit(read, ORIGIN, world.trust.log_keys, witnesses=world.trust.witnesses, earlier=earlier)
    return "; ".join(found.wrong)


def test_a_good_copy() -> None:
    world, _ = sealed()
    world.authority().record("refuse", day="2026-02-28", count=1)
    steps: list[tuple[int, int]] = []
    found = auditing.audit(
        copy_of(world),
        ORIGIN,
        world.trust.log_keys,
        witnesses=world.trust.witnesses,
        progress=lambda *at: steps.append(at),
    )
    assert found.wrong == ()
    assert found.kinds == {"issue": 1, "refuse": 1}
    assert found.cosigners == ("witness.example/w1",)
    assert steps == [(2, 2)]


def test_what_an_audit_finds() -> None:
    world = World()
    authority = world.authority()
    authority.perform([(e, None) for e in _entries(300)])
    early = notes.parse_note(world.log_disk.read("public/checkpoint") or b"")
    authority.perform([(e, None) for e in _entries(5)])
    assert audited(world, copy_of(world), early) == ""
    flip = lambda data: data[:70] + bytes([data[70] ^ 1]) + data[71:]  # noqa: E731
    for name, change, said in [
        ("tile_0_000", flip, "tile/0/000 does not hold the hashes"),
        ("tile_0_000", lambda data: data[:-1], "truncated"),
        ("tile_0_000", lambda data: None, "is missing"),
        ("tile_0_001_p_49", flip, "partial tiles do not add up"),
        ("tile_entries_000", lambda data: data.replace(b'"count":7,', b'"count":8,'), "do not add up to the root"),
        ("tile_entries_001_p_49", lambda data: data[:-1], "truncated"),
        ("checkpoint", lambda data: data.replace(b"\n305\n", b"\n300\n"), "does not verify"),
        ("checkpoint", lambda data: None, "no checkpoint"),
        ("checkpoint", lambda data: b"<html>", "a note is"),
        ("checkpoint", lambda data: data.replace(b"seals.example/log\n", b"other.example/log\n", 1), "wrong-log"),
    ]:
        assert said in audited(world, copy_of(world, **{name: change}))


def _entries(count: int) -> list[bytes]:
    return [entry("refuse", NOW, day="2026-02-28", count=n) for n in range(count)]


def test_an_audit_finds_forks_rollbacks_and_foreign_entries() -> None:
    world, _ = sealed()
    here = notes.parse_note(world.log_disk.read("public/checkpoint") or b"")
    other = World()
    other.authority().record("refuse", day="2026-02-27", count=3)
    assert "forked" in audited(other, copy_of(other), here)
    other.authority().record("refuse", day="2026-02-27", count=4)
    assert "forked" in audited(other, copy_of(other), here)
    later = notes.parse_note(other.log_disk.read("public/checkpoint") or b"")
    assert "rolled-back" in audited(world, copy_of(world), later)
    log = Log(other.log_disk, ORIGIN, private(2))
    log.append([b'{"name":"Jo Doe"}'])
    log.publish()
    assert "none of the kinds" in audited(other, copy_of(other))


def test_an_empty_log_can_be_audited() -> None:
    disk = Memory()
    log = Log(disk, ORIGIN, private(2))
    log.publish()
    assert auditing.audit(log.read, ORIGIN, (log.key,)).wrong == ()


def test_the_disk_flushes_data_before_the_name_and_then_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    flush, swap = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        steps.append("flush " + Path(f"/proc/self/fd/{handle}").readlink().name)
        flush(handle)

    def renamed(old: Path, new: Path) -> Path:
        steps.append(f"rename {Path(new).name}")
        return swap(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", renamed)
    disk = files.Disk(tmp_path / "log")
    files.replace(disk, "tile/000", b"x")
    assert steps == [f"flush {tmp_path.name}", "flush log", "flush 000.new", "rename 000", "flush tile"]
    steps.clear()
    files.write_many(disk, {"tile/001": b"x", "tile/002": b"y"})
    disk.append("tile/002", b"z")
    disk.cut("tile/002", 1)
    assert sorted(steps[:2]) == ["flush 001.new", "flush 002.new"]
    assert steps[2:] == ["rename 001", "rename 002", "flush tile", "flush 002", "flush 002"]
    with pytest.raises(IsADirectoryError):
        files.write_many(disk, {"tile": b"x", "a/b": b"y"})
    assert disk.read("tile/002") == b"y"
    assert (tmp_path / "log" / "tile" / "000").stat().st_mode & 0o777 == 0o644
