"""What pages keep in web storage and IndexedDB, in every frame; values are kept as their shape only."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from safeinfo.derive.leaks import mask_secrets, shape
from safeinfo.gather.browser.cdp import CdpError, Connection, Event
from safeinfo.gather.browser.recorder import Target
from safeinfo.gather.browser.values import ValueFinder
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import StorageSeen

_MOST_FRAMES = 40
_MOST_DATABASES = 8
_MOST_ENTRIES = 50
_LONGEST = 1_000_000  # characters of a value that are looked through
Item = tuple[str, str, str]  # area, key, value


class StorageWriter:
    """Records each item once, and looks for planted values whenever its value is new."""

    def __init__(self, ledger: Ledger, values: ValueFinder) -> None:
        self._ledger = ledger
        self._values = values
        self._told: set[tuple[str, ...]] = set()

    async def write(
        self, connection: Connection, target: Target, frames: dict[str, str], visit: str, phase: str
    ) -> bool:
        """Look through the storage of every frame; False if the page's own could not be read."""
        seen: set[str] = set()
        main_read = False
        for frame_id, about in tuple(target.frames.items())[:_MOST_FRAMES]:
            key = await self._key(connection, target.session, frame_id)
            main_read = main_read or (frame_id == target.id and bool(key))
            if not key or key in seen:
                continue
            seen.add(key)
            for item in await _items(connection, target.session, key):
                self._record(item, visit, phase, frames.get(frame_id, ""), str(about.get("securityOrigin", "")))
        return main_read

    async def _key(self, connection: Connection, session: str, frame_id: str) -> str:
        try:
            return str((await connection.send("Storage.getStorageKey", {"frameId": frame_id}, session))["storageKey"])
        except CdpError:
            return ""

    def _record(self, item: Item, visit: str, phase: str, frame: str, origin: str) -> None:
        area, key, value = item
        if (frame, origin, *item) in self._told:
            return
        self._told.add((frame, origin, *item))
        place = {"local": "local-storage", "session": "session-storage"}.get(area, "indexed-db")
        host = urlsplit(origin).hostname or ""
        data = f"{key}\n{value[:_LONGEST]}".encode("utf-8", "replace")
        self._values.look(data, place, visit=visit, phase=phase, host=host, frame=frame)
        if ("", frame, origin, area, key) not in self._told:
            self._told.add(("", frame, origin, area, key))
            self._ledger.add(
                StorageSeen,
                visit=visit,
                frame=frame,
                origin=origin,
                area=area,
                key=mask_secrets(key[:200]),
                value=shape(value),
            )


async def _items(connection: Connection, session: str, key: str) -> list[Item]:
    """Everything that is kept under one storage key."""
    local, held, databases = await asyncio.gather(
        _web_storage(connection, session, key, local=True),
        _web_storage(connection, session, key, local=False),
        _databases(connection, session, key),
    )
    return [*local, *held, *databases]


async def _web_storage(connection: Connection, session: str, key: str, *, local: bool) -> list[Item]:
    asked = {"storageId": {"storageKey": key, "isLocalStorage": local}}
    try:
        entries = (await connection.send("DOMStorage.getDOMStorageItems", asked, session))["entries"]
    except CdpError:
        return []  # a document without storage: sandboxed, or about:blank
    return [("local" if local else "session", name, value) for name, value in entries]


async def _databases(connection: Connection, session: str, key: str) -> list[Item]:
    try:
        names = (await connection.send("IndexedDB.requestDatabaseNames", {"storageKey": key}, session))["databaseNames"]
        items: list[Item] = []
        for name in names[:_MOST_DATABASES]:
            asked = {"storageKey": key, "databaseName": name}
            told = await connection.send("IndexedDB.requestDatabase", asked, session)
            for store in told["databaseWithObjectStores"]["objectStores"][:_MOST_DATABASES]:
                items += await _entries(connection, session, asked, store["name"])
    except CdpError:
        return []
    return items


async def _entries(connection: Connection, session: str, asked: Event, store: str) -> list[Item]:
    query = {**asked, "objectStoreName": store, "skipCount": 0, "pageSize": _MOST_ENTRIES}
    answer = await connection.send("IndexedDB.requestData", query, session)
    found = []
    for entry in answer["objectStoreDataEntries"]:
        words = " ".join(_words([entry["primaryKey"], entry["value"]]))
        found.append(("indexed-db", f"{asked['databaseName']}/{store}", words))
    return found


def _words(value: Any) -> Iterator[str]:
    """The primitive values in remote objects and their previews."""
    for each in value:
        if "value" in each and not isinstance(each["value"], dict | list):
            yield str(each["value"])
        elif "value" in each:
            yield json.dumps(each["value"])
        preview = each.get("preview", {})
        yield from _words(preview.get("properties", ()))
        for entry in preview.get("entries", ()):
            yield from _words([part for part in entry.values() if isinstance(part, dict)])
