"""`make coverage`: branch coverage of the pure layers by the cases and unit tests; ends with 1 where a part lacks some.

The layers in WHOLE must be at 100 %. What else is pure is shown beside them, the least covered first.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ("tests/unit", "tests/cases")
WHOLE = ("model/", "requirements/", "judge.py", "report/", "derive/computed/", "derive/inventory.py")
PURE = (*WHOLE, "derive/")
WHOLE_PERCENT = 100.0


def main() -> int:
    """Run the tests, print what is not covered, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "coverage.json")
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-n", "2", *TESTS),
            *("--cov=safeinfo", "--cov-branch", f"--cov-report=json:{found}"),
        ]
        ran = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own tests
        if not found.exists():
            return ran.returncode or 1
        files = json.loads(found.read_text("utf-8"))["files"]
    lacking = [
        (name, told)
        for path, told in files.items()
        if (name := path.partition("safeinfo/")[2]).startswith(PURE)
        and told["summary"]["percent_covered"] < WHOLE_PERCENT
    ]
    for name, told in sorted(lacking, key=lambda each: each[1]["summary"]["percent_covered"]):
        branches = ", ".join(f"{start}→{end}" for start, end in told["missing_branches"][:6])
        must = "must be 100 %" if name.startswith(WHOLE) else ""
        print(f"{told['summary']['percent_covered']:6.1f} %  {name:<40} {branches}  {must}".rstrip())
    failed = [name for name, _ in lacking if name.startswith(WHOLE)]
    print(f"{len(failed)} files that must be covered whole are not; {len(lacking) - len(failed)} more lack some.")
    return ran.returncode or int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
