"""Traffic as shops really send it, made up from a seed: markup, script, JSON, form data, headers, binary.

No planted value is in it. Each body is different: words, identifiers, digests, tokens, base64 of JSON, JWTs, UUIDs,
timestamps, prices, phone-like and card-like numbers, names and addresses of other people. Pure for a given seed.
"""

import base64
import gzip
import hashlib
import json
import random
import uuid
from collections.abc import Callable
from urllib.parse import quote, urlencode

_WORDS = [
    "shirt",
    "blue",
    "cotton",
    "size",
    "order",
    "basket",
    "price",
    "total",
    "shipping",
    "free",
    "return",
    "summer",
    "sale",
    "view",
    "click",
    "page",
    "item",
    "list",
    "grid",
    "card",
    "image",
    "banner",
    "search",
    "filter",
    "sort",
    "brand",
    "color",
    "large",
    "small",
    "jacket",
    "shoes",
    "dress",
    "home",
    "garden",
    "kitchen",
    "gift",
    "offer",
]
_NAMES = ("Anna Becker", "John Smith", "Maria Rossi", "Li Wei", "Ivan Petrov", "Sophie Martin", "Carlos Ruiz")
_FUNCTIONS = "function(e,t,n){return e.get(t)||n.set(t,{id:%s,on:!0,v:%s,u:\"%s\",k:['%s','%s']})}"


class Maker:
    """Draws the pieces."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def word(self) -> str:
        """A word of a shop."""
        return self.chance.choice(_WORDS)

    def words(self, count: int) -> str:
        """Some words."""
        return " ".join(self.word() for _ in range(count))

    def hexes(self, size: int) -> str:
        """Random bytes in hex."""
        return self.chance.randbytes(size).hex()

    def token(self, size: int = 24) -> str:
        """Random bytes in base64url."""
        return base64.urlsafe_b64encode(self.chance.randbytes(size)).rstrip(b"=").decode()

    def number(self, digits: int) -> int:
        """A number of so many digits."""
        return self.chance.randrange(10 ** (digits - 1), 10**digits)

    def address(self) -> str:
        """Somebody else's address."""
        return f"{self.word()}.{self.word()}{self.number(3)}@mail{self.number(2)}.example"

    def phone(self) -> str:
        """A phone number."""
        return f"+{self.number(2)} {self.number(3)} {self.number(3)} {self.number(4)}"

    def jwt(self) -> str:
        """A JSON web token."""
        parts = ({"alg": "RS256", "kid": self.hexes(4)}, {"sub": str(self.number(9)), "iat": self.number(10)})
        packed = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
        return ".".join((*packed, self.token(32)))

    def event(self) -> dict[str, object]:
        """An analytics event."""
        return {
            "event": self.chance.choice(["view_item", "add_to_cart", "page_view", "click"]),
            "ts": self.number(13),
            "cid": f"{self.number(9)}.{self.number(10)}",
            "sid": str(uuid.UUID(bytes=self.chance.randbytes(16))),
            "uid": hashlib.sha256(self.chance.randbytes(8)).hexdigest(),
            "md5": self.hexes(16),
            "url": f"https://shop.example/{self.word()}/{self.number(5)}?ref={quote(self.words(2))}&gclid={self.token(30)}",
            "price": f"{self.number(3)}.{self.number(2)}",
            "items": [{"id": self.number(6), "name": self.words(3), "qty": 1} for _ in range(self.chance.randrange(4))],
            "ctx": base64.b64encode(json.dumps({"q": self.words(4), "n": self.number(8)}).encode()).decode(),
            "token": self.jwt(),
            "who": self.chance.choice(_NAMES),
            "tel": self.phone(),
            "mail": hashlib.md5(self.address().encode(), usedforsecurity=False).hexdigest(),
            "card": str(self.number(16)),
        }


def markup(size: int, seed: int) -> bytes:
    """A listing page of `size` bytes."""
    make, parts, length = Maker(seed), ["<!doctype html><html lang=en><body>"], 0
    while length < size:
        number = make.number(6)
        parts.append(
            f'<li class="{make.word()}-{make.word()} {make.word()}" data-id="{number}" data-sku="{make.hexes(5).upper()}">'
            f'<a href="/p/{make.word()}-{make.word()}-{number}?ref=grid&amp;pos={make.number(2)}" aria-label="{make.words(3)}">'
            f'<img src="https://cdn{make.number(1)}.example/i/{make.hexes(8)}/{make.number(3)}x{make.number(3)}.webp" alt="'
            f'{make.words(4)}"></a><p>{make.words(9)} &ndash; {make.number(2)},{make.number(2)}&nbsp;&euro;</p></li>\n'
        )
        length += len(parts[-1])
    return "".join(parts).encode()[:size]


def script(size: int, seed: int) -> bytes:
    """Minified script with escapes and embedded data."""
    make, parts, length = Maker(seed), ["!function(){'use strict';"], 0
    while length < size:
        parts.append(
            f"var {make.word()}{make.number(3)}="
            + _FUNCTIONS % (make.number(5), make.number(3), f"\\u002f{make.word()}\\x2f{make.number(4)}", make.word(), make.token(9))
            + f';/*! {make.words(3)} */e.exports=n("{make.hexes(10)}")&&/^[a-z0-9._%+-]+$/i.test({make.word()});'
        )  # fmt: skip
        length += len(parts[-1])
    return "".join(parts).encode()[:size]


def events(size: int, seed: int) -> bytes:
    """A JSON body of events."""
    make, parts, length = Maker(seed), [], 0
    while length < size:
        parts.append(json.dumps(make.event()))
        length += len(parts[-1])
    return f"[{','.join(parts)}]".encode()[:size]


def form(size: int, seed: int) -> bytes:
    """Form data, percent-encoded."""
    make, parts, length = Maker(seed), [], 0
    while length < size:
        fields = {key: value if isinstance(value, str) else json.dumps(value) for key, value in make.event().items()}
        parts.append(urlencode(fields))
        length += len(parts[-1])
    return "&".join(parts).encode()[:size]


def binary(size: int, seed: int) -> bytes:
    """Length-delimited binary with text in it, and a compressed part."""
    make, parts, length = Maker(seed), [], 0
    while length < size:
        text = make.words(5).encode()
        parts.append(b"\x0a" + bytes([len(text) & 0x7F]) + text + b"\x12\x08" + make.chance.randbytes(8))
        length += len(parts[-1])
    return (gzip.compress(events(size // 4, seed)) + b"".join(parts))[:size]


KINDS: dict[str, Callable[[int, int], bytes]] = {
    "markup": markup,
    "script": script,
    "json": events,
    "form": form,
    "binary": binary,
}
