"""After each capture: what the page keeps, calls that read the browser, and whether the instruments are alive."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.browser.exchanges import ExchangeWriter
from safeinfo.gather.browser.instruments import Instruments
from safeinfo.gather.browser.snapshot import SavedDocument
from safeinfo.gather.browser.storage import StorageWriter
from safeinfo.gather.browser.traffic import host_of
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import CallSeen, GatherFailed

if TYPE_CHECKING:
    from safeinfo.gather.browser.shopper import Shopper
    from safeinfo.gather.browser.visit import Visit


class Keeping:
    """Belongs to one shopper."""

    def __init__(self, ledger: Ledger, writer: ExchangeWriter) -> None:
        self.instruments = Instruments(ledger)
        self._ledger = ledger
        self._writer = writer
        self._storage = StorageWriter(ledger, writer.values)
        self._calls: set[tuple[str, str, str]] = set()

    async def after_capture(self, shopper: "Shopper", visit: "Visit", saved: list[SavedDocument]) -> None:
        """Record cookies, storage, calls and the state of the instruments."""
        traffic = shopper.tap.traffic
        frames = {each.frame_id: each.frame for each in saved}
        await self._cookies(shopper, visit)
        kept = await self._storage.write(shopper.connection, shopper.target, frames, visit.id, traffic.phase)
        self._addresses(visit, saved, traffic.phase)
        self._calls_of(shopper, visit)
        for document in visit.documents:
            for hint in document.select("link[rel~=preconnect],link[rel~=dns-prefetch],link[rel~=prefetch]"):
                traffic.hosts.add(host_of(document.resolve(hint.attributes.get("href") or "")))
        self.instruments.recorder(visit.id, document_seen=shopper.main_request is not None)
        self.instruments.dom(visit.id, saved)
        self.instruments.workers(visit.id, shopper.tap)
        self.instruments.say(visit.id, "storage", alive=kept, detail="" if kept else "the page's storage was not read")

    async def _cookies(self, shopper: "Shopper", visit: "Visit") -> None:
        try:
            asked = {"browserContextId": shopper.tap.context}
            kept = (await shopper.connection.send("Storage.getCookies", asked))["cookies"]
        except CdpError as error:
            self.instruments.say(visit.id, "storage", alive=False, detail=str(error))
            return
        traffic = shopper.tap.traffic
        self._writer.cookies.from_store(kept, visit.id, traffic.phase, traffic.cookie_names)

    def _addresses(self, visit: "Visit", saved: list[SavedDocument], phase: str) -> None:
        """Look for planted values in the address bar and the title."""
        host = urlsplit(visit.url).hostname or ""
        for where, text in (("address-bar", visit.url), ("title", saved[0].title if saved else "")):
            self._writer.values.look(text.encode("utf-8", "replace"), where, visit=visit.id, phase=phase, host=host)

    def _calls_of(self, shopper: "Shopper", visit: "Visit") -> None:
        for (_session, call, script), count in shopper.tap.calls.items():
            if script and (visit.id, call, script) not in self._calls:
                self._calls.add((visit.id, call, script))
                self._ledger.add(CallSeen, visit=visit.id, frame="", call=call, script=script, count=count)
        shopper.tap.calls.clear()

    def reconcile(self, hosts: set[str]) -> None:
        """Compare what the proxy carried with the `hosts` asked by all its shoppers: any other is a gap.

        What was told is added to `hosts`.
        """
        for contact in self._writer.contacts():
            host = contact.host.lower().strip("[]")
            if host in hosts:
                continue
            hosts.add(host)
            detail = (
                f"the proxy carried {contact.sent} bytes to {host}:{contact.port} that no recorded request explains"
            )
            self._ledger.add(
                GatherFailed, what="recorder", reason="error", url=f"//{host}:{contact.port}", detail=detail
            )
