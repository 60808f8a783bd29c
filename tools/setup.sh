#!/bin/sh
# Make the virtual environment from the lock. uv.lock names no registry (docs/decisions/0003-lock-names-no-host.md),
# so it is exported to a list of pinned, hashed requirements, which any index or mirror can serve.
set -eu
venv=$1
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Safe Info needs Python 3.11 or newer; $("$python" --version) was found. Set PYTHON=/path/to/python3.11" >&2
    exit 2
}
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
uv=$venv/uv/bin/uv
[ -x "$uv" ] || "$python" -m pip install --quiet --target "$venv/uv" uv || {
    echo "uv could not be installed with pip. On Debian: apt install python3-pip" >&2
    exit 2
}
[ -x "$venv/bin/python" ] || "$uv" venv --quiet --allow-existing --python "$python" "$venv"
requirements=$(mktemp)
trap 'rm -f "$requirements"' EXIT
"$uv" export --frozen --quiet --all-groups --all-extras --no-emit-project --output-file "$requirements" >/dev/null
export VIRTUAL_ENV="$venv"
"$uv" pip install --quiet --compile-bytecode --require-hashes --requirement "$requirements"
"$uv" pip install --quiet --no-deps --no-build-isolation --editable .
