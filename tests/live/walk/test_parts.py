"""A policy spread over several pages: the walk opens the parts that its page lists, and they are judged with it."""

import pytest

from safeinfo.derive.computed.policies import POLICIES, POLICY_NEEDS
from safeinfo.gather import GatherOptions, gather
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Sale
from safeinfo.model.observations import PageSeen
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
OPTIONS = GatherOptions(allow_private=True, pictures=False, timeout=60)
PARTS = {
    "/privacy/collect": "<p>We collect personal information: your name, email and address, to deliver your order.</p>"
    * 4,
    "/privacy/rights": "<p>You may access, correct or delete your personal data, which we do not sell.</p>" * 4,
}
LIST = """<p>Choose a topic.</p><ul><li><a href=/privacy/collect>What we collect</a></li>
<li><a href=/privacy/rights>Your rights</a></li><li><a href=/terms>Terms of use</a></li></ul>"""


async def shop(request):
    path = request.path
    foot = "<footer><a href=/privacy>Privacy policy</a></footer>"
    if path in {"/", "/privacy", *PARTS}:
        title = {"/": "Old Oak", "/privacy": "Privacy policy"}.get(path, "Privacy")
        body = {"/": "<p>Chairs and tables.</p>", "/privacy": LIST}.get(path) or PARTS[path]
        return page(title, f"<main><h1>{title}</h1>{body}</main>{foot}", "en")
    return None


async def test_the_parts_of_a_policy_are_opened_and_read_with_it() -> None:
    async with served(shop) as old_oak:
        evidence = await gather(old_oak.url, OPTIONS)
    view = View(evidence, POLICY_NEEDS)
    roles = {seen.url.removeprefix(old_oak.url): seen.role for seen in view.of(PageSeen)}
    assert {path: roles.get(path) for path in PARTS} == dict.fromkeys(PARTS, "notice")
    texts = {text.url.removeprefix(old_oak.url): text for text in view.once(POLICIES)}
    assert texts["/privacy"].confirmed
    assert texts["/privacy"].whole
    assert texts["/privacy/rights"].read.sale is Sale.NOT_SOLD
