"""A worker process with the authority's own jobs gets SIGKILL on the way, thrice: nothing is lost, nothing is twice."""

import email
import json
import subprocess
import sys
import tempfile
from collections import Counter
from email.policy import default
from pathlib import Path

from tests.authority.conftest import MEMORY
from tests.authority.dying_shops import AT_ONCE, FAILS, GOOD, KILLS

MOST_STARTS = 8


def test_what_a_killed_worker_left_is_done_once_by_the_next() -> None:
    with tempfile.TemporaryDirectory(prefix="safeinfo-kill-", dir=MEMORY) as folder:
        home = Path(folder)
        ends = []
        while not ends or (ends[-1] == -9 and len(ends) < MOST_STARTS):
            command = [sys.executable, "-m", "tests.authority.dying", folder]
            ends.append(subprocess.run(command, check=False, capture_output=True, timeout=240).returncode)
        assert ends == [*[-9] * KILLS, 0]
        facts = json.loads((home / "facts.json").read_text())
        letters = Counter(
            email.message_from_bytes(path.read_bytes(), policy=default)["Subject"]
            for path in (home / "outbox").glob("*.eml")
        )
    assert facts["seals"] == {GOOD: "issued", FAILS: "cure", AT_ONCE: "suspended"}
    assert facts["audits"] == facts["records"]["audit-considered"] == 6
    assert facts["records"]["audited"] == 6 + 3  # each audit, and each application
    log = facts["log"]
    assert (log["complaint"], log[f"suspend {AT_ONCE}"]) == (1, 1)
    for origin in (GOOD, FAILS, AT_ONCE):
        assert log[f"issue {origin}"] == 1
        assert log[f"issue {origin}"] + log.get(f"renew {origin}", 0) == facts["shown"][origin]
    assert facts["shown"][GOOD] == 2
    assert letters["fails.example: a requirement is no longer met"] == 1
    assert letters["atonce.example: the seal is suspended"] == 1
    assert letters[f"Your complaint about {GOOD} was answered"] == 1
