"""The authority's acts: issue, renew, suspend, reinstate, revoke, and what else the log holds, each in the one order.

The order, and why a crash between any two steps is harmless (`Authority.perform`):

1. the act is **stored** with its claim: a crash before leaves nothing, a crash after leaves an act to finish;
2. it is **logged**: on restart the log is searched from where it was for the act's entry, so it is logged once;
3. it is **in a signed checkpoint**; a claim waits here, logged and not signed, until enough witnesses cosign, while
   suspending and revoking wait for no witness;
4. it is **signed** (a credential) or its status bit is **set** and the list signed anew;
5. it is **shown**: the public files are replaced, each at once. Steps 3 to 5 do the same when they are done twice.

A caller with a database of its own (the web application) calls these inside its transaction's commit hook, and calls
`recover` when it starts. Everything public is a file below `public/` and `log/public/`, to be served as it is.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from safeinfo.model.errors import SafeInfoError, UsageError
from safeinfo.model.report import Report
from safeinfo.seal import acts, bits, credential, did, entries, integrity, keys, strict, times
from safeinfo.seal.acts import Act
from safeinfo.seal.context import context
from safeinfo.seal.credential import Earned, Issuer, Settlement, StatusPlace, Terms
from safeinfo.seal.errors import LogError
from safeinfo.seal.files import Disk, Files, locked, replace
from safeinfo.seal.log import Cosigner, Log, Published
from safeinfo.seal.notes import NoteKey, signers
from safeinfo.seal.records import SealRecord, Shelf, staple_name
from safeinfo.seal.statuslists import Below, StatusLists
from safeinfo.seal.trust import Trust

LOG_FOLDER = "log"
TRUST = ".well-known/safe-info-trust.json"
_FROM = {"suspend": {"issued"}, "reinstate": {"suspended"}, "revoke": {"issued", "suspended"}, "renew": {"issued"}}
_STOPPED = frozenset({"suspended", "revoked"})
_TO = {"issue": "issued", "renew": "issued", "suspend": "suspended", "reinstate": "issued", "revoke": "revoked"}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Who the authority is and what it is held to; `clock` and `below` (a random number below another) are injected."""

    authority: str
    terms: Terms
    clock: Callable[[], datetime]
    below: Below = secrets.randbelow
    witnesses: Sequence[Cosigner] = ()
    quorum: int = 0
    lists_of: int = bits.FEWEST

    @property
    def issuer(self) -> Issuer:
        """Return who issues."""
        return Issuer(authority=self.authority, did=did.did_of(self.authority))

    @property
    def log_origin(self) -> str:
        """The origin line of the log: its address without the scheme."""
        return f"{self.authority.removeprefix('https://')}/{LOG_FOLDER}"


@dataclass(frozen=True, slots=True)
class Renewal:
    """A seal to be renewed, and the report that it is earned with."""

    report: Report
    evidence_digest: str
    seal: str
    settled: Sequence[Settlement] = ()


class Authority:
    """One authority over its folder; one writer at a time (see `opened`)."""

    def __init__(self, files: Files, log: Log, ring: keys.KeyRing, settings: Settings) -> None:
        self.log, self.ring, self.settings = log, ring, settings
        self._files = files
        self._issuer = settings.issuer
        self._lists = StatusLists(files, self._issuer, settings.lists_of)
        self._shelf = Shelf(files)

    def issue(
        self, report: Report, evidence_digest: str, seal: str, shop: Sequence[str], settled: Sequence[Settlement] = ()
    ) -> dict[str, Any]:
        """Issue a seal that a report earns, and return its credential; `seal` is a new identity (`entries.is_seal_id`).

        NotEarnedError if the report does not earn it; UsageError if there is such a seal, or one for such an origin.
        """
        now = self.settings.clock()
        got = credential.earned(report, evidence_digest, shop, self.settings.terms, now=now, settled=settled)
        self.recover()
        old = self._shelf.read(seal)
        if not entries.is_seal_id(seal) or (old is not None and old.state != "new"):
            raise UsageError(f"{seal!r} cannot be the identity of a new seal", "Take a fresh random one.")
        if taken := [each for each in shop if self._shelf.live_seal(each)]:
            raise UsageError(f"{', '.join(taken)} has a seal already", "Renew that one.")
        if any(set(shop) & set(act.entry.get("origins", ())) for act in acts.stored(self._files) if act.claim):
            raise UsageError("a seal for that shop is on its way", "It is signed when the witnesses answer again.")
        record = SealRecord(seal, tuple(got.subject["origins"]), "new", 0, self._lists.allocate(self.settings.below))
        self._shelf.keep(record)
        claimed = self._claim(record, got, now)
        self.perform([(credential.entry_for(claimed, "issue", seal), claimed)])
        return self._shown(seal)

    def renew(
        self, report: Report, evidence_digest: str, seal: str, settled: Sequence[Settlement] = ()
    ) -> dict[str, Any]:
        """Give a seal in force another credential, from the same audit while it is recent, or from a newer one."""
        refused = self.renew_all([Renewal(report, evidence_digest, seal, settled)])
        for error in refused.values():
            raise error
        return self._shown(seal)

    def renew_all(self, wanted: Sequence[Renewal]) -> Mapping[str, SafeInfoError]:
        """Renew many seals under one checkpoint, as every day asks for; return those that were refused, and why."""
        self.recover()
        now, refused, claims = self.settings.clock(), dict[str, SafeInfoError](), dict[str, dict[str, Any]]()
        for each in wanted:
            try:
                claims[each.seal] = self._renewed(each, now)
            except SafeInfoError as error:
                refused[each.seal] = error
        if claims:
            self.perform([(credential.entry_for(made, "renew", seal), made) for seal, made in claims.items()])
        return refused

    def _renewed(self, wanted: Renewal, now: datetime) -> dict[str, Any]:
        record = self._shelf.known(wanted.seal)
        self._check_step(record, "renew")
        got = credential.earned(
            wanted.report,
            wanted.evidence_digest,
            record.origins,
            self.settings.terms,
            now=now,
            settled=wanted.settled,
        )
        return self._claim(record, got, now)

    def suspend(self, seal: str, ground: str) -> None:
        """Suspend a seal; it can be reinstated. `ground` is one of `entries.GROUNDS`."""
        self._change("suspend", seal, ground)

    def reinstate(self, seal: str, ground: str) -> None:
        """End a suspension; the shop's file is right again, and is renewed as before."""
        self._change("reinstate", seal, ground)

    def revoke(self, seal: str, ground: str) -> None:
        """Revoke a seal for good."""
        self._change("revoke", seal, ground)

    def record(self, kind: str, **members: Any) -> None:
        """Log what is about no credential: refuse, edition, key, complaint (members: `entries.KINDS`)."""
        if kind in _TO:
            raise UsageError(f"{kind} is not only a record", f"Call `{kind}`.")
        self.perform([(entries.entry(kind, self.settings.clock(), **members), None)])

    def record_once(self, kind: str, at: datetime, since: int, **members: Any) -> int:
        """Log what `record` does, dated `at`, unless that very entry stands at `since` or after; return its index.

        The caller stores `at` and `since` (`log.size` at that time) before it calls: then a crash at any point, and
        calling again, leave one entry. Two acts must differ in a member, or be dated different seconds.
        """
        if kind in _TO:
            raise UsageError(f"{kind} is not only a record", f"Call `{kind}`.")
        self.recover()
        wanted = entries.entry(kind, at, **members)
        held = next((index for index, data in self.log.entries(since) if data == wanted), None)
        if held is not None:
            return held
        self.perform([(wanted, None)])
        return self.log.size - 1

    def rotate(self, ring: keys.KeyRing) -> None:
        """Take a rotated key ring (`KeyRing.rotated`, saved) into use: log what changed, then publish and pin it.

        A new log key signs from the next time on that the authority is opened after the key's start.
        """
        known = {(key.purpose, key.public): key.end for key in self.ring.keys}
        now = self.settings.clock()
        changed = [key for key in ring.keys if known.get((key.purpose, key.public), now) != key.end]
        self.perform([(_key_entry(key, now), None) for key in changed])
        self.ring = ring
        self.refresh()

    def perform(self, wanted: Sequence[tuple[bytes, Mapping[str, Any] | None]]) -> Published:
        """Do acts, given as log entry and claim, in the order that the module tells; all share one checkpoint.

        LogError where too few witnesses cosigned for a claim among them, OSError where the disk failed: `recover` goes
        on, and runs before every act.
        """
        self.recover()
        first = max(self._shelf.last_number(), *(act.number for act in acts.stored(self._files)), 0) + 1
        made = [
            Act(first + number, strict.parse(entry, entries.LARGEST), self.log.size, claim)
            for number, (entry, claim) in enumerate(wanted)
        ]
        acts.store(self._files, made)
        published, waiting = self._finish(made)
        if waiting:
            raise LogError(waiting, "The claim is logged and not signed; that follows when the witnesses answer again.")
        return published

    def recover(self) -> str:
        """Finish what a crash, or the silence of witnesses, interrupted; return what claims still wait for, or ""."""
        unfinished = acts.stored(self._files)
        return self._finish(unfinished)[1] if unfinished else ""

    def refresh(self) -> None:
        """Sign the status lists and the public documents anew: at the start, and at least every few hours."""
        self.recover()
        now = self.settings.clock()
        for number in self._lists.numbers():
            self._lists.render(number, self._sign, now)
        issuer_keys = keys.issuer_keys(key for key in self.ring.keys if key.end is None or key.end > now)
        documents = {
            did.PATH.removeprefix("/"): strict.canonical(did.document(self._issuer.did, issuer_keys)),
            TRUST: self.trust().written(),
            "ns/safe-info/v1": strict.canonical(context(self.settings.authority)),
        }
        for name, data in documents.items():
            replace(self._files, f"public/{name}", data)

    def trust(self) -> Trust:
        """Return the pins that a verifier of this authority's seals needs."""
        witnesses = tuple(key for witness in self.settings.witnesses for key in witness.keys)
        log_keys = tuple(key.note_key() for key in self.ring.of("log"))
        return Trust(
            self._issuer.did,
            self.settings.authority,
            {key.id: key for key in keys.issuer_keys(self.ring.keys)},
            self.settings.log_origin,
            f"{self.settings.authority}/{LOG_FOLDER}",
            log_keys,
            witnesses,
            self.settings.quorum,
        )

    def state_of(self, seal: str) -> str | None:
        """Return the state of a seal: new, issued, suspended or revoked; None if there is none."""
        record = self._shelf.read(seal)
        return record.state if record else None

    def count_of(self, seal: str) -> int:
        """Return how many credentials were claimed for a seal; 0 if there is none."""
        record = self._shelf.read(seal)
        return record.count if record else 0

    def shown(self, seal: str, number: int) -> dict[str, Any] | None:
        """Return the credential that is shown for a seal if it is its `number`th or a later one."""
        record, found = self._shelf.read(seal), self._shelf.credential(seal)
        return found if record is not None and record.count >= number else None

    def _sign(self, document: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        key = self.ring.current("seal", now)
        if key.private is None:
            raise UsageError("the key file was not opened", "Give its passphrase.")
        return integrity.sign(document, key.issuer_key().id, key.private, now)

    def _claim(self, record: SealRecord, got: Earned, now: datetime) -> dict[str, Any]:
        return credential.claim(self._issuer, got, record.seal, record.count + 1, now=now, place=record.place)

    def _shown(self, seal: str) -> dict[str, Any]:
        shown = self._shelf.credential(seal)
        if shown is None:
            raise LogError("the seal was logged and not signed", "Its time had passed. Renew it.")
        return shown

    def _check_step(self, record: SealRecord, kind: str) -> None:
        if record.state not in _FROM[kind]:
            raise UsageError(
                f"seal {record.seal} is {record.state}: it cannot {kind}",
                f"That is possible from: {', '.join(sorted(_FROM[kind]))}.",
            )

    def _change(self, kind: str, seal: str, ground: str) -> None:
        self.recover()
        record = self._shelf.known(seal)
        self._check_step(record, kind)
        now = self.settings.clock()
        self.perform([(entries.entry(kind, now, seal=seal, origins=list(record.origins), ground=ground), None)])

    def _finish(self, made: Sequence[Act]) -> tuple[Published, str]:
        """Take acts as far as they go; return the checkpoint, and what claims among them wait for ("": nothing)."""
        places = dict(zip((act.number for act in made), self._log_once(made), strict=True))
        published = self.log.publish(self.settings.witnesses)
        waiting = self._lacking(published)
        ready = [act for act in made if act.claim is None or not waiting]
        tree = self.log.tree(published.checkpoint.size)
        signed: dict[str, bytes] = {}
        touched: set[int] = set()
        for act in ready:
            if act.claim is not None:
                signed |= self._signed(act, self.log.proof(places[act.number], published, tree))
                touched.add(self._lists.number_of(act.claim["credentialStatus"][0]["statusListCredential"]))
            elif act.kind in _TO:
                touched.add(self._set_bit(act))
        for number in sorted(touched):  # before the credential that names it is shown
            self._lists.render(number, self._sign, self.settings.clock())
        for seal, data in signed.items():
            self._shelf.show(seal, data)
        for act in ready:
            self._settle(act)
        self._shelf.count_acts(max((act.number for act in ready), default=0))
        acts.finish(self._files, ready)
        return published, waiting if len(ready) < len(made) else ""

    def _log_once(self, made: Sequence[Act]) -> list[int]:
        """Append the entries that the log does not hold yet; return where each stands."""
        held: dict[bytes, list[int]] = {}
        start = min((act.since for act in made), default=self.log.size)
        for index, data in self.log.entries(start):
            held.setdefault(data, []).append(index)
        places = [held[act.logged].pop(0) if held.get(act.logged) else None for act in made]
        missing = [act.logged for act, place in zip(made, places, strict=True) if place is None]
        fresh = iter(self.log.append(missing))
        return [next(fresh) if place is None else place for place in places]

    def _lacking(self, published: Published) -> str:
        """Return in words which cosignatures a claim lacks; "" for none."""
        pinned: list[NoteKey] = [key for witness in self.settings.witnesses for key in witness.keys]
        cosigned = {key.name for key in signers(published.note, pinned)}
        if len(cosigned) >= self.settings.quorum:
            return ""
        return f"{len(cosigned)} of {self.settings.quorum} witnesses cosigned: {'; '.join(published.missing)}"

    def _signed(self, act: Act, proof: str) -> dict[str, bytes]:
        """Return the signed credential by its seal; nothing where its time, or the seal's, has passed meanwhile."""
        now = self.settings.clock()
        claimed = dict(act.claim or {})
        if times.read(claimed["validUntil"]) <= now or self._shelf.known(act.seal).state in _STOPPED:
            return {}
        return {act.seal: strict.canonical(self._sign(credential.completed(claimed, act.logged, proof), now))}

    def _set_bit(self, act: Act) -> int:
        record = self._shelf.known(act.seal)
        purpose = "revocation" if act.kind == "revoke" else "suspension"
        place: StatusPlace = record.place
        value = act.kind != "reinstate"
        return self._lists.put(purpose, place.lists[purpose], place.indexes[purpose], value=value)

    def _settle(self, act: Act) -> None:
        """Bring the seal's record and the files that shops fetch to where the act leads."""
        if act.kind not in _TO:
            return
        record = self._shelf.known(act.seal)
        count = record.count
        if act.claim is not None:
            count = max(count, int(str(act.claim["id"]).rpartition("#")[2]))
        stopped = act.claim is not None and record.state in _STOPPED  # it was, while the claim waited
        record = record.moved(record.state if stopped else _TO[act.kind], count)
        self._shelf.keep(record)
        data = self._files.read(f"public/seals/{act.seal}.json")
        for origin in record.origins:
            name = f"public/staples/{staple_name(origin)}"
            if record.state == "issued" and data is not None:
                replace(self._files, name, data)
            else:
                self._files.remove(name)


def _key_entry(key: keys.Key, now: datetime) -> bytes:
    public = key.multikey if key.purpose == "seal" else key.note_key().vkey
    end = times.written(key.end) if key.end else None
    return entries.entry("key", now, purpose=key.purpose, key=public, from_=times.written(key.start), until=end)


@contextmanager
def opened(folder: Path, ring: keys.KeyRing, settings: Settings) -> Iterator[Authority]:
    """Open an authority's folder for writing, finish what was interrupted, and hold it; BusyError if another does."""
    key = ring.current("log", settings.clock())
    if key.private is None:
        raise UsageError("the key file was not opened", "Give its passphrase.")
    retired = [each.note_key() for each in ring.of("log") if each.public != key.public]
    with locked(folder / "private" / "lock"):
        log = Log(Disk(folder / LOG_FOLDER), settings.log_origin, key.private, retired)
        authority = Authority(Disk(folder), log, ring, settings)
        authority.recover()
        yield authority
