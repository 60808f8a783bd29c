"""The readers of a walk made ready: their words are folded when they are first asked for, and that may be early."""

import re

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.links import policy_links
from safeinfo.derive.parties import registrable
from safeinfo.derive.policy import make_ready
from safeinfo.derive.shop import age_gate, consent_banner, page_role, shop_links

_PAGE = """<title>a</title><body><div role=dialog>cookies <button>b</button></div><a href=/c>d e f</a>
<form action=/g><label>h <input name=i></label><label><input type=checkbox> j</label><button>k</button></form></body>"""


_LANGUAGE = re.compile(rb"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})", re.IGNORECASE)
_HEAD = 20_000  # bytes of a page in which its language is looked for


def warm_policies(front: bytes) -> None:
    """Make the reader of policies ready for the language of a shop's front page."""
    found = _LANGUAGE.search(front[:_HEAD])
    make_ready(found[1].decode() if found else "en")


def warm() -> None:
    """Read a page that says nothing: done while the browser starts, it costs a walk no time."""
    registrable("www.shop.example")
    document = Document.parse(_PAGE, "https://shop.example/")
    forms = read_forms(document)
    page_role(document, 200)
    age_gate(document, forms)
    consent_banner(document)
    policy_links(document)
    shop_links(document)
