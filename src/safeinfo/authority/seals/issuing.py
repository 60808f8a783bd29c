"""What the seal's package does for the authority: keys, log, credentials, status lists, in the one order of seal.md.

The database says what shall be; this module makes it so, in the files that the public reads. Everything here is safe
to repeat: what was done before is found and not done again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safeinfo.authority import clock, using
from safeinfo.authority.audits import results
from safeinfo.authority.audits import services as audits
from safeinfo.authority.config import Config
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.seals.models import Credential, Publication, Seal
from safeinfo.authority.secret import key_in
from safeinfo.gather import archive
from safeinfo.judge import judge
from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Report
from safeinfo.requirements import EDITION, IN_FORCE
from safeinfo.seal import authority, credential, keys, strict, times
from safeinfo.seal.credential import Settlement, Terms
from safeinfo.seal.did import did_of

_CHANGES = frozenset({"suspend", "reinstate", "revoke"})


def folder(config: Config) -> Path:
    """Return where the seal's package keeps its files; `public` and `log/public` in it are served as they are."""
    return config.home / "seal"


def terms() -> Terms:
    """Return what a report is held to."""
    config: Config = using.config()
    return Terms(
        edition=EDITION,
        requirements=frozenset(each.id for each in IN_FORCE),
        oldest_audit=timedelta(days=config.oldest_audit_days),
        longest=timedelta(days=config.credential_days),
    )


def identity(seal: Seal) -> str:
    """Return how the log names a seal."""
    return f"seal-{seal.pk:08d}"


@contextmanager
def opened() -> Iterator[authority.Authority]:
    """Hold the authority's keys and log; one process at a time."""
    config: Config = using.config()
    with authority.opened(folder(config), ring(config), _settings(config)) as held:
        yield held


def _settings(config: Config) -> authority.Settings:
    return authority.Settings(authority=config.base_url, terms=terms(), clock=clock.now)


def ring(config: Config) -> keys.KeyRing:
    """Return the keys of the seal and the log; made at the first start."""
    path = config.home / "keys" / "seal.keys"
    words = passphrase(config)
    if not path.exists():
        now = clock.now()
        made = keys.KeyRing(()).added("seal", did_of(config.base_url), now)
        keys.save(path, made.added("log", _settings_origin(config), now), words)
    return _loaded(path, path.stat().st_mtime_ns, words)


@lru_cache(maxsize=2)
def _loaded(path: Path, _changed: int, words: str) -> keys.KeyRing:
    """Opening a key file takes a fifth of a second on purpose, so it is done once for a file as it is."""
    return keys.load(path, words)


def _settings_origin(config: Config) -> str:
    return f"{config.base_url.removeprefix('https://')}/{authority.LOG_FOLDER}"


def passphrase(config: Config) -> str:
    """Return what opens the key file: from the file that the setting names, else from one made at the first start."""
    if config.passphrase_file is not None:
        return config.passphrase_file.read_text("utf-8").strip()
    return key_in(config.home / "keys" / "passphrase").hex()


def report_of(seal: Seal) -> Report:
    """Return the report that a seal rests on, judged anew from its evidence; NotPossibleError where that is gone."""
    if seal.audit is None or seal.audit.purged_at is not None:
        raise NotPossibleError("evidence", _("There is no evidence that the seal could rest on; audit the shop again."))
    return judge(archive.read(seal.audit.evidence))


def settlements(seal: Seal) -> list[Settlement]:
    """Return the requirements that reviewers settled as met, with their reasons."""
    assert seal.audit is not None
    data, settled = results.report(seal.audit), audits.settlements_for(seal.audit)
    standing = audits.standing(seal.audit)
    found = []
    for requirement in data["requirements"] if data else ():
        passed = standing[requirement["id"]] == Outcome.PASSED
        reasons = [s.reason for f in requirement["findings"] if (s := settled.get(results.id_of(requirement, f)))]
        if requirement["outcome"] == Outcome.CANT_TELL and passed and reasons:
            found.append(
                Settlement(requirement=requirement["id"], evidence_digest=seal.audit.digest, reason="\n".join(reasons))
            )
    return found


def check(seal: Seal) -> None:
    """Raise NotEarnedError with words where the seal's audit, with what was settled, does not earn a seal now."""
    report = report_of(seal)
    digest = seal.audit.digest if seal.audit else ""
    credential.earned(report, digest, [seal.shop.origin], terms(), now=clock.now(), settled=settlements(seal))


def carry_out(publication: Publication) -> None:
    """Log what was done, and let the public files follow; in the order it was done for each seal."""
    with opened() as held:
        for each in Publication.objects.filter(seal=publication.seal_id, done_at=None, pk__lte=publication.pk):
            _published(held, each)


def _published(held: authority.Authority, publication: Publication) -> None:
    """Log what was ordered, once: what is needed to find it in the log again is stored before it gets there."""
    seal, index = publication.seal, None
    if publication.kind in _CHANGES and seal is not None:
        record = held.state_of(identity(seal))
        done = {"suspend": "suspended", "reinstate": "issued", "revoke": "revoked"}[publication.kind]
        if record not in {done, None, "new"}:
            getattr(held, publication.kind)(identity(seal), publication.members["ground"])
    else:
        since = publication.since
        if since is None:
            since = held.log.size
            Publication.objects.filter(pk=publication.pk).update(since=since)
        named = {"seal": identity(seal)} if seal is not None else {}
        index = held.record_once(publication.kind, publication.at, since, **named, **publication.members)
    Publication.objects.filter(pk=publication.pk, done_at=None).update(done_at=clock.now(), log_index=index)


def issue(ordered: Credential) -> None:
    """Log, sign and show a credential that was claimed; void where its seal does not stand any more.

    NotEarnedError where its audit does not earn it (now): nothing was logged then.
    """
    seal = Seal.objects.select_related("shop", "audit").get(pk=ordered.seal_id)
    if ordered.step in {Credential.Step.SHOWN, Credential.Step.VOID}:
        return
    for publication in seal.publications.filter(done_at=None):
        carry_out(publication)
    with opened() as held:
        if ordered.number is None and seal.stands:
            ordered.number = held.count_of(identity(seal)) + 1
            ordered.save(update_fields=("number",))
        shown = held.shown(identity(seal), ordered.number) if ordered.number else None
        if shown is None and not seal.stands:
            Credential.objects.filter(pk=ordered.pk).update(step=Credential.Step.VOID)
            return
        shown = shown or _issued(held, seal)
    _keep(ordered, shown)


def _issued(held: authority.Authority, seal: Seal) -> dict[str, Any]:
    report, digest, settled = report_of(seal), seal.audit.digest if seal.audit else "", settlements(seal)
    if held.state_of(identity(seal)) in {None, "new"}:
        return held.issue(report, digest, identity(seal), [seal.shop.origin], settled)
    return held.renew(report, digest, identity(seal), settled)


def _keep(ordered: Credential, shown: dict[str, Any]) -> None:
    with transaction.atomic():
        current = Credential.objects.select_for_update().get(pk=ordered.pk)
        current.step, current.body = Credential.Step.SHOWN, strict.canonical(shown).decode()
        current.valid_from = times.read(shown["validFrom"])
        current.valid_until = times.read(shown["validUntil"])
        current.save()


def refresh() -> None:
    """Sign status lists and public documents anew."""
    with opened() as held:
        held.refresh()
