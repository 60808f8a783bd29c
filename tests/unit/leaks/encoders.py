"""The ways a value travels: encodings, hashes and channels, each written with the standard library or its packer."""

import base64
import gzip
import hashlib
import html
import json
import quopri
import zlib
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import brotli
from lzstring import LZString

Step = Callable[[bytes], bytes]

VALUES = {
    "email": "qx7vk2mp9d4rt8@canary.example",
    "name": "Zorblat Quimby",
    "given-name": "Zorblat",
    "family-name": "Quimby",
    "tel": "+12025550143",
    "street-address": "742 Evergreen Terrace",
    "postal-code": "94103",
    "cc-number": "4111111111111111",
    "new-password": "Xk9#vLm2pQ!r",
    "bday": "1984-03-07",
}


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def every_percent(data: bytes) -> bytes:
    return "".join(f"%{byte:02x}" for byte in data).encode()


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def protobuf(data: bytes) -> bytes:
    return b"\x08\x96\x01\x12" + varint(len(data)) + data + b"\x1a\x04\xff\xfe\x01\x02\x20\x07"


def message_pack(data: bytes) -> bytes:
    return b"\x82\xa1t\xcf\x00\x00\x01\x8f\xd0\x00\x00\x01\xa5email\xd9" + bytes([len(data)]) + data


def web_token(data: bytes) -> bytes:
    """A JWT whose payload holds the value."""
    parts = (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"17","email":"' + data + b'","iat":1700000000}', bytes(range(32)))
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


def padded(data: bytes) -> bytes:
    return b'{"page":"checkout","value":"' + data + b'","more":"of the same kind"}'


ENCODINGS: dict[str, Step] = {
    "plain": lambda data: data,
    "upper": bytes.upper,
    "percent": lambda data: quote(data, safe="").encode(),
    "percent-everything": every_percent,
    "percent-twice": lambda data: quote(quote(data, safe=""), safe="").encode(),
    "plus": lambda data: quote_plus(data).encode(),
    "base64": base64.b64encode,
    "base64-unpadded": lambda data: base64.b64encode(data).rstrip(b"="),
    "base64url": base64.urlsafe_b64encode,
    "base64-second-alignment": lambda data: base64.b64encode(b"a" + data + b"z"),
    "base64-third-alignment": lambda data: base64.b64encode(b"ab" + data + b"yz"),
    "base64-in-json": lambda data: base64.b64encode(padded(data)),
    "base64-glued": lambda data: b"v1_" + base64.urlsafe_b64encode(data),
    "base64-twice": lambda data: base64.b64encode(base64.b64encode(data)),
    "base64-percent": lambda data: quote(base64.b64encode(data), safe="").encode(),
    "hex": lambda data: data.hex().encode(),
    "hex-upper": lambda data: data.hex().upper().encode(),
    "hex-odd": lambda data: b"f" + data.hex().encode(),
    "hex-spaced": lambda data: data.hex(" ").encode(),
    "hex-of-base64": lambda data: base64.b64encode(data).hex().encode(),
    "json-escapes": lambda data: "".join(f"\\u{byte:04x}" for byte in data).encode(),
    "script-escapes": lambda data: "".join(f"\\x{byte:02X}" for byte in data).encode(),
    "entities": lambda data: "".join(f"&#{byte};" for byte in data).encode(),
    "entities-hex": lambda data: "".join(f"&#x{byte:X};" for byte in data).encode(),
    "named-entity": lambda data: html.escape(data.decode()).replace("@", "&commat;").encode(),
    "quoted-printable": lambda data: quopri.encodestring(data + b" = ").replace(b"@", b"=40"),
    "character-codes": lambda data: ("[" + ",".join(map(str, data)) + "]").encode(),
    "utf-16": lambda data: data.decode().encode("utf-16-le"),
    "utf-16-be": lambda data: data.decode().encode("utf-16-be"),
    "reversed": lambda data: data[::-1],
    "reversed-base64": lambda data: base64.b64encode(data)[::-1],
    "base64-of-reversed": lambda data: base64.b64encode(data[::-1]),
    "gzip": lambda data: gzip.compress(padded(data)),
    "zlib": lambda data: zlib.compress(padded(data)),
    "deflate": lambda data: deflate(padded(data)),
    "brotli": lambda data: brotli.compress(padded(data)),
    "base64-gzip": lambda data: base64.b64encode(gzip.compress(padded(data))),
    "base64-zlib": lambda data: base64.b64encode(zlib.compress(padded(data))),
    "base64url-deflate": lambda data: base64.urlsafe_b64encode(deflate(padded(data))),
    "base64-brotli": lambda data: base64.b64encode(brotli.compress(padded(data))),
    "gzip-base64": lambda data: gzip.compress(base64.b64encode(padded(data))),
    "percent-thrice": lambda data: quote(quote(quote(data, safe=""), safe=""), safe="").encode(),
    "json-base64-percent": lambda data: quote(base64.b64encode(b'{"u":{"email":"' + data + b'"}}')).encode(),
    "entities-open": lambda data: "".join(f"&#{byte:07d}" for byte in data).encode(),
    "percent-u": lambda data: "".join(f"%u{byte:04x}" for byte in data).encode(),
    "base64-utf-16": lambda data: base64.b64encode(data.decode().encode("utf-16-le")),
    "hex-utf-16": lambda data: data.decode().encode("utf-16-le").hex().encode(),
    "hex-gzip": lambda data: gzip.compress(data).hex().encode(),
    "hex-zlib-upper": lambda data: zlib.compress(data).hex().upper().encode(),
    "hex-reversed": lambda data: data.hex().encode()[::-1],
    "base64-of-reversed-base64": lambda data: base64.b64encode(base64.b64encode(data)[::-1]),
    "reversed-base64-gzip": lambda data: base64.b64encode(gzip.compress(padded(data)))[::-1],
    "base64-thrice": lambda data: base64.b64encode(base64.b64encode(base64.b64encode(data))),
    "base64-of-percent-of-base64": lambda data: base64.b64encode(quote(base64.b64encode(data), safe="").encode()),
    "hex-base64-gzip": lambda data: base64.b64encode(gzip.compress(data)).hex().encode(),
    "base64-deflate-bare": lambda data: base64.b64encode(deflate(data)),
    "base64-brotli-bare": lambda data: base64.b64encode(brotli.compress(data)),
    "base64url-zlib-bare": lambda data: base64.urlsafe_b64encode(zlib.compress(data)).rstrip(b"="),
    "json-web-token": web_token,
    "base64-protobuf": lambda data: base64.b64encode(protobuf(data)),
    "base64-message-pack": lambda data: base64.b64encode(message_pack(data)),
    "protobuf": protobuf,
    "message-pack": message_pack,
    "gzip-protobuf": lambda data: gzip.compress(protobuf(data)),
    "minus-one-base64": lambda data: base64.b64encode(data[:-1]),
    "minus-two-base64url": lambda data: base64.urlsafe_b64encode(data[:-2]),
    "lz-base64-bare": lambda data: LZString.compressToBase64(data.decode()).encode(),
    "with-a-salt-beside": lambda data: data + b"|1700000000",
    "lz-base64": lambda data: LZString.compressToBase64(padded(data).decode()).encode(),
    "lz-uri": lambda data: LZString.compressToEncodedURIComponent(padded(data).decode()).encode(),
    "lz-utf16": lambda data: LZString.compressToUTF16(padded(data).decode()).encode(),
}
BINARY = {"utf-16", "utf-16-be", "gzip", "zlib", "deflate", "brotli", "gzip-base64", "lz-utf16"}
BINARY |= {"protobuf", "message-pack", "gzip-protobuf"}


def _hash(name: str) -> Step:
    return lambda data: hashlib.new(name, data).hexdigest().encode()


def _raw(name: str) -> Step:
    return lambda data: hashlib.new(name, data).digest()


HASHES: dict[str, Step] = {
    **{name: _hash(name) for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b")},
    "sha256-upper": lambda data: _hash("sha256")(data).upper(),
    "sha256-reversed": lambda data: _hash("sha256")(data)[::-1],
    "sha256-cut": lambda data: _hash("sha256")(data)[:32],
    "sha256-of-minus-one": lambda data: _hash("sha256")(data[:-1]),
    "md5-of-local-part": lambda data: _hash("md5")(data.partition(b"@")[0]),
    "hex-of-hex-sha256": lambda data: _hash("sha256")(data).hex().encode(),
    "base64-of-raw-sha512": lambda data: base64.b64encode(_raw("sha512")(data)),
    "base64-protobuf-of-raw-sha256": lambda data: base64.b64encode(protobuf(_raw("sha256")(data))),
    "sha256-of-upper": lambda data: _hash("sha256")(data.upper()),
    "md5-as-uuid": lambda data: _uuid(_hash("md5")(data)),
    "sha256-glued": lambda data: b"e0c" + _hash("sha256")(data) + b"ff",
    "sha256-of-md5": lambda data: _hash("sha256")(_hash("md5")(data)),
    "md5-of-sha256-upper": lambda data: _hash("md5")(_hash("sha256")(data).upper()),
    "sha1-of-sha1-of-md5": lambda data: _hash("sha1")(_hash("sha1")(_hash("md5")(data))),
    "sha256-of-raw-md5": lambda data: _hash("sha256")(_raw("md5")(data)),
    "sha256-of-base64": lambda data: _hash("sha256")(base64.b64encode(data)),
    "sha256-of-hex": lambda data: _hash("sha256")(data.hex().encode()),
    "base64-of-raw-sha256": lambda data: base64.b64encode(_raw("sha256")(data)),
    "base64url-of-raw-sha1": lambda data: base64.urlsafe_b64encode(_raw("sha1")(data)).rstrip(b"="),
    "base64-of-hex-md5": lambda data: base64.b64encode(_hash("md5")(data)),
    "percent-base64-raw-md5": lambda data: quote(base64.b64encode(_raw("md5")(data)), safe="").encode(),
    "sha256-of-base64-of-raw-sha256": lambda data: _hash("sha256")(base64.b64encode(_raw("sha256")(data))),
}


def _uuid(digits: bytes) -> bytes:
    return b"-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


CHANNELS: dict[str, Step] = {
    "query": lambda data: b"https://t.example/collect?v=2&cid=17&em=" + data + b"&dl=%2Fcheckout",
    "path": lambda data: b"https://t.example/p/9/" + data + b"/1x1.gif",
    "referer": lambda data: b"referer: https://shop.example/thanks?m=" + data + b"\r\naccept: */*",
    "cookie": lambda data: b"cookie: sid=3f9a; uid=" + data + b"; theme=dark",
    "header": lambda data: b"x-visitor: " + data,
    "form": lambda data: b"a=1&user=" + data + b"&submit=ok",
    "json": lambda data: b'{"events":[{"t":1,"v":"' + data + b'"}]}',
    "json-in-json": lambda data: json.dumps({"payload": json.dumps({"v": data.decode()})}).encode(),
    "multipart": lambda data: b'--x7\r\nContent-Disposition: form-data; name="f"\r\n\r\n' + data + b"\r\n--x7--\r\n",
    "websocket": lambda data: b'42["identify",{"id":"' + data + b'"}]',
    "body": lambda data: data,
    "gzip-body": lambda data: gzip.compress(b'{"v":"' + data + b'"}'),
}
