"""Mails whose difficulty is how they are built: hiding, breaking, detours, charsets, parts, addresses that speak.

Our own work, Apache-2.0. Each case is what stands in a newsletter's HTML, and what a reader can do, in the words of the
labels; RAW holds whole messages. Written before the reader was tuned on them.
"""

import base64
import re
from collections.abc import Iterator

from benchmarks.material.mail.world import Mail

OUT = "https://click.orrin.example.com/c/9f31"
OTHER = "https://shop.orrin.example.com/new"
_TARGET = re.compile(re.escape(OUT) + r"[^\"'<>]*")
_NESTED = base64.urlsafe_b64encode(b"https://orrin.example.com/newsletter/unsubscribe?u=77").rstrip(b"=").decode()
_U = f'<a href="{OUT}">Unsubscribe</a>'

HTML: list[tuple[str, str, str]] = [
    # hidden
    ("transparent", "hidden", f'<a href="{OUT}" style="color:transparent">Unsubscribe</a>'),
    ("nearly-transparent", "hidden", f'<a href="{OUT}" style="color:rgba(0,0,0,.02)">Unsubscribe</a>'),
    ("black-cell", "hidden", f'<table><tr><td bgcolor="#000000"><a href="{OUT}" style="color:#000">Unsubscribe</a></td></tr></table>'),
    ("black-row", "hidden", f'<table><tr bgcolor="black"><td><a href="{OUT}" style="color:#010101">Unsubscribe</a></td></tr></table>'),
    ("sheet-body-dark", "hidden", f'<style>body{{background:#101010}}</style><a href="{OUT}" style="color:#0f0f0f">Unsubscribe</a>'),
    ("white-rgb", "hidden", f'<a href="{OUT}" style="color:rgb(255, 255, 255)">Unsubscribe</a>'),
    ("white-hsl", "hidden", f'<a href="{OUT}" style="color:hsl(0,0%,100%)">Unsubscribe</a>'),
    ("inner-span-white", "hidden", f'<a href="{OUT}"><span style="color:#fff">Unsubscribe</span></a>'),
    ("scaled-away", "hidden", f'<div style="transform:scale(0)">{_U}</div>'),
    ("clip-path", "hidden", f'<div style="position:absolute;clip-path:inset(100%)">{_U}</div>'),
    ("absolute-left", "hidden", f'<div style="position:absolute;left:-9999px">{_U}</div>'),
    ("zero-height-cell", "hidden", f'<div style="height:0;overflow:hidden">{_U}</div>'),
    ("zero-width", "hidden", f'<div style="width:0px;overflow:hidden;white-space:nowrap">{_U}</div>'),
    ("one-pixel-font", "hidden", f'<a href="{OUT}" style="font-size:1px;line-height:1px">Unsubscribe</a>'),
    ("font-tag-invisible", "hidden", f'<a href="{OUT}"><font color="#ffffff">Unsubscribe</font></a>'),
    ("important-class", "hidden", f'<style>.u{{display:none !important}}</style><p class="u" style="display:block">{_U}</p>'),
    ("chained-selector", "hidden", f"<style>table td.f a{{visibility:hidden}}</style><table><tr><td class='f'>{_U}</td></tr></table>"),
    ("wide-only-hidden", "hidden", f'<style>@media only screen and (min-width:600px){{.u{{display:none}}}}</style><p class="u">{_U}</p>'),
    ("pixel-image", "hidden", f'<a href="{OUT}"><img src="https://i.orrin.example.com/u.gif" width="1" height="1" alt="Unsubscribe"></a>'),
    ("opacity-hundredth", "hidden", f'<p style="opacity:.01">{_U}</p>'),
    # seen although it may look hidden
    ("blue-in-white", "http", f'<table><tr><td style="color:#ffffff">{_U}</td></tr></table>'),
    ("child-visible", "http", f'<div style="visibility:hidden">x<span style="visibility:visible">{_U}</span></div>'),
    ("outlook-hide", "http", f'<p style="mso-hide:all">{_U}</p>'),
    ("background-image", "http", f'<table background="https://i.orrin.example.com/dark.jpg"><tr><td><a href="{OUT}" style="color:#fff">Unsubscribe</a></td></tr></table>'),
    ("sheet-body-dark-white", "http", f"<style>body{{background:#101010}} a{{color:#fff}}</style>{_U}"),
    ("dark-mode-only", "http", f'<style>@media (prefers-color-scheme:dark){{.u{{display:none}}}}</style><p class="u">{_U}</p>'),
    ("phone-only-hidden", "http", f'<style>@media screen and (max-width:480px){{.u{{display:none}}}}</style><p class="u">{_U}</p>'),
    ("preview-line-too", "http", f'<div style="display:none"><a href="https://click.orrin.example.com/pre">Unsubscribe</a></div><p>{_U}</p>'),
    ("small-but-read", "http", f'<a href="{OUT}" style="font-size:9px;color:#767676">Unsubscribe</a>'),
    ("font-zero-around", "http", f'<table><tr><td style="font-size:0">&nbsp;<a href="{OUT}" style="font-size:12px">Unsubscribe</a></td></tr></table>'),
    ("dark-row", "http", f'<table><tr bgcolor="#222"><td><a href="{OUT}" style="color:#eee">Unsubscribe</a></td></tr></table>'),
    # broken
    ("no-host", "broken", '<a href="http://">Unsubscribe</a>'),
    ("percent-tag", "broken", '<a href="%unsubscribe_url%">Unsubscribe</a>'),
    ("brace-tag", "broken", '<a href="{unsubscribe}">Unsubscribe</a>'),
    ("at-tag", "broken", '<a href="@@unsubscribe@@">Unsubscribe</a>'),
    ("dollar-tag", "broken", '<a href="$unsubscribe$">Unsubscribe</a>'),
    ("host-is-a-word", "broken", '<a href="http://unsubscribe">Unsubscribe</a>'),
    ("bracket-host", "broken", '<a href="https://[UNSUBSCRIBE]">Unsubscribe</a>'),
    ("blank-page", "broken", '<a href="about:blank">Unsubscribe</a>'),
    ("tag-in-query", "broken", '<a href="https://orrin.example.com/u?e=*|EMAIL|*">Unsubscribe</a>'),
    ("ruby-tag", "broken", '<a href="https://orrin.example.com/u/<%= token %>">Unsubscribe</a>'),
    ("only-hash-and-word", "broken", '<a href="#unsubscribe">Unsubscribe</a>'),
    # detours
    ("after-signing-in", "login", f'To stop these emails, <a href="{OUT}">log in to your account</a> and go to settings.'),
    ("to-the-account", "login", '<a href="https://orrin.example.com/account/login?next=unsubscribe">Unsubscribe</a>'),
    ("choices-only", "prefs_only", f'<a href="{OUT}">Manage your email preferences</a>'),
    ("form-with-address", "form", '<form action="https://orrin.example.com/u" method="post"><input name="e"><input type="submit" value="Unsubscribe"></form>'),
    ("reply-de", "reply", "Um sich abzumelden, antworten Sie mit STOP auf diese E-Mail."),
    ("closes-account", "prefs_only", f'If you no longer want our emails, <a href="{OUT}">delete your account</a>.'),
    ("forwarded-part", "wrong_list", '<p>See below!</p><p>---------- Forwarded message ---------<br>From: Other Shop</p><div>Sale at Other. <a href="https://other.example.org/u/1">Unsubscribe</a></div>'),
    # right ones that are hard to see as such
    ("mailto-here", "mailto", 'To be taken off our list click <a href="mailto:lists@orrin.example.com?subject=unsubscribe">here</a>.'),
    ("mailto-leave", "mailto", 'Questions? <a href="mailto:hi@orrin.example.com">Write</a>. <a href="mailto:leave-77@orrin.example.com">Enough?</a>'),
    ("nested-address", "http", f'<a href="{OUT}?u=https%3A%2F%2Forrin.example.com%2Funsubscribe%3Ft%3D7">No thanks</a>'),
    ("twice-nested", "http", f'<a href="{OUT}?u=https%253A%252F%252Forrin.example.com%252Fopt-out%253Ft%253D7">No thanks</a>'),
    ("packed-address", "http", f'<a href="{OUT}/{_NESTED}/7">No thanks</a>'),
    ("image-map", "http", f'<img usemap="#m" src="https://i.orrin.example.com/f.png" alt="footer"><map name="m"><area href="{OTHER}" alt="Shop"><area href="{OUT}" alt="Unsubscribe"></map>'),
    ("cross-before", "http", f'<a href="{OUT}">✖ Unsubscribe</a>'),
    ("whole-footer", "http", f'<a href="{OUT}">You are receiving this e-mail because you signed up at our shop in Leeds or on the web. If you would like to unsubscribe, please click anywhere on this text.</a>'),
    ("two-anchors", "http", f'<a href="{OUT}">Un</a><a href="{OUT}">subscribe</a>'),
    ("capitals-spaced", "http", f'<a href="{OUT}">U N S U B S C R I B E</a>'),
    ("list-items", "http", f'<ul><li><a href="{OTHER}">Privacy</a></li><li><a href="{OUT}">Unsubscribe</a></li></ul>'),
    ("question-then-yes", "http", f'<p>Had enough of our newsletter?</p><p><a href="{OUT}">Yes, let me go</a></p>'),
    # none
    ("privacy-beside", "none", f'You can unsubscribe at any time. See our <a href="{OTHER}">privacy policy</a>.'),
    ("privacy-same", "none", f'How to unsubscribe is described in our <a href="{OTHER}">Privacy Policy</a>.'),
    ("terms-beside", "none", f'By shopping you accept our <a href="{OTHER}">Terms</a>. You may unsubscribe whenever you like.'),
    ("sms-stop", "none", f'Text STOP to 555 to stop text messages. <a href="{OTHER}">Help</a>'),
    ("cancel-order", "none", f'Changed your mind? <a href="{OTHER}">Cancel your order</a>.'),
    ("leave-review", "none", f'Loved it? <a href="{OTHER}">Leave a review</a> and get our newsletter first.'),
    ("stop-by", "none", f'Stop by our shop and sign up for the newsletter <a href="{OTHER}">here</a>.'),
    ("never-miss", "none", f'Never miss our emails: <a href="{OTHER}">add us to your contacts</a>.'),
    ("comment", "none", f"<!-- {_U} -->"),
    ("button-script", "none", "<button onclick=\"location='https://orrin.example.com/u'\">Unsubscribe</button>"),
]  # fmt: skip
_HEAD = "From: Orrin <news@orrin.example.com>\r\nTo: a@inbox.example.net\r\nSubject: This week: 20% off\r\nMIME-Version: 1.0\r\n"
_SALE = "<p>20% off all knitwear, this week only. Shop now.</p>"
_TOKEN = "k3J9xPq7Lm2Vt8Zw1Rb5"


def _whole(*, html: str, kind: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    return f"{_HEAD}{more}Content-Type: {kind}\r\n\r\n".encode() + html.encode()


def _alternative(*parts: tuple[str, str]) -> bytes:
    body = "".join(f"--b\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n" for kind, text in parts)
    return f'{_HEAD}Content-Type: multipart/alternative; boundary="b"\r\n\r\n{body}--b--\r\n'.encode()


def _encoded(html: str, charset: str, declared: str, transfer: str = "8bit") -> bytes:
    data = html.encode(charset)
    body = base64.encodebytes(data) if transfer == "base64" else data
    head = f"{_HEAD}Content-Type: text/html; charset={declared}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
    return head.encode() + body


_ATTACHED = (
    f"{_HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{_SALE}\r\n--b\r\n"
    "Content-Type: message/rfc822\r\n\r\nFrom: x@other.example.org\r\nSubject: Sale\r\nContent-Type: text/html\r\n\r\n"
    '<a href="https://other.example.org/u">Unsubscribe</a>\r\n--b--\r\n'
).encode()
_CUT = '<p>20% off</p><a hr=\r\nef=3D"' + OUT[:30] + "=\r\n" + OUT[30:] + '">Unsub=\r\nscribe</a>'

RAW: list[tuple[str, str, bytes]] = [
    ("amp-only", "none", _alternative(("text/x-amp-html", f"<html amp4email>{_U}</html>"), ("text/html", _SALE))),
    ("amp-too", "http", _alternative(("text/plain", "x"), ("text/x-amp-html", "<html>y</html>"), ("text/html", _SALE + _U))),
    ("attached-message", "none", _ATTACHED),
    ("latin-as-utf8", "http", _encoded(f"<p>Größe S, 20% Rabatt</p><a href='{OUT}'>Vom Newsletter abmelden</a>", "latin-1", "utf-8")),
    ("utf8-as-ascii", "http", _encoded(f"<p>Скидки 20%</p><a href='{OUT}'>Отписаться</a>", "utf-8", "us-ascii")),
    ("charset-in-meta", "http", (_HEAD + "Content-Type: text/html\r\n\r\n").encode() + (
        f"<meta charset=windows-1251><p>Скидки 20%</p><a href='{OUT}'>Отписаться</a>").encode("cp1251")),
    ("unknown-charset", "http", _encoded(f"<p>Rea 20%</p><a href='{OUT}'>Avprenumerera här</a>", "utf-8", "utf8mb4")),
    ("utf-16", "http", _encoded(f"<p>20%</p><a href='{OUT}'>Unsubscribe</a>", "utf-16", "utf-16", "base64")),
    ("quoted-cut", "http", (_HEAD + "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + _CUT).encode()),
    ("token-shared", "http", _whole(
        html=f'{_SALE}<a href="{OTHER}?c=1">Shop</a> <a href="{OTHER}?c=2">News</a> <a href="{OUT}?k={_TOKEN}">Not for you?</a>',
        more=f"List-Unsubscribe: <https://lists.orrin.example.com/{_TOKEN}>\r\n")),
    ("header-equal", "http", _whole(html=f'{_SALE}<a href="{OUT}">…</a>', more=f"List-Unsubscribe: <{OUT}>\r\n")),
    ("header-equal-case", "http", _whole(html=f'{_SALE}<a href="{OUT}">…</a>', more="List-Unsubscribe: <HTTPS://Click.Orrin.Example.com/c/9f31>\r\n")),
    ("attachment-html", "none", _HEAD.encode() + (
        f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{_SALE}\r\n--b\r\nContent-Type: text/html\r\n"
        f"Content-Disposition: attachment; filename=t.html\r\n\r\n{_U}\r\n--b--\r\n").encode()),
]  # fmt: skip


def mails() -> Iterator[Mail]:
    """Every case as a mail; `kind` holds what a reader can do."""
    for name, want, html in HTML:
        page = f"<html><body>{_SALE}<p><a href='{OTHER}'>Shop now</a></p>{html}</body></html>"
        yield Mail(name, _whole(html=page), _target(html) if want == "http" else "", want, "")
    for name, want, raw in RAW:
        target = _target(raw.decode("utf-8", "replace")) if name == "token-shared" else OUT
        yield Mail(name, raw, target if want == "http" else "", want, "")


def _target(html: str) -> str:
    """The address of the way out as it stands in the HTML."""
    found = _TARGET.search(html)
    return found[0] if found else OUT
