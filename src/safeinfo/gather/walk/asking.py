"""Ask the shop's own search for things to buy, where no shelf shows any: its words, never anything about a person."""

from urllib.parse import urlencode, urljoin, urlsplit

from safeinfo.derive.shop import site_of
from safeinfo.gather.walk.frontier import Target
from safeinfo.gather.walk.state import Look
from safeinfo.model.kinds import Purpose
from safeinfo.model.readings import FormRead

_USUAL = ("a", "e")  # letters that are in nearly every name
_MOST = 3


def searches(home: Look, shelves: tuple[str, ...]) -> tuple[Target, ...]:
    """Return addresses of search results: for what the shop calls its shelves, then for what any name holds."""
    form = next((each for each in home.forms if _can_be_asked(home, each)), None)
    if form is None:
        return ()
    box = next(field for field in form.fields if field.visible and field.name)
    action = urljoin(home.page.url, form.action or home.page.url).partition("?")[0]
    words = tuple(dict.fromkeys((*shelves[: _MOST - 1], *_USUAL)))[:_MOST]
    steps = home.page.click_steps + 1
    return tuple(
        Target(f"{action}?{urlencode({box.name: word})}", "listing", f"search «{word}»", steps) for word in words
    )


def _can_be_asked(home: Look, form: FormRead) -> bool:
    """A search that is sent as an address, to the shop itself, by one box."""
    boxes = [field for field in form.fields if field.visible and field.name]
    action = urljoin(home.page.url, form.action or home.page.url)
    inside = urlsplit(action).scheme in {"http", "https"} and site_of(action) == site_of(home.page.url)
    asks = form.purpose is Purpose.SEARCH and form.visible and form.method.lower() in {"", "get"}
    return asks and inside and len(boxes) == 1 and form.frame == ""
