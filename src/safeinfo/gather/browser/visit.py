"""One visit to a page: look at it, and put hands on it."""

import asyncio
import base64
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from safeinfo.derive.dom import Document
from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.browser.hands import Hands
from safeinfo.gather.browser.opening import headers_of, loaded
from safeinfo.gather.browser.snapshot import SavedDocument, take_snapshot
from safeinfo.gather.browser.stillness import LONGEST, until_still
from safeinfo.model.observations import DocumentSeen, GatherFailed, PageSeen

if TYPE_CHECKING:
    from safeinfo.gather.browser.shopper import Shopper

_QUALITY = 60  # per cent, JPEG
_SHOT_WITHIN = 15.0  # seconds
_HIGHEST = 12_000  # CSS pixels of a picture of a whole page


class Visit:
    """A page as it is met; begun by `Shopper.open` or `Shopper.follow`."""

    def __init__(
        self, shopper: "Shopper", number: str, *, requested_url: str, role: str, reached_by: str, click_steps: int
    ) -> None:
        self.id = number
        self.role = role
        self.requested_url = requested_url
        self.reached_by = reached_by
        self.click_steps = click_steps
        self.documents: tuple[Document, ...] = ()
        self.last: PageSeen | None = None
        self._settled = False  # whether its page was waited for since it was loaded
        self._shopper = shopper
        self._told: set[str] = set()  # addresses of frames that could not be captured
        self._hands = Hands(shopper.connection, shopper.target.session)

    @property
    def url(self) -> str:
        """Address of the page now, with its fragment."""
        return self._shopper.url

    @property
    def status(self) -> int:
        """HTTP status of the page's document; 0 if none came over HTTP."""
        main = self._shopper.main_request
        return main.status if main is not None else 0

    async def settle(self, longest: float = LONGEST) -> bool:
        """Wait until the page has loaded and is still; False if it was not within `longest` seconds."""
        shopper = self._shopper
        await loaded(shopper.tap, shopper.target, shopper.frame_id)
        fresh, self._settled = not self._settled, True
        return await until_still(shopper.connection, shopper.target, shopper.tap.traffic, longest, fresh=fresh)

    async def capture(self, state: str, *, picture: bool = True, full: bool = False) -> PageSeen:
        """Record the page as it is now: all documents, a picture of the window (`full`: of the whole page).

        What was sent so far is recorded before it. A page that does not answer is recorded without documents.
        """
        shopper = self._shopper
        shopper.to_top()
        saved, shot = await asyncio.gather(self._documents(), self._picture(full=full) if picture else _nothing())
        shopper.place_frames({each.frame_id: each.frame for each in saved})
        await shopper.flush()
        top = saved[0] if saved else None
        self.documents = tuple(Document.parse(each.html, each.url, each.frame) for each in saved)
        page = shopper.ledger.add(
            PageSeen,
            visit=self.id,
            role=self.role,
            state=state,
            url=self.url,
            requested_url=self.requested_url,
            status=self.status,
            title=top.title if top else "",
            language=top.language if top else "",
            reached_by=self.reached_by,
            documents=tuple(self._seen(each) for each in saved),
            picture=shot[0] if shot else None,
            picture_size=shot[1] if shot else (0, 0),
            headers=headers_of(shopper.main_request),
            errors=tuple(shopper.tap.errors),
            click_steps=self.click_steps,
        )
        self.last = page
        await shopper.after_capture(self, saved)
        return page

    async def click(self, node: int) -> bool:
        """Click an element by its backend node id; True if it was clicked."""
        return await self._hands.click(node)

    async def type(self, node: int, text: str) -> bool:
        """Put text into a field, key by key, and leave it; True if it then holds the text."""
        held = await self._hands.type(node, text)
        self._shopper.typed(self, held=held)
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

    async def press(self, key: str) -> None:
        """Press a key, named as Playwright names it: Enter, Escape, Tab."""
        await self._shopper.page.keyboard.press(key)

    async def _documents(self) -> list[SavedDocument]:
        try:
            return await take_snapshot(self._shopper.connection, self._shopper.target.session)
        except CdpError as error:
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
            dom=self._shopper.ledger.blob(saved.html),
            cross_origin=saved.cross_origin,
            sandboxed=saved.sandboxed,
        )

    def _unseen(self, address: str, within: str) -> None:
        """A frame without its document in the snapshot: silence about it would look like absence. Told once a visit."""
        if address in self._told:
            return
        self._told.add(address)
        self._shopper.ledger.add(
            GatherFailed,
            what="frame",
            reason="error",
            url=urljoin(within, address)[:2_000],
            visit=self.id,
            detail=f"the contents of a frame of {within} are not in the snapshot"[:300],
        )

    def _failed(self, what: str, reason: str, detail: str) -> None:
        self._shopper.ledger.add(
            GatherFailed, what=what, reason=reason, url=self.url, visit=self.id, detail=detail[:300]
        )

    async def _picture(self, *, full: bool) -> tuple[str, tuple[int, int]] | None:
        """Take a JPEG; return its digest and the CSS pixels it covers."""
        shopper = self._shopper
        asked: dict[str, object] = {"format": "jpeg", "quality": _QUALITY, "optimizeForSpeed": True}
        size = shopper.window
        try:
            if full:
                metrics = await shopper.connection.send("Page.getLayoutMetrics", {}, shopper.target.session)
                content = metrics["cssContentSize"]
                size = (int(content["width"]), min(int(content["height"]), _HIGHEST))
                clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
                asked |= {"captureBeyondViewport": True, "clip": clip}
            answer = await shopper.connection.send(
                "Page.captureScreenshot", asked, shopper.target.session, within=_SHOT_WITHIN
            )
        except CdpError:
            return None  # a page without a picture is still a page
        return shopper.ledger.blob(base64.b64decode(answer["data"]), text=False), size


async def _nothing() -> None:
    return None
