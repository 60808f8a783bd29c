"""Hands on a page: click, type, choose and tick by backend node id, in any frame and any shadow root."""

import asyncio
from typing import Any

from safeinfo.gather.browser.cdp import CdpError, Connection, Event

MOST_KEYS = 64  # characters typed key by key; the rest of a longer text is inserted at once
_REAL_KEYS = 2  # of a text that is typed in a hurry, its last ones: whoever trusts only these hears the whole text

_HIT = """function (hit) {
  for (let node = hit; node; node = node.parentNode || node.host) {
    if (node === this || (node.localName === "label" && node.control === this)) return true;
  }
  return false;
}"""
_EMPTY = """function () {
  this.focus();
  if (this.isContentEditable) { this.textContent = ""; }
  else if ("value" in this) {
    const owner = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(this), "value");
    if (this.value !== "") {
      owner.set.call(this, "");
      this.dispatchEvent(new Event("input", {bubbles: true, composed: true}));
    }
  }
}"""
_SET = """function (text) {
  const owner = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(this), "value");
  this.focus();
  owner.set.call(this, text);
  this.dispatchEvent(new InputEvent("input", {bubbles: true, composed: true, data: text}));
  this.dispatchEvent(new Event("change", {bubbles: true}));
}"""
_BEGIN = """function (unkeyed) {
  const type = (this.getAttribute("type") || "").toLowerCase();
  const about = {keyed: !unkeyed.includes(type), shut: !!(this.disabled || this.readOnly)};
  if (about.keyed && !about.shut) (EMPTY).call(this);
  return about;
}""".replace("EMPTY", _EMPTY)
# What the browser does with a key, done from within: all events of it, of which only "input" is told as trusted.
_HURRY = """async function (text) {
  const heard = (type, key, code, char) => this.dispatchEvent(new KeyboardEvent(type, {
    key, keyCode: code, which: code, charCode: char, bubbles: true, cancelable: true, composed: true}));
  const asked = (data) => this.dispatchEvent(new InputEvent("beforeinput", {
    data, inputType: "insertText", bubbles: true, cancelable: true, composed: true}));
  for (const key of text) {
    const char = key.codePointAt(0), code = /^[a-z0-9 ]$/i.test(key) ? key.toUpperCase().charCodeAt(0) : 0;
    if (heard("keydown", key, code, 0) && heard("keypress", key, char, char) && asked(key))
      this.ownerDocument.execCommand("insertText", false, key);
    heard("keyup", key, code, 0);
    await null;
  }
}"""
_END = """function () {
  const held = this.isContentEditable ? this.textContent : String(this.value);
  this.blur();
  return held;
}"""
_CHOOSE = """function (index) {
  const option = this.localName === "select" && this.options[index];
  if (!option || this.disabled || option.disabled || option.value === "") return false;
  this.focus();
  this.selectedIndex = index;
  this.dispatchEvent(new Event("input", {bubbles: true, composed: true}));
  this.dispatchEvent(new Event("change", {bubbles: true}));
  return this.selectedIndex === index;
}"""
_CHECKED = """function () {
  return "checked" in this ? this.checked : this.getAttribute("aria-checked") === "true";
}"""
_DOM_CLICK = "function () { const there = this.isConnected; if (there) this.click(); return there; }"
_LABEL_CLICK = "function () { const l = this.labels && this.labels[0]; if (l) l.click(); return !!l; }"
_NOT_BY_KEYS = frozenset({"date", "month", "week", "time", "datetime-local", "color", "range"})


class Hands:
    """Works on one page through its session; every method is False rather than an error where it cannot."""

    def __init__(self, connection: Connection, session: str) -> None:
        self._connection = connection
        self._session = session

    async def click(self, node: int) -> bool:
        """Click the middle of an element with the mouse, or tell it that it was clicked if something covers it."""
        try:
            point = await self._point(node)
            if point is not None and await self._hits(node, point):
                await self._mouse(point)
                return True
            return bool(await self._call(node, _DOM_CLICK))
        except CdpError:
            return False

    async def type(self, node: int, text: str, *, hurry: bool = False) -> bool:
        """Put text into a field key by key, leave the field, and tell whether it holds the text.

        In a `hurry` only the last keys come from the keyboard; the events of the others are made in the page.
        """
        try:
            subject = await self._object(node)
            self._connection.post("DOM.scrollIntoViewIfNeeded", {"backendNodeId": node}, self._session)
            about = await self._call_on(subject, _BEGIN, sorted(_NOT_BY_KEYS))
            if about["shut"]:
                return False
            if not about["keyed"]:
                await self._call_on(subject, _SET, text)
            elif hurry:
                await self._hurry(subject, text[:-_REAL_KEYS])
                await self._keys(text[-_REAL_KEYS:])
            else:
                await self._keys(text)
            held = str(await self._call_on(subject, _END))
        except (CdpError, TypeError, TimeoutError):
            return False
        fits = _core(held) == _core(text) and bool(held)
        return await self.type(node, text) if hurry and not fits else fits

    async def clear(self, node: int) -> bool:
        """Empty a field."""
        try:
            subject = await self._object(node)
            await self._call_on(subject, _EMPTY)
            held = str(await self._call_on(subject, _END))
        except CdpError:
            return False
        return not held

    async def choose(self, node: int, index: int) -> bool:
        """Choose an option of a `<select>` by its index; False if that is disabled or has no value."""
        try:
            return bool(await self._call(node, _CHOOSE, index))
        except CdpError:
            return False

    async def tick(self, node: int, *, on: bool) -> bool:
        """Bring a tick box or radio button into a state, as a visitor would; True if it is in it."""
        try:
            for way in (None, _LABEL_CLICK, _DOM_CLICK):
                if bool(await self._call(node, _CHECKED)) is on:
                    return True
                if way is None:
                    await self.click(node)
                else:
                    await self._call(node, way)
            return bool(await self._call(node, _CHECKED)) is on
        except CdpError:
            return False

    async def _point(self, node: int) -> tuple[float, float] | None:
        """The middle of an element in CSS pixels of the viewport, after scrolling to it; None if it has no box."""
        try:
            await self._connection.send("DOM.scrollIntoViewIfNeeded", {"backendNodeId": node}, self._session)
            quads = (await self._connection.send("DOM.getContentQuads", {"backendNodeId": node}, self._session))[
                "quads"
            ]
        except CdpError:
            return None
        for quad in quads:
            xs, ys = quad[::2], quad[1::2]
            if max(xs) - min(xs) > 1 and max(ys) - min(ys) > 1:
                return sum(xs) / 4, sum(ys) / 4
        return None

    async def _hits(self, node: int, point: tuple[float, float]) -> bool:
        """Tell whether a point of the viewport shows the element; the protocol wants the point in the document."""
        window = (await self._connection.send("Page.getLayoutMetrics", {}, self._session))["cssLayoutViewport"]
        x, y = int(point[0] + window["pageX"]), int(point[1] + window["pageY"])
        try:
            found = await self._connection.send("DOM.getNodeForLocation", {"x": x, "y": y}, self._session)
            if found["backendNodeId"] == node:
                return True
            hit = await self._object(found["backendNodeId"])
            return bool(await self._call(node, _HIT, argument={"objectId": hit}))
        except CdpError:
            return False  # nothing there, or something of another document

    async def _mouse(self, point: tuple[float, float]) -> None:
        x, y = point
        steps: list[Event] = [
            {"type": "mouseMoved", "button": "none"},
            {"type": "mousePressed", "button": "left", "buttons": 1, "clickCount": 1},
            {"type": "mouseReleased", "button": "left", "clickCount": 1},
        ]
        for step in steps:
            await self._connection.send("Input.dispatchMouseEvent", {"x": x, "y": y, **step}, self._session, within=5)

    async def _keys(self, text: str) -> None:
        """Press and release a key for each character, so that whoever listens to keys hears them."""
        pressed = []
        for character in text[:MOST_KEYS]:
            key: Event = {"key": character, "windowsVirtualKeyCode": _code_of(character)}
            pressed.append(self._key({"type": "keyDown", **key, "text": character, "unmodifiedText": character}))
            pressed.append(self._key({"type": "keyUp", **key}))
        async with asyncio.timeout(10):
            await asyncio.gather(*pressed)
        if rest := text[MOST_KEYS:]:
            await self._connection.send("Input.insertText", {"text": rest}, self._session)

    async def _hurry(self, subject: str, text: str) -> None:
        await self._call_on(subject, _HURRY, text[:MOST_KEYS], wait=True)
        if rest := text[MOST_KEYS:]:
            await self._connection.send("Input.insertText", {"text": rest}, self._session)

    def _key(self, event: Event) -> asyncio.Future[Event]:
        return self._connection.post("Input.dispatchKeyEvent", event, self._session)

    async def _object(self, node: int) -> str:
        answer = await self._connection.send("DOM.resolveNode", {"backendNodeId": node}, self._session)
        return str(answer["object"]["objectId"])

    async def _call(self, node: int, function: str, value: Any = None, argument: Event | None = None) -> Any:
        """Call a function on an element and return its JSON result; CdpError if it threw or the element is gone."""
        return await self._call_on(await self._object(node), function, value, argument)

    async def _call_on(
        self, subject: str, function: str, value: Any = None, argument: Event | None = None, *, wait: bool = False
    ) -> Any:
        arguments = [argument] if argument else [{"value": value}]
        answer = await self._connection.send(
            "Runtime.callFunctionOn",
            {
                "functionDeclaration": function,
                "objectId": subject,
                "arguments": arguments,
                "returnByValue": True,
                "userGesture": True,
                "awaitPromise": wait,
            },
            self._session,
            within=10,
        )
        if "exceptionDetails" in answer:
            raise CdpError(answer["exceptionDetails"].get("text", "the page's script failed"))
        return answer["result"].get("value")


def _core(text: str) -> str:
    """Return a text without the signs with which a page formats what is typed: 4111 1111, (030) 12."""
    return "".join(each for each in text if each.isalnum()).casefold() or text


def _code_of(character: str) -> int:
    """Return the number of a letter's or digit's key (`keyCode` in UI Events, 8.3); 0 where keyboards differ."""
    return ord(character.upper()) if character.isascii() and (character.isalnum() or character == " ") else 0
