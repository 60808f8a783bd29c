"""What a visitor's pages cause and keep, written down: requests, cookies, storage, calls, and dead instruments."""

from urllib.parse import urlsplit

from safeinfo.derive.dom import Document
from safeinfo.derive.leaks import mask_secrets
from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.browser.exchanges import ExchangeWriter
from safeinfo.gather.browser.instruments import Instruments
from safeinfo.gather.browser.recorder import Recorder, Tap
from safeinfo.gather.browser.snapshot import SavedDocument
from safeinfo.gather.browser.storage import StorageWriter
from safeinfo.gather.browser.tab import Tab
from safeinfo.gather.browser.traffic import Request, host_of
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import CallSeen, GatherFailed


class Keeping:
    """Belongs to one shopper, through all its tabs."""

    def __init__(self, ledger: Ledger, recorder: Recorder, writer: ExchangeWriter) -> None:
        self.ledger = ledger
        self.instruments = Instruments(ledger)
        self.writer = writer
        self._recorder = recorder
        self._storage = StorageWriter(ledger, writer.values)
        self._calls: set[tuple[str, str, str]] = set()
        self._told: set[str] = set()  # targets whose loss is recorded

    async def flush(self, tap: Tap, *, everything: bool = False) -> None:
        """Record what was sent and is over; `everything`: also what is still under way."""
        await self.writer.write(self._recorder, tap.traffic, everything=everything)

    def main_request(self, tab: Tab) -> Request | None:
        """Return the request that brought the document that is in the page now."""
        return self.writer.main_request(tab.tap.traffic, tab.frame_id, tab.loader)

    def lost(self, tab: Tab, visit: str, url: str) -> bool:
        """Tell whether a tab is lost, and record once what that cost: what it showed cannot be looked at any more."""
        trouble = tab.lost
        if trouble is None or tab.connection.closed.is_set():
            return False
        if tab.target.id not in self._told:
            self._told.add(tab.target.id)
            detail = f"{trouble.detail}, while {tab.tap.traffic.phase}; what came after is not known"
            self.ledger.add(
                GatherFailed, what="page", reason=trouble.reason, url=tab.url or url, visit=visit, detail=detail
            )
        return True

    async def after_capture(
        self, tab: Tab, visit: str, documents: tuple[Document, ...], saved: list[SavedDocument]
    ) -> None:
        """Record cookies, storage, calls and the state of the instruments."""
        traffic = tab.tap.traffic
        frames = {each.frame_id: each.frame for each in saved}
        await self._cookies(tab, visit)
        kept = await self._storage.write(tab.connection, tab.target, frames, visit, traffic.phase)
        self._addresses(tab.url, visit, saved, traffic.phase)
        self._calls_of(tab.tap, visit)
        for document in documents:
            for hint in document.select("link[rel~=preconnect],link[rel~=dns-prefetch],link[rel~=prefetch]"):
                traffic.hosts.add(host_of(document.resolve(hint.attributes.get("href") or "")))
        self.instruments.recorder(visit, document_seen=self.main_request(tab) is not None)
        self.instruments.dom(visit, saved)
        self.instruments.workers(visit, tab.tap)
        self.instruments.say(visit, "storage", alive=kept, detail="" if kept else "the page's storage was not read")

    async def _cookies(self, tab: Tab, visit: str) -> None:
        try:
            kept = (await tab.connection.send("Storage.getCookies", {"browserContextId": tab.tap.context}))["cookies"]
        except CdpError as error:
            self.instruments.say(visit, "storage", alive=False, detail=str(error))
            return
        traffic = tab.tap.traffic
        self.writer.cookies.from_store(kept, visit, traffic.phase, traffic.cookie_names)

    def _addresses(self, url: str, visit: str, saved: list[SavedDocument], phase: str) -> None:
        """Look for planted values in the address bar and the title."""
        host = urlsplit(url).hostname or ""
        for where, text in (("address-bar", url), ("title", saved[0].title if saved else "")):
            self.writer.values.look(text.encode("utf-8", "replace"), where, visit=visit, phase=phase, host=host)

    def _calls_of(self, tap: Tap, visit: str) -> None:
        for (_session, call, script), count in tap.calls.items():
            if script and (visit, call, script) not in self._calls:
                self._calls.add((visit, call, script))
                self.ledger.add(CallSeen, visit=visit, frame="", call=call, script=mask_secrets(script), count=count)
        tap.calls.clear()

    def reconcile(self) -> None:
        """Compare what the proxy carried with the hosts that all its shoppers asked: any other is a gap, told once."""
        hosts = self._recorder.hosts
        for contact in self.writer.contacts():
            host = contact.host.lower().strip("[]")
            if host in hosts:
                continue
            hosts.add(host)
            detail = (
                f"the proxy carried {contact.sent} bytes to {host}:{contact.port} that no recorded request explains"
            )
            self.ledger.add(
                GatherFailed, what="recorder", reason="error", url=f"//{host}:{contact.port}", detail=detail
            )
