import asyncio
import datetime as dt
import gzip
import ssl
import zlib

import brotli
import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.gather.guard import Guard, Limits
from safeinfo.gather.guard.decoding import BadEncoding, TooLarge, decoders
from tests.unit.guard.wire import answering, head_of, response, serve


@pytest.fixture
def guard():
    return Guard(allow_private=True)


def moved(location, status="302 Found"):
    return response(b"", status, Location=location)


async def fetched(guard, *responses, path="/", **kwargs):
    async with serve(answering(*responses)) as port:
        return await guard.fetch(f"http://127.0.0.1:{port}{path}", **kwargs)


async def test_what_comes_is_told(guard):
    got = await fetched(guard, response(b"hello", Content_Type="text/plain", X_A="1"))
    assert (got.status, got.body, got.failure) == (200, b"hello", "")
    assert got.headers["content-type"] == "text/plain"
    assert got.redirects == ()


async def test_a_repeated_header_is_joined(guard):
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-A: 1\r\nX-A: 2\r\n\r\n"
    assert (await fetched(guard, raw)).headers["x-a"] == "1, 2"


async def test_an_error_page_is_no_failure(guard):
    got = await fetched(guard, response(b"gone", "404 Not Found"))
    assert (got.status, got.body, got.failure) == (404, b"gone", "")


async def test_head_has_no_body(guard):
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    got = await fetched(guard, raw, method="HEAD")
    assert (got.status, got.body, got.failure) == (200, b"", "")


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("br", brotli.compress),
        ("identity", bytes),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    ],
)
async def test_encoded_bodies_are_decoded(guard, coding, encode):
    body = b"a policy " * 5000
    got = await fetched(guard, response(encode(body), Content_Encoding=coding))
    assert (got.body, got.failure) == (body, "")


BOMB = b"\0" * (32 * 2**20)


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(BOMB)),
        ("deflate", zlib.compress(BOMB)),
        ("br", brotli.compress(BOMB, quality=1)),
        ("gzip, gzip", gzip.compress(gzip.compress(BOMB))),
        ("br, gzip", gzip.compress(brotli.compress(BOMB, quality=1))),
    ],
)
async def test_zip_bombs_are_not_unpacked(guard, coding, bomb):
    got = await fetched(guard, response(bomb, Content_Encoding=coding), max_bytes=100_000)
    assert got.failure == "too-large"
    assert got.status == 200
    assert len(got.body) <= 100_000


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", b"no gzip"), ("br", b"\xff\xff\xff\xff"), ("deflate", b"x\xff"), ("zstd", b""), ("gzip,gzip,gzip", b"")],
)
async def test_a_wrong_encoding_is_told(guard, coding, body):
    assert (await fetched(guard, response(body, Content_Encoding=coding))).failure == "encoding"


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.sampled_from(["gzip", "deflate", "br"]), st.lists(st.binary(max_size=200), max_size=5))
def test_decoders_take_any_bytes_within_their_limit(coding, pieces):
    (decoder,) = decoders(coding)
    out = 0
    try:
        for piece in pieces:
            out += len(decoder.feed(piece, 1000 - out))
    except (BadEncoding, TooLarge):
        return
    assert out <= 1000


async def test_a_body_that_is_too_large_is_cut_where_it_may_end(guard):
    got = await fetched(guard, response(b"x" * 200_000), max_bytes=1000)
    assert (got.failure, got.body) == ("too-large", b"x" * 1000)


async def test_a_body_of_just_the_size_passes(guard):
    got = await fetched(guard, response(b"x" * 1000), max_bytes=1000)
    assert (got.failure, len(got.body)) == ("", 1000)


async def test_a_body_that_never_ends_is_cut(guard):
    async def pour(reader, writer):
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with serve(pour) as port:
        got = await guard.fetch(f"http://127.0.0.1:{port}/", max_bytes=2**20, timeout=20)
    assert (got.failure, got.status) == ("too-large", 200)


async def test_a_body_that_trickles_is_given_up(guard):
    async def trickle(reader, writer):
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with serve(trickle) as port:
        got = await guard.fetch(f"http://127.0.0.1:{port}/", timeout=0.3)
    assert (got.failure, got.status) == ("timeout", 200)


async def test_headers_that_never_end_are_given_up(guard):
    async def pour(reader, writer):
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-A: " + b"x" * 60_000 + b"\r\n")
            await writer.drain()

    async with serve(pour) as port:
        got = await guard.fetch(f"http://127.0.0.1:{port}/", timeout=5)
    assert got.failure in {"protocol", "timeout"}


async def test_a_server_that_says_nothing_is_given_up(guard):
    async def silent(reader, writer):
        await asyncio.Event().wait()

    async with serve(silent) as port:
        got = await guard.fetch(f"http://127.0.0.1:{port}/", timeout=0.2)
    assert (got.failure, got.status) == ("timeout", 0)


async def test_a_server_that_breaks_off_is_told(guard):
    got = await fetched(guard, b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", timeout=0.5)
    assert got.failure == "timeout"

    async def break_off(reader, writer):
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")

    async with serve(break_off) as port:
        got = await guard.fetch(f"http://127.0.0.1:{port}/")
    assert (got.failure, got.status, got.body) == ("protocol", 200, b"abc")


@pytest.mark.parametrize("answer", [b"nonsense\r\n\r\n", b"HTTP/9.9 x\r\n\r\n", b"\x00" * 100 + b"\r\n\r\n"])
async def test_nonsense_is_a_protocol_failure(guard, answer):
    assert (await fetched(guard, answer)).failure == "protocol"


async def test_nothing_listening_is_unreachable(guard):
    async with serve(answering(response())) as port:
        pass
    assert (await guard.fetch(f"http://127.0.0.1:{port}/")).failure == "unreachable"


async def test_redirects_are_followed_and_told(guard):
    async with serve(answering(moved("/b"), moved("?c", "307 Temporary Redirect"), response(b"end"))) as port:
        got = await guard.fetch(f"http://127.0.0.1:{port}/a")
    origin = f"http://127.0.0.1:{port}"
    assert (got.url, got.body) == (f"{origin}/b?c", b"end")
    assert got.redirects == (f"{origin}/a", f"{origin}/b")


async def test_a_redirect_loop_is_noticed(guard):
    got = await fetched(guard, moved("/b"), moved("/a"), path="/a")
    assert (got.failure, got.detail, got.status, len(got.redirects)) == ("redirects", "a loop", 302, 2)


async def test_redirects_without_end_are_given_up(guard):
    count = 0

    async def onward(reader, writer):
        nonlocal count
        while await head_of(reader):
            count += 1
            writer.write(moved(f"/{count}"))

    async with serve(onward) as port:
        got = await guard.fetch(f"http://127.0.0.1:{port}/", max_redirects=4)
    assert (got.failure, got.detail, len(got.redirects), count) == ("redirects", "too many", 5, 5)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",
        "//169.254.169.254/",
        "\\\\169.254.169.254\\",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::7f00:1]/",
        "http://user@127.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:22/",
        "javascript:alert(1)",
    ],
)
async def test_redirects_are_vetted_again(guard, location):
    got = await fetched(guard, moved(location))
    assert (got.failure, got.url, len(got.redirects)) == ("refused", location, 1)


async def test_a_redirect_from_outside_to_inside_is_refused():
    """The first hop is allowed by name, the second leads to this machine."""
    async with serve(answering(moved("http://127.0.0.1/"))) as port:
        guard = Guard(allow_private=True, limits=Limits())
        guard.own_ports.add(80)
        got = await guard.fetch(f"http://localhost:{port}/")
    assert got.failure == "refused"


async def test_a_post_becomes_a_get_unless_told_to_repeat(guard):
    heads = []

    async def see(reader, writer):
        while head := await head_of(reader):
            heads.append(head.split()[0])
            writer.write([moved("/b", "307 Temporary Redirect"), moved("/c"), response()][len(heads) - 1])

    async with serve(see) as port:
        await guard.fetch(f"http://127.0.0.1:{port}/", method="POST")
    assert heads == [b"POST", b"POST", b"GET"]


async def test_cookies_are_kept_within_one_fetch(guard):
    heads = []

    async def see(reader, writer):
        while head := await head_of(reader):
            heads.append(head)
            writer.write(response(b"", "302 Found", Location="/b", Set_Cookie="a=1") if len(heads) == 1 else response())

    async with serve(see) as port:
        await guard.fetch(f"http://localhost:{port}/")
        await guard.fetch(f"http://localhost:{port}/")
    assert [b"a=1" in head for head in heads] == [False, True, False]


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def ca_file(authority, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return str(tmp_path / "ca.pem")


def served_with(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return serve(answering(response(b"secure")), ssl=context)


async def test_a_certificate_of_an_unknown_authority_fails_unless_given(guard, authority, ca_file):
    async with served_with(authority.issue_cert("localhost")) as port:
        url = f"https://localhost:{port}/"
        unknown = await guard.fetch(url)
        known = await guard.fetch(url, ca_file=ca_file)
    assert (unknown.failure, unknown.status) == ("certificate", 0)
    assert (known.failure, known.body) == ("", b"secure")


@pytest.mark.parametrize("fault", ["name", "date", "self"])
async def test_a_wrong_certificate_fails_even_with_the_authority(guard, authority, ca_file, fault):
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    certificate = {
        "name": lambda: authority.issue_cert("other.test"),
        "date": lambda: authority.issue_cert("localhost", not_before=past - dt.timedelta(days=9), not_after=past),
        "self": lambda: trustme.CA().issue_cert("localhost"),
    }[fault]()
    async with served_with(certificate) as port:
        assert (await guard.fetch(f"https://localhost:{port}/", ca_file=ca_file)).failure == "certificate"


async def test_https_where_plain_http_is_spoken_is_a_certificate_failure(guard):
    async def plain(reader, writer):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with serve(plain) as port:
        got = await guard.fetch(f"https://localhost:{port}/", timeout=5)
    assert got.failure == "certificate"
