#!/bin/sh
# Fuzz the readers: tools/fuzz.sh VENV SECONDS [TARGET …]. atheris lives in a virtual environment of its own beside the
# one that tests use, because no test needs it; it is pinned here. What breaks a reader stays in .fuzz.
set -eu
venv=$1 seconds=$2
shift 2
own=$venv/fuzz
[ -x "$own/bin/python" ] || "$venv/bin/python" -m venv "$own"
"$own/bin/python" -c 'import atheris' 2>/dev/null || "$own/bin/python" -m pip install --quiet atheris==3.0.0 || {
    echo "atheris could not be installed: it has wheels for Linux on x86-64 and some versions of Python" >&2
    exit 2
}
packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
export PYTHONPATH="$PWD/src:$PWD:$packages"
[ $# -gt 0 ] || set -- $("$venv/bin/python" -c 'from tests.fuzz.targets import TARGETS; print(*TARGETS)')
broken=
for target; do
    echo "== $target, $seconds s"
    "$own/bin/python" -m tests.fuzz.run "$target" "$seconds" .fuzz >".fuzz-$target.log" 2>&1 || broken="$broken $target"
    grep -E '^(stat::number_of_executed_units|stat::new_units_added| *[A-Za-z.]*(Error|Exception)|SUMMARY)' ".fuzz-$target.log" || true
    mkdir -p .fuzz && mv ".fuzz-$target.log" ".fuzz/$target.log"
done
[ -z "$broken" ] || { echo "broken:$broken (see .fuzz)" >&2; exit 1; }
