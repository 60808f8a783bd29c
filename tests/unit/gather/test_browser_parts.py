"""The parts of the browser that need none: cookies, contrast, finding one, flags, pairing of headers."""

import pytest

from safeinfo.gather.browser.contrast import WHITE, blend, parse_colour, ratio
from safeinfo.gather.browser.cookies import read_set_cookie
from safeinfo.gather.browser.find import VARIABLE, find_browser
from safeinfo.gather.browser.opening import judged
from safeinfo.gather.browser.options import BrowserOptions, flags
from safeinfo.gather.browser.snapshot import save
from safeinfo.gather.browser.traffic import Request, Traffic, initiator_of
from safeinfo.model.errors import SafeInfoError


@pytest.mark.parametrize(
    ("line", "name", "value", "attributes"),
    [
        ("a=b; Path=/; Secure", "a", "b", {"path": "/", "secure": ""}),
        ("a=b=c;HttpOnly;samesite=lax", "a", "b=c", {"httponly": "", "samesite": "lax"}),
        (" spaced = v ; Max-Age=60", "spaced", "v", {"max-age": "60"}),
        ("valueonly", "", "valueonly", {}),
    ],
)
def test_set_cookie_lines(line, name, value, attributes):
    assert read_set_cookie(line) == (name, value, attributes)


def test_contrast_as_wcag_computes_it():
    black, grey = parse_colour("rgb(0, 0, 0)"), parse_colour("rgba(118, 118, 118, 1)")
    assert ratio(black, WHITE) == pytest.approx(21)
    assert ratio(grey, WHITE) == pytest.approx(4.54, abs=0.01)
    assert blend((0, 0, 0, 0.5), WHITE)[:3] == pytest.approx((127.5, 127.5, 127.5))
    assert parse_colour("color(display-p3 1 0 0)") is None


def test_a_named_browser_a_found_one_and_none(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    program = tmp_path / "chromium"
    program.write_text("")
    program.chmod(0o755)
    assert find_browser(search_path=str(tmp_path)) == str(program)
    monkeypatch.setattr("safeinfo.gather.browser.find.PLACES", ())
    with pytest.raises(SafeInfoError, match="no Chromium") as caught:
        find_browser(search_path=str(tmp_path / "none"))
    assert "chromium-headless-shell" in caught.value.advice
    monkeypatch.setenv(VARIABLE, str(tmp_path / "missing"))
    with pytest.raises(SafeInfoError, match="is no file"):
        find_browser()


def test_flags_keep_what_findings_depend_on():
    given = flags(BrowserOptions(pins=("abc=", "def=")))
    off = next(each for each in given if each.startswith("--disable-features="))
    assert "ThirdPartyStoragePartitioning" not in off
    assert "HttpsUpgrades" not in off
    assert "--ignore-certificate-errors-spki-list=abc=,def=" in given
    assert not any(each == "--ignore-certificate-errors" for each in given)


def sent(number, url, **more):
    return {"requestId": number, "request": {"url": url, "method": "GET"}, "type": "Fetch", **more}


def test_extra_headers_belong_to_their_hop():
    traffic = Traffic()
    traffic.begun("s", "page", sent("1", "https://a.example/"))
    traffic.received_extra({"requestId": "1", "headers": {"Set-Cookie": "a=1\nb=2", "Location": "/next"}})
    redirect = {"status": 302, "headers": {"location": "/next"}}
    traffic.begun(
        "s",
        "page",
        sent("1", "https://a.example/next", redirectResponse=redirect, redirectHasExtraInfo=True),
    )
    traffic.answered({"requestId": "1", "response": {"status": 200, "headers": {}}, "hasExtraInfo": True})
    traffic.received_extra({"requestId": "1", "headers": {"Set-Cookie": "c=3"}})
    traffic.finished({"requestId": "1"})
    first, second = traffic.take(everything=False)
    assert (first.status, first.set_cookies) == (302, ("a=1", "b=2"))
    assert (second.status, second.set_cookies) == (200, ("c=3",))
    assert traffic.cookie_names == {"a", "b", "c"}
    assert traffic.take(everything=True) == []


def test_a_page_does_not_wait_for_what_lasts():
    traffic = Traffic()
    traffic.begun("s", "page", {**sent("1", "https://a.example/live"), "type": "EventSource"})
    assert traffic.in_flight(3) == 0
    traffic.begun("s", "page", sent("2", "https://a.example/api"))
    assert traffic.in_flight(3) == 1
    assert traffic.in_flight(-1) == 0
    traffic.ended("s")
    assert traffic.in_flight(3) == 0


def test_who_asked_for_a_request():
    stack = {"callFrames": [{"url": ""}], "parent": {"callFrames": [{"url": "https://cdn.example/a.js"}]}}
    assert initiator_of({"type": "script", "stack": stack}) == "https://cdn.example/a.js"
    assert initiator_of({"type": "parser", "url": "https://a.example/"}) == ""


@pytest.mark.parametrize(
    ("status", "kind", "header", "reason"),
    [(200, "text/html", "", None), (200, "application/pdf", "", "not-html"), (403, "text/html", "private", "refused")],
)
def test_what_is_wrong_with_a_document(status, kind, header, reason):
    request = Request("s", "1", "https://a.example/", "GET", "document", "page", "arriving", "visit-1")
    request.response = {"status": status, "mimeType": kind}
    request.response_headers = {"safe-info-refused": header} if header else {}
    trouble = judged(request)
    assert (trouble.reason if trouble else None) == reason


def raw_document(strings, frame_content):
    """A snapshot of a document with one frame element, which shows a document of its own or is without it."""
    nodes = {
        "nodeType": [9, 1, 1],
        "nodeName": [0, 1, 2],
        "nodeValue": [-1, -1, -1],
        "backendNodeId": [1, 2, 3],
        "attributes": [[], [], [3, 4]],
        "parentIndex": [-1, 0, 1],
        "contentDocumentIndex": frame_content,
    }
    empty = {"nodeIndex": [], "bounds": [], "styles": [], "text": []}
    told = dict.fromkeys(("documentURL", "frameId", "title", "contentLanguage"), -1)
    return {"strings": strings, "documents": [{**told, "nodes": nodes, "layout": empty}]}


def test_a_frame_without_its_document_in_the_snapshot_is_told():
    strings = ["#document", "BODY", "IFRAME", "src", "https://pay.example/card"]
    saved = list(save(raw_document(strings, {"index": [], "value": []})))
    assert [each.missing for each in saved] == [("https://pay.example/card",)]
