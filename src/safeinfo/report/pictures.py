"""Places in pictures: each picture is embedded once, and shown as often as wanted through a crop of it."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from safeinfo.model.readings import Box
from safeinfo.model.report import PageVisited, Report
from safeinfo.model.requirement import Finding

_MARGIN = 60  # CSS pixels shown around a boxed place
_LEAST = (480, 220)  # CSS pixels a crop shows at least, so that a person sees where it is


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to embed once: `data` is a data: URL, `width` and `height` are CSS pixels of the page."""

    id: str
    data: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of an embedded picture (`x`, `y`, `width`, `height`) with a box drawn in it."""

    picture: str
    x: int
    y: int
    width: int
    height: int
    full: tuple[int, int]
    box: Box | None


def crops(report: Report) -> dict[tuple[str, str, str], Crop]:
    """Return by page URL, frame and selector the crop that shows each finding's place, where a picture has it."""
    found: dict[tuple[str, str, str], Crop] = {}
    pages = pages_by_url(report.coverage.pages)
    for verdict in report.verdicts:
        for finding in verdict.findings:
            key = key_of(finding)
            if key not in found and (crop := _crop(pages.get(finding.place.page), key[2], report)):
                found[key] = crop
    return found


def field_crops(report: Report) -> dict[tuple[str, str, str], Crop]:
    """Return by page URL, frame and selector the crop that shows each personal field, where a picture has it."""
    pages = pages_by_url(report.coverage.pages)
    found = {
        (row.page, row.frame, row.selector): _crop(pages.get(row.page), row.selector, report)
        for row in report.fields
        if row.personal
    }
    return {key: crop for key, crop in found.items() if crop}


def key_of(finding: Finding) -> tuple[str, str, str]:
    """Return what names the place of a finding."""
    return finding.place.page, finding.place.frame, finding.place.selector


def pages_by_url(pages: Iterable[PageVisited]) -> dict[str, PageVisited]:
    """Return the pages by URL; of several visits to one URL the first that has a picture."""
    by_url: dict[str, PageVisited] = {}
    for page in pages:
        known = by_url.get(page.url)
        if known is None or (known.picture is None and page.picture):
            by_url[page.url] = page
    return by_url


def _crop(page: PageVisited | None, selector: str, report: Report) -> Crop | None:
    if page is None or not page.picture or page.picture not in report.pictures or not selector:
        return None
    box = (page.boxes or {}).get(selector)
    width, height = page.picture_size
    if box is None or not width or box.y >= height or box.x >= width or box.y + box.height <= 0:
        return None
    wide = min(width, max(_LEAST[0], box.width + 2 * _MARGIN))
    high = min(height, max(_LEAST[1], box.height + 2 * _MARGIN))
    x = max(0, min(box.x + box.width // 2 - wide // 2, width - wide))
    y = max(0, min(box.y + box.height // 2 - high // 2, height - high))
    return Crop(identity(page.picture), x, y, wide, high, (width, height), box)


def identity(digest: str) -> str:
    """Return the id that a picture has in the document."""
    return f"picture-{digest[:16]}"


def embedded(report: Report) -> list[Picture]:
    """Return every picture of the report's pages, once each, in the order of the pages."""
    seen: dict[str, Picture] = {}
    for page in report.coverage.pages:
        data = report.pictures.get(page.picture or "")
        if not data or not page.picture or page.picture in seen:
            continue
        kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
        url = f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
        seen[page.picture] = Picture(identity(page.picture), url, *page.picture_size)
    return list(seen.values())
