"""The post of the sample shop: real SMTP to where it is told, a subscription confirmed first, ways out that work."""

import secrets
import smtplib
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.shops.mails import NAME, Way, letter
from tests.shops.web import Site, page, sent, site_of


@dataclass(slots=True)
class Post:
    """Where letters are sent, and how the shop treats those who want none: as it should, unless told otherwise.

    `waiting` are addresses by the token that confirms them, `known` subscribers by the token in their letters.
    """

    host: str
    port: int
    confirms: bool = True  # asks by mail first
    one_click: bool = True
    listens: bool = True  # takes those off its list who ask for it
    leaves_by_look: bool = False
    dead: bool = False  # its links to unsubscribe answer 404
    waiting: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def send(self, to: str, raw: bytes) -> None:
        """Send a message; smtplib's errors."""
        with smtplib.SMTP(self.host, self.port, timeout=20) as client:
            client.sendmail(f"bounces@{NAME}", [to], raw)

    def leave(self, token: str) -> None:
        """Take an address off the list."""
        if token in self.known:
            self.left.append(self.known[token])
            if self.listens:
                del self.known[token]


@dataclass(slots=True)
class Letterbox:
    """The shop's mailbox for those who leave by mail (RFC 2369): the subject names the token to take off the list."""

    post: Post
    got: list[str] = field(default_factory=list)

    def takes(self, _address: str) -> bool:
        """Take whatever comes."""
        return True

    def keep(self, address: str, raw: bytes) -> None:
        """Read one message."""
        subject = str(message_from_bytes(raw, policy=policy.default)["Subject"])
        if address == f"stop@{NAME}":
            self.got.append(subject)
            self.post.leave(subject.removeprefix("stop "))


def base(site: Site) -> str:
    """Return the shop under the name it writes under."""
    return f"https://{NAME}:{site.url.rpartition(':')[2]}"


def subscribe(site: Site, address: str) -> None:
    """Put an address on the list, or ask it first whether it wants that."""
    post = site.memory.post
    token = secrets.token_hex(12)
    if not post.confirms:
        post.known[token] = address
        return
    post.waiting[token] = address
    message = EmailMessage()
    message["From"], message["To"] = f"Tarn & Thistle <hello@{NAME}>", address
    message["Subject"] = "Please confirm your subscription to our newsletter"
    link = f"{base(site)}/newsletter/confirm/{token}"
    message.set_content(
        f'<p>Somebody asked for our newsletter for this address.</p><p><a href="{link}">Confirm subscription</a></p>'
        "<p>If it was not you, do nothing.</p>",
        subtype="html",
    )
    post.send(address, message.as_bytes())


def write_to_all(site: Site, name: str) -> int:
    """Send a letter to everybody on the list, each with ways out of their own; `name` makes it another letter."""
    post = site.memory.post
    for token, address in list(post.known.items()):
        out = f"{base(site)}/unsubscribe/{token}"
        link = f'<p>You get this letter because you subscribed. <a href="{out}">Unsubscribe</a></p>'
        way = Way(
            html=link,
            plain=f"You get this letter because you subscribed.\nUnsubscribe: {out}\n",
            header=f"<{out}>, <mailto:stop@{NAME}?subject=stop%20{token}>" if post.one_click else "",
            one_click=post.one_click,
        )
        message = letter(way)
        message.replace_header("To", address)
        message.replace_header("Message-ID", f"<{name}-{token}@{NAME}>")
        post.send(address, message.as_bytes())
    return len(post.known)


async def confirmed(request: Request) -> Response:
    """The link of the message that asks."""
    post = site_of(request).memory.post
    address = post.waiting.pop(request.path_params["token"], "") if post else ""
    if address:
        post.known[secrets.token_hex(12)] = address
    return page(request, "newsletter.html", problem=not address, status=200 if address else 404)


async def way_out(request: Request) -> Response:
    """The link in a letter: a page with a button; one click posts to it as RFC 8058 says."""
    post, token = site_of(request).memory.post, request.path_params["token"]
    if post is None or post.dead:
        return page(request, "missing.html", status=404)
    if request.method == "POST":
        post.leave(token)
        if (await sent(request)).get("List-Unsubscribe") == "One-Click":
            return PlainTextResponse("done")
    elif post.leaves_by_look:
        post.leave(token)
    return page(request, "leave.html", done=request.method == "POST")


ROUTES = [
    Route("/newsletter/confirm/{token}", confirmed),
    Route("/unsubscribe/{token}", way_out, methods=["GET", "POST"]),
]
