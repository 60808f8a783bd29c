"""What answers ahead of Django: files of the seal, pages kept for a second, and who calls."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from safeinfo.authority import ahead
from safeinfo.authority.callers import caller, counted, networks, origin_of
from safeinfo.authority.config import load
from safeinfo.model.errors import UsageError

OURS = networks("10.0.0.0/8, 192.0.2.7,fd00::/8")


@pytest.mark.parametrize(
    ("remote", "told", "found"),
    [
        ("198.51.100.9", "", "198.51.100.9"),
        ("198.51.100.9", "203.0.113.1", "198.51.100.9"),  # nobody of ours says so
        ("10.1.1.1", "203.0.113.1", "203.0.113.1"),
        ("10.1.1.1", "6.6.6.6, 203.0.113.1", "203.0.113.1"),  # what the caller sent along stands left
        ("10.1.1.1", "203.0.113.1, 192.0.2.7", "203.0.113.1"),  # two of ours in a row
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("10.1.1.1", "10.2.2.2", "10.2.2.2"),
        ("10.1.1.1", "not an address", "10.1.1.1"),
        ("10.1.1.1", "203.0.113.1, <script>", "10.1.1.1"),
        ("", "203.0.113.1", ""),
    ],
)
def test_only_what_a_trusted_proxy_says_of_a_caller_counts(remote: str, told: str, found: str) -> None:
    assert caller(remote, told, OURS) == found


def test_no_proxy_is_trusted_unless_it_is_named() -> None:
    assert caller("127.0.0.1", "203.0.113.1", networks(load(environment={}).trusted_proxies)) == "127.0.0.1"
    with pytest.raises(UsageError, match="trusted_proxies"):
        load(environment={"SAFEINFO_TRUSTED_PROXIES": "10.0.0.1, proxy.example"})


def test_callers_of_one_network_count_together() -> None:
    assert counted("2001:db8:1:2::1") == counted("2001:db8:1:2:ffff::2") != counted("2001:db8:1:3::1")
    assert counted("::ffff:192.0.2.1") == counted("192.0.2.1") == "192.0.2.1"
    assert counted("unix:") == "unix:"


@pytest.mark.parametrize(
    ("referer", "origin"), [("https://A.example/x?y", "https://a.example"), ("http://[", ""), ("x", "")]
)
def test_where_a_visitor_came_from(referer: str, origin: str) -> None:
    assert origin_of(referer) == origin


class Site:
    """In the place of Django: counts what it is asked, and answers with what it was told of the caller."""

    def __init__(self, **headers: str) -> None:
        self.seen: list[dict[str, Any]] = []
        self.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self.status = "200 OK"

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.seen.append(environ)
        start(self.status, [("Content-Type", "text/html"), *self.headers])
        return [f"page {len(self.seen)}".encode()]


def ask(
    application: ahead.Application, path: str, method: str = "GET", **environ: str
) -> tuple[str, dict[str, str], bytes]:
    got: list[Any] = []
    given = {"REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": "10.0.0.1", "wsgi.url_scheme": "http"}
    body = b"".join(application(given | environ, lambda status, headers: got.extend((status, dict(headers)))))
    return got[0], got[1], body


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "public/staples/shop.example.json": "{}",
        "public/staples/shop.example.json.new": "half",
        "public/.well-known/did.json": "{}",
        "log/public/checkpoint": "log",
        "log/public/tile/0/000.p/1": "tile",
        "private/lock": "secret",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_public_files_are_answered_without_django(folder: Path) -> None:
    site = Site()
    served = ahead.ahead_of(site, folder, (), behind_proxy=False)
    status, headers, body = ask(served, "/staples/shop.example.json")
    assert (status, body, headers["Access-Control-Allow-Origin"]) == ("200 OK", b"{}", "*")
    assert ask(served, "/.well-known/did.json")[1]["Content-Type"] == "application/json"
    assert ask(served, "/log/checkpoint")[1]["Cache-Control"] == "public, max-age=5"
    assert "immutable" in ask(served, "/log/tile/0/000.p/1")[1]["Cache-Control"]
    assert ask(served, "/staples/shop.example.json", "HEAD")[2] == b""
    assert site.seen == []


@pytest.mark.parametrize(
    "path",
    [
        "/staples/other.example.json",
        "/staples/shop.example.json.new",
        "/staples/../../private/lock",
        "/log/../../private/lock",
        "/staples/",
        "/log/tile",
        "/staples/\x00",
        "/staples/\xe9.json",
    ],
)
def test_what_is_no_public_file_is_djangos_to_answer(folder: Path, path: str) -> None:
    site = Site()
    assert ask(ahead.ahead_of(site, folder, (), behind_proxy=False), path)[2] == b"page 1"


def test_a_page_of_nobody_is_rendered_once_for_all(folder: Path) -> None:
    site = Site()
    served = ahead.ahead_of(site, folder, (), behind_proxy=False)
    assert [ask(served, "/seal/shop.example")[2] for _ in range(3)] == [b"page 1"] * 3
    assert ask(served, "/seal/shop.example", HTTP_ACCEPT_LANGUAGE="de")[2] == b"page 2"
    assert ask(served, "/seal/shop.example", HTTP_REFERER="https://shop.example/a")[2] == b"page 3"
    assert ask(served, "/seal/shop.example", HTTP_REFERER="https://shop.example/b")[2] == b"page 3"
    assert ask(served, "/seal/shop.example", HTTP_HOST="other.example")[2] == b"page 4"
    assert ask(served, "/seal/shop.example", QUERY_STRING="a=b")[2] == b"page 5"


def test_a_page_is_not_kept_for_longer_than_a_second(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("safeinfo.authority.ahead.time.monotonic", lambda: now[0])
    served = ahead.ahead_of(Site(), folder, (), behind_proxy=False)
    assert ask(served, "/")[2] == b"page 1"
    now[0] += 0.9
    assert ask(served, "/")[2] == b"page 1"
    now[0] += 0.2
    assert ask(served, "/")[2] == b"page 2"


@pytest.mark.parametrize(
    ("path", "method", "environ"),
    [
        ("/", "GET", {"HTTP_COOKIE": "__Host-session=x"}),
        ("/", "HEAD", {}),
        ("/", "POST", {}),
        ("/desk/", "GET", {}),
        ("/api/v1/seals", "GET", {}),
    ],
)
def test_what_is_somebodys_own_is_never_kept(folder: Path, path: str, method: str, environ: dict[str, str]) -> None:
    site = Site()
    served = ahead.ahead_of(site, folder, (), behind_proxy=False)
    for _ in range(2):
        ask(served, path, method, **environ)
    assert len(site.seen) == 2


def test_neither_a_cookie_nor_trouble_is_kept(folder: Path) -> None:
    for site in (Site(Set_Cookie="a=b"), Site()):
        site.status = "200 OK" if site.headers else "503 Service Unavailable"
        served = ahead.ahead_of(site, folder, (), behind_proxy=False)
        assert [ask(served, "/")[2] for _ in range(2)] == [b"page 1", b"page 2"]


def test_memory_for_pages_is_bounded(folder: Path) -> None:
    site = Site()
    served = ahead.ahead_of(site, folder, (), behind_proxy=False)
    for number in range(600):
        ask(served, f"/seal/{number}.example")
    assert ask(served, "/seal/599.example")[2] == b"page 600"
    assert ask(served, "/seal/0.example")[2] == b"page 601"


def test_forwarded_headers_end_here(folder: Path) -> None:
    site = Site()
    told = {"HTTP_X_FORWARDED_FOR": "203.0.113.1", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "for=x"}
    ask(ahead.ahead_of(site, folder, OURS, behind_proxy=True), "/", HTTP_COOKIE="a", **told)
    ask(ahead.ahead_of(site, folder, (), behind_proxy=False), "/", HTTP_COOKIE="a", **told)
    assert [(each["REMOTE_ADDR"], each["wsgi.url_scheme"]) for each in site.seen] == [
        ("203.0.113.1", "https"),
        ("10.0.0.1", "http"),
    ]
    assert not [name for each in site.seen for name in each if "FORWARDED" in name]
