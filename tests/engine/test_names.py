"""A worker's name is held by one process, and free again when that ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from safeinfo.engine import NameTakenError, hold

HOLD = """
import pathlib, sys
from safeinfo.engine import hold
print(hold(pathlib.Path(sys.argv[1]), ["a", "b"]), flush=True)
sys.stdin.read()
"""


def test_a_name_is_held_until_its_process_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "a\n"
        with pytest.raises(NameTakenError):
            hold(tmp_path, ["a"])
        assert hold(tmp_path, ["a", "b"]) == "b"
        first.kill()
    assert hold(tmp_path, ["a"]) == "a"
