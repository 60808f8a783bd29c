#!/bin/sh
# Make the browser's verifier small: verify.js -> verify.min.js, with the digests of both in manifest.json.
# Needs node; only whoever changes verify.js needs it. A test holds the two to each other by the manifest.
set -eu
cd "$(dirname "$0")/../src/safeinfo/seal/browser"
npx --yes terser@5.51 verify.js --module --compress passes=4,ecma=2022,unsafe_arrows=true,unsafe_methods=true --mangle \
  --output verify.min.js
python3 - <<'END'
import base64, hashlib, json, pathlib
data = {name: pathlib.Path(name).read_bytes() for name in ("verify.js", "verify.min.js")}
entry = lambda body: {
    "bytes": len(body),
    "sha256": hashlib.sha256(body).hexdigest(),
    "integrity": "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode(),
}
pathlib.Path("manifest.json").write_text(json.dumps({n: entry(b) for n, b in data.items()}, indent=2) + "\n", "utf-8")
END
wc -c verify.min.js
