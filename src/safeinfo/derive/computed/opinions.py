"""The second opinion of a full Chromium on each field, put beside ours in words."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from safeinfo.model.evidence import Computed, View
from safeinfo.model.observations import OpinionsSeen

_TYPES: dict[str, list[str]] = tomllib.loads(
    files("safeinfo.derive").joinpath("lexicons", "chromium.toml").read_text("utf-8")
)["types"]
AGREED = 0.97  # certainty of a kind that two independent readings come to


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What Chromium takes a field for; `agrees` is None where it has no opinion, `words` "" where it was not asked."""

    words: str = ""
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Opinions:
    """What was said of each field of each page: by page, frame and selector or name."""

    said: dict[tuple[str, str, str], str]
    missing: dict[str, str]  # why there is no opinion, by page; "" for all
    asked: bool

    def on(self, page: str, frame: str, selector: str, name: str, kind: str) -> SecondOpinion:
        """Return the second opinion on a field that we read as `kind`."""
        if not self.asked:
            return SecondOpinion()
        said = self.said.get((page, frame, selector)) or self.said.get((page, frame, name))
        if said is None:
            reason = self.missing.get(page) or self.missing.get("", "the second load did not show this field")
            return SecondOpinion(f"Chromium: not known, {reason}")
        meant = _TYPES.get(said, [])
        if not meant:
            return SecondOpinion(f"Chromium: no opinion ({said})")
        if kind in meant:
            return SecondOpinion(f"Chromium agrees ({said})", agrees=True)
        return SecondOpinion(f"Chromium differs: {meant[0]} ({said})", agrees=False)


def _find(view: View) -> Opinions:
    seen = view.of(OpinionsSeen)
    said: dict[tuple[str, str, str], str] = {}
    for page in seen:
        for opinion in page.opinions:
            said.setdefault((page.url, opinion.frame, opinion.selector), opinion.said)
            if opinion.name:
                said.setdefault((page.url, opinion.frame, opinion.name), opinion.said)
    return Opinions(said, {page.url: page.missing for page in seen if page.missing}, bool(seen))


OPINIONS: Computed[Opinions] = Computed("opinions", frozenset({OpinionsSeen}), _find)
