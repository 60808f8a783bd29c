"""A shop of many pages, served over https on loopback: `python -m benchmarks.many_pages COUNT`.

The pages stand in folders of four, so that a walk opens them all. Each has the newsletter form of the whole shop,
every fifth a form of its own. Prints its URL and CA file as JSON, and serves until it is told to end.
"""

import asyncio
import json
import ssl
import sys
import tempfile
from pathlib import Path

import trustme
from aiohttp import web

_IN_FOLDER = 4  # pages
_OWN_FORM = 5  # every how many-th page
_PAGE = """<!DOCTYPE html><html lang=en><head><title>{title}</title><meta charset=utf-8>
<style>body{{font:16px sans-serif;max-width:60rem;margin:auto}}li{{display:inline-block;width:9rem}}</style></head><body>
<header><a href=/>Shop</a> <a href=/cart>Cart</a> <a href=/contact>Contact</a></header><main><h1>{title}</h1>{body}</main>
<footer><form action=/news method=post><label>E-mail <input type=email name=email required></label>
<button>Subscribe</button></form><a href=/privacy>Privacy policy</a></footer>
<script>document.documentElement.dataset.ready = "yes"</script></body></html>"""
_FORM = """<form action=/ask method=post><h2>Ask about {n}</h2><label>Your name <input name=name autocomplete=name></label>
<label>E-mail <input type=email name=email required autocomplete=email></label>
<label>Message <textarea name=message required></textarea></label><button>Send</button></form>"""
_TEXT = """<p>Made in our own workshop, and sent on the day that it was asked for. Room {n} shows how it is made, by whom,
and of what; the people who make it answer questions about it themselves.</p>"""
_POLICY = """<p>Privacy policy. We collect your name, e-mail address and the message that you write to us, to answer
your question and to send the newsletter that you asked for. We do not sell personal information to anybody. Children
under 13 must not give us personal data without the consent of a parent or guardian. You may ask us to delete it.</p>"""


def page(path: str, count: int) -> str:
    """Return the page at a path: the home page links every other one."""
    if path == "/":
        links = "".join(f"<li><a href=/room-{n // _IN_FOLDER}/piece-{n}>Piece {n}</a></li>" for n in range(count))
        return _PAGE.format(title="Shop", body=f"<ul>{links}</ul>")
    if path == "/privacy":
        return _PAGE.format(title="Privacy policy", body=_POLICY)
    number = path.rpartition("-")[2]
    own = path == "/contact" or (number.isdecimal() and int(number) % _OWN_FORM == 0)
    body = _TEXT.format(n=number) * 12 + _FORM.format(n=number) * own
    return _PAGE.format(title=path.rpartition("/")[2], body=body)


async def serve(count: int) -> None:
    """Serve until cancelled."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=page(request.path, count), content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    port = runner.addresses[0][1]
    with tempfile.TemporaryDirectory() as folder:
        ca_file = Path(folder) / "ca.pem"
        authority.cert_pem.write_to_path(str(ca_file))
        print(json.dumps([f"https://localhost:{port}/", str(ca_file)]), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
