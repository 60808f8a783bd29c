"""Bytes to text: byte order mark, stated charset, `<meta>`, then UTF-8, then windows-1252 (HTML, 13.2.3)."""

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
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
_SNIFFED = 4096  # bytes


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
    found = _META.search(body[:_SNIFFED])
    stated = [name for name in (_known(charset), _known(found.group(1).decode("ascii")) if found else "") if name]
    for name in [*stated, "utf-8"]:
        try:
            return body.decode(name)
        except (UnicodeDecodeError, ValueError):
            continue
    return body.decode(stated[0] if stated else "windows-1252", "replace")
