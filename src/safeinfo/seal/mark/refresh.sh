#!/bin/sh
# Fetch the shop's seal afresh; run it once or twice a day. Safe Info, Apache-2.0.
#   safe-info-refresh.sh https://AUTHORITY/staples/shop.example.json /var/www/shop/.well-known/safe-info.json
# The old file stays until a new one has come whole. Needs curl or wget.
# Exit code: 0 refreshed, 1 the authority has no seal for this shop, 2 wrong use, 3 it could not be fetched.
set -eu
umask 022
if [ $# -ne 2 ]; then
  echo "usage: $0 https://AUTHORITY/staples/SHOP.json FILE" >&2
  exit 2
fi
case $1 in https://*) ;; *) echo "$0: $1 does not begin with https://" >&2; exit 2 ;; esac
mkdir -p -- "$(dirname -- "$2")"
new=$(mktemp -- "$2.XXXXXX")
trap 'rm -f -- "$new"' EXIT HUP INT TERM
# SAFE_INFO_CA names a further certificate authority (PEM), for tests.
if command -v curl >/dev/null 2>&1; then
  status=$(curl --silent --show-error --proto '=https' --max-time 30 --max-filesize 60000 \
    ${SAFE_INFO_CA:+--cacert "$SAFE_INFO_CA"} --output "$new" --write-out '%{http_code}' -- "$1") || status=000
else
  status=$(wget --server-response --timeout=30 --tries=1 ${SAFE_INFO_CA:+--ca-certificate="$SAFE_INFO_CA"} \
    --output-document="$new" -- "$1" 2>&1 | sed -n 's|^ *HTTP/[0-9.]* \([0-9]*\).*|\1|p' | tail -n 1)
fi
case $status in
  200) ;;
  404 | 410) echo "$0: the authority has no seal for this shop now; the old file was left as it is" >&2; exit 1 ;;
  *) echo "$0: the seal could not be fetched (status ${status:-000}); the old file was left as it is" >&2; exit 3 ;;
esac
if [ "$(wc -c <"$new")" -gt 60000 ] || ! grep -q '"SafeInfoSeal"' "$new"; then
  echo "$0: what came is no seal; the old file was left as it is" >&2
  exit 3
fi
chmod 644 "$new"
mv -f -- "$new" "$2"
trap - EXIT
