"""Seals that are good and seals that are not, each with what every check has to say; for both verifiers.

`python -m tests.unit.seal.cases` writes them as JSON, for verifiers that are not ours.
"""

import base64
import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from safeinfo.seal import credential, integrity, multibase, notes, proofs, strict, times
from safeinfo.seal.trust import Trust
from tests.unit.seal.making import EVIDENCE, NOW, SHOP, World, key, private, report

YES, NO, UNKNOWN = "yes", "no", "could-not-look"
CHECKS = ("format", "signature", "validity", "origin", "revocation", "suspension", "inclusion")
Document = dict[str, Any]


@dataclass
class Case:
    """What a verifier is given; `wrong` is each check that does not say yes, with its answer and Python's reason."""

    name: str
    staple: bytes
    trust: Trust
    lists: dict[str, bytes]
    origin: str = SHOP
    now: datetime = NOW
    wrong: dict[str, tuple[str, str]] = field(default_factory=dict)
    others: str = ""  # the answer of the checks that `wrong` leaves out; "" is yes

    @property
    def answers(self) -> dict[str, str]:
        first = min((CHECKS.index(name) for name in self.wrong), default=len(CHECKS))
        later = dict.fromkeys(CHECKS[first:], self.others or YES)
        return dict.fromkeys(CHECKS, YES) | later | {name: answer for name, (answer, _) in self.wrong.items()}

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "staple": base64.b64encode(self.staple).decode(),
            "origin": self.origin,
            "now": times.written(self.now),
            "trust": json.loads(self.trust.written()),
            "lists": {url: base64.b64encode(body).decode() for url, body in self.lists.items()},
            "answers": self.answers,
        }


def signed(document: Mapping[str, Any], number: int = 1, method: str = "", created: datetime = NOW) -> bytes:
    """Sign a document (anew) with the key of a number."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    made = method or key("seal", "did:web:seals.example", number).issuer_key().id
    return strict.canonical(integrity.sign(bare, made, private(number), created))


@cache
def good() -> tuple[World, Case]:
    """A world with several entries in its log, and a seal in it that nothing is wrong with."""
    world = World()
    authority = world.authority()
    for count in range(5):
        authority.record("refuse", day="2026-02-28", count=count)
    authority.issue(report(), EVIDENCE, "seal-0001", [SHOP])
    authority.record("refuse", day="2026-02-28", count=9)
    staple = world.staple()
    lists = {url: held.body for url, held in world.looked(staple).lists.items()}
    return world, Case("a good seal", staple, world.trust, lists)


def _loaded(case: Case) -> Document:
    return json.loads(case.staple)


def _resigned(change: Callable[[Document], None], number: int = 1, **options: Any) -> bytes:
    """The good seal, changed and signed anew: what a careless or robbed issuer would make."""
    document = _loaded(good()[1])
    change(document)
    return signed(document, number, **options)


def _relogged(change: Callable[[Document], None]) -> bytes:
    """The good seal with another claim, for which the log has an entry: only the changed members are wrong."""
    world = World()
    authority = world.authority()
    document = _loaded(good()[1])
    claimed = credential.claim_of(document)
    change(claimed)
    entry = dict(document["evidence"][0]["entry"])
    entry |= {"claim": strict.digest(claimed)}
    index = authority.log.append([strict.canonical(entry)])[0]
    published = authority.log.publish(authority.settings.witnesses)
    proof = authority.log.proof(index, published)
    return signed(credential.completed(claimed, strict.canonical(entry), proof))


def _formats() -> list[Case]:
    base = good()[1]
    text = base.staple
    bad = {
        "not JSON": (b"<!doctype html>", "not-json"),
        "nothing at all": (b"", "not-json"),
        "a list": (b"[]", "not-object"),
        "the same key twice": (text.replace(b'"edition":"1"', b'"edition":"2","edition":"1"', 1), "duplicate-key"),
        "indented": (json.dumps(json.loads(text), indent=1).encode(), "not-canonical"),
        "another order": (
            json.dumps(dict(reversed(_loaded(base).items())), separators=(",", ":")).encode(),
            "not-canonical",
        ),
        "NaN": (text.replace(b'"pages":1', b'"pages":NaN'), "number"),
        "a fraction": (text.replace(b'"pages":1', b'"pages":1.0'), "number"),
        "a huge number": (text.replace(b'"pages":1', b'"pages":9007199254740993'), "number"),
        "an endless number": (text.replace(b'"pages":1', b'"pages":' + b"9" * 5000), "number"),
        "nested a thousand times": (b'{"a":' * 1000 + b"1" + b"}" * 1000, "too-deep"),
        "too large": (text + b" " * credential.LARGEST, "too-large"),
        "not UTF-8": (text.replace(b'"edition":"1"', b'"edition":"\xff"'), "not-utf8"),
        "half a character": (text.replace(b'"edition":"1"', b'"edition":"\\ud800"'), "not-json"),
        "two marks before it": (b"\xef\xbb\xbf" * 2 + text, "not-json"),
        "another credential": (strict.canonical({**_loaded(base), "type": ["VerifiableCredential"]}), "format"),
        "an older data model": (
            strict.canonical({**_loaded(base), "@context": ["https://www.w3.org/2018/credentials/v1"]}),
            "format",
        ),
    }
    for title, change in {
        "no origins": lambda d: d["credentialSubject"].pop("origins"),
        "an origin with a path": lambda d: d["credentialSubject"].update(origins=[f"{SHOP}/"]),
        "an origin without TLS": lambda d: d["credentialSubject"].update(origins=["http://shop.example"]),
        "only one status": lambda d: d["credentialStatus"].pop(),
        "statuses in another order": lambda d: d["credentialStatus"].reverse(),
        "a status index with a sign": lambda d: d["credentialStatus"][0].update(statusListIndex="-1"),
        "a date with a zone": lambda d: d.update(validUntil="2026-03-08T12:00:00+00:00"),
        "a day that does not exist": lambda d: d.update(validUntil="2026-02-30T12:00:00Z"),
    }.items():
        reason = "date" if "da" in title.split(" ")[1] else "format"
        bad[title] = (_resigned(change), reason)
    return [
        replace(base, name=title, staple=staple, wrong={"format": (NO, reason)}, others=UNKNOWN)
        for title, (staple, reason) in bad.items()
    ]


def _signatures() -> list[Case]:
    base = good()[1]
    document = _loaded(base)

    def changed(**members: Any) -> bytes:
        return strict.canonical({**document, **members})

    def proof(**members: Any) -> bytes:
        return changed(proof={**document["proof"], **members})

    subject = document["credentialSubject"]
    other = key("seal", "did:web:seals.example", 9).issuer_key().id
    stranger = key("seal", "did:web:evil.example", 9).issuer_key().id
    bad: dict[str, tuple[bytes, str]] = {
        "a tampered evidence digest": (
            changed(credentialSubject={**subject, "evidenceDigest": "cd" * 32}),
            "signature",
        ),
        "a tampered origin": (changed(credentialSubject={**subject, "origins": ["https://evil.example"]}), "signature"),
        "a longer time": (changed(validUntil="2026-03-09T12:00:00Z"), "signature"),
        "a key that is not pinned": (_resigned(lambda d: None, 9, method=other), "unknown-key"),
        "a pinned key's name, another's signature": (
            _resigned(lambda d: None, 9, method=document["proof"]["verificationMethod"]),
            "signature",
        ),
        "another issuer": (_resigned(lambda d: d.update(issuer="did:web:evil.example"), 9, method=stranger), "issuer"),
        "another issuer, signed by the pinned key": (
            _resigned(lambda d: d.update(issuer="did:web:evil.example")),
            "issuer",
        ),
        "an issuer's name in other letters": (_resigned(lambda d: d.update(issuer="did:web:SEALS.example")), "issuer"),
        "the log's key, which is pinned for the log": (
            _resigned(lambda d: None, 2, method=key("seal", "did:web:seals.example", 2).issuer_key().id),
            "unknown-key",
        ),
        "no proof": (strict.canonical({k: v for k, v in document.items() if k != "proof"}), "proof"),
        "two proofs": (changed(proof=[document["proof"], document["proof"]]), "proof"),
        "one proof in a list": (changed(proof=[document["proof"]]), "proof"),
        "an unknown cryptosuite": (proof(cryptosuite="eddsa-rdfc-2022"), "cryptosuite"),
        "a cryptosuite that signs nothing": (proof(cryptosuite="none", proofValue="z"), "cryptosuite"),
        "another kind of proof": (proof(type="Ed25519Signature2020"), "cryptosuite"),
        "another purpose": (proof(proofPurpose="authentication"), "proof"),
        "one member more in the proof": (proof(challenge="x"), "proof"),
        "a proof with another context": (proof(**{"@context": [credential.CONTEXT]}), "context"),
        "a proof without a context": (
            changed(proof={k: v for k, v in document["proof"].items() if k != "@context"}),
            "proof",
        ),
        "a proof value that is no base58": (proof(proofValue="z0OIl"), "signature"),
        "a proof value in base64url": (proof(proofValue="u" + "A" * 86), "signature"),
        "an empty proof value": (proof(proofValue=""), "signature"),
        "half a signature": (proof(proofValue=multibase.to_base58(bytes(32))), "signature"),
        "a signature of zeros": (proof(proofValue=multibase.to_base58(bytes(64))), "signature"),
        "the proof of another document": (
            changed(proof=json.loads(signed({**document, "id": "x:y"}))["proof"]),
            "signature",
        ),
        "signed before the key was in force": (
            _resigned(lambda d: None, created=NOW - timedelta(days=101)),
            "key-not-in-force",
        ),
        "signed in the future": (_resigned(lambda d: None, created=NOW + timedelta(hours=1)), "key-not-in-force"),
    }
    return [
        replace(base, name=title, staple=staple, wrong={"signature": (NO, reason)}, others=UNKNOWN)
        for title, (staple, reason) in bad.items()
    ]


def _keys() -> list[Case]:
    base = good()[1]
    (identity, pinned), *_ = base.trust.keys.items()
    ended = replace(pinned, end=NOW - timedelta(seconds=1))
    overlap = replace(pinned, end=NOW + timedelta(days=14))
    new = key("seal", "did:web:seals.example", 8, NOW).issuer_key()
    return [
        replace(base, name="a key in its overlap", trust=replace(base.trust, keys={identity: overlap, new.id: new})),
        replace(
            base,
            name="signed with the new key",
            trust=replace(base.trust, keys={identity: overlap, new.id: new}),
            staple=_resigned(lambda d: None, 8),
        ),
        replace(
            base,
            name="a key that had ended",
            trust=replace(base.trust, keys={identity: ended}),
            wrong={"signature": (NO, "key-not-in-force")},
            others=UNKNOWN,
        ),
    ]


def _times_and_origins() -> list[Case]:
    base = good()[1]
    cases = [
        replace(base, name="on the last second", now=NOW + timedelta(days=7, seconds=-1)),
        replace(base, name="expired", now=NOW + timedelta(days=7), wrong={"validity": (NO, "expired")}),
        replace(
            base,
            name="not yet valid",
            staple=_relogged(lambda d: d.update(validFrom="2026-03-01T12:30:00Z")),
            wrong={"validity": (NO, "not-yet-valid")},
        ),
        replace(base, name="four minutes early", now=NOW - timedelta(minutes=4)),
        replace(
            base,
            name="a seal for eight days",
            staple=_relogged(lambda d: d.update(validUntil="2026-03-09T12:00:00Z")),
            wrong={"validity": (NO, "too-long")},
        ),
        replace(
            base,
            name="a seal that ends before it begins",
            staple=_relogged(lambda d: d.update(validUntil="2026-03-01T11:00:00Z")),
            wrong={"validity": (NO, "too-long")},
        ),
    ]
    for case in cases:
        if case.now >= NOW + timedelta(days=1):
            case.lists = {url: _list_again(body, case.now) for url, body in case.lists.items()}
    for title, origin in {
        "another shop's seal": "https://evil.example",
        "without TLS": "http://shop.example",
        "another port": "https://shop.example:8443",
        "a name below it": "https://www.shop.example",
        "a name that ends alike": "https://evilshop.example",
        "a look-alike in another script": "https://xn--shp-ted.example",
        "a dot at the end": "https://shop.example.",
        "a user name in front": "https://shop.example@evil.example",
    }.items():
        cases.append(replace(base, name=title, origin=origin, wrong={"origin": (NO, "origin")}))
    return cases


def _list_again(body: bytes, when: datetime, **changes: Any) -> bytes:
    document = json.loads(body)
    document |= {"validFrom": times.written(when), "validUntil": times.written(when + timedelta(days=1))}
    subject = {**document["credentialSubject"], **changes.pop("subject", {})}
    return signed({**document, **changes, "credentialSubject": subject}, created=when)


def _bits(index: int = -1, size: int = 131_072) -> str:
    made = bytearray(size // 8)
    if index >= 0:
        made[index >> 3] |= 0x80 >> (index & 7)
    return multibase.to_base64url(gzip.compress(bytes(made), mtime=0))


def _statuses_of(name: str, done: str) -> list[Case]:
    base = good()[1]
    statuses = _loaded(base)["credentialStatus"]
    place = ("revocation", "suspension").index(name)
    url, other = statuses[place]["statusListCredential"], statuses[1 - place]["statusListCredential"]
    index = int(statuses[place]["statusListIndex"])
    real = base.lists[url]

    def case(title: str, body: bytes | None, reason: str = "status-list", answer: str = UNKNOWN) -> Case:
        lists = {**base.lists, url: body} if body is not None else {other: base.lists[other]}
        return replace(base, name=f"{name}: {title}", lists=lists, wrong={name: (answer, reason)} if reason else {})

    def changed(**subject: Any) -> bytes:
        return _list_again(real, NOW, subject=subject)

    return [
        case(done, changed(encodedList=_bits(index)), done, NO),
        case("the bit before or after", changed(encodedList=_bits(index ^ 1)), ""),
        case("no list", None, "status-list-missing"),
        case("a list of the other purpose", base.lists[other]),
        case("a purpose that is not its own", changed(statusPurpose="message")),
        case("a list of another issuer", signed({**json.loads(real), "issuer": "did:web:evil.example"})),
        case("a list that another key signed", signed(json.loads(real), 9)),
        case("a list that nobody signed", real.replace(b"did:web:seals", b"did:web:seols")),
        case("an old list", _list_again(real, NOW - timedelta(days=2))),
        case("a list without a ttl", changed(ttl=0)),
        case("a short list", changed(encodedList=_bits(size=1024))),
        case("a giant list", changed(encodedList=_bits(size=2**25))),
        case("a list that is cut", changed(encodedList=_bits()[:-8])),
        case("something after the list", changed(encodedList=_after(_bits()))),
        case("a list that is not packed", changed(encodedList="uAAAA")),
        case("an HTML page", b"<!doctype html>"),
    ]


def _statuses() -> list[Case]:
    base = good()[1]
    cases = [*_statuses_of("revocation", "revoked"), *_statuses_of("suspension", "suspended")]
    elsewhere = _relogged(
        lambda d: d["credentialStatus"][0].update(statusListCredential="https://evil.example/status/revocation/1.json")
    )
    cases.append(replace(base, name="a list elsewhere", staple=elsewhere, wrong={"revocation": (NO, "status-list")}))
    beyond = _relogged(lambda d: d["credentialStatus"][1].update(statusListIndex="131072"))
    cases.append(
        replace(base, name="an entry beyond the list", staple=beyond, wrong={"suspension": (UNKNOWN, "status-list")})
    )
    return cases


def _after(encoded: str) -> str:
    return multibase.to_base64url(multibase.from_base64url(encoded) + b"more")


def _inclusions() -> list[Case]:
    base = good()[1]
    logged = _loaded(base)["evidence"][0]
    head, note = logged["logProof"].split("\n\n", 1)
    lines = head.split("\n")

    def with_proof(proof: str, **members: Any) -> bytes:
        return _resigned(lambda d: d.update(evidence=[{**logged, "logProof": proof, **members}]))

    def checkpoint(
        origin: str = "seals.example/log", number: int = 2, *, cosigners: tuple[int, ...] = (3,), at: datetime = NOW
    ) -> str:
        body = proofs.read(logged["logProof"]).checkpoint
        text = replace(body, origin=origin).text
        signatures = [notes.sign(text, origin, private(number))]
        signatures += [
            notes.cosign(text, "witness.example/w1", private(each), int(at.timestamp())) for each in cosigners
        ]
        return notes.Note(text, tuple(signatures)).written

    flipped = bytearray(base64.b64decode(lines[-1]))
    flipped[5] ^= 1
    bent = base64.b64encode(bytes(flipped)).decode()
    forged = notes.Checkpoint("seals.example/log", 9, bytes(32)).text
    bad: dict[str, tuple[bytes, str]] = {
        "not included": (_resigned(lambda d: d.pop("evidence")), "not-included"),
        "another proof of something else beside it": (
            _resigned(lambda d: d["evidence"].append(logged)),
            "not-included",
        ),
        "an entry for another claim": (
            with_proof(logged["logProof"], entry={**logged["entry"], "claim": "0" * 64}),
            "claim",
        ),
        "an entry of another kind": (
            with_proof(logged["logProof"], entry={**logged["entry"], "type": "revoke"}),
            "claim",
        ),
        "an entry changed after it was logged": (
            with_proof(logged["logProof"], entry={**logged["entry"], "until": "2026-03-07T12:00:00Z"}),
            "inclusion",
        ),
        "another index": (with_proof(re.sub("index 5", "index 4", logged["logProof"])), "inclusion"),
        "an index beyond the tree": (with_proof(re.sub("index 5", "index 6", logged["logProof"])), "inclusion"),
        "a bent path": (with_proof("\n".join([*lines[:-1], bent]) + "\n\n" + note), "inclusion"),
        "a path too short": (with_proof("\n".join(lines[:-1]) + "\n\n" + note), "inclusion"),
        "a path too long": (with_proof("\n".join([*lines, lines[-1]]) + "\n\n" + note), "inclusion"),
        "no log proof at all": (with_proof("hello"), "log-proof"),
        "a forged checkpoint": (
            with_proof(
                head + "\n\n" + notes.Note(forged, (notes.sign(forged, "seals.example/log", private(9)),)).written
            ),
            "inclusion",
        ),
        "another log's checkpoint": (with_proof(head + "\n\n" + checkpoint("evil.example/log")), "wrong-log"),
        "a checkpoint that another key signed": (with_proof(head + "\n\n" + checkpoint(number=9)), "log-signature"),
        "a checkpoint that the issuer's key signed": (
            with_proof(head + "\n\n" + checkpoint(number=1)),
            "log-signature",
        ),
        "a signature that does not fit the key it names": (
            with_proof(head + "\n\n" + _bent_signature(checkpoint())),
            "note-signature",
        ),
        "no witness": (with_proof(head + "\n\n" + checkpoint(cosigners=())), "witnesses"),
        "a witness that is not pinned": (with_proof(head + "\n\n" + checkpoint(cosigners=(9,))), "witnesses"),
        "a witness from the future": (
            with_proof(head + "\n\n" + checkpoint(at=NOW + timedelta(hours=1))),
            "witnesses",
        ),
        "the log as its own witness": (with_proof(head + "\n\n" + checkpoint(cosigners=(2,))), "witnesses"),
    }
    cases = [
        replace(base, name=title, staple=staple, wrong={"inclusion": (NO, reason)})
        for title, (staple, reason) in bad.items()
    ]
    cases.append(
        replace(
            base,
            name="a checkpoint with a stranger's line",
            staple=with_proof(head + "\n\n" + checkpoint(cosigners=(9, 3))),
        )
    )
    cases.append(
        replace(
            base,
            name="no quorum asked",
            trust=replace(base.trust, witnesses=(), quorum=0),
            staple=with_proof(head + "\n\n" + checkpoint(cosigners=())),
        )
    )
    return cases


def _bent_signature(note: str) -> str:
    front, line, rest = note.partition("\N{EM DASH} seals.example/log ")
    data = bytearray(base64.b64decode(rest.split("\n")[0]))
    data[20] ^= 1
    return front + line + base64.b64encode(bytes(data)).decode() + "\n" + rest.split("\n", 1)[1]


@cache
def cases() -> tuple[Case, ...]:
    """Return every case."""
    made = [good()[1], *_formats(), *_signatures(), *_keys(), *_times_and_origins(), *_statuses(), *_inclusions()]
    around = b"\xef\xbb\xbf\n " + made[0].staple + b"\r\n"
    return (*made, replace(made[0], name="white space and a mark around it", staple=around))


if __name__ == "__main__":
    print(json.dumps([case.as_json() for case in cases()], ensure_ascii=True, indent=1))  # noqa: T201
