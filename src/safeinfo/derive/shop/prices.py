"""Prices in a text, in the usual writings of the world: a currency sign or ISO 4217 code beside a number."""

import re

_SIGN = (
    r"[$€£¥₹₽₩₺₴₪₫฿₱₦₡₲₵₸₼₾₤￥＄￡￦₨]|(?:US|CA|AU|NZ|HK|R|S|C|A)\$|kr\.?|zł|Kč|Ft|lei|лв\.?|руб\.?|р\.|грн\.?|円|元|원|TL|Rp|RM|"
    r"S/|kn|дин\.?|din\.?|fr\.|ر\.س|د\.إ|ج\.م|บาท|Rs\.?"
)
_CODE = (
    r"(?:USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|RUB|UAH|JPY|CNY|RMB|KRW|INR|AUD|CAD|NZD|BRL|MXN|ARS|CLP|COP|"
    r"ZAR|ILS|AED|SAR|EGP|THB|VND|IDR|MYR|SGD|HKD|TWD|PHP|ISK|RSD|NIS)"
)
_NUMBER = r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
PRICE = re.compile(
    rf"(?:(?:{_SIGN})|\b{_CODE}\b)[\s\u00a0]?(?:{_NUMBER})|(?:{_NUMBER})(?:,-)?[\s\u00a0]?(?:(?:{_SIGN})(?![\w])|{_CODE}\b)"
)


def prices_in(text: str) -> int:
    """Return how many prices a text holds."""
    return sum(1 for _ in PRICE.finditer(text))


def has_price(text: str) -> bool:
    """Tell whether a text holds a price."""
    return PRICE.search(text) is not None
