"""Is this a seal? Each check is answered yes, no, or could not look; pure, for what was fetched is handed in.

The browser's verifier (`browser/verify.js`) gives the same answers; both are held to the same vectors.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from safeinfo.seal import bits, credential, entries, integrity, merkle, origins, proofs, strict, times
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.notes import Checkpoint, Note, parse_checkpoint, parse_note, signers
from safeinfo.seal.tiles import Reader, TileTree
from safeinfo.seal.trust import Trust

LARGEST_LIST = 500_000  # bytes of a status list credential
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
MOST_HISTORY_TILES = 64


class Answer(StrEnum):
    """What a check came to."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "could-not-look"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `reason` is a kebab-case word for programs ("" for yes), `detail` a sentence."""

    name: str
    answer: Answer
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """All checks in order, and the credential where it could be read."""

    checks: tuple[Check, ...]
    credential: Mapping[str, Any] | None = None

    @property
    def valid(self) -> bool | None:
        """True: a valid seal. False: not one. None: nothing speaks against it, but not all could be looked at."""
        answers = {check.answer for check in self.checks}
        if Answer.NO in answers:
            return False
        return None if Answer.UNKNOWN in answers else True


@dataclass(frozen=True, slots=True)
class Held:
    """A document that was fetched, and when; `failure` says why there is none."""

    body: bytes = b""
    at: datetime | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to look at beside the credential.

    `origin` is where the seal was met. `lists` are status list credentials by URL. `checkpoint` is the log's newest,
    with `tiles` to read what leads to it; None skips the check of the log's history. `evidence` is the digest of an
    evidence file at hand, to be compared.
    """

    origin: str = ""
    lists: Mapping[str, Held] = field(default_factory=dict)
    checkpoint: Held | None = None
    tiles: Reader | None = None
    evidence: str = ""


class _Unknown(Exception):  # noqa: N818 - not an error: the third answer
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


CHECKS = ("format", "signature", "validity", "origin", "revocation", "suspension", "inclusion")


def verify(staple: bytes, looked: Looked, trust: Trust, now: datetime) -> Result:
    """Check a stapled credential against what was looked at, the pins and the time."""
    judge = _Judge(looked, trust, now)
    first = _answered("format", lambda: judge.read(staple))
    second = _answered("signature", judge.signature) if first.answer is Answer.YES else _skipped("signature")
    rest: dict[str, Callable[[], None]] = {
        "validity": judge.validity,
        "origin": judge.origin,
        "revocation": lambda: judge.status("revocation"),
        "suspension": lambda: judge.status("suspension"),
        "inclusion": judge.inclusion,
    }
    if looked.checkpoint is not None:
        rest["history"] = judge.history
    if looked.evidence:
        rest["evidence"] = judge.evidence
    signed = second.answer is Answer.YES
    others = [_answered(name, check) if signed else _skipped(name) for name, check in rest.items()]
    return Result((first, second, *others), judge.document or None)


def _answered(name: str, check: Callable[[], None]) -> Check:
    try:
        check()
    except MalformedError as error:
        return Check(name, Answer.NO, error.reason, str(error))
    except _Unknown as unknown:
        return Check(name, Answer.UNKNOWN, unknown.reason, str(unknown))
    return Check(name, Answer.YES)


def _skipped(name: str) -> Check:
    return Check(name, Answer.UNKNOWN, "unsigned", "what nobody signed says nothing")


def parse_staple(staple: bytes) -> dict[str, Any]:
    """Return a stapled credential whose form is right; MalformedError otherwise. Nothing in it is true yet."""
    document = strict.parse(staple, credential.LARGEST)
    subject, statuses = document.get("credentialSubject"), document.get("credentialStatus")
    context = document.get("@context")
    if not isinstance(context, list) or not context or context[0] != credential.CONTEXT:
        raise MalformedError("format", "not a W3C Verifiable Credential of version 2.0")
    if document.get("type") != credential.TYPES or not isinstance(subject, dict):
        raise MalformedError("format", "the credential is no Safe Info seal")
    if not entries.are_origins(subject.get("origins")) or not entries.is_digest(subject.get("evidenceDigest")):
        raise MalformedError("format", "the seal names no exact origins, or no evidence")
    if not isinstance(statuses, list) or [_purpose(each) for each in statuses] != list(credential.PURPOSES):
        raise MalformedError("format", "the seal does not have one revocation and one suspension status")
    times.read(document.get("validFrom"))
    times.read(document.get("validUntil"))
    return document


def _purpose(status: object) -> object:
    good = (
        isinstance(status, dict)
        and status.get("type") == "BitstringStatusListEntry"
        and isinstance(status.get("statusListCredential"), str)
        and isinstance(status.get("statusListIndex"), str)
        and _INDEX.fullmatch(status["statusListIndex"])
    )
    return status.get("statusPurpose") if good and isinstance(status, dict) else None


def list_urls(staple: bytes, trust: Trust) -> list[str]:
    """Return the status lists that a credential names at the pinned authority: what is to be fetched."""
    try:
        document = parse_staple(staple)
    except MalformedError:
        return []
    urls = [status["statusListCredential"] for status in document["credentialStatus"]]
    return [url for url in dict.fromkeys(urls) if url.startswith(f"{trust.authority}/")]


def check_signed(document: Mapping[str, Any], trust: Trust, now: datetime) -> None:
    """Raise MalformedError unless the pinned issuer signed a document, with a key in force, and not in the future."""
    proof = integrity.proof_of(document)
    if document.get("issuer") != trust.issuer:
        raise MalformedError("issuer", "the issuer is not the one that is pinned")
    key = trust.keys.get(proof["verificationMethod"])
    if key is None:
        raise MalformedError("unknown-key", "the key is not one of those pinned for the issuer")
    integrity.check(document, key.public)
    created = times.read(proof["created"])
    if not key.in_force(created) or created > now + credential.SKEW:
        raise MalformedError("key-not-in-force", "the key was not in force when the proof says it was made")


class _Judge:
    """One credential under check; every method raises MalformedError for no and _Unknown for could not look."""

    def __init__(self, looked: Looked, trust: Trust, now: datetime) -> None:
        self.looked, self.trust, self.now = looked, trust, now
        self.document: dict[str, Any] = {}
        self.head: Checkpoint | None = None

    def read(self, staple: bytes) -> None:
        self.document = parse_staple(staple)

    def signature(self) -> None:
        check_signed(self.document, self.trust, self.now)

    def validity(self) -> None:
        check_window(self.document, self.now, credential.LONGEST)

    def origin(self) -> None:
        sealed = self.document["credentialSubject"]["origins"]
        if not self.looked.origin:
            raise _Unknown("no-origin", f"no origin was given to compare; the seal is for {', '.join(sealed)}")
        exact = origins.origin(self.looked.origin)
        if exact not in sealed:
            raise MalformedError("origin", f"the seal is for {', '.join(sealed)}, not for {exact}")

    def status(self, purpose: str) -> None:
        entry = self.document["credentialStatus"][credential.PURPOSES.index(purpose)]
        url = entry["statusListCredential"]
        if not url.startswith(f"{self.trust.authority}/"):
            raise MalformedError("status-list", "the status list is not at the pinned authority")
        held = self.looked.lists.get(url, Held(failure="it was not fetched"))
        if held.failure:
            raise _Unknown("status-list-missing", f"the {purpose} list could not be fetched: {held.failure}")
        try:
            packed = read_list(held, url, purpose, self.trust, self.now)
            is_set = bits.is_set(packed, int(entry["statusListIndex"]))
        except MalformedError as error:
            raise _Unknown("status-list", f"the {purpose} list cannot be relied on: {error}") from None
        if is_set:
            done = {"revocation": "revoked", "suspension": "suspended"}[purpose]
            raise MalformedError(done, f"the seal is {done}")

    def inclusion(self) -> None:
        entry, proof = self._logged()
        if entry.get("type") not in {"issue", "renew"} or entry.get("claim") != strict.digest(
            credential.claim_of(self.document)
        ):
            raise MalformedError("claim", "the entry of the log is for another claim")
        head = proof.checkpoint
        proof.check(strict.canonical_read(entry))
        check_head(head, proof.note, self.trust, self.now)
        self.head = head

    def _logged(self) -> tuple[dict[str, Any], proofs.LogProof]:
        match self.document.get("evidence"):
            case [{"type": ["SafeInfoLogEntry"], "entry": dict(entry), "logProof": str(proof)}]:
                return entry, proofs.read(proof)
        raise MalformedError("not-included", "the seal does not say where it stands in the log")

    def history(self) -> None:
        held = self.looked.checkpoint
        if held is None or held.failure:
            raise _Unknown("checkpoint-missing", f"the log's newest checkpoint: {held.failure if held else 'none'}")
        if self.head is None:
            raise _Unknown("not-included", "the seal does not stand in the log")
        note = parse_note(held.body)
        head = parse_checkpoint(note)
        check_head(head, note, self.trust, self.now, quorum=0)
        check_grown(self.head, head, self.looked.tiles)

    def evidence(self) -> None:
        if self.document["credentialSubject"]["evidenceDigest"] != self.looked.evidence:
            raise MalformedError("evidence", "the seal was given for another evidence file")


def check_window(document: Mapping[str, Any], now: datetime, longest: timedelta) -> None:
    """Raise MalformedError (not-yet-valid, expired, too-long) unless a document is in its time, and that is short."""
    start, end = times.read(document.get("validFrom")), times.read(document.get("validUntil"))
    if end - start > longest or end <= start:
        raise MalformedError("too-long", f"valid for longer than {longest}, or for no time at all")
    if start > now + credential.SKEW:
        raise MalformedError("not-yet-valid", f"valid from {times.written(start)} on")
    if now >= end:
        raise MalformedError("expired", f"expired at {times.written(end)}")


def read_list(held: Held, url: str, purpose: str, trust: Trust, now: datetime) -> bytes:
    """Return the bits of a status list credential; MalformedError unless it is what it should be.

    That is: the issuer's, of that place and purpose, in its time, and no copy older than its ttl (milliseconds).
    """
    document = strict.parse(held.body, LARGEST_LIST)
    subject, kinds = document.get("credentialSubject"), document.get("type")
    if document.get("id") != url or not isinstance(kinds, list) or "BitstringStatusListCredential" not in kinds:
        raise MalformedError("status-list", "it is not the list that was asked for")
    check_signed(document, trust, now)
    check_window(document, now, credential.LONGEST)
    if (
        not isinstance(subject, dict)
        or subject.get("type") != "BitstringStatusList"
        or subject.get("statusPurpose") != purpose
    ):
        raise MalformedError("status-purpose", f"it is not a list for {purpose}")
    ttl = subject.get("ttl")
    if type(ttl) is not int or ttl <= 0:
        raise MalformedError("status-list", "it does not say for how long a copy is good")
    if held.at is not None and now - held.at > timedelta(milliseconds=ttl):
        raise MalformedError("stale", "the copy is older than the list allows")
    return bits.decode(subject.get("encodedList"))


def check_head(head: Checkpoint, note: Note, trust: Trust, now: datetime, quorum: int | None = None) -> None:
    """Raise MalformedError (wrong-log, log-signature, note-signature, witnesses) unless a checkpoint counts.

    It does if it is the pinned log's, signed by it, and cosigned by enough of the pinned witnesses (`quorum`: those of
    the pins).
    """
    if head.origin != trust.log_origin:
        raise MalformedError("wrong-log", f"the checkpoint is of another log: {head.origin[:80]}")
    if not signers(note, trust.log_keys):
        raise MalformedError("log-signature", "the log did not sign the checkpoint")
    latest = int((now + credential.SKEW).timestamp())
    cosigned = {key.name for key, stamp in signers(note, trust.witnesses).items() if 0 < stamp <= latest}
    wanted = trust.quorum if quorum is None else quorum
    if len(cosigned) < wanted:
        raise MalformedError("witnesses", f"{len(cosigned)} of the pinned witnesses cosigned, {wanted} are needed")


def check_grown(first: Checkpoint, second: Checkpoint, read: Reader | None) -> None:
    """Raise MalformedError (rolled-back, forked, tile) unless the tree of `second` begins with that of `first`."""
    if second.size < first.size:
        raise MalformedError("rolled-back", f"the log shows {second.size} entries and had {first.size}")
    if second.size == first.size:
        if second.root != first.root:
            raise MalformedError("forked", f"two different trees of {first.size} entries: the log is forked")
        return
    tree = TileTree(read or (lambda _path: None), second.size, MOST_HISTORY_TILES)
    try:
        proof, root = tree.consistency(first.size), tree.root()
    except MalformedError as error:
        if error.reason == "tile-missing":
            raise _Unknown("tile-missing", str(error)) from None
        raise
    if root != second.root:
        raise MalformedError("tile", "the log's tiles do not add up to its checkpoint")
    try:
        merkle.check_consistency(first.size, second.size, (first.root, second.root), proof)
    except MalformedError:
        raise MalformedError(
            "forked", "the log's tree does not begin with the one the seal stands in: forked"
        ) from None
