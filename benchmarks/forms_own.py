"""Our own labelled forms (material/forms): read, and compared with what their data attributes say is right.

A page begins with `<!-- page: path | title -->`. `data-k` is a field's kind, `data-r` whether it is required (left
out where it does not say), `data-p` a form's purpose. Where either of several is right, `|` stands between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms

HERE = Path(__file__).parent / "material" / "forms"
_PAGE = re.compile(r"<!-- page: (\S+) \| (.*?) -->\n")
_LABELS = re.compile(r' data-[krp]="[^"]*"')


@dataclass(frozen=True)
class Own:
    """One labelled field or form: what is right, what was read, and where."""

    what: str  # kind, required or purpose
    right: str
    said: str
    where: str


def pages() -> Iterator[tuple[str, str, str, str]]:
    """Yield language, path, title and HTML of every page."""
    for file in sorted(HERE.glob("*.html")):
        parts = _PAGE.split(file.read_text("utf-8"))
        for path, title, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            yield file.stem, path, title, body


def cases() -> Iterator[Own]:
    """Yield every labelled field and form, with what was read."""
    for language, path, title, body in pages():
        labelled = Document.parse(body)
        blind = Document.parse(_LABELS.sub("", body), f"https://shop.example{path}")
        forms = read_forms(blind, title=title)
        said = {field.selector: field for form in forms for field in form.fields}
        for node in labelled.select("[data-k]"):
            found = said.get(labelled.selector(node))
            where = f"{language} {path} {found.label if found else node.attributes.get('name')}"
            yield _own("kind", node.attributes["data-k"], found.kind if found else "none", where)
            if needed := node.attributes.get("data-r"):
                yield Own("required", needed, str(found.required) if found else "unknown", where)
        of_field = {field.selector: form for form in forms for field in form.fields}
        for node in labelled.select("[data-p]"):
            inside = (of_field.get(labelled.selector(field)) for field in node.css("input, select, textarea"))
            form = next((found for found in inside if found), None)
            yield _own(
                "purpose", node.attributes["data-p"], str(form.purpose) if form else "none", f"{language} {path}"
            )


def _own(what: str, labelled: str | None, said: str, where: str) -> Own:
    """Return what was said beside the one of the labelled kinds that it is held against: itself, or the first."""
    right = (labelled or "").split("|")
    return Own(what, said if said in right else right[0], said, where)
