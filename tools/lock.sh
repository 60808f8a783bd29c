#!/bin/sh
# Resolve anew and write uv.lock without the addresses of the registry it came from.
set -eu
uv=$1
cp uv.lock uv.lock.before
trap 'rm -f uv.lock.before' EXIT
rm uv.lock
"$uv" lock || { mv uv.lock.before uv.lock; exit 1; }
sed -i -E 's#registry = "https?://[^"]*"#registry = "https://registry.invalid/simple"#; s#url = "https?://[^/"]*/#url = "https://registry.invalid/#g' uv.lock
