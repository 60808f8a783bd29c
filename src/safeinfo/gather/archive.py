"""The evidence file: a zip of `evidence.json` (canonical JSON, RFC 8785) and `blobs/<sha256>`.

The same evidence always gives the same bytes. Reading checks every digest and bounds every size, for the file may
come from anyone.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import rfc8785

from safeinfo.gather.codec import from_json, to_json
from safeinfo.model.errors import EvidenceError
from safeinfo.model.evidence import Evidence

FORMAT = "safeinfo-evidence"
NUMBER = 1
_ADVICE = "Give a file that `safeinfo gather`, or `safeinfo audit --evidence`, wrote; gather anew if it was damaged."
_INDEX = "evidence.json"
_FOLDER = "blobs/"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can name
_LARGEST_INDEX = 512 * 2**20  # bytes
_LARGEST_BLOB = 256 * 2**20
_LARGEST_WHOLE = 4 * 2**30
_MOST_BLOBS = 100_000
_PACKED = (b"\xff\xd8\xff", b"\x89PNG", b"%PDF", b"PK\x03\x04")  # what deflating makes no smaller


def write(evidence: Evidence, path: Path) -> str:
    """Write evidence to `path` and return the file's SHA-256; nothing half-written stays if that fails."""
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(partial, "w") as archive:
            _put(archive, _INDEX, _index(evidence))
            for digest in sorted(evidence.blobs):
                _put(archive, _FOLDER + digest, evidence.blobs[digest])
        os.replace(partial, path)  # noqa: PTH105 - replaces at once, also where Path.replace does not
    except OSError as error:
        raise EvidenceError(f"{path}: the evidence cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):  # where nothing could be written, nothing is left either
            partial.unlink(missing_ok=True)
    return _digest_of(path)


def read(path: Path) -> Evidence:
    """Read an evidence file; EvidenceError if it is not one, damaged, too large, or of a newer format.

    Every blob is checked against the digest that names it.
    """
    try:
        digest = _digest_of(path)
        with zipfile.ZipFile(path) as archive:
            sizes = _sizes(archive, path)
            index = _parsed(archive.read(_INDEX), path)
            blobs = {name: _blob(archive, name, path) for name in sizes}
    except FileNotFoundError as error:
        raise EvidenceError(f"{path}: there is no such file", _ADVICE) from error
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise EvidenceError(f"{path}: no evidence file, or a damaged one: {error}", _ADVICE) from error
    try:
        site, listed = str(index["site"]), list(index["observations"])
    except (KeyError, TypeError) as error:
        raise EvidenceError(f"{path}: the evidence has no site or no observations") from error
    return Evidence(site, tuple(from_json(each) for each in listed), blobs, digest)


def _index(evidence: Evidence) -> bytes:
    content = {
        "format": FORMAT,
        "number": NUMBER,
        "site": evidence.site,
        "observations": [to_json(each) for each in evidence.observations],
    }
    return rfc8785.dumps(_clean(content))


def _clean(value: Any) -> Any:
    """Make a value fit for canonical JSON: lone surrogates are replaced, as UTF-8 cannot carry them."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if _has_surrogate(value) else value
    if isinstance(value, Mapping):
        return {_clean(str(key)): _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text) if not text.isascii() else False


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    entry.compress_type = zipfile.ZIP_STORED if data.startswith(_PACKED) else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data, compresslevel=6)


def _sizes(archive: zipfile.ZipFile, path: Path) -> list[str]:
    """Check names and sizes of everything in the archive; return the digests of its blobs."""
    digests: list[str] = []
    total = 0
    names: set[str] = set()
    for entry in archive.infolist():
        total += entry.file_size
        blob = entry.filename.removeprefix(_FOLDER)
        limit = _LARGEST_INDEX if entry.filename == _INDEX else _LARGEST_BLOB
        if entry.file_size > limit or total > _LARGEST_WHOLE or len(digests) > _MOST_BLOBS:
            raise EvidenceError(f"{path}: the evidence is larger than can be read")
        if entry.filename in names or (entry.filename != _INDEX and not _is_digest(entry.filename, blob)):
            raise EvidenceError(f"{path}: {entry.filename!r} does not belong into evidence", _ADVICE)
        names.add(entry.filename)
        if entry.filename != _INDEX:
            digests.append(blob)
    if _INDEX not in names:
        raise EvidenceError(f"{path}: this is no evidence file: it has no {_INDEX}")
    return digests


def _is_digest(name: str, blob: str) -> bool:
    return name.startswith(_FOLDER) and len(blob) == 64 and set(blob) <= set("0123456789abcdef")  # noqa: PLR2004 - hex


def _parsed(data: bytes, path: Path) -> Mapping[str, Any]:
    try:
        index = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"{path}: {_INDEX} is damaged: {error}") from error
    if not isinstance(index, dict) or index.get("format") != FORMAT:
        raise EvidenceError(f"{path}: this is no evidence file of Safe Info", _ADVICE)
    number = index.get("number")
    if number != NUMBER:
        raise EvidenceError(
            f"{path}: the evidence is of format {number}, and this program reads format {NUMBER}",
            "Use the version of safeinfo that wrote it, or a newer one.",
        )
    return index


def _blob(archive: zipfile.ZipFile, digest: str, path: Path) -> bytes:
    data = archive.read(_FOLDER + digest)
    if hashlib.sha256(data).hexdigest() != digest:
        raise EvidenceError(f"{path}: a blob does not have the digest it is named by: the file was changed")
    return data


def _digest_of(path: Path) -> str:
    summed = hashlib.sha256()
    for chunk in _chunks(path):
        summed.update(chunk)
    return summed.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk
