"""Text of a PDF, within bounds that are counted, not timed."""

import io
import logging

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError

MAX_BYTES = 15_000_000
MAX_PAGES = 120
MAX_PAGE_CONTENT = 2_000_000  # bytes of drawing instructions on one page
MAX_CHARACTERS = 1_500_000
_MAX_STREAM = 8_000_000  # bytes of one stream, decoded; pypdf stops decoding there
_TROUBLE = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OverflowError,
    NotImplementedError,
    AssertionError,
    ZeroDivisionError,
    UnicodeError,
    OSError,
    LookupError,
    ArithmeticError,
)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what a damaged file provokes is told by `unread`


def pdf_text(body: bytes) -> tuple[str, str]:
    """Return the text of a PDF, and why it was not read whole: "", empty, damaged, truncated, too-large."""
    if len(body) > MAX_BYTES:
        return "", "too-large"
    try:
        with apply_configuration(
            zlib_maximum_output_length=_MAX_STREAM,
            lzw_maximum_output_length=_MAX_STREAM,
            run_length_maximum_output_length=_MAX_STREAM,
            array_based_stream_maximum_output_length=_MAX_STREAM,
        ):
            reader = PdfReader(io.BytesIO(body), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                return "", "damaged"
            return _pages(reader)
    except LimitReachedError:
        return "", "too-large"
    except _TROUBLE:
        return "", "damaged"


def _pages(reader: PdfReader) -> tuple[str, str]:
    texts: list[str] = []
    count, length, cut = len(reader.pages), 0, False
    for number in range(min(count, MAX_PAGES)):
        page = reader.pages[number]
        content = page.get_contents()
        if content is not None and len(content.get_data()) > MAX_PAGE_CONTENT:
            cut = True
            continue
        text = page.extract_text()
        texts.append(text)
        length += len(text)
        if length > MAX_CHARACTERS:
            cut = True
            break
    if not length:
        return "", "empty"
    return "\n\n".join(texts)[:MAX_CHARACTERS], "truncated" if cut or count > MAX_PAGES else ""
