"""The mark: a static picture that the shop hosts itself, and the HTML to paste.

The SVG refers to nothing, has neither script nor style (so any Content-Security-Policy lets it be), and gives each
line of text its length, so that it fits in whatever font a visitor has.
"""

import html
import tomllib
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import idna

from safeinfo.seal.errors import MalformedError
from safeinfo.seal.origins import is_origin

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Hiragino Sans', sans-serif"
LONGEST_SHOWN = 36  # letters of a domain; of a longer one the end is shown, where its owner is named
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|! ’"), frozenset("mwMW@—…")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: baseline in pixels, size, weight."""

    y: float
    size: float
    weight: int


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of a mark in CSS pixels; lines by what stands in them."""

    width: int
    height: int
    shield: float  # its height
    lines: Mapping[str, Line]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours; each text has a contrast of at least 4.5 to 1 with its ground (WCAG 2.2, 1.4.3)."""

    ground: str
    edge: str
    strong: str
    soft: str
    link: str
    shield: tuple[str, str]


SIZES: Mapping[str, Size] = {
    "small": Size(152, 44, 30, {"brand": Line(19.5, 15, 700), "name": Line(33.5, 10, 400)}),
    "medium": Size(
        224, 68, 46, {"brand": Line(25.5, 18.5, 700), "name": Line(41, 11.5, 400), "domain": Line(56, 11.5, 600)}
    ),
    "large": Size(
        304,
        104,
        74,
        {
            "brand": Line(34, 25, 700),
            "name": Line(53, 14, 400),
            "domain": Line(71.5, 14, 600),
            "check": Line(90, 12.5, 500),
        },
    ),
}
THEMES: Mapping[str, Theme] = {
    "light": Theme("#ffffff", "#c9d5df", "#10273b", "#44586a", "#0b5f8a", ("#12897f", "#0b4f7d")),
    "dark": Theme("#0f2130", "#35506a", "#ffffff", "#c3d1dd", "#8fd3f5", ("#2bb8a8", "#1f78b4")),
}


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the words by language."""
    return tomllib.loads(files("safeinfo.seal.mark").joinpath("words.toml").read_text("utf-8"))


def shown_domain(origin: str) -> str:
    """Return an origin as customers know it: host in its own script, port if there is one; MalformedError for none."""
    if not is_origin(origin) or not origin.startswith("https://"):
        raise MalformedError("origin", f"{origin[:80]!r} is not an exact https origin")
    parts = urlsplit(origin)
    host = ".".join(
        idna.ulabel(label) if label.startswith("xn--") else label for label in str(parts.hostname).split(".")
    )
    return f"{host}:{parts.port}" if parts.port else host


def picture(origin: str, size: str = "medium", theme: str = "light", language: str = "en") -> str:
    """Return the mark as SVG; KeyError for a size, theme or language that there is not."""
    measures, colours, said = SIZES[size], THEMES[theme], words()[language]
    domain = shown_domain(origin)
    shown = domain if len(domain) <= LONGEST_SHOWN else "…" + domain[1 - LONGEST_SHOWN :]
    texts = {"brand": "Safe Info", "name": said["name"], "domain": shown, "check": said["check"]}
    fills = {"brand": colours.strong, "name": colours.soft, "domain": colours.strong, "check": colours.link}
    inset = (measures.height - measures.shield) / 2
    left = inset + measures.shield * 0.86 + inset * 0.75
    room = measures.width - left - inset * 0.7
    lines = "".join(_text(texts[what], line, left, room, fills[what]) for what, line in measures.lines.items())
    name = f"si-{size}-{theme}-{language}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{measures.width}" height="{measures.height}"'
        f' viewBox="0 0 {measures.width} {measures.height}" role="img" lang="{language}"'
        f' aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{_escaped(said["title"], domain)}</title>'
        f'<desc id="{name}-d">{_escaped(said["about"], domain)}</desc>'
        f'<linearGradient id="{name}-g" x1="0" y1="0" x2="0.6" y2="1"><stop stop-color="{colours.shield[0]}"/>'
        f'<stop offset="1" stop-color="{colours.shield[1]}"/></linearGradient>'
        f'<rect x="0.75" y="0.75" width="{measures.width - 1.5}" height="{measures.height - 1.5}"'
        f' rx="{measures.height * 0.15:g}" fill="{colours.ground}" stroke="{colours.edge}" stroke-width="1.5"/>'
        f"{_shield(inset, inset, measures.shield, f'{name}-g')}"
        f'<g font-family="{FONT}">{lines}</g></svg>\n'
    )


def _shield(x: float, y: float, height: float, gradient: str) -> str:
    """Draw the shield on a grid of 86 by 100: an i whose stem is a tick."""
    return (
        f'<g transform="translate({x:g} {y:g}) scale({height / 100:g})">'
        f'<path d="M43 0 84 13v34c0 26-17 44-41 53C19 91 2 73 2 47V13Z" fill="url(#{gradient})"/>'
        '<path d="M43 7.5 77 18.3V47c0 21.5-13.5 36.5-34 45C22.5 83.5 9 68.5 9 47V18.3Z" fill="none"'
        ' stroke="#fff" stroke-opacity="0.45" stroke-width="2.5"/>'
        '<circle cx="43" cy="28" r="7" fill="#fff"/>'
        '<path d="m25 55 13.5 14.5L62 43" fill="none" stroke="#fff" stroke-width="10.5" stroke-linecap="round"'
        ' stroke-linejoin="round"/></g>'
    )


def _text(text: str, line: Line, left: float, room: float, fill: str) -> str:
    """Return a line that is as long as its letters are wide on the average, and no longer than there is room."""
    natural = sum(_width(letter) for letter in text) * line.size * (1.06 if line.weight >= 600 else 1)  # noqa: PLR2004
    shrink = min(1.0, room / natural)
    size = line.size * max(shrink, 0.8)
    return (
        f'<text x="{left:.1f}" y="{line.y:g}" font-size="{size:.2f}" font-weight="{line.weight}" fill="{fill}"'
        f' textLength="{natural * shrink:.1f}" lengthAdjust="spacingAndGlyphs">{html.escape(text)}</text>'
    )


def _width(letter: str) -> float:
    """Return the width of a letter in ems, as sans-serif fonts have it on the average."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.3
    if letter in _WIDE:
        return 0.86
    return 0.66 if letter.isupper() else 0.56


def _escaped(text: str, domain: str) -> str:
    return html.escape(text.format(domain=domain))


def snippet(origin: str, authority: str, size: str = "medium", language: str = "en", src: str = "") -> str:
    """Return the HTML to paste: a link to the seal's page at the authority around the shop's own copy of the mark."""
    measures, said, domain = SIZES[size], words()[language], shown_domain(origin)
    netloc = urlsplit(origin).netloc
    alt = html.escape(f"{said['title'].format(domain=domain)} – {said['check']}")
    return (
        f'<a href="{html.escape(authority)}/seal/{html.escape(netloc)}" rel="noopener" referrerpolicy="origin">'
        f'<img src="{html.escape(src or "/safe-info-seal.svg")}" width="{measures.width}" height="{measures.height}"'
        f' alt="{alt}"></a>\n'
    )


def live_snippet(origin: str, authority: str, language: str = "en") -> str:
    """Return the HTML of the live mark: a frame of the authority's that may open its page, and nothing else.

    The frame's origin is opaque and it sends no referrer; the authority lets only this shop frame it.
    """
    netloc, title = urlsplit(origin).netloc, words()[language]["title"].format(domain=shown_domain(origin))
    return (
        f'<iframe src="{html.escape(authority)}/live/{html.escape(netloc)}" width="320" height="84"'
        f' title="{html.escape(title)}" sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy"'
        ' referrerpolicy="no-referrer"></iframe>\n'
    )


def every_kind() -> Iterator[tuple[str, str, str]]:
    """Yield size, theme and language of each mark there is."""
    for language in words():
        for size in SIZES:
            for theme in THEMES:
                yield size, theme, language


def refresh_script() -> str:
    """Return the POSIX shell script with which a shop refreshes the file that it staples."""
    return files("safeinfo.seal.mark").joinpath("refresh.sh").read_text("utf-8")


def cron_line(origin: str, authority: str, folder: str = "/var/www/html") -> str:
    """Return one line of a crontab that refreshes the stapled file twice a day, at a minute of the shop's own."""
    netloc = urlsplit(origin).netloc
    minute = zlib.crc32(netloc.encode()) % 60  # not all shops at once
    target = f"{folder}/.well-known/safe-info.json"
    staple = f"{authority}/staples/{netloc.replace(':', '_')}.json"
    return (
        f"{minute} 4,16 * * * curl -fsS --proto '=https' --max-time 30 --max-filesize 60000 -o {target}.new {staple}"
        f" && mv -f {target}.new {target}\n"
    )
