"""Pages that ask nothing: home, departments, products, pictures, legal texts; and the basket."""

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.shops.catalogue import DEPARTMENTS, PRODUCTS, of_department, open_products
from tests.shops.pictures import draw
from tests.shops.state import Session
from tests.shops.web import HERE, go, page, sent, session_of, site_of, start_session

MOST = 9


async def home(request: Request) -> Response:
    return page(request, "home.html", shown=[p for p in open_products() if p.in_stock][:6])


async def department(request: Request) -> Response:
    name = request.path_params["department"]
    if name not in DEPARTMENTS:
        return missing(request)
    return page(request, "department.html", department=name, shown=of_department(name))


async def product(request: Request) -> Response:
    item = PRODUCTS.get(request.path_params["slug"])
    if item is None or item.department != request.path_params["department"]:
        return missing(request)
    return page(request, "product.html", product=item)


async def picture(request: Request) -> Response:
    item = PRODUCTS.get(request.path_params["slug"])
    if item is None:
        return missing(request)
    return Response(
        draw(item.shape, item.colour), media_type="image/svg+xml", headers={"cache-control": "max-age=3600"}
    )


async def asset(request: Request) -> Response:
    return FileResponse(HERE / "static" / request.url.path.lstrip("/"), headers={"cache-control": "max-age=3600"})


async def text(request: Request) -> Response:
    return page(request, request.url.path.strip("/") + ".html")


async def basket(request: Request) -> Response:
    return page(request, "basket.html", **totals(session_of(request) or Session()))


def totals(session: Session) -> dict[str, object]:
    """Return the basket's lines (product, option, count, cents) and its sum in cents."""
    lines = [(PRODUCTS[slug], option, n, PRODUCTS[slug].price * n) for (slug, option), n in session.basket.items()]
    return {"lines": lines, "sum": sum(line[3] for line in lines)}


async def add(request: Request) -> Response:
    form = await sent(request)
    item = PRODUCTS.get(form.get("product", ""))
    if item is None or not item.in_stock:
        return go("/basket")
    option = form.get("option", "") if form.get("option") in item.options else (item.options or ("",))[0]
    response = go("/basket")
    kept = start_session(request, response).basket
    kept[item.slug, option] = min(MOST, kept.get((item.slug, option), 0) + _count(form.get("count", "1")))
    return response


async def change(request: Request) -> Response:
    form = await sent(request)
    if session := session_of(request):
        key = (form.get("product", ""), form.get("option", ""))
        wanted = _count(form.get("count", "0"))
        if wanted and key in session.basket:
            session.basket[key] = wanted
        else:
            session.basket.pop(key, None)
    return go("/basket")


def _count(written: str) -> int:
    return min(MOST, int(written)) if written.isdecimal() else 1


async def robots(request: Request) -> Response:
    return PlainTextResponse(
        f"User-agent: *\nDisallow: /basket\nDisallow: /checkout/\n\nSitemap: {site_of(request).url}/sitemap.xml\n"
    )


async def sitemap(request: Request) -> Response:
    paths = ["/", "/privacy", "/terms", "/delivery", "/contact", "/shop/table", "/shop/kitchen"]
    paths += [f"/shop/{p.department}/{p.slug}" for p in open_products()]
    rows = "".join(f"<url><loc>{site_of(request).url}{path}</loc></url>" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return Response(f"{head}{rows}</urlset>\n", media_type="application/xml")


async def gpc(_: Request) -> Response:
    return JSONResponse({"gpc": True, "lastUpdate": "2026-09-01"})


def missing(request: Request) -> Response:
    return page(request, "missing.html", status=404)


ROUTES = [
    Route("/", home),
    Route("/shop/{department}", department),
    Route("/shop/{department}/{slug}", product),
    Route("/pictures/{slug}.svg", picture),
    *(Route(f"/{name}", asset) for name in ("style.css", "app.js", "step.js", "choice.js")),
    Route("/privacy", text),
    Route("/terms", text),
    Route("/delivery", text),
    Route("/basket", basket),
    Route("/basket/add", add, methods=["POST"]),
    Route("/basket/change", change, methods=["POST"]),
    Route("/robots.txt", robots),
    Route("/sitemap.xml", sitemap),
    Route("/.well-known/gpc.json", gpc),
]
