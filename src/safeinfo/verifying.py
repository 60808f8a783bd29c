"""Verify the seal of a shop: fetch what it staples and what that names, through the guard, and have it checked."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from safeinfo.gather.guard import Guard
from safeinfo.model.errors import UsageError
from safeinfo.remote import LARGEST_NOTE, Remote, prefetched
from safeinfo.seal import credential, proofs, verify
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.notes import Checkpoint, parse_checkpoint, parse_note
from safeinfo.seal.tiles import CHECKPOINT, Reader
from safeinfo.seal.trust import Trust
from safeinfo.seal.verify import CHECKS, Answer, Check, Held, Looked, Result

_GONE = frozenset({"HTTP 404", "HTTP 410"})


def now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How verifying is set. `offline` fetches nothing; `evidence` is an evidence file that the seal should name."""

    allow_private: bool = False
    ca_file: Path | None = None
    offline: bool = False
    evidence: Path | None = None
    clock: Callable[[], datetime] = now


async def verify_site(origin: str, trust: Trust, options: Options) -> Result:
    """Fetch the seal that a shop staples and check it; trouble is in the answer."""
    guard = Guard(allow_private=options.allow_private)
    try:
        remote = Remote(guard, options.clock, options.ca_file)
        url = origin + credential.WELL_KNOWN
        held = await remote.get(url, credential.LARGEST)
        if held.failure:
            return _nothing(url, held.failure)
        return await _verified(held.body, origin, trust, options, remote)
    finally:
        await guard.close()


async def verify_staple(staple: bytes, origin: str, trust: Trust, options: Options) -> Result:
    """Check a stapled credential that is at hand; "" for `origin` leaves that check open."""
    guard = Guard(allow_private=options.allow_private)
    try:
        remote = None if options.offline else Remote(guard, options.clock, options.ca_file)
        return await _verified(staple, origin, trust, options, remote)
    finally:
        await guard.close()


def _nothing(url: str, failure: str) -> Result:
    """Return the result where there is no seal to look at: no if the shop says so, else could not look."""
    answer, reason = (Answer.NO, "no-seal") if failure in _GONE else (Answer.UNKNOWN, "not-fetched")
    first = Check("format", answer, reason, f"{url}: {failure}")
    rest = tuple(Check(name, Answer.UNKNOWN, "no-seal", "there is no seal to look at") for name in CHECKS[1:])
    return Result((first, *rest))


async def _verified(staple: bytes, origin: str, trust: Trust, options: Options, remote: Remote | None) -> Result:
    evidence = _digest(options.evidence) if options.evidence else ""
    if remote is None:
        looked = Looked(origin=origin, evidence=evidence)
        return verify.verify(staple, looked, trust, options.clock())
    lists = {url: await remote.get(url, verify.LARGEST_LIST) for url in verify.list_urls(staple, trust)}
    checkpoint = await remote.get(f"{trust.log_url}/{CHECKPOINT}", LARGEST_NOTE)
    tiles = await _tiles(staple, checkpoint, trust, remote)
    looked = Looked(origin=origin, lists=lists, checkpoint=checkpoint, tiles=tiles, evidence=evidence)
    return verify.verify(staple, looked, trust, options.clock())


async def _tiles(staple: bytes, checkpoint: Held, trust: Trust, remote: Remote) -> Reader | None:
    """Fetch what it takes to prove the log's newest checkpoint from the seal's."""
    heads = _heads(staple, checkpoint)
    if heads is None:
        return None
    return await prefetched(remote, trust.log_url, lambda read: verify.check_grown(*heads, read))


def _heads(staple: bytes, checkpoint: Held) -> tuple[Checkpoint, Checkpoint] | None:
    with suppress(MalformedError):
        match verify.parse_staple(staple).get("evidence"):
            case [{"logProof": str(proof)}]:
                first, second = proofs.read(proof).checkpoint, parse_checkpoint(parse_note(checkpoint.body))
                return (first, second) if first.size < second.size else None
    return None


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "Give the evidence file that the seal was given for.") from None
