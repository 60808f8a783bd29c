"""Pages that show one and the same policy in every way that shops do: what extraction must find is known beforehand.

`PAGES` are the ways, from plain paragraphs to tabs, tables, frames and shadow roots; `POLICIES` are texts in three
languages whose sentences must all be found, and whose reading must come out the same whatever the page.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from safeinfo.derive.dom import Document
from safeinfo.derive.policy import read_policy_page, read_text_of_page
from safeinfo.model.readings import PolicyRead

_URL = "https://shop.example/privacy"


@dataclass(frozen=True, slots=True)
class Policy:
    """A text: sections of a heading and its sentences, and what a reading of it must tell."""

    language: str
    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    sale: str
    children: str
    kinds: frozenset[str]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every sentence, headings left out."""
        return tuple(sentence for _, sentences in self.sections for sentence in sentences)


POLICIES = (
    Policy(
        "en",
        "Privacy Policy",
        (
            (
                "What we collect",
                (
                    "When you order, we collect your name, your e-mail address and your delivery address.",
                    "We ask for your telephone number so that the carrier can reach you.",
                    "Payment card details are handled by our payment provider and never reach our server.",
                ),
            ),
            ("How we use it", ("We use this information to process your order and to answer your questions.",)),
            (
                "Whom we tell",
                (
                    "We do not sell your personal information to anyone.",
                    "The carrier receives your name and address in order to deliver the parcel.",
                ),
            ),
            ("Children", ("We do not knowingly collect personal information from children under 13.",)),
            (
                "Your choices",
                (
                    "You can unsubscribe from our newsletter at any time with the link in each e-mail.",
                    "You may ask us to access, correct or delete your personal data.",
                ),
            ),
            (
                "How long and how safely",
                (
                    "We keep order records for seven years because the tax law requires it.",
                    "Our pages are encrypted with TLS to protect your data.",
                ),
            ),
        ),
        "not-sold",
        "refuses",
        frozenset({"name", "email", "street-address", "tel"}),
    ),
    Policy(
        "de",
        "Datenschutzerklärung",
        (
            (
                "Welche Daten wir erheben",
                (
                    "Bei einer Bestellung erheben wir Ihren Namen, Ihre E-Mail-Adresse und Ihre Lieferanschrift.",
                    "Ihre Telefonnummer benötigen wir für Rückfragen des Spediteurs.",
                ),
            ),
            ("Zwecke", ("Wir verwenden Ihre Daten, um Ihre Bestellung abzuwickeln und Fragen zu beantworten.",)),
            (
                "Weitergabe",
                (
                    "Wir verkaufen Ihre Daten nicht.",
                    "Der Paketdienst erhält Ihren Namen und Ihre Anschrift für die Zustellung.",
                ),
            ),
            ("Kinder", ("Wir erheben wissentlich keine Daten von Kindern unter 16 Jahren.",)),
            (
                "Ihre Rechte",
                (
                    "Den Newsletter können Sie jederzeit über den Link in jeder E-Mail abbestellen.",
                    "Sie haben das Recht auf Auskunft, Berichtigung und Löschung Ihrer Daten.",
                ),
            ),
            ("Dauer", ("Rechnungen bewahren wir zehn Jahre lang auf, weil das Gesetz es verlangt.",)),
        ),
        "not-sold",
        "refuses",
        frozenset({"name", "email", "street-address", "tel"}),
    ),
    Policy(
        "ja",
        "プライバシーポリシー",
        (
            (
                "収集する情報",
                (
                    "当店は、ご注文の際に氏名、メールアドレス、住所および電話番号を収集します。",
                    "お支払いは決済代行会社が取り扱い、カード番号は当店のサーバーに届きません。",
                ),
            ),
            ("利用目的", ("収集した個人情報は、商品の発送およびお問い合わせへの回答のために利用します。",)),
            (
                "第三者への提供",
                ("当社は、お客様の個人情報を販売しません。", "配送のため、氏名と住所を運送会社に提供します。"),
            ),
            ("お子様について", ("当社は、13歳未満のお子様から個人情報を収集することはありません。",)),
            ("お客様の権利", ("個人情報の開示、訂正、削除をご希望の場合はお問い合わせください。",)),
        ),
        "not-sold",
        "refuses",
        frozenset({"name", "email", "street-address", "tel"}),
    ),
)

_NOISE_ABOVE = (
    "<header><a href=/>Pots</a><nav><ul><li><a href=/new>New</a></li><li><a href=/sale>Sale</a></li>"
    "<li><a href=/cart>Cart (0)</a></li></ul></nav></header>"
    "<div role=dialog aria-label=Cookies style='position:fixed'>This site uses cookies for advertising and statistics."
    "<button>Accept</button><button>Reject</button></div>"
)
_NOISE_BELOW = (
    "<footer><div>Subscribe and save 10 %</div><ul><li><a href=/terms>Terms</a></li>"
    "<li><a href=/privacy>Privacy</a></li><li><a href=/jobs>Jobs</a></li></ul><small>2024 Pots Ltd</small></footer>"
)


def _page(policy: Policy, body: str, *, noise: bool = True) -> str:
    above, below = (_NOISE_ABOVE, _NOISE_BELOW) if noise else ("", "")
    return (
        f"<!doctype html><html lang={policy.language}><head><title>{escape(policy.title)} | Pots</title></head>"
        f"<body>{above}{body}{below}</body></html>"
    )


def _sections(policy: Policy, section: Callable[[str, tuple[str, ...]], str]) -> str:
    return "".join(section(escape(name), tuple(escape(each) for each in texts)) for name, texts in policy.sections)


def _joined(texts: tuple[str, ...]) -> str:
    return " ".join(texts)


def _plain(policy: Policy) -> str:
    return f"<main><h1>{policy.title}</h1>" + _sections(
        policy, lambda name, texts: f"<h2>{name}</h2>" + "".join(f"<p>{text}</p>" for text in texts)
    )


def _around(open_: str, close: str) -> Callable[[Policy], str]:
    def render(policy: Policy) -> str:
        inner = _sections(policy, lambda name, texts: f"<h2>{name}</h2><p>{_joined(texts)}</p>")
        return f"{open_}<h1>{policy.title}</h1>{inner}{close}"

    return render


def _each(template: str, before: str = "", after: str = "") -> Callable[[Policy], str]:
    """Render each section by a template with {name} and {text}."""

    def render(policy: Policy) -> str:
        inner = _sections(policy, lambda name, texts: template.format(name=name, text=_joined(texts)))
        return f"<h1>{policy.title}</h1>{before}{inner}{after}"

    return render


def _list(item: str, open_: str = "<ul>", close: str = "</ul>") -> Callable[[Policy], str]:
    def render(policy: Policy) -> str:
        def section(name: str, texts: tuple[str, ...]) -> str:
            return f"<h3>{name}</h3>{open_}" + "".join(item.format(text=text) for text in texts) + close

        return f"<div><h1>{policy.title}</h1>{_sections(policy, section)}</div>"

    return render


def _broken_lines(policy: Policy) -> str:
    inner = _sections(policy, lambda name, texts: f"<b>{name}</b><br><br>{'<br>'.join(texts)}<br><br>")
    return f"<div><b>{policy.title}</b><br><br>{inner}</div>"


def _markdown(policy: Policy) -> str:
    inner = _sections(policy, lambda name, texts: f"## {name}\n\n" + "\n\n".join(texts) + "\n\n")
    return f"<pre># {policy.title}\n\n{inner}</pre>"


def _text_area(policy: Policy) -> str:
    inner = _sections(policy, lambda name, texts: f"{name}\n\n{_joined(texts)}\n\n")
    return f"<label>{policy.title}</label><textarea readonly rows=40>\n{inner}</textarea>"


def _hyphenated(policy: Policy) -> str:
    def soft(text: str) -> str:
        return re.sub(r"(\w{4})(?=\w{3})", "\\1\u00ad", text) if policy.language != "ja" else text

    return _sections(policy, lambda name, texts: f"<h2>{name}</h2><p>{soft(_joined(texts))}</p>")


def _marked(policy: Policy) -> str:
    def marked(text: str) -> str:
        return re.sub(r" (\w)", " <b>\\1</b>", text)

    return _sections(policy, lambda name, texts: f"<h2>{name}</h2><p>{marked(_joined(texts))}</p>")


def _tight_spans(policy: Policy) -> str:
    return _sections(
        policy,
        lambda name, texts: (
            f"<h2>{name}</h2><div>" + "".join(f"<span class=l>{text}</span>" for text in texts) + "</div>"
        ),
    )


def _columns(policy: Policy) -> str:
    cells = [f"<td><h3>{escape(n)}</h3>{escape(_joined(t))}</td>" for n, t in policy.sections]
    rows = "".join(f"<tr>{left}{right}</tr>" for left, right in zip(cells[::2], [*cells[1::2], ""], strict=False))
    return f"<h1>{policy.title}</h1><table>{rows}</table>"


def _lead_in(policy: Policy) -> str:
    def section(name: str, texts: tuple[str, ...]) -> str:
        return f"<p>{name}:</p><ul>" + "".join(f"<li><p>{text}</p></li>" for text in texts) + "</ul>"

    return f"<h1>{policy.title}</h1>{_sections(policy, section)}"


PAGES: dict[str, Callable[[Policy], str]] = {
    "paragraphs": _plain,
    "details": _each("<details><summary>{name}</summary><p>{text}</p></details>"),
    "hidden tabs": _each("<section role=tabpanel hidden><h2>{name}</h2><p>{text}</p></section>"),
    "undisplayed tabs": _each("<div style='display:none'><h2>{name}</h2><p>{text}</p></div>"),
    "accordion": _each("<h3><button aria-expanded=false>{name}</button></h3><div role=region hidden>{text}</div>"),
    "table": _each("<tr><th>{name}</th><td>{text}</td></tr>", "<table>", "</table>"),
    "table with headers": _each(
        "<tr><td>{name}</td><td>{text}</td></tr>", "<table><thead><tr><th>#</th><th>*</th></tr></thead>", "</table>"
    ),
    "definitions": _each("<dt>{name}</dt><dd>{text}</dd>", "<dl>", "</dl>"),
    "lists": _list("<li>{text}</li>"),
    "ordered lists": _list("<li><p>{text}</p></li>", "<ol>", "</ol>"),
    "lists with a lead-in": _lead_in,
    "bullets with line breaks": _list("\u2022 {text}<br>", "<div>", "</div>"),
    "nested divs": _around("<div><div><div>", "</div></div></div>"),
    "divs only": _each("<div><div>{name}</div><div>{text}</div></div>"),
    "line breaks": _broken_lines,
    "markdown": _markdown,
    "soft hyphens": _hyphenated,
    "letters marked": _marked,
    "spans set as blocks": _tight_spans,
    "two columns": _columns,
    "within a form": _around("<form id=aspnet>", "</form>"),
    "within an aside": _around("<aside>", "</aside>"),
    "within a dialog": _around("<dialog open>", "</dialog>"),
    "within a header": _around("<article><header>", "</header></article>"),
    "within a footer": _around("<div><footer>", "</footer></div>"),
    "within a text area": _text_area,
    "within a quote": _around("<blockquote>", "</blockquote>"),
    "within a centre": _around("<center><font size=2>", "</font></center>"),
    "within a custom element": _around("<shop-policy><policy-body>", "</policy-body></shop-policy>"),
    "within links": _each("<h2><a href=#x>{name}</a></h2><p>{text} <a href=/x>+</a></p>"),
    "within a shadow root": _around("<div><si-shadow mode=open>", "</si-shadow></div>"),
    "within a labelled button": _each("<button>{name}</button><p>{text}</p>"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A policy on a page: which sentences were lost, and what was read of it."""

    page: str
    policy: Policy
    lost: tuple[str, ...]
    read: PolicyRead

    @property
    def same(self) -> bool:
        """Whether the reading tells what the text says."""
        wanted = (self.policy.sale, self.policy.children)
        return (self.read.sale.value, self.read.children) == wanted and self.policy.kinds <= self.read.kinds


def _bare(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def documents_of(name: str, policy: Policy) -> list[Document]:
    """Return the documents of a page: one, or with a frame two."""
    if name == "within a frame":
        outer = _page(policy, "<main><h1>Pots</h1><iframe src=//policies.example/1></iframe></main>")
        inner = _page(policy, _plain(policy), noise=False)
        return [Document.parse(outer, _URL), Document.parse(inner, "https://policies.example/1", "iframe")]
    return [Document.parse(_page(policy, PAGES[name](policy)), _URL)]


def shown() -> Iterator[Shown]:
    """Read every policy on every page."""
    for policy in POLICIES:
        for name in (*PAGES, "within a frame"):
            documents = documents_of(name, policy)
            text = _bare(read_text_of_page(documents).full)
            lost = tuple(sentence for sentence in policy.sentences if _bare(sentence) not in text)
            yield Shown(name, policy, lost, read_policy_page(documents))
