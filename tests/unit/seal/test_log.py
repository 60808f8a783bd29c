"""The log: what is acknowledged stays, nothing forks, nothing is shown that is not logged, wherever the power goes."""

import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.seal import auditing, files, journal, merkle, notes, proofs, tiles
from safeinfo.seal.edge import Edge
from safeinfo.seal.errors import BusyError, LogError, MalformedError
from safeinfo.seal.log import Log, opened
from tests.unit.seal.disk import Left, Memory, PowerCut

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "seals.example/log"


def entry(number: int) -> bytes:
    return f'{{"at":"2026-03-01T12:00:00Z","count":{number},"day":"2026-03-01","type":"refuse"}}'.encode()


def begun(disk: Memory) -> Log:
    return Log(disk, ORIGIN, KEY)


def shown_by(disk: Memory) -> notes.Checkpoint | None:
    data = disk.read("public/checkpoint")
    return None if data is None else notes.parse_checkpoint(notes.parse_note(data))


def test_entries_keep_their_places_and_proofs_hold() -> None:
    log = begun(Memory())
    assert log.append([entry(n) for n in range(300)]) == range(300)
    first = log.publish()
    assert log.append([entry(n) for n in range(300, 700)]) == range(300, 700)
    second = log.publish()
    assert [data for _, data in log.entries()] == [entry(n) for n in range(700)]
    assert [n for n, _ in log.entries(650)] == list(range(650, 700))
    for index in (0, 255, 256, 299, 300, 699):
        proofs.read(log.proof(index, second)).check(entry(index))
    path = log.tree().consistency(300)
    merkle.check_consistency(300, 700, (first.checkpoint.root, second.checkpoint.root), path)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 600), min_size=1, max_size=5), st.integers(0, 2**32))
def test_any_batches_give_the_tree_of_the_rfc(sizes: list[int], salt: int) -> None:
    disk, count = Memory(), 0
    for size in sizes:
        log = begun(disk)
        log.append([entry(salt + n) for n in range(count, count + size)])
        count += size
        published = log.publish()
    leaves = [merkle.leaf_hash(entry(salt + n)) for n in range(count)]
    found = auditing.audit(begun(disk).read, ORIGIN, (begun(disk).key,))
    assert found.wrong == ()
    assert published.checkpoint.size == count
    assert published.checkpoint.root == _root(leaves)


def _root(hashes: list[bytes]) -> bytes:
    if not hashes:
        return merkle.EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << ((len(hashes) - 1).bit_length() - 1)
    return merkle.node_hash(_root(hashes[:k]), _root(hashes[k:]))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 300, 511, 512, 65_536, 65_546, 66_000])
def test_the_quick_way_to_a_proof_is_the_long_way(size: int) -> None:
    held: dict[str, bytes] = {}
    edge = Edge()
    held.update(edge.grow([b"x%d" % n for n in range(size)]))
    tree = tiles.TileTree(held.get, size)
    assert tree.root() == edge.root()
    for index in {0, size // 2, size // 3, size - 1, max(0, size - 2), min(size - 1, 255), min(size - 1, 65_536)}:
        assert tree.inclusion(index) == merkle.inclusion_proof(index, size, tree.node)
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion(size)


class Life:
    """A log's life with what was acknowledged and shown in it, to be compared with what a power cut leaves."""

    def __init__(self, disk: Memory) -> None:
        self.disk, self.acknowledged, self.seen = disk, 0, []

    def run(self) -> None:
        log = begun(self.disk)
        for batch in (3, 252, 2, 0, 4):
            log.append([entry(n) for n in range(log.size, log.size + batch)])
            self.acknowledged = log.size
            self.seen.append(log.publish().checkpoint)
        log.append([entry(n) for n in range(log.size, log.size + 2)])
        self.acknowledged = log.size


def test_no_power_cut_loses_forks_or_shows_too_much() -> None:
    """Walk through every step of writing, each stopped before, in the middle and with four kinds of leftovers."""
    whole = Life(Memory())
    whole.run()
    assert whole.disk.steps > 90
    for step, half in itertools.product(range(whole.disk.steps), (False, True)):
        if half and whole.disk.log[step].split()[0] not in {"create", "append"}:
            continue  # the other steps have no half
        life = Life(Memory(stop_at=step, half=half))
        with pytest.raises(PowerCut):
            life.run()
        shown = shown_by(life.disk)
        for left in Left:
            _check_restart(life, shown, life.disk.after(left))


def _check_restart(life: Life, shown: notes.Checkpoint | None, disk: Memory) -> None:
    before = shown_by(disk)
    log = begun(disk)
    assert log.size >= life.acknowledged, life.disk.log[-1]
    assert [data for _, data in log.entries()] == [entry(n) for n in range(log.size)]
    assert before is None or before.size <= log.size
    log.append([b"after the power cut"])
    published = log.publish()
    assert log.tree().root() == published.checkpoint.root
    for head in [*life.seen, *([shown] if shown else []), *([before] if before else [])]:
        if head.size:
            path = log.tree().consistency(head.size)
            merkle.check_consistency(head.size, published.checkpoint.size, (head.root, published.checkpoint.root), path)


WRITER = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from safeinfo.seal.log import opened
with opened(Path(sys.argv[1]), "seals.example/log", Ed25519PrivateKey.from_private_bytes(bytes(range(32)))) as log:
    while True:
        got = log.append([str(log.size + n).encode() for n in range(5)])
        print(got.stop, flush=True)
        if got.stop % 25 == 0:
            print("shown", log.publish().checkpoint.size, flush=True)
"""


def test_kill_9_of_a_real_writer(tmp_path: Path) -> None:
    acknowledged = shown = 0
    for lines in (7, 31, 64):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        for _ in range(lines):
            word, _, number = writer.stdout.readline().strip().rpartition(" ")
            acknowledged, shown = (acknowledged, int(number)) if word else (int(number), shown)
        with pytest.raises(BusyError, match="another process"), opened(tmp_path, ORIGIN, KEY):
            pass
        os.kill(writer.pid, signal.SIGKILL)
        for line in writer.stdout:
            if line.strip().isdigit():
                acknowledged = int(line)
        writer.wait()
        writer.stdout.close()
        with opened(tmp_path, ORIGIN, KEY) as log:
            assert log.size >= acknowledged > 0
            assert [data for _, data in log.entries()] == [str(n).encode() for n in range(log.size)]
            assert log.size >= log.shown >= shown


def test_a_failed_write_stops_the_log_until_it_is_opened_anew() -> None:
    disk = Memory()
    log = begun(disk)
    log.append([entry(0)])

    def full(name: str, data: bytes) -> None:
        disk.names_now[name].now += data[:7]
        raise OSError(28, "No space left on device")

    disk.append = full  # type: ignore[method-assign]
    with pytest.raises(OSError, match="No space"):
        log.append([entry(1)])
    del disk.append  # type: ignore[method-assign]
    with pytest.raises(LogError, match="failed before") as refused:
        log.append([entry(2)])
    assert "anew" in refused.value.advice
    again = begun(disk)
    assert again.append([entry(1)]) == range(1, 2)


def test_an_old_copy_of_the_private_part_is_not_written_to() -> None:
    disk = Memory()
    log = begun(disk)
    log.append([entry(0)])
    log.publish()
    old = {name: inode.now for name, inode in disk.names_now.items() if name.startswith("private/")}
    log.append([entry(1)])
    log.publish()
    for name in [name for name in disk.names_now if name.startswith("private/")]:
        del disk.names_now[name]
    for name, data in old.items():
        disk.create(name, data)
    with pytest.raises(LogError, match="has shown more") as refused:
        begun(disk)
    assert "fork" in refused.value.advice


def test_damage_is_found_and_said() -> None:
    def damaged(name: str, change) -> Memory:
        disk = Memory()
        log = begun(disk)
        log.append([entry(n) for n in range(300)])
        log.publish()
        log.append([entry(300)])
        log.append([entry(301)])
        inode = disk.names_now[name]
        inode.now = change(inode.now)
        return disk

    flip = lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:]  # noqa: E731
    for name, change, said in [
        ("private/journal/00000000000000000300", flip, "damaged at byte 0"),
        ("public/tile/0/001.p/44", flip, "do not add up"),
        ("public/tile/0/001.p/44", lambda data: data[:-1], "truncated"),
        ("public/tile/entries/001.p/44", lambda data: data[:-1], "truncated"),
        ("private/head", lambda data: data.replace(b"300", b"301"), "does not verify"),
        ("private/head", lambda data: b"", "damaged"),
    ]:
        with pytest.raises(LogError, match=said):
            begun(damaged(name, change))


def test_another_key_does_not_go_on_with_a_log() -> None:
    disk = Memory()
    begun(disk).publish()
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(LogError, match="not signed by this log's key"):
        Log(disk, ORIGIN, other)
    rotated = Log(disk, ORIGIN, other, [begun(disk).key])
    assert rotated.publish().checkpoint.size == 0


def test_only_whole_batches_count() -> None:
    data = journal.frame(0, [b"a", b"b"]) + journal.frame(2, [b"c"])
    assert [batch.entries for batch in journal.read(data)[0]] == [(b"a", b"b"), (b"c",)]
    for cut in range(len(data)):
        batches, whole = journal.read(data[:cut])
        assert whole == sum(len(journal.frame(batch.first, batch.entries)) for batch in batches) <= cut


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.sampled_from([tiles.ENTRIES, 0, 1, 5]), st.integers(1, 256))
def test_paths_are_written_in_one_way(index: int, level: int, width: int) -> None:
    name = tiles.path(level, index, width)
    assert tiles.is_path(name)
    files.Disk(Path("/nowhere")).path(name)


def test_paths_of_the_specification() -> None:
    assert tiles.path(0, 1234067) == "tile/0/x001/x234/067"
    assert [tiles.path(*each) for each in tiles.needed(70_000)][-4:] == [
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    for bad in (
        "tile/0/1",
        "tile/0/x000/001",
        "tile/64/000",
        "tile/0/000.p/256",
        "../key",
        "tile/00/000",
        "tile/0/000/",
    ):
        assert not tiles.is_path(bad)


def test_tiles_that_are_no_good_are_named() -> None:
    log = begun(Memory())
    log.append([entry(n) for n in range(300)])
    log.publish()
    for name, change, reason in [
        ("tile/0/000", lambda data: data[:-32], "tile"),
        ("tile/0/000", lambda data: None, "tile-missing"),
        ("tile/0/001.p/44", lambda data: data + data[:32], "tile"),
    ]:
        tree = tiles.TileTree(
            lambda asked, n=name, c=change: c(log.read(asked)) if asked == n else log.read(asked), 300
        )
        with pytest.raises(MalformedError) as refused:
            [tree.inclusion(index) for index in (270, 7)]
        assert refused.value.reason == reason


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "a//b", "a/", ".", "a\0b", "a b", "x/.."])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a file here"):
        files.Disk(tmp_path).read(name)


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s", "utf-8")
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "checkpoint").symlink_to(tmp_path / "secret")
    disk = files.Disk(tmp_path / "log")
    assert disk.read("checkpoint") is None
    with pytest.raises(OSError, match="symbolic"):
        disk.create("checkpoint", b"x")
    assert (tmp_path / "secret").read_text("utf-8") == "s"
