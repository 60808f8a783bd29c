"""The record of a mail trial of the sample shop: mail stopped for who opted out, and went on for who did not."""

from pathlib import Path

from tests.shops.mails import GOOD, letter

_RECORD = """
[watched]
since = 2026-06-01T08:00:00Z
until = 2026-09-15T08:00:00Z

[[addresses]]
name = "a1"
role = "subscriber"
planted_at = 2026-06-01T09:00:00Z

[[addresses]]
name = "a2"
role = "control"
planted_at = 2026-06-01T09:00:00Z

[[messages]]
file = "mail/0001.eml"
address = "a1"
received_at = 2026-06-08T06:00:00Z

[[messages]]
file = "mail/0002.eml"
address = "a2"
received_at = 2026-09-07T06:00:00Z

[[opt_outs]]
address = "a1"
message = "mail/0001.eml"
way = "link"
at = 2026-07-20T10:00:00Z
result = "accepted"
pages = 1
"""


def write_record(folder: Path) -> Path:
    """Write the record with its messages into a folder, as whoever runs mail trials does, and return its path."""
    (folder / "mail").mkdir(parents=True)
    for number in (1, 2):
        (folder / "mail" / f"{number:04}.eml").write_bytes(letter(GOOD).as_bytes())
    path = folder / "trial.toml"
    path.write_text(_RECORD, "utf-8")
    return path
