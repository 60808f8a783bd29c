"""Other makes of the same good shop: what it sells and asks is the same, how its pages are built is not."""

import re

from tests.shops.settings import Edit, Settings

STEP = r'<form class="fields" method="post" action="(/checkout/[a-z]+)">(.*?)</form>'
FORMLESS = (
    Edit("/checkout/*", STEP, r'<template data-to="\1">\2</template>', pattern=True),
    Edit("/checkout/*", "</body>", '<script src="/step.js"></script>\n</body>'),
)
CHOICE = (
    Edit(
        "/privacy",
        "it contains a random number and nothing about you.",
        "it contains a random number and nothing about you. If you accept it, a second cookie remembers when you were "
        "last here; nobody but your browser and our server sees it.",
    ),
)


def in_tables(html: str) -> str:
    """Return a page as it might have been written long ago: labels in table cells, no classes, no hints to browsers."""
    html = re.sub(
        r'<p class="field"><label for="[^"]*">([^<]*)</label>\s*(.*?)</p>',
        r"<table><tr><td><b>\1</b></td><td>\2</td></tr></table>",
        html,
        flags=re.DOTALL,
    )
    html = re.sub(r'<label for="news-email">([^<]*)(<input[^>]*>)</label>', r"<b>\1</b> \2", html)
    html = re.sub(r' (?:class|autocomplete|inputmode|aria-label)="[^"]*"', "", html)
    return re.sub(r"</?(?:section|article|fieldset)>", "", html).replace("legend>", "h3>")


VARIANTS: dict[str, Settings] = {
    "single-page": Settings(single_page=True),
    "formless": Settings(edits=FORMLESS),
    "card-frame": Settings(card_frame=True),
    "banner": Settings(layout="choice.html", edits=CHOICE),
    "stern-gate": Settings(shut_status=403),
    "tables": Settings(remake=in_tables),
    **{language: Settings(language=language) for language in ("de", "fr", "es", "ja")},
}
