"""How well fields and forms are told apart: precision, recall and F1 on labelled pages.

Two materials: our own forms (material/forms), and, where it is at hand, the labelled pages of FORMS_DATA (default:
`data/forms` in the folder shared beside the project), split by site into pages to tune on and pages to measure on.
`--show` lists what was confused on the pages to tune on.
"""

import argparse
import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import forms_own
from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.model import kinds
from safeinfo.model.readings import FormRead

HERE = Path(__file__).parent
OWN = HERE / "material" / "forms"
SHARED = Path(os.environ.get("FORMS_DATA") or HERE.parents[1] / "shared" / "data" / "forms")
GROUPS = {
    "contact": kinds.CONTACT,
    "name": kinds.NAME,
    "address": kinds.ADDRESS,
    "card": kinds.CARD,
    "account": kinds.ACCOUNT,
    "sensitive": kinds.SENSITIVE,
    "other personal": kinds.OTHER_PERSONAL - kinds.NOT_PERSONAL,
    "consent": frozenset({"consent-marketing", "consent-terms"}),
    "not personal": kinds.NOT_PERSONAL - {"consent-marketing", "consent-terms"},
}
_SAME = {"national-id": "x-national-id", "country-name": "country", "address-line1": "street-address"}
# The labels have no such purposes: what they call "other" may be one of these.
_UNLABELLED = frozenset({"survey", "donation", "age-gate", "unsubscribe"})
_PURPOSES = {"password-change": "account-details", "otp": "other", "order": "other"}
console = Console(width=118)


@dataclass(frozen=True)
class Case:
    """One labelled field: the kinds that are right, and what was read ("" where no form held it)."""

    page: str
    right: frozenset[str]
    said: str
    name: str
    because: str = ""
    first: str = ""  # the kind that counts where none of several was told


@dataclass(frozen=True)
class FormCase:
    """One labelled form."""

    page: str
    right: str
    said: str
    because: str = ""


def same(kind: str) -> str:
    """Return one name for kinds that mean the same to a visitor."""
    return _SAME.get(kind, kind)


def right_kinds(label: object) -> frozenset[str]:
    """Return the kinds that a label of the data allows."""
    names = label if isinstance(label, list) else [label]
    allowed = {same(str(name)) for name in names}
    if "password" in allowed:
        allowed = {"current-password", "new-password"}
    if "username" in allowed:  # the labels call an e-mail address that one logs in by a user name
        allowed.add("email")
    return frozenset(allowed)


def first_kind(label: object, right: frozenset[str]) -> str:
    """Return the kind to count a field under, one of those that are right."""
    first = same(str(label[0] if isinstance(label, list) else label))
    return first if first in right else min(right)


def site_of(page: str, url: str) -> str:
    """Return what stands for a page's site: its host's last two names, or the first words of its file name."""
    host = url.split("/")[2] if "//" in url else ""
    return ".".join(host.split(".")[-2:]) if host else page.split("_", maxsplit=1)[0].split("-", maxsplit=1)[0]


def hidden(site: str) -> bool:
    """Tell whether a site belongs to the third that is only measured on."""
    return hashlib.sha256(site.encode()).digest()[0] % 3 == 0


def lines(path: Path) -> Iterator[dict[str, object]]:
    """Yield the records of a JSON-lines file."""
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


class Material:
    """The labelled cases of one set of pages, read once."""

    def __init__(self) -> None:
        self.fields: dict[str, list[Case]] = {"tuned on": [], "hidden": []}
        self.forms: dict[str, list[FormCase]] = {"tuned on": [], "hidden": []}
        self.seconds: list[float] = []
        self.groups: dict[tuple[str, str, str], tuple[FormRead, object]] = {}  # radio groups, by page and name

    def read(self, folder: Path) -> None:
        """Read every labelled page of one set."""
        by_page: dict[str, list[dict[str, object]]] = {}
        for record in lines(folder / "fields.jsonl"):
            if record["label"] not in (None, "x-other") and not record.get("dup"):
                by_page.setdefault(str(record["page"]), []).append(record)
        pages = {str(r["page"]): r for r in lines(folder / "pages.jsonl")} if (folder / "pages.jsonl").exists() else {}
        forms: dict[str, list[dict[str, object]]] = {}
        if (folder / "forms.jsonl").exists():
            for record in lines(folder / "forms.jsonl"):
                if record["label"] and not record["dup"]:
                    forms.setdefault(str(record["page"]), []).append(record)
        for page in sorted({*by_page, *pages, *forms}):
            self._page(folder, page, by_page.get(page, []), forms.get(page, []), pages.get(page, {}))

    def _page(
        self,
        folder: Path,
        page: str,
        fields: list[dict[str, object]],
        forms: list[dict[str, object]],
        whole: dict[str, object],
    ) -> None:
        url = str(next((r["url"] for r in (*fields, *forms, whole) if r.get("url")), "") or "")
        document = Document.parse((folder / "html" / page).read_text("utf-8", errors="replace"), url)
        started = time.process_time()
        found = read_forms(document)
        self.seconds.append(time.process_time() - started)
        where = {}
        for form in found:
            for field in form.fields:
                if field.tag == "radio":
                    self.groups[page, field.name, "radio"] = (form, field)
                node = document.find(field.selector)
                if node is not None:
                    where[node.attributes.get("data-sif")] = (form, field)
        part = "hidden" if hidden(site_of(page, url)) else "tuned on"
        for record in fields:
            self._field(part, page, record, where.get(str(record["sif"])))
        for record in forms:
            self._form(part, document, found, page, record)
        if whole.get("purpose"):
            said = _main_form(found, fields, where)
            right = _PURPOSES.get(str(whole["purpose"]), str(whole["purpose"]))
            if said is not None:
                self.forms[part].append(FormCase(page, right, str(said.purpose), said.because))

    def _field(self, part: str, page: str, record: dict[str, object], seen: tuple[FormRead, object] | None) -> None:
        right = right_kinds(record["label"])
        seen = seen or self.groups.get((page, str(record["name"]), str(record["type"])))
        said = same(seen[1].kind) if seen else "none"
        name = f"{record['tag']}[{record['type']}] {record['name']}"
        label = f" {seen[1].label[:40]!r}" if seen else " (not in a form)"
        because = seen[1].because if seen else ""
        self.fields[part].append(Case(page, right, said, name + label, because, first_kind(record["label"], right)))

    def _form(
        self, part: str, document: Document, found: tuple[FormRead, ...], page: str, record: dict[str, object]
    ) -> None:
        node = document.tree.css_first(str(record["selector"]))
        for form in found:
            root = document.find(form.selector)
            if root is not None and node is not None and root.mem_id == node.mem_id:
                right = _PURPOSES.get(str(record["label"]), str(record["label"]))
                said = str(form.purpose)
                said = "other" if said in _UNLABELLED else said
                self.forms[part].append(FormCase(page, right, said, form.because))
                return


def _main_form(found, fields, where):  # noqa: ANN001, ANN202 - the form that holds most of the labelled fields
    held = Counter(id(where[str(r["sif"])][0]) for r in fields if str(r["sif"]) in where and r["label"] != "none")
    by_id = {id(form): form for form in found}
    return by_id[held.most_common(1)[0][0]] if held else None


def counts(cases: list[Case], of: frozenset[str]) -> tuple[int, int, int]:
    """Return how often a kind of a set was right, said in vain, and missed (told by the very kind)."""
    right = wrong = missed = 0
    for case in cases:
        expected = case.first in of
        if case.said in case.right and case.said in of:
            right += 1
        elif case.said in of:
            wrong += 1
            missed += expected
        elif expected and case.said not in case.right:
            missed += 1
    return right, wrong, missed


def personal_counts(cases: list[Case]) -> tuple[int, int, int]:
    """Return the same for personal yes or no."""
    right = wrong = missed = 0
    for case in cases:
        expected = all(kinds.is_personal(kind) for kind in case.right)
        said = kinds.is_personal(case.said)
        right += expected and said
        wrong += said and not expected
        missed += expected and not said
    return right, wrong, missed


def scores(right: int, wrong: int, missed: int) -> tuple[int, float, float, float]:
    """Return how many there were, precision, recall and F1 (0 to 1)."""
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    both = precision + recall
    return right + missed, precision, recall, 2 * precision * recall / both if both else 0.0


def rows_of(
    fields: list[Case], forms: list[FormCase], *, each: bool = True
) -> list[tuple[str, int, float, float, float]]:
    """Return the rows of one part: groups, personal, sensitive, kinds, purposes."""
    found = [(f"group {name}", *scores(*counts(fields, of))) for name, of in GROUPS.items()]
    found.append(("personal yes/no", *scores(*personal_counts(fields))))
    if each:
        every = sorted({kind for case in fields for kind in case.right})
        found.extend((kind, *scores(*counts(fields, frozenset({kind})))) for kind in every)
    for purpose in sorted({case.right for case in forms}):
        right = sum(c.right == c.said == purpose for c in forms)
        wrong = sum(c.said == purpose != c.right for c in forms)
        missed = sum(c.right == purpose != c.said for c in forms)
        found.append((f"purpose {purpose}", *scores(right, wrong, missed)))
    good = sum(c.right == c.said for c in forms)
    found.append(("purpose accuracy", *scores(good, len(forms) - good, len(forms) - good)))
    return found


def rows() -> dict[str, list[tuple[str, int, float, float, float]]]:
    """Return the rows of every part at hand, by name."""
    found = {"own": own_rows()}
    if (SHARED / "ddg").exists():
        material = read_shared()
        found["tuned on"] = rows_of(material.fields["tuned on"], material.forms["tuned on"])
        found["hidden"] = rows_of(material.fields["hidden"], material.forms["hidden"])
    return found


def own_rows() -> list[tuple[str, int, float, float, float]]:
    """Return the rows of our own forms; required and optional are averaged over the two."""
    every = list(forms_own.cases())
    fields = [
        Case(c.where, frozenset({same(c.right)}), same(c.said), c.where, "", same(c.right))
        for c in every
        if c.what == "kind"
    ]
    forms = [FormCase(c.where, c.right, c.said) for c in every if c.what == "purpose"]
    found = rows_of(fields, forms, each=False)
    for value in ("required", "optional"):
        told = [(c.right == value, c.said == value) for c in every if c.what == "required"]
        right, wrong = sum(a and b for a, b in told), sum(b and not a for a, b in told)
        found.append((value, *scores(right, wrong, sum(a and not b for a, b in told))))
    return found


def read_shared() -> Material:
    """Read both labelled sets."""
    material = Material()
    for name in ("ddg", "formasaurus"):
        material.read(SHARED / name)
    return material


def show(material: Material) -> None:
    """List what was confused on the pages to tune on."""
    for case in material.fields["tuned on"]:
        if case.said not in case.right:
            print(f"{'/'.join(sorted(case.right)):18} said {case.said:18} {case.because:12} {case.name}  <{case.page}>")
    for form in material.forms["tuned on"]:
        if form.right != form.said:
            print(f"FORM {form.right:14} said {form.said:14} {form.because:10} <{form.page}>")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    if arguments.show:
        for case in forms_own.cases():
            if same(case.right) != same(case.said):
                print(f"OWN {case.what:9} {case.right:16} said {case.said:16} {case.where}")
    else:
        table = Table("own forms", "n", "prec", "rec", "F1")
        for row in own_rows():
            table.add_row(row[0], *_cells(row[1:]))
        console.print(table)
    if not (SHARED / "ddg").exists():
        print("No labelled pages at hand (FORMS_DATA): skipped.")
        return
    material = read_shared()
    if arguments.show:
        show(material)
        return
    parts = [{r[0]: r[1:] for r in rows_of(material.fields[p], material.forms[p])} for p in ("tuned on", "hidden")]
    table = Table("", "tuned on: n", "prec", "rec", "F1", "hidden: n", "prec", "rec", "F1")
    for name in list(parts[0]) + [n for n in parts[1] if n not in parts[0]]:
        cells = [c for part in parts for c in _cells(part.get(name))]
        table.add_row(name, *cells)
    console.print(table)
    spent = sorted(material.seconds)
    print(
        f"read_forms: CPU median {spent[len(spent) // 2] * 1000:.1f} ms, 95 % {spent[int(len(spent) * 0.95)] * 1000:.1f} ms a page"
    )


def _cells(row: tuple[int, float, float, float] | None) -> list[str]:
    return [str(row[0]), *(f"{100 * value:.1f}" for value in row[1:])] if row else [""] * 4


if __name__ == "__main__":
    main()
