"""Accounts, the newsletter, the contact form and the way out of the newsletter."""

import asyncio
import secrets

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.shops import post
from tests.shops.state import Account
from tests.shops.web import go, page, sent, session_of, site_of, start_session

SHORTEST = 10


async def sign_up(request: Request) -> Response:
    problem = False
    if request.method == "POST":
        form = await sent(request)
        email, password = form.get("email", ""), form.get("password", "")
        problem = "@" not in email or len(password) < SHORTEST or email in site_of(request).memory.accounts
        if not problem:
            site_of(request).memory.accounts[email] = Account(email, password)
            response = go("/account")
            start_session(request, response).account = email
            return response
    return page(request, "sign_up.html", problem=problem)


async def log_in(request: Request) -> Response:
    problem = False
    if request.method == "POST":
        form = await sent(request)
        account = site_of(request).memory.accounts.get(form.get("email", ""))
        problem = account is None or not secrets.compare_digest(
            account.password.encode(), form.get("password", "").encode()
        )
        if not problem:
            response = go("/account")
            start_session(request, response).account = form["email"]
            return response
    return page(request, "log_in.html", problem=problem)


async def recover(request: Request) -> Response:
    if request.method == "POST":
        email = (await sent(request)).get("email", "")
        if email in site_of(request).memory.accounts:
            link = f"{site_of(request).url}/account/recover/{secrets.token_urlsafe(16)}"
            site_of(request).memory.write(email, "A new password", link)
    return page(request, "recover.html", done=request.method == "POST")


async def account(request: Request) -> Response:
    session = session_of(request)
    kept = site_of(request).memory.accounts.get(session.account) if session else None
    if kept is None:
        return go("/account/log-in")
    if request.method == "POST":
        form = await sent(request)
        kept.name, kept.address = form.get("name", ""), form.get("address", "")
    return page(request, "account.html", account=kept, done=request.method == "POST")


async def log_out(request: Request) -> Response:
    if session := session_of(request):
        session.account = ""
    return go("/")


async def delete(request: Request) -> Response:
    if session := session_of(request):
        site_of(request).memory.accounts.pop(session.account, None)
        session.account = ""
    return go("/")


async def newsletter(request: Request) -> Response:
    email = (await sent(request)).get("email", "")
    site = site_of(request)
    if "@" in email:
        site.memory.subscribers.add(email)
        site.memory.write(email, "Our newsletter", f"To stop: {site.url}/unsubscribe")
        if site.memory.post is not None:
            await asyncio.to_thread(post.subscribe, site, email)
    return page(request, "newsletter.html", problem="@" not in email)


async def unsubscribe(request: Request) -> Response:
    if request.method == "POST":
        site_of(request).memory.subscribers.discard((await sent(request)).get("email", ""))
    return page(request, "unsubscribe.html", done=request.method == "POST")


async def contact(request: Request) -> Response:
    if request.method == "POST":
        form = await sent(request)
        site_of(request).memory.write("hello@shop.localhost", "A question", form.get("message", ""))
    return page(request, "contact.html", done=request.method == "POST")


ROUTES = [
    Route("/account", account, methods=["GET", "POST"]),
    Route("/account/sign-up", sign_up, methods=["GET", "POST"]),
    Route("/account/log-in", log_in, methods=["GET", "POST"]),
    Route("/account/recover", recover, methods=["GET", "POST"]),
    Route("/account/log-out", log_out, methods=["POST"]),
    Route("/account/delete", delete, methods=["POST"]),
    Route("/newsletter", newsletter, methods=["POST"]),
    Route("/unsubscribe", unsubscribe, methods=["GET", "POST"]),
    Route("/contact", contact, methods=["GET", "POST"]),
]
