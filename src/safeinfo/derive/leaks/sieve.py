"""Rule out, fast, what holds no planted value: nearly all that a browser sends.

The sieve decodes as `Needles` does, but asks only whether anything shows, never where: level by level, all that was
decoded on one level together. Each distinct word is looked at once, and words found empty are remembered. Where a bound
is met it says yes, and the full search decides.

It says yes to every text of any size that holds a planted value in one of the writings, hashes and codes of the full
search, in chains of up to six; tests hold it to that. The exceptions, which only texts of up to 8 KB are searched for:
- codes other than base64 and hex on top of which the text is turned round, and such codes in base64 that is glued to
  other characters so that it begins at another alignment than its word, or in hex in pairs beyond 64 KB;
- raw deflate and Brotli of less than 16 bytes, inside another text, of what does not begin with three ASCII characters,
  or made with unusual windows; LZ-string of less than 22 characters, or in UTF-16;
- a digest in raw bytes that no length byte precedes (beyond 16 KB), and checksums of 32 bits, which are weak;
- what is coded or hashed, and right after a bare percent sign that reads as a code, in a text full of codes. Encoders
  write a percent sign as %25, so none leaves such a text.

What nobody can find: a hash with an unknown salt, a cipher. What is not looked for: base32, base85, ROT13.
"""

import binascii
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from safeinfo.derive.leaks.bodies import lz16_layers
from safeinfo.derive.leaks.codes import CODES
from safeinfo.derive.leaks.glance import Glance, uuids
from safeinfo.derive.leaks.lanes import ANY, OTHER, OWN
from safeinfo.derive.leaks.layers import Layer
from safeinfo.derive.leaks.many import (
    HEAD,
    LEAST_HEADED,
    Heads,
    bare_bodies,
    base64_heads,
    base64_row,
    bodies,
    from_base64,
    from_hex,
    from_lz,
    hex_heads,
    hex_words,
    readable,
    standard,
)
from safeinfo.derive.leaks.runs import words
from safeinfo.derive.leaks.wrappers import character_list_layer, folded_layer, gapped_layer

DEPTH = 6  # decoders on top of each other
LAYERS = 240  # decoded texts in one full search
_REMEMBERED = 100_000  # words known to be empty
_LEAST_CODED = 8  # characters of a value of six bytes in base64
_LINE_FEED = b"0a"  # in hex
_COMPLETE = 1 << 62
_SEPARATOR = b"\x0b\n"  # between decoded texts: no soft line break of quoted-printable


@dataclass(slots=True)
class Sieve:
    """Remembers which words hold nothing, and at which depth that was found."""

    glance: Glance
    _empty: list[set[bytes]] = field(default_factory=lambda: [set() for _ in range(DEPTH + 1)])

    def may_hold(self, data: bytes, budget: int) -> bool:
        """Whether `data` may hold a planted value in any form; `budget` bounds the bytes decoded."""
        fresh: list[list[bytes]] = []
        text, bare = data, True
        for depth in range(DEPTH + 1):
            coded, text = text, _unescaped(text)
            found = self._unknown(text, depth)
            if self.glance.shows(text) or self.glance.knows_raw(text):
                return True
            if text is not coded and self.glance.shows_cut(text):
                return True
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
        self._remember(fresh)
        return False

    def _unknown(self, text: bytes, depth: int) -> list[bytes]:
        """The distinct words that are not known to be empty."""
        found = words(text)
        for known in self._empty[: depth + 1]:
            if known:
                found = [word for word in found if word not in known]
        return found

    def _remember(self, fresh: list[list[bytes]]) -> None:
        """Note words by the depth at which they were looked at."""
        if sum(map(len, self._empty)) + sum(map(len, fresh)) > _REMEMBERED:
            for known in self._empty:
                known.clear()
        for known, found in zip(self._empty, fresh, strict=False):
            known.update(found)

    def _parts(self, text: bytes, found: list[bytes], limit: int, *, bare: bool) -> Iterator[bytes | None]:
        """What the decoders make of a text and its words; None where a value shows at once."""
        yield from _recoded(text, is_ascii=self.glance.is_ascii)
        yield from _bodies(text, limit, bare=bare)
        joined = b"\n".join(found)
        digits, dashed = hex_words(joined), uuids(joined)
        if self.glance.knows_hex(digits, dashed):
            yield None
        if digits:
            yield from self._hex(digits, limit)
        known = {*digits, *dashed}
        long = [word for word in found if word not in known]
        if b"/" in joined:
            long += [part for word in long if b"/" in word for part in word.split(b"/") if len(part) >= LEAST_HEADED]
        if b"$" in joined:
            long += [part for word in long if b"$" in word for part in word.split(b"$") if len(part) >= LEAST_HEADED]
        yield from from_lz(long, limit)
        if long:
            yield from self._base64(b"\n".join(long), limit)

    def _base64(self, joined: bytes, limit: int) -> Iterator[bytes | None]:
        """What words, one a line, hold as base64, forwards and backwards."""
        found = standard(joined)
        heads = base64_heads(found)
        if self.glance.knows_heads(heads.row, HEAD):
            yield None
        yield from heads.bare(limit)
        texts, others = heads.sorted_out()
        yield from self._followed(heads, texts)
        if self.glance.suspects_base64(base64_row(texts), OTHER):
            yield from _shifted(texts, from_base64, range(1, 4))
        yield from self._unread(others, limit, ANY)
        heads = base64_heads(b"\n".join(found)[::-1].split(b"\n"))
        texts, others = heads.sorted_out()
        yield from self._followed(heads, texts)
        yield from self._unread(others, limit, OWN)

    def _unread(self, words: list[bytes], limit: int, aligned: bytes) -> Iterator[bytes | None]:
        """What base64 that does not begin as text holds further on."""
        row = base64_row(words)
        data = binascii.a2b_base64(row)
        forwards = aligned == ANY
        if forwards:
            if self.glance.knows_raw(data):
                yield None
            yield from readable(data, HEAD)
        if self.glance.suspects_base64(row, aligned, turned=forwards):
            yield from _shifted(words, from_base64, range(4) if forwards else range(1))
        yield from bodies(data, limit)
        yield from _wide(data)

    def _hex(self, digits: list[bytes], limit: int) -> Iterator[bytes | None]:
        """What runs of hex digits hold, forwards and backwards."""
        plain = from_hex(_LINE_FEED.join([run[:-1] if len(run) & 1 else run for run in digits]))
        if self.glance.knows_raw(plain):
            yield None
        if self.glance.suspects_hex(digits):
            yield from _shifted([*digits, *(run[::-1] for run in digits)], from_hex, range(2))
        yield from readable(plain, _LEAST_CODED)
        yield from hex_heads(digits).wide()
        yield from bodies(plain, limit)
        yield from _wide(plain)

    def _followed(self, heads: Heads, texts: list[bytes]) -> Iterator[bytes]:
        """What of decoded words may hold more below it."""
        yield from map(heads.decode, texts)
        yield from heads.wide()


def _shifted(words: list[bytes], decode: Callable[[bytes], bytes], shifts: range) -> Iterator[bytes]:
    """All words decoded at other alignments."""
    yield from (b"\n".join([decode(word[shift:]) for word in words]) for shift in shifts)


def _wide(data: bytes) -> Iterator[bytes]:
    """Text of two bytes a character, with one byte each."""
    if b"\0" in data and b"x0x0x0" in data.translate(_WIDE_TABLE):
        yield from filter(None, [_WIDE.decoded(data)])


_WIDE_TABLE = bytes(0x78 if byte in range(0x20, 0x7F) else 0x30 if byte == 0 else 0x20 for byte in range(256))
_CODES = {code.step + code.hints[0].decode("latin-1"): code for code in CODES}
_WIDE = _CODES["utf-16\0"]
_QUOTED = re.compile(rb"=(?:3D|40[A-Za-z]|[C-F][0-9A-F]=[89AB][0-9A-F]|\r?\n)")
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
    if text.count(b"%") * _DENSE < len(text) or not text.isascii() or b"%u" in text:
        return text
    plain = _from_quoted(text.translate(_AS_QUOTED))
    if plain.count(_EQUALS) != text.count(b"="):  # there is a code that means 0xff itself
        return text
    return plain.translate(_BACK)


_DENSE = 40  # bytes of a text that has a percent sign for each so many
_EQUALS = b"\xff"  # stands for the equals sign meanwhile
_AS_QUOTED, _BACK = bytes.maketrans(b"=%", b"\xff="), bytes.maketrans(b"\xff", b"=")


def _from_quoted(coded: bytes) -> bytes:
    """Quoted-printable undone where a sign by itself may stand before a code: the decoder would take both for text."""
    return binascii.a2b_qp(coded.replace(b"==", b"=3D=").replace(b"==", b"=3D="))


def _coded(text: bytes, cuts: bytes, sign: bytes, found: list[re.Match[bytes]]) -> bytes:
    """The parts of a text, cut to lines by the translation `cuts`, that hold a code; its sign, where there are many."""
    lines = text.translate(cuts) if found else b""
    if len(found) == _MANY:
        return _around(lines, sign)
    parts, end = list[bytes](), 0
    for each in found:
        if each.start() >= end:
            end = (lines.find(b"\n", each.end()) + 1 or len(lines) + 1) - 1
            parts.append(lines[lines.rfind(b"\n", 0, each.start()) + 1 : end])
    return _SEPARATOR.join(parts)


_MANY = 500  # codes of a text that are not looked at one by one


def _percent(text: bytes) -> Iterator[bytes]:
    """Percent codes undone by the decoder of quoted-printable, which differs in the sign and is fast."""
    if b"%u" in text:
        text = text.replace(b"%u00", b"%")
    coded = _coded(text, _CUTS_AND, b"%", list(islice(_PERCENT.finditer(text), _MANY)))
    plain = _from_quoted(coded.translate(_FULL))
    if len(plain) < len(coded):
        yield plain


def _quoted(text: bytes) -> Iterator[bytes]:
    """Quoted-printable undone: all of a text with soft line breaks, else the parts that hold a code."""
    found = list(islice(_QUOTED.finditer(text), _MANY))
    if len(found) == _MANY or any(each[0].endswith(b"\n") for each in found):
        lines = text.split(b"\n")
        soft = [line.endswith((b"=", b"=\r")) for line in lines]
        kept = [line for number, line in enumerate(lines) if soft[number] or soft[number - 1]]
        yield _from_quoted(b"\n".join(kept))
    if found:
        yield _from_quoted(_coded(text, _CUTS_AND, b"=", found))


def _slashes(text: bytes) -> Iterator[bytes]:
    """Escapes of script and JSON undone where all that is looked for is ASCII; any number of backslashes is one."""
    coded = _coded(text, _CUTS, b"\\", list(islice(_SLASHED.finditer(text), _MANY)))
    size = len(coded)
    while b"\\\\" in coded:
        coded = coded.replace(b"\\\\", b"\\")
    if b"\\u{" in coded:
        coded = _BRACED.sub(rb"\\x\1", coded)
    coded = coded.replace(b"=", b"&").replace(b"\\u00", b"=").replace(b"\\x", b"=")
    plain = _from_quoted(coded).replace(b"\\/", b"/").replace(b"\\n", b"\n").replace(b"\\r", b"\r")
    if len(plain) < size:
        yield plain


_PERCENT = re.compile(rb"%[0-9a-fA-F]{2}")
_SLASHED = re.compile(rb"\\(?:u00|u\{|x[0-9a-fA-F]|[/\"'\\nrt])")
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
    yield from bodies(text, limit)
    if bare:
        yield from bare_bodies(text, limit)
    yield from (child.data for child in lz16_layers(Layer(text), limit))
