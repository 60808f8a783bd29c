"""How well `derive.mail` reads messages: right opt-out, false alarms, kinds.

Material: our own mails (material/mail) and, where it is there, the development data next to the repository. A third
of all files, chosen by a hash of the name, is held out: `--held-out` measures on it, without it is tuned on.
Run: python benchmarks/accuracy_mail.py [--held-out] [--show]
"""

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

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


def is_held_out(name: str) -> bool:
    """Whether a file belongs to the third that is not tuned on."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def material(*, held_out: bool) -> Iterator[tuple[Path, dict[str, object]]]:
    """Mails with their labels."""
    for labels, folder in ((OWN / "labels.jsonl", OWN), (SHARED / "synthetic_labels.jsonl", SHARED / "synthetic")):
        if not labels.exists():
            continue
        for line in labels.read_text("utf-8").splitlines():
            label = json.loads(line)
            if is_held_out(label["file"]) == held_out:
                yield folder / label["file"], label


def verdict(mail: MailRead) -> tuple[str, str]:
    """What a reader can do, in the labels' words, and the target."""
    ways = [way for way in mail.opt_outs if way.how in {"link", "mailto", "reply", "form"}]
    working = next((way for way in ways if not way.problem), None)
    if working:
        return ("http" if working.how == "link" else "mailto"), working.target
    seen = [way for way in ways if way.detail != "comment"]
    return (PROBLEMS.get(seen[0].problem, seen[0].problem), "") if seen else ("none", "")


def rows(*, held_out: bool = False, show: bool = False) -> list[tuple[str, float, int]]:
    """(measure, value, count) for the material."""
    counts = {"link right": [0, 0], "false alarm": [0, 0], "verdict right": [0, 0], "kind right": [0, 0]}
    milliseconds = []
    for path, label in material(held_out=held_out):
        begun = time.process_time()
        mail = read_mail(path.read_bytes())
        milliseconds.append((time.process_time() - begun) * 1000)
        said, target = verdict(mail)
        wants_link = label["body_optout"] in {"http", "mailto"}
        measure = counts["link right" if wants_link else "false alarm"]
        measure[1] += 1
        measure[0] += target in label["accept"] if wants_link else said in {"http", "mailto"}  # type: ignore[operator]
        right = said == label["body_optout"]
        counts["verdict right"] = [counts["verdict right"][0] + right, counts["verdict right"][1] + 1]
        kind_right = KINDS[mail.kind] == label["kind"]
        counts["kind right"] = [counts["kind right"][0] + kind_right, counts["kind right"][1] + 1]
        if show and not (right and kind_right):
            print(path.name, "| said", said, target, KINDS[mail.kind], "| is", label["body_optout"], label["kind"])
    table = [(name, right / max(total, 1), total) for name, (right, total) in counts.items()]
    middle = sorted(milliseconds)[len(milliseconds) // 2] if milliseconds else 0.0
    return [*table, ("median ms a mail", middle, len(milliseconds))]


if __name__ == "__main__":
    for measure, value, count in rows(held_out="--held-out" in sys.argv, show="--show" in sys.argv):
        print(f"{measure:18} {value:8.3f}  n={count}")
