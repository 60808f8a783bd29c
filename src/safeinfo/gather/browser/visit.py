"""One visit to a page: look at it, and put hands on it."""

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from safeinfo.derive.dom import Document
from safeinfo.derive.leaks import mask_secrets
from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.browser.elapsing import elapse, flowing, turn_to_go
from safeinfo.gather.browser.hands import Hands
from safeinfo.gather.browser.keeping import Keeping
from safeinfo.gather.browser.opening import headers_of, loaded
from safeinfo.gather.browser.snapshot import SavedDocument, take_snapshot
from safeinfo.gather.browser.stillness import LONGEST, until_still, until_stirred
from safeinfo.gather.browser.tab import Tab
from safeinfo.model.observations import DocumentSeen, GatherFailed, PageSeen

_QUALITY = 60  # per cent, JPEG
_SHOT_WITHIN = 15.0  # seconds
_HIGHEST = 12_000  # CSS pixels of a picture of a whole page
Meanwhile = Callable[[str, int], None]
_STIRS = 0.8  # seconds within which a page answers that does not at once
_A_MOMENT = 2.0  # seconds that pass for a page whose clock is in our hand, to become still


@dataclass(frozen=True, slots=True)
class Way:
    """Where a visit leads, what for, and how the walk came there."""

    url: str
    role: str
    reached_by: str
    click_steps: int


class Visit:
    """A page as it is met; begun by `Shopper.open` or `Shopper.follow`."""

    def __init__(self, tab: Tab, keeping: Keeping, number: str, way: Way) -> None:
        self.id = number
        self.way = way
        self.requested_url = way.url
        self.documents: tuple[Document, ...] = ()
        self.scripts: frozenset[str] = frozenset()  # what its documents run, see `scripts`
        self.last: PageSeen | None = None
        self.at = ""  # the address at the last capture, as it is: `last` has it masked
        self.document_at = ""  # the document at the last capture, see `document`
        self._kept: tuple[tuple[str, str, str], ...] = ()  # text, address and frame of each document
        self._settled = False  # whether its page was waited for since it was loaded
        self._in_part = False  # whether it was said that it was looked at before it had come whole
        self._timeless = False  # whether the page's clock is in our hand
        self._tab = tab
        self._keeping = keeping
        self._told: set[str] = set()  # addresses of frames that could not be captured
        self._hands = Hands(tab.connection, tab.session)

    @property
    def role(self) -> str:
        """Why the walk went there, as PageSeen names it."""
        return self.way.role

    @property
    def reached_by(self) -> str:
        """The words that led there, or "address"."""
        return self.way.reached_by

    @property
    def click_steps(self) -> int:
        """How many clicks it is from the home page."""
        return self.way.click_steps

    @property
    def url(self) -> str:
        """Address of the page now, with its fragment."""
        return self._tab.url

    @property
    def document(self) -> str:
        """Id of the document that is in the page now: another one has come where it changed."""
        return self._tab.loader

    @property
    def lost(self) -> bool:
        """Whether the page crashed, closed itself or stopped answering: nothing can be done with it any more."""
        return self._keeping.lost(self._tab, self.id, self.requested_url)

    @property
    def surroundings(self) -> frozenset[str]:
        """What runs in the page as it was captured last, and whom it has asked for anything."""
        return self.scripts | self._keeping.writer.reached.get(self.id, set())

    async def settle(self, longest: float = LONGEST, *, typed: bool = False) -> bool:
        """Wait until the page has loaded and is still; False if it was not within `longest` seconds.

        `typed`: nothing but keys in fields came since it was captured.
        """
        tab = self._tab
        if self._timeless:
            return await elapse(tab.connection, tab.target, _A_MOMENT)
        await loaded(tab.tap, tab.target)
        fresh, self._settled = not self._settled, True
        typed = typed and bool(self.documents) and not self.scripts
        return await until_still(tab.connection, tab.target, tab.tap, longest, fresh=fresh, typed=typed)

    async def stirs(self, longest: float = _STIRS) -> bool:
        """Wait for a page that did not answer at once; True if it changed within `longest` seconds, and is still."""
        tab = self._tab
        return await until_stirred(tab.connection, tab.target, longest) and await self.settle()

    async def linger(self, seconds: float) -> bool:
        """Stay on the page for `seconds` of its own time, and turn to go; False if they have not passed.

        Little of ours passes. From then on the page's clock stands still between calls: `Shopper.renew` the tab.
        """
        self._timeless = True
        await turn_to_go(self._tab.connection, self._tab.session)
        return await elapse(self._tab.connection, self._tab.target, seconds)

    async def capture(
        self, state: str, *, picture: bool = True, full: bool = False, meanwhile: Meanwhile | None = None
    ) -> PageSeen:
        """Record the page as it is now: all documents, a picture of the window (`full`: of the whole page).

        What was sent so far is recorded before it. A page that is lost stays as it was seen last; one that was never
        seen, or does not answer, is recorded without documents. `meanwhile` is called with the title and status that
        will be recorded, once the documents are there and while the picture is still to come.
        """
        tab, keeping = self._tab, self._keeping
        async with tab.pulse.work():
            tab.to_top()
            whole = tab.whole
            taking = asyncio.ensure_future(self._picture(full=full) if picture else _nothing())
            try:
                saved = await self._documents()
                if meanwhile is not None and saved:
                    self._take(saved)
                    meanwhile(self._title_of(saved), self._status())
                shot = await taking
            finally:
                taking.cancel()
        keeping.writer.frames.update({each.frame_id: each.frame for each in saved})
        await keeping.flush(tab.tap)
        if self.lost and not saved and self.last is not None:
            return self.last
        if saved and not whole and not self._in_part:
            self._in_part = True
            self._failed("dom", "timeout", "the page had not come whole, and was looked at as far as it had")
        self._take(saved)
        self.last = self._seen_now(state, saved, shot)
        if self._timeless:
            async with flowing(tab.connection, tab.target):
                await keeping.after_capture(tab, self.id, self.documents, saved)
        else:
            await keeping.after_capture(tab, self.id, self.documents, saved)
        return self.last

    def _seen_now(self, state: str, saved: list[SavedDocument], shot: tuple[str, tuple[int, int]] | None) -> PageSeen:
        top = saved[0] if saved else None
        self.at, self.document_at = self.url, self.document
        return self._keeping.ledger.add(
            PageSeen,
            visit=self.id,
            role=self.way.role,
            state=state,
            url=self.url,
            requested_url=self.requested_url,
            status=self._status(),
            title=self._title_of(saved),
            language=top.language if top else "",
            reached_by=self.way.reached_by,
            documents=tuple(self._seen(each) for each in saved),
            picture=shot[0] if shot else None,
            picture_size=shot[1] if shot else (0, 0),
            headers=headers_of(self._keeping.main_request(self._tab)),
            errors=tuple(mask_secrets(each) for each in self._tab.tap.errors),
            click_steps=self.way.click_steps,
        )

    def _title_of(self, saved: list[SavedDocument]) -> str:
        return str(self._keeping.ledger.masked(mask_secrets(saved[0].title))) if saved else ""

    def _status(self) -> int:
        main = self._keeping.main_request(self._tab)
        return main.status if main is not None else 0

    def let_go(self) -> None:
        """Forget the documents: they are in the ledger, and parsed they take ten times as much."""
        self.documents, self._kept = (), ()

    def _take(self, saved: list[SavedDocument]) -> None:
        """Parse the documents, unless they are those of the capture before: typing changes none of what is kept."""
        kept = tuple((each.html, each.url, each.frame) for each in saved)
        if kept != self._kept or not kept:
            self._kept = kept
            self.documents = tuple(Document.parse(*each) for each in kept)
        self.scripts = frozenset().union(*(each.scripts for each in saved))

    async def click(self, node: int) -> bool:
        """Click an element by its backend node id; True if it was clicked."""
        return await self._hands.click(node)

    async def type(self, node: int, text: str, *, hurry: bool = False) -> bool:
        """Put text into a field, key by key, and leave it; True if it then holds the text.

        In a `hurry` most of the keys are events made in the page.
        """
        held = await self._hands.type(node, text, hurry=hurry)
        if not self.lost:
            self._keeping.instruments.typed(self.id, held=held)
        return held

    async def clear(self, node: int) -> bool:
        """Empty a field; True if it is empty then."""
        return await self._hands.clear(node)

    async def choose(self, node: int, index: int) -> bool:
        """Choose an option of a select by its index; True if it is chosen then."""
        return await self._hands.choose(node, index)

    async def tick(self, node: int, on: bool) -> bool:  # noqa: FBT001 - the name of the method says what it means
        """Bring a tick box or radio button into a state; True if it is in it then."""
        return await self._hands.tick(node, on=on)

    async def _documents(self) -> list[SavedDocument]:
        try:
            return await take_snapshot(self._tab.connection, self._tab.session)
        except CdpError as error:
            if not self.lost:
                self._failed("dom", "error", str(error))
            return []

    def _seen(self, saved: SavedDocument) -> DocumentSeen:
        if saved.truncated:
            self._failed("dom", "too-large", f"only the beginning of {saved.url} was kept")
        for address in saved.missing:
            self._unseen(address, saved.url)
        return DocumentSeen(
            frame=saved.frame,
            url=saved.url,
            dom=self._keeping.ledger.blob(saved.html),
            cross_origin=saved.cross_origin,
            sandboxed=saved.sandboxed,
        )

    def _unseen(self, address: str, within: str) -> None:
        """A frame without its document in the snapshot: silence about it would look like absence. Told once a visit."""
        if address in self._told:
            return
        self._told.add(address)
        self._keeping.ledger.add(
            GatherFailed,
            what="frame",
            reason="error",
            url=urljoin(within, address)[:2_000],
            visit=self.id,
            detail=f"the contents of a frame of {within} are not in the snapshot"[:300],
        )

    def _failed(self, what: str, reason: str, detail: str) -> None:
        self._keeping.ledger.add(
            GatherFailed, what=what, reason=reason, url=self.url, visit=self.id, detail=detail[:300]
        )

    async def _picture(self, *, full: bool) -> tuple[str, tuple[int, int]] | None:
        """Take a JPEG; return its digest and the CSS pixels it covers."""
        tab = self._tab
        asked: dict[str, object] = {"format": "jpeg", "quality": _QUALITY, "optimizeForSpeed": True}
        size = tab.window
        try:
            if full:
                metrics = await tab.connection.send("Page.getLayoutMetrics", {}, tab.session)
                content = metrics["cssContentSize"]
                size = (int(content["width"]), min(int(content["height"]), _HIGHEST))
                clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
                asked |= {"captureBeyondViewport": True, "clip": clip}
            answer = await tab.connection.send("Page.captureScreenshot", asked, tab.session, within=_SHOT_WITHIN)
        except CdpError:
            return None  # a page without a picture is still a page
        return self._keeping.ledger.blob(base64.b64decode(answer["data"]), text=False), size


async def _nothing() -> None:
    return None
