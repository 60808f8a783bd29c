"""A shop from hell: one small server, a page for each way to keep a browser busy, and one that behaves.

Every page is itself a home page with a link to the good one, so that a walk can begin at any of them.
"""

import asyncio
from contextlib import asynccontextmanager

from tests.unit.guard.wire import head_of, response, serve

GOOD = "/good"
LINKS = f'<p>A shop. <a href="{GOOD}">Privacy policy</a></p>'
MEGABYTE = 2**20


def page(script="", body="", head=""):
    return response(
        f"<!doctype html><html lang=en><head><title>Shop</title>{head}</head>"
        f"<body>{LINKS}{body}<script>{script}</script></body></html>".encode(),
        Content_Type="text/html; charset=utf-8",
        Connection="close",
    )


SCRIPTS = {
    "/alerts": "for (;;) alert('stay');",
    "/popups": "const more = () => { window.open('/popup', '_blank'); setTimeout(more, 20); }; more();",
    "/prints": "setInterval(() => print(), 10);",
    "/stays": "onbeforeunload = (event) => { event.preventDefault(); event.returnValue = 'stay'; return 'stay'; };",
    "/busy": "setTimeout(() => { for (;;) {} }, 50);",
    "/never-quiet": (
        "setInterval(() => { fetch('/ping?' + performance.now()); const p = document.createElement('p');"
        "p.textContent = performance.now(); document.body.append(p); }, 15);"
    ),
    "/wanders": "setTimeout(() => location.href = '/wanders?' + performance.now(), 30);",
    "/closes": "window.close();",
    "/downloads": (
        "const more = () => { const a = document.createElement('a'); a.href = '/file'; a.download = 'x.exe';"
        "document.body.append(a); a.click(); setTimeout(more, 30); }; more();"
    ),
    "/workers": "for (let i = 0; i < 24; i++) new Worker('/worker.js?' + i);",
    "/grows": (
        "const kept = []; const more = () => { if (kept.length < 48) { kept.push(new Uint8Array(4 << 20).fill(1));"
        "setTimeout(more, 5); } }; more();"
    ),
    "/eats": "const kept = []; setInterval(() => kept.push(new Uint8Array(64 << 20).fill(1)), 20);",
    "/floods": (
        "let n = 0; setInterval(() => { for (let i = 0; i < 20; i++)"
        " fetch('/ping?' + n++, {method: 'POST', body: 'x'.repeat(1000)}).catch(() => 0); }, 10);"
    ),
    "/deep": "let at = document.body; for (let i = 0; i < 5000; i++)"
    " at = at.appendChild(document.createElement('div'));",
    "/hooks": (
        "for (const name of ['querySelector', 'querySelectorAll', 'getElementById'])"
        " Document.prototype[name] = () => { throw new Error('no'); };"
        "window.MutationObserver = undefined; Promise.prototype.then = () => { throw new Error('no'); };"
        "performance.now = () => NaN; window.setTimeout = () => 0;"
    ),
}
BODIES = {
    "/refreshes": ('<meta http-equiv="refresh" content="0">', ""),
    "/frames": ("", "".join(f'<iframe src="/frame?{n}"></iframe>' for n in range(40))),
    "/blocked-by-script": ("", '<script src="/silent-part"></script>'),
    "/endless-script": ("", '<script src="/endless-part" async></script>'),
}
RAW = {
    GOOD: page(body="<h1>Privacy policy</h1><p>We keep nothing.</p>"),
    "/popup": page("setTimeout(() => window.open('/popup', '_blank'), 10);"),
    "/frame": page("setTimeout(() => location.reload(), 200);"),
    "/worker.js": response(b"setInterval(() => fetch('/ping'), 50);", Content_Type="text/javascript"),
    "/ping": response(b"ok", Content_Type="text/plain"),
    "/redirects": response(b"", "302 Found", Location="/redirects"),
    "/there": response(b"", "302 Found", Location="/back"),
    "/back": response(b"", "302 Found", Location="/there"),
    "/inside": response(b"", "302 Found", Location="http://169.254.169.254/latest/meta-data/"),
    "/file": response(
        b"MZ" + b"x" * 100_000,
        Content_Type="application/octet-stream",
        Content_Disposition="attachment; filename=x.exe",
    ),
    "/picture": response(b"GIF89a", Content_Type="image/gif"),
    "/json": response(b"{}", Content_Type="application/json"),
    "/nothing": response(b"", "204 No Content"),
    "/empty": response(b"", Content_Type="text/html"),
    "/forbidden": response(b"<h1>Go away</h1>", "403 Forbidden", Content_Type="text/html"),
    "/broken": response(b"<h1>Oh</h1>", "500 Internal Server Error", Content_Type="text/html"),
    "/nonsense": b"\x00\x01\x02 this is not HTTP\r\n\r\n",
    "/cut": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<h1>Half",
}
HUGE = 30 * MEGABYTE
START = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: "


async def _endless(writer, kind=b"text/html"):
    writer.write(START + kind + b"\r\n\r\n<!doctype html><title>Shop</title>" + LINKS.encode())
    while True:
        writer.write(b"<p>and on and on</p>\n" * 200)
        await writer.drain()
        await asyncio.sleep(0.01)


async def _trickle(writer):
    writer.write(START + b"text/html" + b"\r\n\r\n<!doctype html><title>Shop</title>" + LINKS.encode())
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _huge(writer):
    row = b"<div class=row><span>a row of a very long page indeed</span></div>\n"
    writer.write(START + b"text/html\r\n\r\n<!doctype html><title>Shop</title>" + LINKS.encode())
    for _ in range(HUGE // len(row) // 1000):
        writer.write(row * 1000)
        await writer.drain()


async def _silent(_writer):
    await asyncio.Event().wait()


STREAMS = {
    "/endless": _endless,
    "/trickle": _trickle,
    "/huge": _huge,
    "/silent": _silent,
    "/silent-part": _silent,
    "/endless-part": lambda writer: _endless(writer, b"text/javascript"),
}


async def _handle(reader, writer):
    head = await head_of(reader)
    if not head:
        return
    path = head.split()[1].decode("latin-1").partition("?")[0]
    if path in STREAMS:
        await STREAMS[path](writer)
    elif path in SCRIPTS:
        writer.write(page(SCRIPTS[path]))
    elif path in BODIES:
        start, body = BODIES[path]
        writer.write(page(body=body, head=start))
    else:
        writer.write(RAW.get(path, response(b"<h1>Not found</h1>", "404 Not Found", Content_Type="text/html")))
    await writer.drain()


@asynccontextmanager
async def serve_hell():
    """Serve it all; gives the origin."""
    async with serve(_handle) as port:
        yield f"http://127.0.0.1:{port}"
