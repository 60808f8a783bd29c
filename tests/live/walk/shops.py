# ruff: noqa: E501, C901, PLR0912 - pages are quoted as they are served, one branch a page
"""Small shops that have nothing in common: a Czech one of tables, a Japanese one of scripts, English ones with gates."""

import html
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Served:
    """A shop that is served: its address, and every request it got as (method, path, body)."""

    url: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def bodies(self) -> str:
        return "\n".join(f"{path} {body}" for _, path, body in self.requests)


@asynccontextmanager
async def served(handle) -> AsyncIterator[Served]:
    shop = Served()

    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.text()
        shop.requests.append((request.method, request.path_qs, body))
        response = await handle(request)
        return response or web.Response(status=404, text="<h1>404</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield shop
    finally:
        await runner.cleanup()


_POLICY = (
    "<p>We collect your name, email and address to deliver your order. We do not sell your personal information.</p>"
    * 6
)


def page(title: str, body: str, language: str) -> web.Response:
    text = f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>{html.escape(title)}</title></head>"
    return web.Response(text=f"{text}<body>{body}</body></html>", content_type="text/html")


# --- a Czech bakery: tables, a banner whose refusal is on its second layer, a sold-out loaf, a size to choose

_CS_BAR = """<div id=lista style="position:fixed;bottom:0;background:#fff;width:100%">
<p>Tento web používá cookies a sledování.</p>
<input type=button value="Souhlasím" onclick="lista.remove();fetch('/souhlas?vse')">
<input type=button value="Podrobné nastavení" onclick="druha.hidden=false;this.hidden=true">
<div id=druha hidden><label><input type=checkbox checked id=mk> Marketing</label>
<input type=button value="Uložit nastavení" onclick="fetch('/souhlas?m='+mk.checked);document.cookie='s=1;path=/';lista.remove()"></div></div>"""
_CS_NAV = """<table><tr><td><a href="/">Domů</a></td><td><a href="/chleb">Pečivo</a></td><td><a href="/kosik">Košík</a></td>
<td><a href="/ucet">Přihlášení</a></td><td><a href="/napiste">Napište nám</a></td></tr></table>"""
_CS_FOOT = '<hr><a href="/udaje">Ochrana osobních údajů</a>'


async def bakery(request: web.Request) -> web.Response | None:
    path, cookies = request.path, request.cookies
    bar = "" if "s" in cookies else _CS_BAR

    def out(title: str, body: str) -> web.Response:
        return page(title, f"{bar}{_CS_NAV}<h1>{title}</h1>{body}{_CS_FOOT}", "cs")

    if path == "/":
        return out("Pekárna U Mostu", "<p>Chléb pečeme každý den.</p><p><a href=/chleb>Všechno pečivo</a></p>")
    if path == "/chleb":
        rows = "".join(
            f"<tr><td><a href=/z/{n}>{n}</a></td><td>{p} Kč</td><td>{s}</td></tr>"
            for n, p, s in (("rohlik", 4, "Vyprodáno"), ("bochnik", 89, ""))
        )
        return out("Pečivo", f"<table>{rows}</table>")
    if path == "/z/rohlik":
        return out("Rohlík", "<p>4 Kč</p><p>Vyprodáno</p>")
    if path == "/z/bochnik":
        form = (
            "<p>89 Kč</p><form method=post action=/vlozit><input type=hidden name=zbozi value=2><select name=vaha required>"
            "<option value=''>Vyberte váhu<option value=1 disabled>1 kg<option value=2>2 kg</select>"
            "<input type=submit value='Vložit do košíku'></form>"
        )
        return out("Bochník", form)
    if path == "/vlozit":
        sent = await request.post()
        if not sent.get("vaha"):
            return out("Bochník", "<p>Vyberte váhu.</p>")
        response = web.HTTPFound("/z/bochnik?vlozeno")
        response.set_cookie("k", "1")
        raise response
    if path == "/kosik":
        full = "<table><tr><td>Bochník</td><td>89 Kč</td></tr></table><a href=/z/bochnik>Pokračovat v nákupu</a>"
        way = full + " <form action=/pokladna method=post><button>Pokračovat k objednávce</button></form>"
        return out("Košík", way if "k" in cookies else "<p>Košík je prázdný.</p>")
    if path == "/pokladna":
        login = "<form action=/ucet method=post>E-mail <input name=u type=email> Heslo <input type=password name=h>"
        return out(
            "Objednávka",
            f"{login}<button>Přihlásit</button></form><p><a href=/adresa>Pokračovat bez registrace</a></p>",
        )
    if path == "/adresa":
        rows = "".join(
            f"<tr><td>{t}</td><td><input name={n}></td></tr>"
            for t, n in (
                ("Jméno", "j"),
                ("Příjmení", "p"),
                ("Ulice", "u"),
                ("Město", "m"),
                ("PSČ", "psc"),
                ("E-mail", "e"),
                ("Telefon", "t"),
            )
        )
        return out(
            "Dodací údaje", f"<form method=post action=/doprava><table>{rows}</table><button>Pokračovat</button></form>"
        )
    if path == "/doprava":
        return out(
            "Doprava",
            "<form method=post action=/souhrn><input type=radio name=d value=1 checked>Pošta<button>Pokračovat</button></form>",
        )
    if path == "/souhrn":
        return out(
            "Souhrn",
            "<p>Bochník 89 Kč</p><form method=post action=/hotovo><button>Objednat s povinností platby</button></form>",
        )
    if path == "/hotovo":
        return out("Děkujeme", "<p>Objednáno.</p>")
    if path == "/ucet":
        return out(
            "Přihlášení",
            "<form method=post>E-mail <input type=email name=u> Heslo <input type=password name=h><button>Přihlásit</button></form>",
        )
    if path == "/napiste":
        return out(
            "Napište nám",
            "<form method=post>E-mail <input type=email name=e> Zpráva <textarea name=z></textarea><button>Odeslat</button></form>",
        )
    if path == "/udaje":
        return out(
            "Ochrana osobních údajů",
            "<p>Zpracováváme osobní údaje: jméno, adresu a e-mail, jen kvůli objednávce. Osobní údaje neprodáváme.</p>"
            * 5,
        )
    if path == "/souhlas":
        return web.Response(text="")
    return None


# --- a Japanese shop of one page: cards that are no links, a drawer, a checkout in a closed shadow root, no form tag

_JA = """<div id=a></div><script>
const g = [{n:"湯呑み",p:"1,800円"},{n:"急須",p:"5,400円"}]; let k = 0;
const a = document.getElementById("a");
const top_ = () => { a.innerHTML = "<header><b>茶の店</b> <span id=k data-n role=button tabindex=0>カート</span> <a href='/kojin'>個人情報保護方針</a></header><main></main>";
  const m = a.querySelector("main");
  for (const x of g) { const d = document.createElement("div"); d.setAttribute("role","button"); d.tabIndex = 0;
    d.innerHTML = "<p>"+x.n+"</p><p>"+x.p+"</p>"; d.onclick = () => item(x); m.append(d); }
  a.querySelector("#k").onclick = drawer; };
const item = (x) => { a.querySelector("main").innerHTML = "<h1>"+x.n+"</h1><p>"+x.p+"</p><p role=radiogroup><button role=radio aria-checked=false>青</button><button role=radio aria-checked=false>白</button></p><button id=i disabled>カートに入れる</button>";
  for (const r of a.querySelectorAll("[role=radio]")) r.onclick = () => { r.setAttribute("aria-checked","true"); a.querySelector("#i").disabled = false; };
  a.querySelector("#i").onclick = () => { k += 1; drawer(); }; };
const drawer = () => { const s = document.createElement("aside"); s.innerHTML = k ? "<h2>カート</h2><p>"+k+"点</p><button>レジに進む</button>" : "<h2>カート</h2><p>空です</p>";
  a.append(s); const b = s.querySelector("button"); if (b) b.onclick = till; };
const till = () => { a.innerHTML = "<h1>ご購入手続き</h1><x-till></x-till>"; const r = a.querySelector("x-till").attachShadow({mode:"closed"});
  r.innerHTML = "<p><label>メールアドレス <input type=email autocomplete=email></label></p><p><label>お名前 <input autocomplete=name></label></p><p><label>住所 <input autocomplete=street-address></label></p><p><label>電話番号 <input type=tel autocomplete=tel></label></p><button>次へ</button>";
  r.querySelector("button").onclick = () => fetch("/okuru", {method:"POST", body: JSON.stringify([...r.querySelectorAll("input")].map(i=>i.value))}); };
setTimeout(top_, 150);
</script>"""


async def tea(request: web.Request) -> web.Response | None:
    if request.path == "/":
        return page("茶の店", _JA, "ja")
    if request.path == "/kojin":
        return page(
            "個人情報保護方針",
            "<h1>個人情報保護方針</h1>"
            + "<p>当店は個人情報を注文の処理のためにのみ利用し、第三者に販売しません。氏名、住所、電話番号を取得します。</p>"
            * 6,
            "ja",
        )
    if request.path == "/okuru":
        return web.Response(text=json.dumps("ok"))
    return None


# --- an English shop behind a yes-or-no gate: things go in the basket by a plain link, the till asks at once


async def cellar(request: web.Request) -> web.Response | None:
    path, cookies = request.path, request.cookies
    if path == "/enter":
        response = web.HTTPFound(request.query.get("to", "/"))
        response.set_cookie("old", "no" if "no" in request.query else "yes")
        raise response
    if cookies.get("old") == "no":
        return page("Sorry", "<h1>Sorry</h1><p>You are not old enough to visit us.</p>", "en-GB")
    if "old" not in cookies and path != "/privacy":
        ask = f"<h1>Old Oak</h1><p>Are you over 18?</p><a href='/enter?to={path}'>Yes</a> <a href='/enter?no&to={path}'>No</a>"
        return page("Old Oak", ask, "en-GB")
    bar = "<a href=/>Home</a> <a href=/basket>Basket</a> <a href=/privacy>Privacy</a>"

    def out(title: str, body: str) -> web.Response:
        return page(title, f"{bar}<h1>{title}</h1>{body}", "en-GB")

    if path == "/":
        return out(
            "Old Oak",
            "<ul><li><a href=/bottle/1>Ten years</a> £40.00</li><li><a href=/bottle/2>Twelve years</a> £55</li></ul>",
        )
    if path.startswith("/bottle/"):
        return out(
            "Ten years",
            "<p>£40.00</p><p>A gentle whisky with notes of pear, smoke and honey.</p><a href=/put?bottle=1>Add to basket</a>",
        )
    if path == "/put":
        response = web.HTTPFound("/basket")
        response.set_cookie("b", "1")
        raise response
    if path == "/basket":
        return out(
            "Basket", "<p>Ten years £40.00</p><a href=/till>Checkout</a>" if "b" in cookies else "<p>Nothing here.</p>"
        )
    if path == "/till":
        return out(
            "Checkout",
            "<form method=post action=/order><label>Name <input name=n autocomplete=name></label><label>Email <input type=email name=e></label><label>Postcode <input name=postcode></label><label>Card number <input name=card autocomplete=cc-number></label><button>Pay £40.00</button></form>",
        )
    if path == "/privacy":
        return out(
            "Privacy policy",
            _POLICY,
        )
    return None


# --- a book shop whose shelf lists nothing: only its search finds books; the till asks who is there


async def library(request: web.Request) -> web.Response | None:
    path, full = request.path, "b" in request.cookies
    bar = (
        "<header><div>Total £0.00 <button>Menu</button></div><a href=/basket>Basket</a>"
        "<form action=/find><input name=q aria-label=Search><button>Search</button></form></header>"
    )

    def out(title: str, body: str) -> web.Response:
        return page(title, f"{bar}<main><h1>{title}</h1>{body}</main>", "en-GB")

    add = "<form method=post action=/put><input type=hidden name=quantity value=1><button>Add to basket</button></form>"
    books = "".join(f"<article><a href=/book/{n}>Book {n}</a><p>£{n}.00</p>{add}</article>" for n in (7, 8, 9))
    if path == "/":
        return out("All books", "<p>No products found.</p>")
    if path == "/find":
        return out("Results", books if request.query.get("q") == "a" else "<p>0 results</p>")
    if path.startswith("/book/"):
        return out("A book", f"<p>£7.00</p>{add}")
    if path == "/put":
        response = web.HTTPFound("/basket")
        response.set_cookie("b", "1")
        raise response
    if path == "/basket":
        return out(
            "Basket",
            "<p>A book £7.00</p><a href=/till>Proceed to checkout</a>" if full else "<p>Your basket is empty.</p>",
        )
    if path == "/till":
        return out(
            "Who are you?",
            "<form method=post action=/who><label>Email <input type=email name=u></label>"
            "<label><input type=radio name=o value=g> I am a new customer and want to check out as a guest</label>"
            "<label><input type=radio name=o value=l checked> I am a returning customer, and my password is</label>"
            "<label>Password <input type=password name=p></label><button>Continue</button></form>",
        )
    return None


# --- an English mill behind a choice of countries: sizes in plain buttons, a late checkout of two forms and one button

_MILL_CHECKOUT = """<main id=till>Loading…</main><script>
const steps = [`<h1>Address</h1><form><label>E-mail <input type=email id=mail required></label></form>
<form><label>Full name <input id=who required></label><label>Street <input id=street autocomplete=street-address required>
</label><label>Postcode <input id=code autocomplete=postal-code required></label>
<label>Country <select id=land required><option value="" disabled selected>Please choose …<option value=gb>Britain</select>
</label></form><button id=on>Continue to delivery</button>`,
`<h1>Payment</h1><label><input type=radio name=pay> Bank transfer</label><label><input type=radio name=pay> Cheque</label>
<button onclick="fetch('/order', {method: 'POST'})">Continue</button>`];
function show(step) {
  till.innerHTML = steps[step];
  if (!step) on.onclick = () => [mail, who, street, code, land].every((box) => box.value) && fetch("/address").then(() => show(1));
}
setTimeout(() => show(0), 700);
</script>"""


async def mill(request: web.Request) -> web.Response | None:
    """Serve a splash that chooses a country, and behind it a shop whose last button does not say that it orders."""
    path, full = request.path, request.cookies.get("flour") == "1"

    def out(title: str, body: str) -> web.Response:
        top = f"<h1>{title}</h1>" if body != _MILL_CHECKOUT else ""
        foot = "<footer><a href=/gb/privacy>Privacy policy</a> <a href=/gb/cart>Cart</a></footer>"
        return page(title, f"{top}{body}{foot}", "en")

    if path == "/":
        return page(
            "Mill", "<h1>Where are you?</h1><ul><li><a href=/gb/>Britain</a><li><a href=/ie/>Ireland</a></ul>", "en"
        )
    if path == "/gb/":
        return out(
            "Flour", "<ul><li><a href=/gb/rye><img src=r.png alt=''>Rye</a> £3.00<li><a href=/gb/oat>Oat</a> £4.00</ul>"
        )
    if path in {"/gb/rye", "/gb/oat"}:
        sizes = "".join(f"<li><button type=button onclick=\"size='{kg}'\">{kg} kg</button>" for kg in (1, 5))
        add = "if (!window.size) { told.textContent = 'Choose a size'; return } document.cookie = 'flour=1;path=/'; told.innerHTML = 'Added'"
        return out("Rye", f'<p>£3.00</p><ul>{sizes}</ul><button onclick="{add}">Add to basket</button><p id=told></p>')
    if path == "/gb/cart":
        ways = "<a href=/gb/cart?remove=1>Remove</a> <a href=/gb/checkout>Go to checkout</a>"
        return out("Cart", f"<p>Rye £3.00</p>{ways}" if full and not request.query else "<p>Your cart is empty</p>")
    if path == "/gb/checkout":
        return out("Checkout", _MILL_CHECKOUT)
    if path == "/gb/privacy":
        return out("Privacy policy", _POLICY)
    return page("", "ok", "en") if path in {"/address", "/order"} else None
