"""Whether a shop shows the auditor another face than a plain visitor: the comparison as findings for a reviewer.

Pure. Nothing here fails a shop: a difference may be chance, a trial of a new form, or a lie, and a person must tell.
"""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.faces import Difference, compared
from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import Observation, PageSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement, Verdict

_WORDS = {
    "status": "One visitor got the page and the other did not",
    "fields": "The page asks the two visitors for different data",
    "policy-links": "The page leads the two visitors to different policies",
    "policy-words": "The policy says different sentences to the two visitors",
}


def decide(ours: Evidence, theirs: Evidence) -> Verdict:
    """Return the verdict on what the auditor (`ours`) and a plain visitor (`theirs`) were shown."""
    pages, differences = compared(ours, theirs)
    first = next((each.id for each in ours.observations), "")
    if not any(isinstance(each, PageSeen) for each in ours.observations):
        return not_compared(ours, "the audit saw no page.")
    if not pages:
        said = "A plain visitor saw none of the pages that the auditor saw; nothing could be compared."
        return Verdict(REQUIREMENT, (Finding("not-compared", Outcome.CANT_TELL, said, (first,)),))
    found = [_finding(each) for each in differences]
    if not any(not each.for_information for each in found):
        said = f"A plain visitor was shown the same on {len(pages)} pages."
        found.append(Finding("same-face", Outcome.PASSED, said, (first,), Place(page=pages[0])))
    return Verdict(REQUIREMENT, tuple(found))


def not_compared(ours: Evidence, why: str) -> Verdict:
    """Return the verdict where the second visit came to nothing: told, and holding nobody to anything."""
    first = next((each.id for each in ours.observations), "")
    said = f"There was no second visit to compare with: {why}"
    found = Finding("not-compared", Outcome.INAPPLICABLE, said, (first,))
    return Verdict(REQUIREMENT, (found,))


def _finding(each: Difference) -> Finding:
    quote = f"auditor: {each.ours or '(nothing)'} | visitor: {each.theirs or '(nothing)'}"
    said = f"{_WORDS[each.what]}."
    place = Place(page=each.page, quote=quote)
    return Finding(f"different-{each.what}", Outcome.CANT_TELL, said, each.cites, place, for_information=each.minor)


def _never(_view: object) -> Iterator[Finding]:
    raise NotImplementedError("the comparison needs two visits: `faces.decide`")


NEEDS: frozenset[type[Observation]] = frozenset({PageSeen})
REQUIREMENT = Requirement.from_text(files("safeinfo.seal").joinpath("faces.toml").read_text("utf-8"), NEEDS, _never)
