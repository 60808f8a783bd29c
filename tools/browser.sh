#!/bin/sh
# Find a Chromium, or install one: Debian's when we are root, else Playwright's own download, else say what to do.
set -eu
python=$1
if "$python" -m safeinfo doctor --quiet --only browser; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium-headless-shell …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium-headless-shell fonts-dejavu-core >/dev/null && exit 0
fi
echo "Installing Playwright's headless shell …"
if "$python" -m playwright install --only-shell chromium; then exit 0; fi
echo "No Chromium could be installed. Install one of chromium-headless-shell, chromium, google-chrome or" >&2
echo "microsoft-edge with your system's package manager, then run this again." >&2
exit 2
