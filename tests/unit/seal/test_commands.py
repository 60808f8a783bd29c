"""`safeinfo verify`, `keys` and `log` as a user meets them, against a shop and an authority on loopback."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from safeinfo.cli import main
from safeinfo.cli.trusted import PASSPHRASE
from safeinfo.seal import keys, notes
from tests.unit.seal.making import private
from tests.unit.seal.served import AUTHORITY, SHOP, Served, served


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv(PASSPHRASE, "correct horse")
    monkeypatch.setattr(keys, "Hardness", lambda: keys_soft)

    def command(*words: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["safeinfo", *map(str, words)])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        seen = capsys.readouterr()
        return Ran(code, seen.out, seen.err)

    return command


keys_soft = keys.Hardness(n=2**10)


@pytest.fixture(scope="module")
def _site() -> Iterator[Served]:
    with served() as made:
        yield made


@pytest.fixture
def site(_site: Served) -> Iterator[Served]:
    kept = [disk.after(_everything()) for disk in (_site.world.disk, _site.world.log_disk)]
    yield _site
    _site.answers.clear()
    _site.world.disk, _site.world.log_disk = kept


def _everything():
    from tests.unit.seal.disk import Left

    return Left.ALL


def net(site: Served) -> list[str | Path]:
    return ["--trust", site.trust_file, "--allow-private", "--ca-file", site.ca_file]


def checked(run: Run, site: Served, target: str | Path | None = None, *more: str | Path) -> tuple[int, dict[str, str]]:
    ran = run("verify", target or site.shop, *net(site), "--json", *more)
    said = json.loads(ran.out)
    return ran.code, {each["check"]: each["reason"] or each["answer"] for each in said["checks"]}


ALL_YES = dict.fromkeys(
    ("format", "signature", "validity", "origin", "revocation", "suspension", "inclusion", "history"), "yes"
)


def test_a_shop_that_staples_a_seal(run: Run, site: Served) -> None:
    ran = run("verify", site.shop, *net(site))
    assert ran.code == 0, ran.out
    assert f"{site.shop}: a valid seal" in ran.out
    assert "edition 1, audited" in ran.out
    assert checked(run, site) == (0, ALL_YES)
    said = json.loads(run("verify", site.shop, *net(site), "--json").out)
    assert said["valid"] is True
    assert said["seal"]["origins"] == [site.shop]


def test_a_file_at_hand(run: Run, site: Served, tmp_path: Path) -> None:
    path = tmp_path / "seal.json"
    path.write_bytes(site.world.disk.read(site.staple_path) or b"")
    assert checked(run, site, path, "--origin", site.shop) == (0, ALL_YES)
    assert checked(run, site, path) == (3, ALL_YES | {"origin": "no-origin"})
    code, answers = checked(run, site, path, "--origin", site.shop, "--offline")
    assert (code, answers["revocation"], answers["inclusion"]) == (3, "status-list-missing", "yes")
    assert checked(run, site, path, "--origin", "other.localhost")[1]["origin"] == "origin"
    evidence = tmp_path / "shop.evidence"
    evidence.write_bytes(b"not what was audited")
    assert checked(run, site, path, "--origin", site.shop, "--evidence", evidence) == (
        1,
        ALL_YES | {"evidence": "evidence"},
    )


def test_suspended_reinstated_revoked(run: Run, site: Served) -> None:
    staple = site.world.disk.read(site.staple_path) or b""
    site.answers[SHOP + "/.well-known/safe-info.json"] = lambda: (200, staple)
    authority = site.world.authority()
    authority.suspend("seal-0001", "requirements-not-met")
    assert checked(run, site) == (1, ALL_YES | {"suspension": "suspended"})
    authority.reinstate("seal-0001", "cured")
    assert checked(run, site) == (0, ALL_YES)
    authority.revoke("seal-0001", "fraud")
    code, answers = checked(run, site)
    assert (code, answers["revocation"]) == (1, "revoked")
    ran = run("verify", site.shop, *net(site))
    assert "NOT a valid seal" in ran.out
    assert "the seal is revoked" in ran.out


def test_shops_without_a_seal_with_a_forged_one_and_with_anothers(run: Run, site: Served) -> None:
    place = SHOP + "/.well-known/safe-info.json"
    staple = site.world.disk.read(site.staple_path) or b""
    for status, body, code, reason in [
        (404, b"", 1, "no-seal"),
        (500, b"", 3, "not-fetched"),
        (200, b"<!doctype html>welcome", 1, "not-json"),
        (200, b"x" * 10_000_000, 3, "not-fetched"),
        (200, json.dumps(json.loads(staple), indent=2).encode(), 1, "not-canonical"),
    ]:
        site.answers[place] = lambda status=status, body=body: (status, body)
        found = checked(run, site)
        assert (found[0], found[1]["format"]) == (code, reason)
    site.answers[place] = lambda: (200, staple.replace(b'"edition":"1"', b'"edition":"2"', 1))
    assert checked(run, site)[1]["signature"] == "signature"
    site.answers[AUTHORITY + "/.well-known/safe-info.json"] = lambda: (200, staple)
    assert checked(run, site, site.authority) == (1, ALL_YES | {"origin": "origin"})


def test_an_authority_that_cannot_be_reached_is_not_a_yes(run: Run, site: Served) -> None:
    site.answers[AUTHORITY + "/status/revocation/1.json"] = lambda: (503, b"")
    assert checked(run, site) == (3, ALL_YES | {"revocation": "status-list-missing"})
    site.answers[AUTHORITY + "/log/checkpoint"] = lambda: (503, b"")
    assert checked(run, site)[1]["history"] == "checkpoint-missing"
    ran = run("verify", site.shop, *net(site))
    assert ran.code == 3
    assert "could not be checked whole" in ran.out


def test_a_log_that_is_forked_rolled_back_or_torn(run: Run, site: Served) -> None:
    fork = notes.Checkpoint(f"{AUTHORITY}:{site.port}/log", 2, bytes(32)).text
    small = notes.Checkpoint(f"{AUTHORITY}:{site.port}/log", 1, bytes(32)).text
    for text, reason in [(fork, "forked"), (small, "rolled-back")]:
        note = notes.Note(text, (notes.sign(text, f"{AUTHORITY}:{site.port}/log", private(2)),)).written.encode()
        site.answers[AUTHORITY + "/log/checkpoint"] = lambda note=note: (200, note)
        assert checked(run, site) == (1, ALL_YES | {"history": reason})
    del site.answers[AUTHORITY + "/log/checkpoint"]
    tile = site.world.log_disk.read("public/tile/0/000.p/3") or b""
    site.answers[AUTHORITY + "/log/tile/0/000.p/3"] = lambda: (200, tile[:-1])
    assert checked(run, site) == (1, ALL_YES | {"history": "tile"})
    site.answers[AUTHORITY + "/log/tile/0/000.p/3"] = lambda: (404, b"")
    assert checked(run, site) == (3, ALL_YES | {"history": "tile-missing"})


def test_a_host_that_does_not_answer(run: Run, site: Served) -> None:
    assert checked(run, site, "https://shop.localhost:1")[0] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["verify"], "Missing argument"),
        (["verify", "http://shop.example/x"], "more, or less, than scheme, host and port"),
        (["verify", "https://jo@shop.example"], "no user name"),
        (["verify", "shop.example", "--origin", "shop.example"], "--origin is for a FILE"),
        (["verify", "shop.example", "--offline"], "--offline is for a FILE"),
        (["verify", "shop.example", "--ca-file", "no-such.pem"], "no such file"),
        (["keys", "show", "--keys", "no-such.json"], "No such file"),
        (["keys", "new", "--keys", "x.json"], "either --authority or --witness"),
        (["keys", "new", "--keys", "x.json", "--authority", "seals.example"], "exact https origin"),
        (["keys", "new", "--keys", "x.json", "--witness", "a b"], "cannot name a witness"),
        (["log", "mirror", "seals.example", "folder"], "no address of a log"),
        (["log", "prove", "no-such-folder", "0"], "no checkpoint"),
        (["log", "serve", "no-such-folder"], "no checkpoint"),
        (["log", "audit", "folder", "--since", "no-such-file"], "No such file"),
    ],
)
def test_wrong_use(run: Run, site: Served, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str) -> None:
    monkeypatch.setenv("SAFEINFO_TRUST", str(site.trust_file))
    ran = run(*words)
    assert (ran.code, "Traceback" in ran.err) == (2, False), ran.err
    assert said in ran.err


def test_without_pins_nothing_is_verified(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("SAFEINFO_TRUST", raising=False)
    ran = run("verify", "shop.example")
    assert ran.code == 2
    assert "no authority is pinned" in ran.err
    assert "keys that you pinned" in ran.err
    (tmp_path / "trust.json").write_text("{}", "utf-8")
    assert "not a trust file" in run("verify", "shop.example", "--trust", tmp_path / "trust.json").err


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """A folder with keys of an authority and of a witness, and the trust file."""
    assert run("keys", "new", "--keys", tmp_path / "keys.json", "--authority", "https://seals.example").code == 0
    assert run("keys", "new", "--keys", tmp_path / "witness.json", "--witness", "witness.example/w1").code == 0
    vkey = run("keys", "show", "--keys", tmp_path / "witness.json").out.split()[-1]
    made = run(
        "keys", "trust", "--keys", tmp_path / "keys.json", "--witness", vkey, "--quorum", "1", "-o", tmp_path / "t"
    )
    assert made.code == 0
    return tmp_path


def entries(folder: Path, count: int) -> Path:
    path = folder / "entries"
    line = '{{"type": "refuse", "at": "2026-03-01T12:00:00Z", "day": "2026-02-28", "count": {}}}\n'
    path.write_text("".join(line.format(n) for n in range(count)), "utf-8")
    return path


def test_keys_new_rotate_show_did(run: Run, folder: Path) -> None:
    keys_file = folder / "keys.json"
    assert run("keys", "new", "--keys", keys_file, "--authority", "https://seals.example").code == 2
    ran = run("keys", "rotate", "--keys", keys_file, "--purpose", "seal", "--in-days", "7")
    assert ran.code == 0
    shown = run("keys", "show", "--keys", keys_file).out.splitlines()
    assert [line.split()[0:2] for line in shown] == [["seal", "in"], ["log", "in"], ["seal", "later"]]
    document = json.loads(run("keys", "did", "--keys", keys_file).out)
    assert document["id"] == "did:web:seals.example"
    assert len(document["assertionMethod"]) == 2
    assert run("keys", "did", "--keys", folder / "witness.json").code == 2
    assert run("keys", "trust", "--keys", folder / "witness.json").code == 2
    trust = json.loads((folder / "t").read_text("utf-8"))
    assert trust["witnesses"]["quorum"] == 1
    assert run("keys", "trust", "--keys", keys_file, "--witness", "nonsense").code == 2


def test_a_log_from_append_to_audit(run: Run, folder: Path) -> None:
    key, at = ["--keys", folder / "keys.json"], folder / "log"
    ran = run("log", "append", at, entries(folder, 3), *key)
    assert (ran.code, ran.out) == (0, "0\n1\n2\n")
    first = run("log", "checkpoint", at, *key)
    assert first.out.startswith("seals.example/log\n3\n")
    (folder / "seen").write_text(first.out, "utf-8")
    run("log", "append", at, entries(folder, 2), *key)
    run("log", "checkpoint", at, *key)
    proof = run("log", "prove", at, "4").out
    assert proof.startswith("c2sp.org/tlog-proof@v1\nindex 4\n")
    assert run("log", "prove", at, "5").code == 2
    audited = run("log", "audit", at, "--trust", folder / "t", "--since", folder / "seen")
    assert audited.code == 0
    assert "5 entries, all as signed (5 refuse)" in audited.out
    bundle = at / "public" / "tile" / "entries" / "000.p" / "5"
    bundle.write_bytes(bundle.read_bytes().replace(b'"count":1', b'"count":7'))
    wrong = run("log", "audit", at, "--trust", folder / "t")
    assert (wrong.code, "do not add up" in wrong.out) == (1, True)


def test_entries_that_are_none_are_not_appended(run: Run, folder: Path) -> None:
    path = entries(folder, 2)
    path.write_text(path.read_text("utf-8") + '{"type": "refuse", "name": "Jo Doe"}\n', "utf-8")
    ran = run("log", "append", folder / "log", path, "--keys", folder / "keys.json")
    assert (ran.code, "line 3:" in ran.err) == (2, True)
    assert not (folder / "log").exists()


def start(*words: str | Path) -> tuple[subprocess.Popen[str], str]:
    """Start a command that serves; return it and its address."""
    command = [sys.executable, "-m", "safeinfo", *map(str, words), "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, PASSPHRASE: "correct horse"}
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    process.wait(20)
    if process.stdout is not None:
        process.stdout.close()


def test_a_log_that_is_served_witnessed_and_mirrored(run: Run, folder: Path) -> None:
    key, at, private_net = ["--keys", folder / "keys.json"], folder / "log", ["--allow-private"]
    vkeys = [line.split()[-1] for line in run("keys", "show", *key).out.splitlines()]
    log_key = next(each for each in vkeys if each.startswith("seals.example/log+"))
    witness_key = run("keys", "show", "--keys", folder / "witness.json").out.split()[-1]
    state = ["--keys", folder / "witness.json", "--log", log_key, "--state", folder / "state"]
    run("log", "append", at, entries(folder, 300), *key)
    witness, witness_url = start("log", "witness", *state)
    try:
        ran = run("log", "checkpoint", at, *key, "--witness", witness_url, witness_key, *private_net)
        assert (ran.code, ran.out.count("\N{EM DASH} witness.example/w1")) == (0, 1), ran.err
        run("log", "append", at, entries(folder, 3), *key)
        ran = run("log", "checkpoint", at, *key, "--witness", witness_url, witness_key, *private_net)
        assert ran.out.count("\N{EM DASH} witness.example/w1") == 1, ran.err
    finally:
        stop(witness)
    gone = run("log", "checkpoint", at, *key, "--witness", witness_url, witness_key, *private_net)
    assert (gone.code, "did not cosign" in gone.err) == (3, True)
    server, url = start("log", "serve", at)
    try:
        trust = ["--trust", folder / "t"]
        ran = run("log", "mirror", url, folder / "copy", *trust, *private_net)
        assert (ran.code, "303 entries" in ran.out) == (0, True), ran.out + ran.err
        run("log", "append", at, entries(folder, 1), *key)
        run("log", "checkpoint", at, *key)
        assert "304 entries" in run("log", "mirror", url, folder / "copy", *trust, *private_net).out
        assert "304 entries" in run("log", "audit", url, *trust, *private_net).out
        assert re.match("\N{EM DASH} witness.example/w1 ", run("log", "witness", url, *state, *private_net).out)
        assert run("log", "witness", at, *state).out.startswith("\N{EM DASH}")
        _another_story(run, folder, url)
    finally:
        stop(server)


def _another_story(run: Run, folder: Path, url: str) -> None:
    """A log that tells the mirror and the witness something else than before."""
    (folder / "log").rename(folder / "old")
    key = ["--keys", folder / "keys.json"]
    run("log", "append", folder / "log", entries(folder, 310), *key)
    (folder / "entries").write_text((folder / "entries").read_text("utf-8").replace("02-28", "02-27"), "utf-8")
    run("log", "append", folder / "log", folder / "entries", *key)
    run("log", "checkpoint", folder / "log", *key)
    forked = run("log", "mirror", url, folder / "copy", "--trust", folder / "t", "--allow-private")
    assert (forked.code, forked.out != "") == (1, True)
    assert "304\n" in (folder / "copy" / "checkpoint").read_text("utf-8")


def test_a_folder_that_is_being_written(run: Run, folder: Path) -> None:
    from safeinfo.seal.files import locked

    with locked(folder / "log" / "private" / "lock"):
        ran = run("log", "append", folder / "log", entries(folder, 1), "--keys", folder / "keys.json")
    assert (ran.code, "another process" in ran.err) == (3, True)


def test_a_wrong_passphrase(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "word").write_text("wrong\n", "utf-8")
    ran = run("log", "checkpoint", folder / "log", "--keys", folder / "keys.json", "--passphrase-file", folder / "word")
    assert (ran.code, "passphrase does not open" in ran.err) == (2, True)
