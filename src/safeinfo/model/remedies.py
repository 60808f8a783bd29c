"""What to do about findings that every requirement makes in the same words: what was not reached or not proven."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to change, in words and, where it helps, as a snippet of the given language (html, http, toml …)."""

    text: str
    snippet: str = ""
    language: str = "html"


_AGAIN = "safeinfo audit URL --max-pages 60 --timeout 900"
_TRIALS = "safeinfo audit URL --trials --i-control-this-site"
SHARED: Mapping[str, Remedy] = {
    "not-reached": Remedy(
        "Nothing is wrong yet: this was not looked at. On a shop that you control, let the walk submit made-up data; "
        "if pages or time ran out, give it more.",
        f"{_TRIALS} --max-pages 60 --timeout 900",
        "sh",
    ),
    "not-seen": Remedy(
        "See why this page did not come (an error, a block for automated visitors, a captcha), and audit again; "
        "a shop may let the auditor in for a while.",
        _AGAIN,
        "sh",
    ),
    "checkout-not-found": Remedy(
        "If the shop has a checkout, let a product page offer a plain button that puts it in the cart, and the cart a "
        "link to the checkout; if it has none, a reviewer can settle this.",
        '<button type="submit" name="add">Add to cart</button> … <a href="/checkout">Checkout</a>',
    ),
    "instrument-dead": Remedy(
        "Audit again: something on the page, or a lack of memory, stopped an instrument. "
        "`safeinfo doctor` says whether the machine has what it needs.",
        "safeinfo doctor",
        "sh",
    ),
    "walk-incomplete": Remedy("Audit again with more pages and time, so that the walk comes to its end.", _AGAIN, "sh"),
}
