"""Bytes to text: byte order mark, stated charset, `<meta>`, UTF-8, then what the page's language is written in.

As browsers do (HTML, 13.2.3), with two differences, as a reading must not be lost to a server's setting: bytes that are
well-formed UTF-8 are read so whatever single-byte charset is stated, and bytes that do not fit what is stated are tried
in the charsets of the page's language.
"""

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_LANG = re.compile(rb"<html[^>]{0,300}?\slang\s{0,5}=\s{0,5}[\"']?([A-Za-z]{2,3})(?:-([A-Za-z]{2,4}))?", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_AS_BROWSERS = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "windows-1254",
    "tis-620": "cp874",
}
_SINGLE_BYTE = re.compile(r"(?:windows-125|iso-8859-|cp125|koi8)")
# What pages without a charset are written in, by language (Encoding Standard, 4.2, and the older forms of Japanese).
_BY_LANGUAGE = {
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "zh": ("gb18030", "big5hkscs"),
    "ko": ("cp949",),
    "th": ("cp874",),
    "ru": ("windows-1251", "koi8-r"),
    "uk": ("windows-1251",),
    "bg": ("windows-1251",),
    "el": ("windows-1253",),
    "he": ("windows-1255",),
    "ar": ("windows-1256",),
    "tr": ("windows-1254",),
} | dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "ro"), ("windows-1250",))
# Characters that no text of the language lacks: bytes that fit several charsets are read in the one that shows most.
_COMMON = {"ja": re.compile(r"[\u3041-\u30ff]"), "zh": re.compile(r"[的一是不我您人有信息资資隐隱私们們]")}
_TRADITIONAL = frozenset({"tw", "hk", "hant", "mo"})
_SNIFFED = 4096  # bytes
_NULS = 0.3  # share of every other byte from which text in Latin letters is UTF-16


def _known(name: str) -> str:
    wanted = name.strip().strip("\"'").lower()
    wanted = _AS_BROWSERS.get(wanted, wanted)
    try:
        info = codecs.lookup(wanted)
    except (LookupError, ValueError):
        return ""
    return wanted if info._is_text_encoding else ""  # noqa: SLF001 - the only mark that keeps `hex` or `zip` out


def decode(body: bytes, charset: str = "") -> str:
    """Return the text of a body; a charset that nobody knows is passed over, and bytes that fit none replaced."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if wide := _wide(body[:_SNIFFED]):
        return body.decode(wide, "replace")
    found = _META.search(body[:_SNIFFED])
    stated = [name for name in (_known(charset), _known(found.group(1).decode("ascii")) if found else "") if name]
    if stated and _SINGLE_BYTE.match(stated[0]):
        stated.insert(0, "utf-8")
    for name in [*stated, "utf-8"]:
        try:
            return body.decode(name)
        except (UnicodeDecodeError, ValueError):
            continue
    return _in_language(body) or body.decode(_last_resort(stated, body), "replace")


def _wide(head: bytes) -> str:
    """Return the form of UTF-16 that bytes without a mark are in, by the zero bytes of its Latin letters."""
    half = len(head) // 2
    if half < 8:  # noqa: PLR2004 - too few bytes to tell
        return ""
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if odd > half * _NULS and even < half * _NULS / 10:
        return "utf-16-le"
    return "utf-16-be" if even > half * _NULS and odd < half * _NULS / 10 else ""


def _in_language(body: bytes) -> str:
    """Return the text in the charset of the page's language that fits best; "" where none fits."""
    found = _LANG.search(body[:_SNIFFED])
    if found is None:
        return ""
    language, region = found.group(1).decode("ascii").lower(), (found.group(2) or b"").decode("ascii").lower()
    names = _BY_LANGUAGE.get(language, ())
    fitting = []
    for name in reversed(names) if region in _TRADITIONAL else names:
        try:
            fitting.append(body.decode(name))
        except (UnicodeDecodeError, ValueError):
            continue
    common = _COMMON.get(language)
    if common is None:
        return fitting[0] if fitting else ""
    return max(fitting, key=lambda text: len(common.findall(text[:_SNIFFED])), default="")


def _last_resort(stated: list[str], body: bytes) -> str:
    """UTF-8 where more of its letters are whole than broken; else what was stated; else that of Western Europe."""
    broken = body[:200_000].decode("utf-8", "replace")
    lost = broken.count("\ufffd")
    if lost < sum(not character.isascii() for character in broken) - lost:
        return "utf-8"
    if stated and stated[0] != "utf-8":
        return stated[0]
    latin = body[:200_000].decode("windows-1252", "replace")
    letters = sum(character.isalpha() for character in latin)
    return "windows-1252" if letters > len(latin) / 2 else "utf-8"
