"""The checkout as a guest: address, delivery, payment, review, placed. Each step keeps what it needs, no more."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.shops.browsing import totals
from tests.shops.state import Session
from tests.shops.web import go, page, sent, session_of, site_of

ADDRESS = ("email", "name", "street", "town", "postcode", "country")
CARD = ("card_name", "card_number", "card_expiry", "card_code")


def ready(request: Request, *needed: str) -> Session | None:
    """Return the session if its basket is full and the earlier steps are done."""
    session = session_of(request)
    if session is None or not session.basket or any(not session.checkout.get(name) for name in needed):
        return None
    return session


async def start(request: Request) -> Response:
    return go("/checkout/address")


async def address(request: Request) -> Response:
    session = ready(request)
    if session is None:
        return go("/basket")
    problem = False
    if request.method == "POST":
        form = await sent(request)
        session.checkout |= {name: form.get(name, "") for name in (*ADDRESS, "street2", "phone")}
        if form.get("news") and "@" in form.get("email", ""):
            site_of(request).memory.subscribers.add(form["email"])
        problem = not all(form.get(name) for name in ADDRESS) or "@" not in form.get("email", "")
        if not problem:
            return go("/checkout/delivery")
    return page(request, "checkout_address.html", step=1, kept=session.checkout, problem=problem)


async def delivery(request: Request) -> Response:
    session = ready(request, *ADDRESS)
    if session is None:
        return go("/checkout/address")
    if request.method == "POST":
        session.checkout["delivery"] = (await sent(request)).get("delivery", "parcel")
        return go("/checkout/payment")
    return page(request, "checkout_delivery.html", step=2, kept=session.checkout)


async def payment(request: Request) -> Response:
    session = ready(request, *ADDRESS, "delivery")
    if session is None:
        return go("/checkout/address")
    framed = site_of(request).settings.card_frame
    problem = False
    if request.method == "POST":
        form = await sent(request)
        problem = not all(form.get(name) for name in (("token",) if framed else CARD))
        if not problem:
            session.checkout["card"] = "·" * 4 + form.get("card_number", "")[-4:]
            return go("/checkout/review")
    return page(request, "checkout_card_frame.html" if framed else "checkout_payment.html", step=3, problem=problem)


async def review(request: Request) -> Response:
    session = ready(request, *ADDRESS, "delivery", "card")
    if session is None:
        return go("/checkout/address")
    return page(request, "checkout_review.html", step=4, kept=session.checkout, **totals(session))


async def place(request: Request) -> Response:
    session = ready(request, *ADDRESS, "delivery", "card")
    if session is None:
        return go("/checkout/address")
    memory = site_of(request).memory
    memory.orders.append(dict(session.checkout))
    memory.write(session.checkout["email"], "Your order", "Thank you. We pack it today.")
    session.basket.clear()
    session.checkout.clear()
    return go("/checkout/placed")


async def placed(request: Request) -> Response:
    return page(request, "checkout_placed.html", step=5)


ROUTES = [
    Route("/checkout", start),
    Route("/checkout/address", address, methods=["GET", "POST"]),
    Route("/checkout/delivery", delivery, methods=["GET", "POST"]),
    Route("/checkout/payment", payment, methods=["GET", "POST"]),
    Route("/checkout/review", review),
    Route("/checkout/place", place, methods=["POST"]),
    Route("/checkout/placed", placed),
]
