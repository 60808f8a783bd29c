"""Whether each instrument is alive in a page: a dead one would make silence look like absence."""

from safeinfo.gather.browser.recorder import Tap
from safeinfo.gather.browser.snapshot import SavedDocument
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import InstrumentChecked


class Instruments:
    """Records, once for each visit and instrument, that it works; and each time that it does not."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._told: set[tuple[str, str, bool]] = set()
        self._tried: dict[str, list[bool]] = {}  # visit → for each field that was typed into, whether it held

    def say(self, visit: str, instrument: str, *, alive: bool, detail: str = "") -> None:
        """Record the state of an instrument, unless it was said of this visit before."""
        if (visit, instrument, alive) in self._told:
            return
        self._told.add((visit, instrument, alive))
        self._ledger.add(InstrumentChecked, visit=visit, instrument=instrument, alive=alive, detail=detail[:300])

    def recorder(self, visit: str, *, document_seen: bool) -> None:
        """The recorder is alive where the request for the page's own document went through it."""
        detail = "" if document_seen else "the request for the page's own document was not seen"
        self.say(visit, "recorder", alive=document_seen, detail=detail)

    def dom(self, visit: str, saved: list[SavedDocument]) -> None:
        """The snapshot is alive where it holds the page's document with a body."""
        alive = bool(saved) and "<body" in saved[0].html
        self.say(visit, "dom", alive=alive, detail="" if alive else "the snapshot holds no document")

    def workers(self, visit: str, tap: Tap) -> None:
        """Every frame and worker that appeared has to be recorded."""
        missed = "; ".join(tap.unattached)
        lost = f"{tap.traffic.unlisted} requests too many to list" if tap.traffic.unlisted else ""
        self.say(visit, "workers", alive=not missed, detail=missed)
        if lost:
            self.say(visit, "recorder", alive=False, detail=lost)

    def typed(self, visit: str, *, held: bool) -> None:
        """Note that a field was typed into."""
        self._tried.setdefault(visit, []).append(held)
        if held:
            self.say(visit, "typing", alive=True)

    def over(self, visit: str) -> None:
        """At the end of a visit: typing is dead if no field that was typed into held what was typed."""
        if (tried := self._tried.pop(visit, [])) and not any(tried):
            self.say(visit, "typing", alive=False, detail=f"none of {len(tried)} fields held what was typed")
