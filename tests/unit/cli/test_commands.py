"""The command line without a shop: wrong use, files that cannot be read, and what `inspect` and `declare` show."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from safeinfo.cli import cli, main
from safeinfo.cli.options import STYLES
from safeinfo.gather import archive
from safeinfo.gather.declaration import load
from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import GatheringDone, Searched
from safeinfo.report import FORMATS


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["safeinfo", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        seen = capsys.readouterr()
        return Ran(int(ended.value.code or 0), seen.out, seen.err)

    return command


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """Evidence of a walk that found nothing."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    searched = Searched(id="searched-1", seen_at=now, what="walk", found=0, looked_at=1, complete=False)
    done = GatheringDone(
        id="done-1", seen_at=now, settings={}, tool="safeinfo", browser="none", started_at=now, complete=False
    )
    path = tmp_path / "shop.evidence"
    archive.write(Evidence("https://shop.example", (searched, done), {}), path)
    return path


def test_help_says_of_every_command_what_the_command_says_itself() -> None:
    context = click.Context(cli)
    told = {name: cli.get_command(context, name).get_short_help_str(limit=300) for name in cli.list_commands(context)}
    said = " ".join(cli.get_help(context).split())
    assert told.keys() >= {"audit", "verify", "serve"}
    assert [name for name, words in told.items() if f"{name} {' '.join(words.split())}" not in said] == []


def test_the_formats_that_are_offered_are_those_that_can_be_rendered() -> None:
    assert list(STYLES) == list(FORMATS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["audit"], "Missing argument 'URL'"),
        (["audit", "ftp://shop.example"], "only http and https"),
        (["audit", "https://"], "not the address of a shop"),
        (["audit", "https://jo:pw@shop.example"], "without a user name"),
        (["audit", "https://shop.example", "--trials"], "--i-control-this-site"),
        (["audit", "https://shop.example", "--ca-file", "no-such-file.pem"], "no-such-file.pem: there is no such file"),
        (["audit", "https://shop.example", "--declaration", "nowhere.toml"], "nowhere.toml: there is no such file"),
        (["audit", "https://shop.example", "--max-pages", "0"], "0 is not in the range"),
        (["audit", "https://shop.example", "--format", "pdf"], "'pdf' is not one of"),
        (["judge", "no-such.evidence"], "no-such.evidence"),
        (["requirements", "policy-lnk"], "policy-link"),
        (["inspect", "form", "no-such.html"], "no-such.html"),
        (["inspect", "leak", "x", "--value", "novalue"], "NAME=VALUE"),
        (["nonsense"], "No such command"),
        (["audit", "https://shop.example", "-o", "/"], "this is a folder"),
        (["audit", "https://shop.example", "--evidence", "/dev/null/x.evidence"], "nothing can be written there"),
        (["gather", "https://shop.example", "-o", "/"], "this is a folder"),
        (["audit", "https://shop.example", "--timeout", "-1"], "-1.0 is not in the range"),
        (["audit", "https://shop.example", "--mail-trial", "nowhere.toml"], "nowhere.toml: there is no such file"),
    ],
)
def test_wrong_use_says_what_to_do_and_ends_with_2(run: Run, words: list[str], said: str) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_wrong_declaration_names_file_line_and_key(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_text('shop = "Tarn"\n\nsolt = false\n', "utf-8")
    ran = run("audit", "https://shop.example", "--declaration", path)
    assert ran.code == 2
    assert f"{path}, line 3: `solt`" in ran.err
    assert "`sold`" in ran.err


def test_evidence_that_is_none_of_ours_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.evidence"
    path.write_bytes(b"PK\x03\x04 not really")
    ran = run("judge", path)
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_judging_twice_gives_the_same_bytes_in_every_format(run: Run, evidence: Path, tmp_path: Path) -> None:
    for style in ("html", "json", "sarif", "junit", "text"):
        written = []
        for number in range(2):
            out = tmp_path / f"{number}.{style}"
            assert run("judge", evidence, "--format", style, "-o", out).code in {0, 1}
            written.append(out.read_bytes())
        assert written[0] == written[1]
        assert written[0]


def test_the_output_name_tells_the_format_and_strict_counts_what_is_open(
    run: Run, evidence: Path, tmp_path: Path
) -> None:
    out = tmp_path / "deep" / "report.json"
    ran = run("judge", evidence, "-o", out)
    assert json.loads(out.read_text("utf-8"))["site"] == "https://shop.example"
    verdicts = {each["outcome"] for each in json.loads(out.read_text("utf-8"))["requirements"]}
    assert not verdicts <= {"passed", "inapplicable"}
    assert ran.code == (1 if "failed" in verdicts else 0)
    assert run("judge", evidence, "--strict").code == 1


def test_requirements_are_listed_and_shown(run: Run) -> None:
    assert [line[:5] for line in run("requirements").out.splitlines()[1:]] == [f"SI-{n:02}" for n in range(1, 11)]
    shown = run("requirements", "si-10").out
    assert shown == run("requirements", "policy-link").out
    assert "Ausgabe 1" in run("requirements", "--language", "de").out
    german = run("requirements", "policy-link", "--language", "de").out
    assert german.startswith("# SI-10 policy-link: Die Datenschutzerklärung")
    assert german.count("```html") == shown.count("```html")
    assert "## Applicability" in shown


def test_inspect_form_shows_fields_as_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    path.write_text(
        "<form><label>E-mail <input type=email name=mail required></label><button>Go</button></form>", "utf-8"
    )
    (document,) = json.loads(run("inspect", "form", path).out)
    (field,) = document["forms"][0]["fields"]
    assert (field["kind"], field["required"], field["personal"]) == ("email", "required", True)
    assert "node" not in field


def test_inspect_form_names_every_button_of_a_choice_and_takes_an_address(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    radio = "<label><input type=radio name=g id={0}> {1}</label>"
    path.write_text(f"<form>{radio.format('m', 'Male')}{radio.format('f', 'Female')}</form><p>ł", "utf-8")
    (document,) = json.loads(run("inspect", "form", path, "--url", "https://shop.example/a").out)
    (field,) = document["forms"][0]["fields"]
    assert document["document"] == "https://shop.example/a"
    assert (field["id"], field["selector"], field["others"]) == ("m", "#m", ["#f"])


def test_inspect_policy_quotes_what_it_reads(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "policy.html"
    path.write_text(
        "<h1>Privacy policy</h1><p>We collect your name and your e-mail address to send your order.</p>"
        "<p>We do not sell your personal information to anybody.</p><p>You may ask us to delete your data.</p>",
        "utf-8",
    )
    read = json.loads(run("inspect", "policy", path).out)["policy"]
    assert read["sale"] == "not-sold"
    assert "We do not sell your personal information to anybody." in [s["quote"] for s in read["statements"]]


def test_inspect_policy_prints_the_text_its_offsets_count_in(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "policy.md"
    path.write_text(
        "# Privacy\n\nWe **never** sell your data.\n\n* We collect your name.\n\nWrite to us at shop@pots.example.\n",
        "utf-8",
    )
    shown = json.loads(run("inspect", "policy", path, "--text").out)
    assert "text" not in json.loads(run("inspect", "policy", path).out)
    statements = shown["policy"]["statements"]
    assert {"sale", "collects", "contact"} <= {each["topic"] for each in statements}
    for each in statements:
        assert shown["text"][each["offset"] :].startswith(each["quote"])
    assert shown["contact"] == ["Write to us at shop@pots.example."]


def test_inspect_leak_finds_a_hash_and_shows_no_value(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "body.txt"
    path.write_text("e=0e4b4f5a&u=jo%40shop.example&h=" + "x" * 5, "utf-8")
    ran = run("inspect", "leak", path, "--value", "email=jo@shop.example")
    (found,) = json.loads(ran.out)
    assert found["name"] == "email"
    assert "jo%40shop" not in ran.out


def test_inspect_mail_reads_a_message(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "news.eml"
    path.write_bytes(
        b"From: news@shop.example\r\nTo: jo@mail.example\r\nSubject: Spring offers\r\nContent-Type: text/html\r\n\r\n"
        b"<p>20 % off everything this week.</p><p><a href='https://shop.example/u?x=1'>Unsubscribe</a></p>"
    )
    (message,) = json.loads(run("inspect", "mail", path).out)
    assert message["message"]["present"] is True
    assert message["message"]["opt_outs"][0]["target"] == "https://shop.example/u?x=1"


def test_declare_writes_what_the_loader_reads(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = 'Tarn & "Thistle"|A. Keeper|yes|yes|no|yes|refused|no|yes|18|/cellar, /cellar/*|disk encryption|two of us||'
    answers = iter(words.split("|"))
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    path = tmp_path / "declaration.toml"
    assert run("declare", "-o", path).code == 0
    declared = load(path)
    assert declared.shop == 'Tarn & "Thistle"'
    assert (declared.sold, declared.under_13, declared.sends_mailings) == (False, "refused", True)
    assert declared.age_limits[0].pages == ("/cellar", "/cellar/*")
    assert dict(declared.safeguards) == {"encryption": "disk encryption", "access": "two of us"}
    assert run("declare", "-o", path).code == 2


def test_declare_asks_a_shop_that_sells_for_its_ledger(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Shop|A. Keeper|yes|yes|yes|Lists Ltd|yes|consents.csv|1250|no||no|no||||"
    answers = iter(words.split("|"))
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    path = tmp_path / "declaration.toml"
    assert run("declare", "-o", path).code == 0
    declared = load(path)
    assert (declared.sold_to, declared.consent_ledger, declared.customers) == (("Lists Ltd",), "consents.csv", 1250)


def test_a_review_settles_nothing_of_other_evidence(run: Run, evidence: Path, tmp_path: Path) -> None:
    path = tmp_path / "review.toml"
    settled = '[[settled]]\nfinding = "SI-01/x/00000000"\noutcome = "passed"\nreason = "Looked at it for long."\n'
    path.write_text(f'evidence = "{"0" * 64}"\nreviewer = "R. Eader"\non = 2026-11-25\n{settled}', "utf-8")
    ran = run("judge", evidence, "--review", path)
    assert ran.code == 2
    assert "the review is of the evidence 0000" in ran.err
    path.write_text("reviewer = 1\n", "utf-8")
    ran = run("judge", evidence, "--review", path)
    assert "line 1: `reviewer` must be text" in ran.err


def test_a_ledger_that_the_declaration_names_is_read_beside_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_text('sold = true\nconsent_ledger = "consents.csv"\ncustomers = 3\n', "utf-8")
    ran = run("audit", "https://shop.example", "--declaration", path)
    assert ran.code == 2
    assert f"{tmp_path / 'consents.csv'}: the ledger cannot be read" in ran.err
    path.write_text('sold = true\nconsent_ledger = "consents.csv"\n', "utf-8")
    ran = run("audit", "https://shop.example", "--declaration", path)
    assert "line 2: `consent_ledger` needs `customers`" in ran.err
