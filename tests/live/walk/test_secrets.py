"""Nothing that was typed, whole or in part, and no secret of a page reaches the evidence file."""

import json
import re
import zipfile
from dataclasses import replace
from random import Random

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.gather.archive import write
from safeinfo.gather.walk.canaries import Canaries, country_of
from safeinfo.model.observations import ExchangeSeen, FieldTyped, ValueSeen
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
OPTIONS = GatherOptions(allow_private=True, pictures=False, timeout=60, max_pages=4)
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiIsIm5hbWUiOiJFdmUifQ.c2lnbmF0dXJlLW9mLWl0"
KEY = "9fK3xQ7vLp2Zt8Wd5Rb1Nc6Y"
CARD, SPACED = "5105105105105100", "5105 1051 0510 5100"
OTHER = "eve.wong@elsewhere.example"
SCRIPT = (
    """
const say = (where, text) => { navigator.sendBeacon(where, text); };
const each = (event) => {
  const text = event.target.value;
  fetch("/suggest?q=" + encodeURIComponent(text));
  fetch("/suggest/" + encodeURIComponent(text.toUpperCase()));
  fetch("/draft", {method: "POST", headers: {"Content-Type": "application/json", "X-Draft": text},
    body: JSON.stringify({draft: {field: text}, secret: "KEY"})});
  fetch("/draft", {method: "POST", body: btoa(JSON.stringify({typed: text}))});
  localStorage.setItem("draft:" + text, text);
  document.cookie = "draft=" + encodeURIComponent(text);
  document.title = "No result for " + text;
  document.querySelector("#echo").textContent = "No result for " + text;
  console.error("cannot find " + text);
  history.replaceState(null, "", "?q=" + encodeURIComponent(text));
};
for (const input of document.querySelectorAll("input")) input.addEventListener("input", each);
fetch("/api?access_token=KEY", {headers: {Authorization: "Bearer JWT", "X-Auth-Token": "KEY"}});
fetch("/api/JWT");
console.error("refused: Bearer JWT for OTHER with CARD");
document.cookie = "session=KEY";
localStorage.setItem("JWT", "KEY");
""".replace("JWT", JWT)
    .replace("KEY", KEY)
    .replace("OTHER", OTHER)
    .replace("CARD", CARD)
)
FORM = """<form method=post action=/send><label>Email <input type=email name=e autocomplete=email></label>
<label>Name <input name=n autocomplete=name></label><label>Phone <input type=tel name=t autocomplete=tel></label>
<label>Street <input name=s autocomplete=street-address></label>
<label>Card number <input name=c autocomplete=cc-number></label><button>Continue</button></form>"""
BODY = f"""<h1>Checkout</h1><p id=echo></p><p>Your card {SPACED}</p><p aria-label="card {CARD}">card</p>
<a href="/orders?ticket={JWT}">orders</a>{FORM}<script>{SCRIPT}</script>"""


async def shop(request):
    if request.path == "/":
        if "ticket" not in request.query:
            raise web.HTTPFound(f"/?ticket={JWT}", headers={"Set-Cookie": f"token={KEY}; Path=/", "X-Api-Key": KEY})
        return page("Checkout", BODY, "en")
    if request.path in {"/suggest", "/draft", "/api"} or request.path.startswith(("/suggest/", "/api/")):
        return web.Response(text="{}", content_type="application/json")
    return None


def readable(path) -> str:
    """Everything in an evidence file, as one text."""
    with zipfile.ZipFile(path) as archive:
        whole = b"\n".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    return whole.lower()


def beginnings(value: str, least: int) -> list[str]:
    """What stands in the clear of a value that is typed key by key, from the length on that is told from chance."""
    return [value[:size].lower() for size in range(least, len(value) + 1)]


async def test_no_value_no_part_of_one_and_no_secret_is_in_the_file(tmp_path) -> None:
    chance = Random(11)
    options = replace(OPTIONS, random=chance.randbytes)
    async with served(shop) as site:
        evidence = await gather(site.url, options)
    began = evidence.observations[-1].started_at.date()
    known = Canaries.make(Random(11).randbytes, began, options.canary_domain, country_of("", "127.0.0.1"))
    write(evidence, tmp_path / "shop.evidence")
    text = readable(tmp_path / "shop.evidence")

    typed = {each.name for each in evidence.observations if isinstance(each, FieldTyped) and each.accepted}
    assert typed >= {"email", "name", "tel", "street-address", "cc-number"}
    assert {each.name for each in evidence.observations if isinstance(each, ValueSeen)} >= typed
    sent = [each for each in evidence.observations if isinstance(each, ExchangeSeen) and "part⟧" in each.url]
    assert len(sent) > 20  # the beginnings were sent, and are masked

    local = known.values["email"].partition("@")[0]
    words = [*known.values["name"].split(), known.values["street-address"].split()[0]]
    parts = [*beginnings(local, 8), *(part for word in words for part in beginnings(word, 6))]
    digits = [known.values["cc-number"], re.sub(r"\D", "", known.values["tel"])]
    parts += [part for number in digits for part in beginnings(number, 8)]
    word_of = {part: re.compile(rf"(?<![a-z0-9]){re.escape(part)}") for part in parts}
    assert [part for part, found in word_of.items() if found.search(text)] == []
    assert [secret for secret in (JWT, KEY, CARD, SPACED, OTHER) if secret.lower() in text] == []
    assert json.dumps("Checkout").lower() in text  # what is no secret is there
