"""Rule out, fast, what holds no planted value: nearly all that a browser sends.

The sieve decodes as `Needles` does, but asks only whether anything shows, never where: level by level, all that was
decoded on one level together. Each distinct word is looked at once, and words found empty are remembered. Where a bound
is met it says yes, and the full search decides.

It says yes to every text of any size that holds a planted value in one of the writings, hashes and codes of the full
search, in chains of up to six. The exceptions, which only texts of up to 8 KB are searched for: codes other than base64
and hex on top of which the text is turned round; raw deflate and Brotli inside another text, of what does not begin
with three ASCII characters, or made with unusual windows; LZ-string in UTF-16; a digest in raw bytes that no length
byte precedes (beyond 16 KB); checksums of 32 bits, which are weak; a word right after a bare percent sign that reads as
a code, in a text full of codes. What nobody can find: a hash with an unknown salt,
a cipher. What is not looked for: base32, base85, ROT13.
"""

import binascii
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from safeinfo.derive.leaks.bodies import lz16_layers
from safeinfo.derive.leaks.codes import CODES
from safeinfo.derive.leaks.layers import Layer
from safeinfo.derive.leaks.many import LEAST, Decoded, base64_words, from_base64, from_hex, from_lz, hex_words, shifted
from safeinfo.derive.leaks.runs import UUID, words
from safeinfo.derive.leaks.scan import Scanner
from safeinfo.derive.leaks.wrappers import character_list_layer, folded_layer, gapped_layer

DEPTH = 6  # decoders on top of each other
LAYERS = 240  # decoded texts in one full search
_LEAST_SEGMENT = 12  # characters between slashes that may be base64 of their own
_REMEMBERED = 100_000  # words known to be empty
_COMPLETE = 1 << 62
_SEPARATOR = b"\x0b\n"  # between decoded texts: no soft line break of quoted-printable


@dataclass(slots=True)
class Sieve:
    """Remembers which words hold nothing, and at which depth that was found."""

    scanner: Scanner
    _empty: dict[bytes, int] = field(default_factory=dict)

    def may_hold(self, data: bytes, budget: int) -> bool:
        """Whether `data` may hold a planted value in any form; `budget` bounds the bytes decoded."""
        fresh: list[list[bytes]] = []
        text, bare, certain = data, True, True
        for depth in range(DEPTH + 1):
            text = _unescaped(text)
            found = self._unknown(text, depth)
            joined = b"\n".join(found)
            if self.scanner.shows(text, joined) or self.scanner.shows_digest(joined, text):
                return True
            certain = certain and not self.scanner.suspects(joined)
            fresh.append(found)
            parts: dict[bytes, None] = {}
            for part in self._parts(text, found, budget, bare=bare):
                if part is None:
                    return True
                budget -= 0 if part in parts else len(part)
                if budget <= 0:
                    return True
                parts[part] = None
            text, bare = _SEPARATOR.join(parts), False
            if not text:
                break
        if certain:
            self._remember(fresh)
        return False

    def _unknown(self, text: bytes, depth: int) -> list[bytes]:
        """The distinct words that are not known to be empty."""
        empty = self._empty
        return [word for word in words(text) if empty.get(word, DEPTH + 1) > depth]

    def _remember(self, fresh: list[list[bytes]]) -> None:
        """Note words by the depth at which they were looked at; the smallest counts."""
        if len(self._empty) + sum(map(len, fresh)) > _REMEMBERED:
            self._empty.clear()
        for depth in reversed(range(len(fresh))):
            self._empty |= dict.fromkeys(fresh[depth], depth)

    def _parts(self, text: bytes, found: list[bytes], limit: int, *, bare: bool) -> Iterator[bytes | None]:
        """What the decoders make of a text and its words; None where a value shows at once."""
        yield from _recoded(text, is_ascii=self.scanner.is_ascii)
        yield from _bodies(text, limit, bare=bare)
        if not text.isascii() and self.scanner.knows_raw(Decoded(text, [], []).heads):
            yield None
        long = [word for word in found if len(word) >= LEAST]
        joined = b"\n".join(long)
        yield from self._hex(joined, limit)
        long = [word for word in long if word.translate(None, UUID)]
        long += [part for word in long if b"/" in word for part in word.split(b"/") if len(part) >= _LEAST_SEGMENT]
        if not long:
            return
        row = base64_words(long)
        plain = from_base64(row, long)
        if self.scanner.shows(plain.data) or self.scanner.knows_raw(plain.heads):
            yield None
        if any(self.scanner.shows(shifted(row, shift), turned=False) for shift in (1, 2, 3)):
            yield None
        yield from _followed(plain, limit, bare=True)
        yield from from_lz(long, limit)
        backwards = b"\n".join(long)[::-1].split(b"\n")
        turned = from_base64(base64_words(backwards), backwards)
        if self.scanner.shows(turned.data, turned=False):
            yield None
        yield from _followed(turned, limit, bare=False)

    def _hex(self, joined: bytes, limit: int) -> Iterator[bytes | None]:
        digits = hex_words(joined)
        if not digits:
            return
        plain = from_hex(digits)
        row = b"".join(digits)
        others = (row[1:], row[::-1], row[-2::-1])
        if self.scanner.shows(plain.data):
            yield None
        if any(self.scanner.shows(binascii.unhexlify(text[: len(text) & ~1]), turned=False) for text in others):
            yield None
        yield from _followed(plain, limit, bare=False)


def _followed(decoded: Decoded, limit: int, *, bare: bool) -> Iterator[bytes]:
    """What of decoded words may hold more below it."""
    yield from decoded.texts()
    yield from decoded.unpacked(limit, bare=bare)
    yield from _wide(decoded.data)


def _wide(data: bytes) -> Iterator[bytes]:
    """Text of two bytes a character, with one byte each."""
    if b"x0x0x0" in data.translate(_WIDE_TABLE):
        yield from filter(None, [_WIDE.decoded(data)])


_WIDE_TABLE = bytes(0x78 if byte in range(0x20, 0x7F) else 0x30 if byte == 0 else 0x20 for byte in range(256))
_CODES = {code.step + code.hints[0].decode("latin-1"): code for code in CODES}
_WIDE = _CODES["utf-16\0"]
_QUOTED = re.compile(rb"=(?:3D|C3|40[A-Za-z])")
_ESCAPES, _ENTITIES = _CODES["escapes\\"], _CODES["html&"]
_CUTS = bytes.maketrans(b" \t\r\"'<>\0", b"\n" * 8)
_ENTITY_NAMES = (
    *(b"commat", b"period", b"lowbar", b"num", b"plus", b"hyphen", b"dash", b"sol", b"colon", b"Tab", b"NewLine"),
    *(b"lpar", b"rpar", b"comma", b"excl", b"equals", b"percnt", b"ast"),
)
_ASCII_ENTITY = re.compile(b"&(?:#[0-9xX]|%s)" % b"|".join(_ENTITY_NAMES))
_FULL = bytes.maketrans(b"=%", b"&=")


def _recoded(text: bytes, *, is_ascii: bool) -> Iterator[bytes]:
    """The text with what single characters were written as undone: only the parts that held a code."""
    if b"%" in text:
        yield from _percent(text)
        yield from filter(None, [None if is_ascii else _CODES["url%u"].decoded(text)])
    if b"\\" in text:
        yield from _slashes(text) if is_ascii else filter(None, [_ESCAPES.decoded(text)])
    if b"&" in text:
        yield from filter(None, [_entities(text) if is_ascii else _ENTITIES.decoded(text)])
    yield from _quoted(text)
    layer = Layer(text)
    for child in (character_list_layer(layer, _COMPLETE), folded_layer(layer), gapped_layer(layer)):
        if child is not None:
            yield child.data


def _around(lines: bytes, sign: bytes) -> bytes:
    """The lines that hold a sign, found from sign to sign or from line to line, whichever are fewer."""
    if lines.count(sign) * 2 > lines.count(b"\n"):
        return b"\n".join([line for line in lines.split(b"\n") if sign in line])
    pieces = lines.split(sign)
    pieces[0] = pieces[0][pieces[0].rfind(b"\n") + 1 :]
    pieces[-1] = pieces[-1].partition(b"\n")[0]
    inner = [
        piece if b"\n" not in piece else piece[: piece.index(b"\n")] + piece[piece.rindex(b"\n") :]
        for piece in pieces[1:-1]
    ]
    return sign.join([pieces[0], *inner, pieces[-1]]) if len(pieces) > 1 else b""


def _unescaped(text: bytes) -> bytes:
    """A text full of percent codes with them undone: its words would be looked at twice, once glued to codes."""
    if text.count(b"%") * _DENSE < len(text) or not text.isascii() or any(sign in text for sign in _NOT_AT_ONCE):
        return text
    return binascii.a2b_qp(text.translate(_AS_QUOTED)).translate(_BACK)


_DENSE = 40  # bytes of a text that has a percent sign for each so many
_NOT_AT_ONCE = (b"%FF", b"%ff", b"%u")  # 0xff stands for the equals sign meanwhile
_AS_QUOTED, _BACK = bytes.maketrans(b"=%", b"\xff="), bytes.maketrans(b"\xff", b"=")


def _percent(text: bytes) -> Iterator[bytes]:
    """Percent codes undone by the decoder of quoted-printable, which differs in the sign and is fast."""
    if b"%u" in text:
        text = text.replace(b"%u00", b"%")
    coded = _around(text.translate(_CUTS_AND), b"%")
    plain = binascii.a2b_qp(coded.translate(_FULL))
    if len(plain) < len(coded):
        yield plain


def _quoted(text: bytes) -> Iterator[bytes]:
    """Quoted-printable undone: all of a text with soft line breaks, else the parts that hold a code."""
    if b"=\n" in text or b"=\r\n" in text:
        lines = text.split(b"\n")
        soft = [line.endswith((b"=", b"=\r")) for line in lines]
        kept = [line for number, line in enumerate(lines) if soft[number] or soft[number - 1]]
        yield binascii.a2b_qp(b"\n".join(kept))
    if any(hint in text for hint in (b"=3D", b"=C3", b"=40")) and _QUOTED.search(text):
        parts = _around(text.translate(_CUTS_AND), b"=").split(b"\n")
        yield binascii.a2b_qp(_SEPARATOR.join([part for part in parts if _QUOTED.search(part)]))


def _slashes(text: bytes) -> Iterator[bytes]:
    """Escapes of script and JSON undone where all that is looked for is ASCII; any number of backslashes is one."""
    coded = _around(text.translate(_CUTS), b"\\")
    size = len(coded)
    while b"\\\\" in coded:
        coded = coded.replace(b"\\\\", b"\\")
    if b"\\u{" in coded:
        coded = _BRACED.sub(rb"\\x\1", coded)
    coded = coded.replace(b"=", b"&").replace(b"\\u00", b"=").replace(b"\\x", b"=")
    plain = binascii.a2b_qp(coded).replace(b"\\/", b"/").replace(b"\\n", b"\n").replace(b"\\r", b"\r")
    if len(plain) < size:
        yield plain


_CUTS_AND = bytes.maketrans(b" \t\r\"'<>\0&", b"\n" * 9)
_BRACED = re.compile(rb"\\u\{0*([0-9a-fA-F]{2})\}")


def _entities(text: bytes) -> bytes | None:
    """Entities undone where all that is looked for is ASCII."""
    parts, lines, end = list[bytes](), b"", 0
    for found in _ASCII_ENTITY.finditer(text):
        if found.start() < end:
            continue
        lines = lines or text.translate(_CUTS)
        end = (lines.find(b"\n", found.end()) + 1 or len(lines) + 1) - 1
        parts.append(lines[lines.rfind(b"\n", 0, found.start()) + 1 : end])
    if not parts:
        return None
    coded = b"\n".join(parts)
    return html.unescape(coded.decode("latin-1")).encode("latin-1", "replace")


def _bodies(text: bytes, limit: int, *, bare: bool) -> Iterator[bytes]:
    """What is packed or wide in a text that is not all ASCII."""
    yield from _wide(text)
    if text.isascii():
        return
    yield from Decoded(text, [0] if bare else [], [len(text)] if bare else []).unpacked(limit, bare=bare)
    yield from (child.data for child in lz16_layers(Layer(text), limit))
