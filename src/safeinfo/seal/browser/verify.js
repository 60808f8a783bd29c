// Safe Info, Apache-2.0. Is this a seal? See docs/seal.md, "In a browser".
//   verify(bytes, origin, trust, get, now) -> {checks, valid}: valid is true, false, or null (could not look at all)
// bytes: the stapled file. trust: the pins, which the page brings along. get(url): a promise of a list's bytes.
// What says no throws; `U` thrown is "could not look". Python's verifier is held to the same cases.
const U = "could-not-look", SKEW = 3e5, WEEK = 6048e5, ED = "Ed25519", {subtle} = crypto;
const must = (good, other) => {
  if (!good) throw other;
};
const join = (...parts) => new Blob(parts).bytes();
const sha = (...parts) => join(...parts).then(data => subtle.digest("SHA-256", data));
const hex = bytes => Array.from(new Uint8Array(bytes), x => x.toString(16).padStart(2, 0)).join("");
const b64 = s => Uint8Array.from(atob(s), c => c.charCodeAt());
const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

// Multibase base58btc. The work grows with the square of the letters, of which `parse` lets pass 60,000 at most.
const b58 = s => {
  let n = 0n;
  const zeros = [], rest = [];
  must(s[0] == "z");
  for (const c of s.slice(1)) {
    n = n * 58n + BigInt(DIGITS.indexOf(c)); // a letter that is none makes bytes that no signature fits
    if (!n) zeros.push(0);
  }
  for (; n > 0; n >>= 8n) rest.unshift(Number(n & 255n));
  return Uint8Array.from([...zeros, ...rest]);
};

// RFC 8785 for what has whole numbers only, 16 levels deep at most.
const canon = (v, level = 0) => {
  must(level < 17);
  if (v && typeof v == "object")
    return Array.isArray(v)
      ? `[${v.map(x => canon(x, level + 1))}]`
      : `{${Object.keys(v).sort().map(k => canon(k) + ":" + canon(v[k], level + 1))}}`;
  must(typeof v == "string" ? v.isWellFormed() : typeof v != "number" || Number.isSafeInteger(v));
  return JSON.stringify(v);
};
const same = (a, b) => must(canon(a ?? 0) == canon(b));

// JSON that is in its canonical form already: so no key stands twice, and nothing can be read in two ways.
const parse = (bytes, most) => {
  const text = new TextDecoder("utf-8", {fatal: true}).decode(bytes), v = JSON.parse(text);
  must(bytes.length <= most && canon(v) == text.trim()); // what trim takes more than JSON allows, JSON.parse refused
  return v;
};
const date = s => {
  const at = Date.parse(s);
  must(new Date(at).toISOString() == s.replace("Z", ".000Z"));
  return at;
};
const ed = async (key, signature, ...data) =>
  must(await subtle.verify(ED, await subtle.importKey("raw", key, ED, 0, ["verify"]), signature, await join(...data)));

export async function verify(bytes, origin, trust, get, now = Date.now()) {
  const PURPOSES = ["revocation", "suspension"], late = now + SKEW, checks = {};
  let d, stop, valid = true;

  // Signed by the pinned issuer with a key that was in force.
  const signed = async v => {
    const {proof, ...document} = v, {created, verificationMethod, proofValue} = proof;
    const config = {type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", proofPurpose: "assertionMethod", created, verificationMethod, "@context": v["@context"]};
    same(proof, {...config, proofValue});
    const key = trust.keys.find(k => k.id == verificationMethod), at = date(created);
    must(v.issuer === trust.issuer && date(key.from) <= at && !(key.until && at > date(key.until)) && at <= late);
    await ed(b58(key.id.split("#")[1]).slice(2), b58(proofValue), await sha(canon(config)), await sha(canon(document)));
  };
  const current = v => {
    const from = date(v.validFrom), until = date(v.validUntil);
    must(from < until && until - from <= WEEK && from <= late && now < until);
  };
  // The bits of a list, never more than a million of them.
  const bits = async s => {
    const parts = [];
    let n = 0;
    must(s[0] == "u" && s.length <= 25e4);
    for await (const part of new Blob([b64(s.slice(1).replace(/[-_]/g, c => c > "-" ? "/" : "+"))]).stream().pipeThrough(new DecompressionStream("gzip")))
      parts.push(part), must((n += part.length) <= 125e3);
    must(n >= 16384);
    return join(...parts);
  };
  const status = i => async () => {
    const {statusListCredential: url, statusListIndex: at} = d.credentialStatus[i];
    must(url.startsWith(trust.authority + "/"));
    let found;
    try {
      const list = parse(await get(url), 5e5), {type, statusPurpose, ttl, encodedList} = list.credentialSubject;
      await signed(list);
      current(list);
      same([list.id, type, statusPurpose], [url, "BitstringStatusList", PURPOSES[i]]);
      must(ttl > 0 && list.type.includes("BitstringStatusListCredential"));
      found = await bits(encodedList);
      must(at < found.length * 8);
    } catch {
      throw U;
    }
    must(!(found[at >> 3] & 128 >> at % 8));
  };
  const inclusion = async () => {
    const {evidence, proof, ...claim} = d, [{entry, logProof, type}] = evidence;
    same([evidence.length, type, entry.claim], [1, ["SafeInfoLogEntry"], hex(await sha(canon(claim)))]);
    const cut = logProof.indexOf("\n\n"), note = logProof.slice(cut + 2), end = note.lastIndexOf("\n\n") + 1, body = note.slice(0, end);
    const [head, index, ...path] = logProof.slice(0, cut).replace(/\nextra .*/, "").split("\n"), [log, size, root] = body.split("\n");
    // RFC 9162, 2.1.3.2
    let at = index.slice(6) >>> 0, last = size - 1, hash = await sha("\0", canon(entry));
    same([head, index, size, log], ["c2sp.org/tlog-proof@v1", "index " + at, last + 1 + "", trust.log.origin]);
    must(at <= last);
    for (const each of path.map(b64)) {
      must(last && each.length == 32);
      const left = at % 2 || at == last;
      hash = await (left ? sha("\x01", each, hash) : sha("\x01", hash, each));
      while (left && at && at % 2 == 0) at /= 2, last >>= 1;
      at >>= 1, last >>= 1;
    }
    must(!last && hex(hash) == hex(b64(root)));
    // How many of the pinned keys signed: a line counts by name and id, and then it has to verify.
    const signers = async (keys, stamp) => {
      const names = new Set();
      for (const line of note.slice(end + 1, -1).split("\n")) {
        const [, name, data] = line.split(" "), raw = b64(data);
        for (const key of keys) {
          const [owner, id] = key.split("+"), time = stamp ? parseInt(hex(raw.slice(4, 12)), 16) : 1;
          if (name != owner || hex(raw.slice(0, 4)) != id) continue;
          await ed(b64(key.slice(owner.length + 10)).slice(1), raw.slice(stamp + 4), stamp ? `cosignature/v1\ntime ${time}\n` : "", body);
          if (time && time * 1e3 <= late) names.add(name);
        }
      }
      return names.size;
    };
    must(await signers(trust.log.keys, 0) && await signers(trust.witnesses.keys, 8) >= trust.witnesses.quorum);
  };
  const all = {
    format() {
      d = parse(bytes, 6e4);
      const {origins} = d.credentialSubject;
      same([d["@context"][0], d.type], ["https://www.w3.org/ns/credentials/v2", ["VerifiableCredential", "SafeInfoSeal"]]);
      for (const each of origins) must(/^https:.*\w$/.test(each) && new URL(each).origin == each);
      same(d.credentialStatus.map(s => /^(0|[1-9]\d{0,8})$/.test(s.statusListIndex) && s.type == "BitstringStatusListEntry" && s.statusPurpose), PURPOSES);
      date(d.validFrom);
      date(d.validUntil);
    },
    signature: () => signed(d),
    validity: () => current(d),
    origin: () => must(d.credentialSubject.origins.includes(origin), origin ? 1 : U),
    revocation: status(0),
    suspension: status(1),
    inclusion
  };
  for (const name in all)
    try {
      must(!stop, U);
      await all[name]();
      checks[name] = "yes";
    } catch (e) {
      checks[name] = e == U ? U : "no";
      valid = e == U && valid && null;
      stop ||= !checks.validity; // without form and signature nothing further says anything
    }
  return {checks, valid};
}
