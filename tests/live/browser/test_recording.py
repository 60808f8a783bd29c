"""What leaves a page is recorded, wherever in the page it leaves from."""

import pytest
from aiohttp import web

from safeinfo.model.observations import (
    CallSeen,
    CookieSeen,
    ExchangeSeen,
    GatherFailed,
    InstrumentChecked,
    StorageSeen,
    ValueSeen,
)
from tests.live.browser.conftest import CANARIES, node

pytestmark = pytest.mark.live
EMAIL = CANARIES["email"]


def exchange_to(shop, path):
    return next(each for each in shop.ledger.of(ExchangeSeen) if path in each.url)


async def settled(shop, html):
    visit = await shop.open(html)
    await visit.capture("arrived")
    await shop.shopper.close()
    return visit


@pytest.mark.parametrize(
    ("script", "via"),
    [
        ("fetch('/out', {method: 'POST', body: V})", "fetch"),
        ("fetch('/out', {method: 'POST', body: V, keepalive: true})", "fetch"),
        ("var x = new XMLHttpRequest(); x.open('POST', '/out'); x.send(V)", "xhr"),
        ("navigator.sendBeacon('/out', V)", "ping"),
        ("new Image().src = '/out?' + encodeURIComponent(V)", "image"),
        ("fetch('/out?' + btoa(V))", "fetch"),
        ("new EventSource('/out?' + V)", "event-stream"),
        ("import('/out?' + V).catch(() => 0)", "script"),
    ],
)
async def test_every_way_out_of_a_page(shop, script, via):
    await settled(shop, f"<body><script>const V = {EMAIL!r}; {script}</script>")
    exchange = exchange_to(shop, "/out")
    assert exchange.via == via
    assert exchange.source == "page"
    found = [each for each in shop.ledger.of(ValueSeen) if each.exchange == exchange.id]
    assert [each.name for each in found if not each.weak]
    assert EMAIL not in exchange.url
    assert exchange.body is None or EMAIL.encode() not in shop.ledger.read(exchange.body)


async def test_dedicated_shared_and_service_workers(shop):
    for name in ("dedicated", "shared", "service"):
        shop.site.pages[f"/{name}.js"] = f"fetch('/from-{name}', {{method: 'POST', body: {EMAIL!r}}})"
    await settled(
        shop,
        "<body><script>new Worker('/dedicated.js'); new SharedWorker('/shared.js');"
        "navigator.serviceWorker.register('/service.js').then(() => navigator.serviceWorker.ready)"
        ".then(() => document.body.append('ready'))</script>",
    )
    told = {each.url.rpartition("/")[2]: each for each in shop.ledger.of(ExchangeSeen)}
    assert told["from-dedicated"].source == "worker"
    assert told["from-shared"].source == "shared-worker"
    assert told["from-service"].source == "service-worker"
    values = {each.exchange for each in shop.ledger.of(ValueSeen)}
    assert {told[f"from-{name}"].id for name in ("dedicated", "shared", "service")} <= values
    assert all(each.alive for each in shop.ledger.of(InstrumentChecked))


async def test_a_frame_of_another_site(shop):
    shop.site.pages["/frame"] = f"<body><script>fetch('/from-frame', {{method: 'POST', body: {EMAIL!r}}})</script>"
    await settled(shop, f"<body><iframe src='{shop.site.elsewhere}/frame'></iframe>")
    exchange = exchange_to(shop, "/from-frame")
    assert exchange.frame == "body > iframe"
    assert exchange.document_url.startswith(shop.site.elsewhere)


async def test_frames_of_a_web_socket(shop):
    async def socket(request):
        opened = web.WebSocketResponse()
        await opened.prepare(request)
        async for _ in opened:
            break
        return opened

    shop.site.handlers["/socket"] = socket
    await settled(
        shop,
        "<body><script>const s = new WebSocket(`ws://${location.host}/socket`);"
        f"s.onopen = () => s.send(JSON.stringify({{e: {EMAIL!r}}}))</script>",
    )
    exchange = exchange_to(shop, "/socket")
    assert (exchange.via, exchange.status) == ("websocket", 101)
    assert shop.ledger.read(exchange.body) == '{"e":"⟦email⟧"}'.encode()
    assert [each.where for each in shop.ledger.of(ValueSeen)] == ["websocket"]


async def test_a_large_body_and_one_made_of_a_blob(shop):
    await settled(
        shop,
        f"<body><script>fetch('/large', {{method: 'POST', body: 'x '.repeat(90000) + {EMAIL!r}}});"
        "fetch('/blob', {method: 'POST', body: new Blob(['some text'])})</script>",
    )
    large, blob = exchange_to(shop, "/large"), exchange_to(shop, "/blob")
    assert large.body_size == 180_000 + len(EMAIL)
    assert "email" in {each.name for each in shop.ledger.of(ValueSeen) if each.exchange == large.id}
    assert blob.body_size == len("some text")
    assert not blob.body_unseen
    assert shop.ledger.read(blob.body) == b"some text"


async def test_redirects_are_hops_of_their_own(shop):
    async def moved(request):
        cookie = "hop=1; Path=/; HttpOnly; SameSite=Lax"
        return web.Response(status=302, headers={"Location": "/there", "Set-Cookie": cookie})

    shop.site.handlers["/here"] = moved
    shop.site.pages["/there"] = "<title>there</title><body>there"
    visit = await shop.open(path="/here")
    page = await visit.capture("arrived")
    assert (page.url, page.requested_url, page.status) == (f"{shop.site.url}/there", f"{shop.site.url}/here", 200)
    first, second = shop.ledger.of(ExchangeSeen)
    assert (first.status, first.redirected_to) == (302, f"{shop.site.url}/there")
    assert (second.status, second.redirected_to, second.top_level) == (200, "", True)
    cookie = shop.ledger.of(CookieSeen)[0]
    assert (cookie.name, cookie.set_by, cookie.http_only, cookie.same_site) == ("hop", "http", True, "Lax")
    assert cookie.exchange == first.id


async def test_cookies_of_scripts_and_blocked_ones(shop):
    async def page(request):
        answer = web.Response(text="<body><script>document.cookie = 'mine=abc; max-age=60'</script>")
        answer.content_type = "text/html"
        answer.headers.add("Set-Cookie", "kept=0123456789; Path=/")
        answer.headers.add("Set-Cookie", "lost=1; Domain=other.example")
        return answer

    shop.site.handlers["/"] = page
    visit = await shop.open()
    await visit.capture("arrived")
    cookies = {each.name: each for each in shop.ledger.of(CookieSeen)}
    assert (cookies["kept"].stored, cookies["kept"].value, cookies["kept"].expires_in) == (True, "<10 digits>", None)
    assert (cookies["lost"].stored, cookies["lost"].blocked_because) == (False, "InvalidDomain")
    assert cookies["mine"].set_by == "script"
    assert 50 <= cookies["mine"].expires_in <= 60


async def test_what_is_kept_in_the_browser(shop):
    await settled(
        shop,
        f"<body><script>localStorage.a = {EMAIL!r}; sessionStorage.b = btoa({EMAIL!r});"
        "indexedDB.open('db', 1).onupgradeneeded = (e) => {"
        f"e.target.result.createObjectStore('s').put({{deep: [{EMAIL!r}]}}, 'k') }};</script>",
    )
    assert {(each.area, each.key) for each in shop.ledger.of(StorageSeen)} >= {("local", "a"), ("session", "b")}
    assert {"local-storage", "session-storage"} <= {each.where for each in shop.ledger.of(ValueSeen)}
    assert all(EMAIL not in each.value for each in shop.ledger.of(StorageSeen))


async def test_calls_that_read_the_browser(shop):
    shop.site.pages["/reader.js"] = "document.createElement('canvas').toDataURL(); navigator.hardwareConcurrency"
    await settled(shop, "<body><script src='/reader.js'></script>")
    calls = {each.call: each.script for each in shop.ledger.of(CallSeen)}
    assert calls == {"canvas": f"{shop.site.url}/reader.js", "hardware": f"{shop.site.url}/reader.js"}


async def test_phases_and_visits(shop):
    visit = await shop.open("<body><input id='e' onchange='fetch(`/typed?${this.value}`)'><a id='l' href='/next'>n</a>")
    await visit.capture("arrived")
    shop.shopper.phase = "typing"
    assert await visit.type(node(visit, "#e"), EMAIL)
    await visit.settle()
    shop.shopper.phase = "shopping"
    shop.site.pages["/next"] = "<title>next</title><body>"
    assert await visit.click(node(visit, "#l"))
    following = await shop.shopper.follow("other", "n", 1)
    page = await following.capture("arrived")
    assert (page.title, page.reached_by, page.click_steps) == ("next", "n", 1)
    told = {each.url.rpartition("/")[2].partition("?")[0]: each for each in shop.ledger.of(ExchangeSeen)}
    assert (told["typed"].phase, told["typed"].visit) == ("typing", visit.id)
    assert (told["next"].phase, told["next"].visit) == ("shopping", following.id)
    value = next(each for each in shop.ledger.of(ValueSeen) if not each.weak)
    assert (value.name, value.where, value.phase, value.exchange) == ("email", "url", "typing", told["typed"].id)


async def test_storage_of_third_parties_is_partitioned_as_for_customers(shop):
    shop.site.pages["/keeper"] = "<body><script>localStorage.kept = 'in a frame'</script>"
    visit = await shop.open(f"<body><iframe src='{shop.site.elsewhere}/keeper'></iframe>")
    await visit.capture("arrived", picture=False)
    shop.site.pages["/look"] = "<body><script>document.title = localStorage.kept || 'nothing'</script>"
    look = await shop.shopper.open(f"{shop.site.elsewhere}/look", role="other")
    page = await look.capture("arrived", picture=False)
    assert page.title == "nothing"
    assert [each.frame for each in shop.ledger.of(StorageSeen)] == ["body > iframe"]


async def test_a_shopper_does_not_answer_for_the_hosts_of_another(shop, browser):
    other = await browser.new_shopper(shop.ledger, site=shop.site.elsewhere)
    shop.site.pages["/"] = "<body>fine"
    assert await other.open(f"{shop.site.elsewhere}/", role="home") is not None
    assert await shop.open() is not None
    await shop.shopper.close()
    assert not shop.ledger.of(GatherFailed)
    browser.recorder.hosts.discard("127.0.0.1")
    await other.close()
    assert [(each.what, each.url.rpartition(":")[0]) for each in shop.ledger.of(GatherFailed)] == [
        ("recorder", "//127.0.0.1")
    ]
