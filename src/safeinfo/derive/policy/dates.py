"""The date a policy says that it is in force from, or was last changed, as an ISO date (ISO 8601)."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from safeinfo.derive.policy.lexicon import load
from safeinfo.derive.policy.sentences import plain

_DATA = load("places.toml")["dates"]
_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
_MONTHS = {
    word.lower(): number
    for number, month in enumerate((*_NAMES, "november", "december"), start=1)
    for word in _DATA[month]
}
_CUE = re.compile(_DATA["cue"], re.IGNORECASE)
_MONTH = "|".join(sorted(_MONTHS, key=lambda word: (-len(word), word)))
_WRITTEN = (
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.|er|º|η)?\s?(?:de |of )?(?P<m>{_MONTH})"
        r"\.?,?\s?(?:de |del )?(?P<y>\d{4})",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\.?\s?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s?(?P<y>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<y>\d{{4}})\.?\s(?P<m>{_MONTH})\s(?P<d>\d{{1,2}})(?!\d)", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.年]\s?(?P<m>\d{1,2})[-/.月]\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<a>\d{1,2})(?:[./-]|\. )(?P<b>\d{1,2})(?:[./-]|\. )(?P<y>\d{4})(?!\d)"),
    re.compile(rf"\b(?P<m>{_MONTH})\.?,?\s(?:de |del )?(?P<y>\d{{4}})", re.IGNORECASE),
)
_NEAR = 60  # characters between the cue and the date
_FIRST_YEAR, _LAST_YEAR = 1995, 2100
_MOST_YEARS = 300
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def effective(full: str, language: str) -> tuple[str, int, int]:
    """Return the ISO date stated as in force or last changed, and the span that states it; ("", 0, 0): none.

    A date that names no day is the first of its month; one like 03/04/2024 is read the American way only in
    English, and not at all there, as nobody can tell; the latest of several counts.
    """
    text = plain(full)
    found: list[tuple[str, int, int]] = []
    for cue in _cues(text):
        window = text[cue.start() : cue.end() + _NEAR]
        read = _first_date(window, english=language == "en")
        if read:
            found.append((read[0], cue.start(), cue.start() + read[1]))
    return max(found, key=lambda item: (item[0], -item[1]), default=("", 0, 0))


def _cues(text: str) -> Iterator[re.Match[str]]:
    """Yield the cue before each year, the last one of its sentence; years are rare, words are not."""
    for year in islice(_YEAR.finditer(text), _MOST_YEARS):
        before = list(_CUE.finditer(text, max(0, year.start() - _NEAR), year.start() + 2))
        if before:
            yield before[-1] if before[-1].start() > before[0].start() + 40 else before[0]


def _first_date(window: str, *, english: bool) -> tuple[str, int] | None:
    best: tuple[int, int, str, int] | None = None
    for rank, written in enumerate(_WRITTEN):
        match = written.search(window)
        if match is None:
            continue
        iso = _iso(match, english=english)
        if iso and (best is None or (match.start(), rank) < best[:2]):
            best = (match.start(), rank, iso, match.end())
    return (best[2], best[3]) if best else None


def _iso(match: re.Match[str], *, english: bool) -> str:
    parts = match.groupdict()
    year = int(parts["y"])
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        day, month = (second, first) if second > 12 else (first, second)  # noqa: PLR2004 - no month beyond
        if english and day <= 12 and day != month:  # noqa: PLR2004 - day or month: nobody can tell
            return ""
    else:
        day = int(parts.get("d") or 1)
        month = int(parts["m"]) if parts["m"].isdecimal() else _MONTHS.get(parts["m"].lower(), 0)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
