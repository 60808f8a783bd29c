"""`make accuracy`: how well each recogniser reads, one table after the other; `--show` lists the confusions.

Each part is a program of its own (`python -m benchmarks.accuracy_forms` …) and says what it measured on: our own
material everywhere, labelled development data where it is present, its hidden third apart.
"""

import argparse
import subprocess
import sys

PARTS = ("forms", "policy", "mail", "leaks")


def main() -> int:
    """Run the parts that were asked for, all by default; return 1 where one of them could not run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--show", action="store_true", help="list the confusions")
    given = parser.parse_args()
    failed = False
    for part in given.parts or PARTS:
        print(f"\n== {part}", flush=True)
        shown = ["--show"] if given.show else []
        failed |= (
            subprocess.run([sys.executable, "-m", f"benchmarks.accuracy_{part}", *shown], check=False).returncode > 0
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
