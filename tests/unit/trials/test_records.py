"""The consent ledger and the record of a mail trial: what they come to, and how trouble in them is told."""

import hashlib
from pathlib import Path

import pytest

from safeinfo.gather import consent_ledger, mail_trial
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.mail import record_trial
from safeinfo.gather.options import now
from safeinfo.model.errors import UsageError
from safeinfo.model.mail_trials import AddressPlanted, MailWatched, OptOutExercised
from safeinfo.model.observations import MailSeen

HEAD = "customer,notified_on,answer,answered_on,sold_on\n"
A, B, C = (hashlib.sha256(name).hexdigest() for name in (b"a", b"b", b"c"))
DOCS = Path(__file__).parents[3] / "docs"


def written(folder: Path, text: str, name: str = "consents.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_ledger_comes_to_counts_and_keeps_no_row(tmp_path: Path) -> None:
    rows = f"{A},2026-03-01,yes,2026-03-04,2026-04-01\n{B},2026-03-01,no,2026-03-02,\n{C},2026-03-01,,,\n"
    path = written(tmp_path, HEAD + rows)
    counted = consent_ledger.count(path)
    assert counted.pop("digest") == hashlib.sha256(path.read_bytes()).hexdigest()
    assert counted == {
        "rows": 3, "notified": 3, "agreed": 1, "refused": 1, "silent": 1, "sold": 1, "sold_without_yes": 0,
        "sold_before_yes": 0, "answered_before_notice": 0, "repeated": 0,
    }  # fmt: skip


def test_a_ledger_tells_what_must_not_be(tmp_path: Path) -> None:
    rows = (
        f"{A},2026-03-01,no,2026-03-04,2026-04-01\n{A},2026-03-01,,,2026-04-01\n"
        f"{B},2026-03-05,yes,2026-03-04,2026-03-01\n{C},,yes,,2026-03-01\n"
    )
    counted = consent_ledger.count(written(tmp_path, HEAD + rows))
    assert (counted["sold_without_yes"], counted["sold_before_yes"]) == (2, 2)
    assert (counted["answered_before_notice"], counted["repeated"], counted["notified"]) == (2, 1, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the columns must be"),
        ("address,answer\n", "line 1: the columns must be"),
        (f"{HEAD}jo@shop.example,2026-03-01,,,\n", "line 2: `customer` must be a hash"),
        (f"{HEAD}{A},2026-03-01,perhaps,,\n", "line 2: `answer` must be yes, no or empty, not 'perhaps'"),
        (f"{HEAD}{A},01.03.2026,,,\n", "line 2: `notified_on` must be a day"),
        (f"{HEAD}{A},2026-03-01,\n", "line 2: a row has 5 columns"),
        (f"{HEAD}{A},2026-03-01,,,,,\n", "line 2: a row has 5 columns"),
        (f'{HEAD}"{A}"x,2026-03-01,,,\n', "this is not CSV"),
    ],
)
def test_a_ledger_that_cannot_be_read_says_where(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("(", r"\(")) as raised:
        consent_ledger.count(written(tmp_path, text))
    assert "consents.csv" in str(raised.value)


def test_a_ledger_of_bytes_or_of_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "consents.csv"
    with pytest.raises(UsageError, match="cannot be read"):
        consent_ledger.count(path)
    path.write_bytes(HEAD.encode() + b"\xff\xfe,,,,\n")
    with pytest.raises(UsageError, match="not UTF-8"):
        consent_ledger.count(path)
    monkeypatch.setattr(consent_ledger, "MAX_BYTES", 10)
    with pytest.raises(UsageError, match="larger"):
        consent_ledger.count(path)


def test_the_ledger_in_the_documents_is_sound(tmp_path: Path) -> None:
    text = (DOCS / "declaration.md").read_text("utf-8").partition("```csv\n")[2].partition("```")[0]
    assert consent_ledger.count(written(tmp_path, text))["sold_without_yes"] == 0


def trial_of(folder: Path, changes: tuple[str, str] = ("", "")) -> Path:
    """Write the record of the documents with its message, changed in one place."""
    text = (DOCS / "mail-trial.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    (folder / "mail").mkdir(exist_ok=True)
    (folder / "mail" / "0001.eml").write_bytes(b"From: news@shop.example\r\nSubject: Autumn\r\n\r\nHello\r\n")
    return written(folder, text.replace(*changes), "trial.toml")


async def test_the_record_in_the_documents_is_recorded(tmp_path: Path) -> None:
    ledger = Ledger(now)
    await record_trial(ledger, mail_trial.load(trial_of(tmp_path)), lambda *_: ())
    (mail,) = ledger.of(MailSeen)
    assert (mail.address, mail.subject, mail.sender) == ("a1", "Autumn", "news@shop.example")
    assert [each.role for each in ledger.of(AddressPlanted)] == ["subscriber", "control"]
    (out,) = ledger.of(OptOutExercised)
    assert (out.message, out.result, out.at.hour) == (mail.id, "accepted", 10)
    (watch,) = ledger.of(MailWatched)
    assert watch.until > watch.since


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (('role = "control"', 'role = "controll"'), "addresses.2.role` cannot be 'controll'; did you mean `control`"),
        (('name = "a2"', 'name = "a1"'), "addresses.2.name` is the name of two addresses"),
        (("until = 2026-11-20T08:00:00Z", "until = 2026-01-20T08:00:00Z"), "watched` needs `since` and a later"),
        (("at = 2026-09-14T10:00:00Z", "at = 2026-09-14"), "opt_outs.1.at` must be a time with its zone"),
        (("pages = 1 ", "pages = -1 "), "opt_outs.1.pages` must be a whole number"),
        (('message = "mail/0001.eml"', 'message = "mail/2.eml"'), "opt_outs.1.message` is no message that came to"),
        (('address = "a1"                         # the', 'address = "a9" #'), "messages.1.address` names no address"),
        (("[watched]", "[watching]"), "watching` is not a key here"),
        (("[[addresses]]", "[[messages]]"), "messages.1.name` is not a key here"),
    ],
)  # fmt: skip
def test_a_wrong_record_names_file_line_and_key(tmp_path: Path, changes: tuple[str, str], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        mail_trial.load(trial_of(tmp_path, changes))
    assert said in str(raised.value)
    assert "trial.toml, line " in str(raised.value)
    assert "docs/mail-trial.md" in raised.value.advice


def test_a_record_without_addresses_or_with_two_messages_in_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lacks `watched`"):
        mail_trial.load(written(tmp_path, "", "trial.toml"))
    path = trial_of(tmp_path)
    box = b"From a Mon Nov 23 10:00:00 2026\nSubject: one\n\nx\n\nFrom a Mon Nov 23 10:00:00 2026\nSubject: two\n\nx\n"
    (tmp_path / "mail" / "0001.eml").write_bytes(box)
    with pytest.raises(UsageError, match="must be one message"):
        mail_trial.load(path)
