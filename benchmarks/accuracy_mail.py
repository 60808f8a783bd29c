"""How well `derive.mail` reads messages: the right way out, false alarms, what is wrong with it, kinds of message.

Material: our own mails (material/mail: files, mails put together in 50 languages, hard builds, occasions other than a
newsletter) and, where it is there, the development data next to the repository. Hidden: a third of the files by a hash of the name, and half of the
languages; nobody looked at their confusions while tuning. The hard builds and the words were written before the rules
that read them. No published peer reads ways out of mails; the aims are the project's own.
Run: python -m benchmarks.accuracy_mail [--show]
"""

import hashlib
import json
import sys
import time
import tomllib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from benchmarks.material.mail import hard, world
from benchmarks.scores import Tally, print_table
from safeinfo.derive.mail import read_mail
from safeinfo.model.readings import MailRead

HERE = Path(__file__).parent
OWN = HERE / "material" / "mail"
SHARED = HERE.parents[1] / "shared" / "data" / "mail"
KINDS = {
    "informational": "newsletter",
    "transactional": "transactional",
    "transactional-with-offer": "mixed",
    "sale-consent": "consent",
    "guardian-notice": "guardian",
    "opt-in-confirmation": "confirmation",
    "unclear": "unclear",
}
PROBLEMS = {
    "preferences-only": "prefs_only",
    "form-only": "form",
    "image-only": "image_only",
    "wrong-list": "wrong_list",
    "pause-only": "prefs_only",
    "account-deletion": "prefs_only",
}
_SURE = 0.5  # certainty below which a message without a way out is shown to a person
AIMS = {"link": "recall 0.90", "no link": "recall 0.97"}


class Case(NamedTuple):
    """A mail and what is true of it; "" where a label says nothing."""

    name: str
    source: str
    part: str
    raw: bytes
    body: str  # what a reader can do
    accept: tuple[str, ...]
    kind: str


def is_held_out(name: str) -> bool:
    """Whether a file belongs to the third that is not tuned on."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def cases() -> Iterator[Case]:
    """All material."""
    folders = (("own", OWN / "labels.jsonl", OWN), ("dev", SHARED / "synthetic_labels.jsonl", SHARED / "synthetic"))
    for source, labels, folder in folders:
        for line in labels.read_text("utf-8").splitlines() if labels.exists() else ():
            label = json.loads(line)
            part = "hidden" if is_held_out(label["file"]) else "visible"
            raw = (folder / label["file"]).read_bytes()
            yield Case(label["file"], source, part, raw, label["body_optout"], tuple(label["accept"]), label["kind"])
    for mail in world.mails():
        part = "hidden" if world.is_hidden(mail.language) else "visible"
        body = ("http" if mail.out else "none", (mail.out,) if mail.out else ())
        yield Case(mail.name, "world", part, mail.raw, *body, mail.kind)
    for told in tomllib.loads((OWN / "occasions.toml").read_text("utf-8"))["mail"]:
        yield Case(told["name"], "occasions", "visible", occasion(told["subject"], told["text"]), "", (), told["kind"])
    for mail in hard.mails():
        yield Case(mail.name, "hard", "visible", mail.raw, mail.kind, (mail.out,) if mail.out else (), "")


def occasion(subject: str, text: str) -> bytes:
    """A message of occasions.toml."""
    message = EmailMessage()
    message["From"], message["To"] = "Orrin <hello@orrin.example.com>", "reader@inbox.example.net"
    message["Subject"] = subject
    message.set_content(f"<html><body>{text}</body></html>", subtype="html")
    return message.as_bytes()


def kind_said(mail: MailRead) -> str:
    """The kind in the labels' words; `asks` where a person must say whether it advertises."""
    said = KINDS[mail.kind]
    return "asks" if said == "newsletter" and mail.certainty < _SURE and not mail.present else said


def verdict(mail: MailRead) -> tuple[str, str]:
    """What a reader can do, in the labels' words, and the target."""
    ways = [way for way in mail.opt_outs if way.how in {"link", "mailto", "reply", "form"}]
    working = next((way for way in ways if not way.problem), None)
    if working:
        return ("http" if working.how == "link" else "mailto"), working.target
    seen = [way for way in ways if way.detail != "comment"]
    return (PROBLEMS.get(seen[0].problem, seen[0].problem), "") if seen else ("none", "")


def link_class(body: str, accept: tuple[str, ...], said: str, target: str) -> tuple[str, str]:
    """(truth, answer) of whether there is a link that works, the right one."""
    works = said in {"http", "mailto"}
    if body not in {"http", "mailto"}:
        return "no link", "link" if works else "no link"
    right = works and (not accept or target in accept)
    return "link", "link" if right else "wrong link" if works else "no link"


def measure() -> tuple[dict[tuple[str, ...], Tally], float]:
    """Tallies by task, source and part; the median of milliseconds a mail."""
    tallies: dict[tuple[str, ...], Tally] = {}
    milliseconds = []
    for case in cases():
        begun = time.process_time()
        mail = read_mail(case.raw)
        milliseconds.append((time.process_time() - begun) * 1000)
        said, target = verdict(mail)
        answers = [
            ("kind", case.kind, kind_said(mail)),
        ]
        if case.body:
            answers.append(("way out", *link_class(case.body, case.accept, said, target)))
            answers.append(("reader can", case.body, said))
        for task, truth, answer in answers:
            if truth:
                key = (task, case.source, case.part)
                tally = tallies.setdefault(key, Tally(task, f"{case.source} {case.part}"))
                tally.add(truth, answer, case.name)
    return tallies, sorted(milliseconds)[len(milliseconds) // 2]


def main() -> None:
    """Print the table, and the confusions of the visible part with --show."""
    tallies, milliseconds = measure()
    print_table("Messages", (row for _, tally in sorted(tallies.items()) for row in tally.rows(AIMS)))
    print(f"{milliseconds:.2f} ms a message at the median (CPU; aim 10)")
    if not SHARED.exists():
        print("The development data is not at hand: own material only.")
    if "--show" in sys.argv:
        for (_, _, part), tally in sorted(tallies.items()):
            print("\n".join(tally.confusions if part == "visible" else ()), end="\n" if tally.confusions else "")


if __name__ == "__main__":
    main()
