"""Reads literate cases (tests/cases/<slug>.md) and builds evidence of them; test_cases.py tells of the format."""

import hashlib
import re
import shlex
import tomllib
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from email.parser import HeaderParser
from email.policy import default
from pathlib import Path
from typing import Any

from safeinfo.gather.declaration import parse
from safeinfo.model import mail_trials, observations
from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import (
    DeclarationMade,
    DocumentSeen,
    GatheringDone,
    InstrumentChecked,
    MailSeen,
    Observation,
    PageSeen,
    Searched,
)
from safeinfo.model.outcome import Outcome

FOLDER = Path(__file__).parent
SITE = "https://shop.example"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
INSTRUMENTS = ("recorder", "dom", "workers", "storage")
_BLOCK = re.compile(r"^```(\S+)[ ]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_KINDS = {
    re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower(): kind
    for name, kind in (vars(observations) | vars(mail_trials)).items()
    if isinstance(kind, type) and issubclass(kind, Observation)
}
_OUTCOMES = {outcome.value.lower(): outcome for outcome in Outcome}


@dataclass(frozen=True)
class Block:
    """A fenced block: its word, what follows the word, its text."""

    word: str
    given: tuple[str, ...]
    text: str

    @property
    def settings(self) -> dict[str, str]:
        return dict(part.split("=", 1) for part in self.given if re.match(r"[a-z_]+=", part))

    @property
    def plain(self) -> list[str]:
        return [part for part in self.given if not re.match(r"[a-z_]+=", part)]


@dataclass(frozen=True)
class Case:
    """One case: the outcome its heading promises, its inputs, and the findings it must cause."""

    slug: str
    title: str
    outcome: Outcome
    prose: str
    blocks: tuple[Block, ...]
    expected: tuple[tuple[str, str, str], ...]  # outcome or "info", name, words that must occur


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file; ValueError says what is wrong with one."""
    shared: dict[str, Block] = {}
    found: list[Case] = []
    for section in re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        blocks = [Block(word, tuple(shlex.split(given)), text) for word, given, text in _BLOCK.findall(body)]
        if heading == "Shared":
            shared = {block.settings["as"]: block for block in blocks}
        else:
            found.append(_case(path.stem, heading, _BLOCK.sub("", body).strip(), blocks, shared))
    return found


def _case(slug: str, heading: str, prose: str, blocks: list[Block], shared: dict[str, Block]) -> Case:
    word, _, title = heading.partition(": ")
    given: list[Block] = []
    expected: list[tuple[str, str, str]] = []
    for block in blocks:
        if block.word == "use":
            given += [shared[name] for name in block.text.split()]
        elif block.word == "expect":
            expected += [_expectation(line) for line in block.text.splitlines() if line.strip()]
        else:
            given.append(block)
    if not prose or not expected:
        raise ValueError(f"{slug}: {heading!r} needs prose and an expect block")
    return Case(slug, title, _OUTCOMES[word.lower()], prose, tuple(given), tuple(expected))


def _expectation(line: str) -> tuple[str, str, str]:
    finding, _, words = line.partition("|")
    outcome, name = finding.split()
    return outcome, name, words.strip()


@dataclass
class Builder:
    """Makes evidence of a case's blocks."""

    observations: list[Observation] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    is_bare: bool = False
    unproven: bool = False

    def identity(self, kind: str) -> dict[str, Any]:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return {"id": f"{kind}-{self.counts[kind]}", "seen_at": NOW}

    def blob(self, text: str) -> str:
        raw = text.encode()
        digest = hashlib.sha256(raw).hexdigest()
        self.blobs[digest] = raw
        return digest

    def page(self, block: Block) -> None:
        role, url = block.plain
        given = block.settings
        state = given.get("state", "answered")
        identity = self.identity("page")
        visit = given.get("visit", f"visit-{identity['id']}")
        document = DocumentSeen(frame="", url=url, dom=self.blob(block.text))
        status = int(given.get("status", "200"))
        self.observations.append(
            PageSeen(
                **identity,
                visit=visit,
                role=role,
                state=state,
                url=url,
                requested_url=given.get("asked", url),
                status=status,
                title=given.get("title", ""),
                documents=(document,) if block.text.strip() else (),
                picture=self.blob(given["picture"]) if "picture" in given else None,
                click_steps=0 if role == "home" else 1,
            )
        )

    def amend(self, **changes: Any) -> None:
        """Change the last page."""
        last = max(index for index, each in enumerate(self.observations) if isinstance(each, PageSeen))
        page = self.observations[last]
        values = {each.name: getattr(page, each.name) for each in fields(page)}
        self.observations[last] = PageSeen(**(values | changes))

    def frame(self, block: Block) -> None:
        page = [each for each in self.observations if isinstance(each, PageSeen)][-1]
        (url,) = block.plain
        seen = DocumentSeen(frame=block.settings["at"], url=url, dom=self.blob(block.text), cross_origin=True)
        self.amend(documents=(*page.documents, seen))

    def headers(self, block: Block) -> None:
        lines = (line.partition(":") for line in block.text.splitlines())
        self.amend(headers={name.strip().lower(): value.strip() for name, _, value in lines})

    def seen(self, block: Block) -> None:
        for kind, rows in tomllib.loads(block.text).items():
            for row in rows:
                self.observations.append(self._observation(kind, dict(row)))

    def _observation(self, kind: str, row: dict[str, Any]) -> Observation:
        if "page" in row:
            row["visit"] = self._visit(row.pop("page"))
        if "body_text" in row:
            row["body"] = self.blob(row.pop("body_text"))
        for name in ("before", "after"):
            if name in row:
                row[name] = self._page(row[name]).id
        row = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        identity = self.identity(kind) | ({"id": row.pop("id")} if "id" in row else {})
        return _KINDS[kind](**identity, **row)

    def _page(self, wanted: str) -> PageSeen:
        url, _, state = wanted.partition(" ")
        pages = [each for each in self.observations if isinstance(each, PageSeen) and each.url in {url, SITE + url}]
        return next(page for page in pages if not state or page.state == state)

    def _visit(self, url: str) -> str:
        return self._page(url).visit

    def declaration(self, block: Block) -> None:
        self.observations.append(DeclarationMade(**self.identity("declaration"), declaration=parse(block.text)))

    def mail(self, block: Block) -> None:
        raw = block.text.replace("\n", "\r\n")
        headers = HeaderParser(policy=default).parsestr(raw)
        received = block.settings.get("received")
        self.observations.append(
            MailSeen(
                **self.identity("mail"),
                source=block.plain[0],
                body=self.blob(raw),
                sender=str(headers["From"]),
                subject=str(headers["Subject"]),
                address=block.settings.get("to", ""),
                received_at=datetime.fromisoformat(received) if received else None,
            )
        )

    def bare(self, block: Block) -> None:
        """Leave out the searches that are there by default, with the word `instruments` also the checks of those."""
        self.is_bare = True
        self.unproven = block.plain == ["instruments"]

    def _prove_instruments(self, pages: list[PageSeen]) -> None:
        """Say that each instrument was alive in every visit, where no block says otherwise."""
        told = {(each.visit, each.instrument) for each in self.observations if isinstance(each, InstrumentChecked)}
        for visit in dict.fromkeys(page.visit for page in pages):
            for instrument in INSTRUMENTS:
                if (visit, instrument) not in told and not self.unproven:
                    self.observations.append(
                        InstrumentChecked(**self.identity("instrument"), visit=visit, instrument=instrument, alive=True)
                    )

    def evidence(self) -> Evidence:
        """Return the evidence; a search that no block tells of was complete, and every instrument alive."""
        told = {each.what for each in self.observations if isinstance(each, Searched)}
        pages = [each for each in self.observations if isinstance(each, PageSeen)]
        for what, found in (("walk", len(pages)), ("policy", sum(page.role == "policy" for page in pages))):
            if what not in told and not self.is_bare:
                self.observations.append(
                    Searched(**self.identity("searched"), what=what, found=found, looked_at=len(pages), complete=True)
                )
        self._prove_instruments(pages)
        if not any(isinstance(each, GatheringDone) for each in self.observations):
            done = GatheringDone(
                **self.identity("done"), settings={}, tool="cases", browser="none", started_at=NOW, complete=True
            )
            self.observations.append(done)
        return Evidence(SITE, tuple(self.observations), self.blobs, "0" * 64)


def build(case: Case) -> Evidence:
    """Return the evidence that a case describes."""
    builder = Builder()
    for block in case.blocks:
        getattr(builder, block.word)(block)
    return builder.evidence()
