"""Requests, responses and problems."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from mandategraph.service.web.addresses import Addresses
from mandategraph.service.web.coding import charset
from mandategraph.service.web.messages import Params, Problem, Request, Response, parse_form
from mandategraph.service.web.multipart import Part, parse_multipart
from mandategraph.service.web.wire import head, read_headers, read_target


@pytest.mark.parametrize(
    ("encoded", "params"),
    [
        ("", ()),
        ("a=1&a=2&b", (("a", "1"), ("a", "2"), ("b", ""))),
        ("q=1%2B1+x&&=v", (("q", "1+1 x"), ("", "v"))),
        ("q=%C3%A9%E6%BC%A2", (("q", "é漢"),)),
        ("q=\u00c3\u00a9", (("q", "é"),)),  # bytes of UTF-8 that nobody escaped, as a server sees them
        ("q=100%&r=%zz", (("q", "100%"), ("r", "%zz"))),
        ("a=b=c", (("a", "b=c"),)),
    ],
)
def test_parameters_are_read_as_browsers_write_them(encoded: str, params: tuple[tuple[str, str], ...]) -> None:
    assert tuple(parse_form(encoded)) == params


def test_parameters_that_are_not_utf8_are_a_problem() -> None:
    with pytest.raises(Problem) as told:
        parse_form("q=%FF")
    assert told.value.status == 400


def test_a_parameter_is_given_once_or_all_are_asked_for() -> None:
    params = Params((("a", "1"), ("b", "2"), ("a", "3")))
    assert (params.get("a"), params.all("a"), params.one("b"), params.one("c")) == ("1", ["1", "3"], "2", None)
    assert params.names() == ["a", "b"]
    with pytest.raises(Problem, match="'a' once"):
        params.one("a")


async def _pieces() -> AsyncIterator[bytes]:
    for _ in range(5):
        yield b"abc"


def test_a_body_is_read_up_to_its_limit() -> None:
    def read(request: Request, limit: int) -> bytes:
        return asyncio.run(request.read(limit))

    assert read(Request("POST", "/", body=_pieces()), 15) == b"abc" * 5
    assert read(Request("POST", "/", body=b"abc"), 3) == b"abc"
    for request in (
        Request("POST", "/", body=_pieces()),
        Request("POST", "/", body=b"a" * 15),
        Request("POST", "/", headers={"content-length": "15"}, body=_pieces()),
    ):
        with pytest.raises(Problem) as told:
            read(request, 14)
        assert told.value.status == 413 and told.value.extra == {"limit": 14}


def test_a_problem_is_a_document_of_rfc_9457() -> None:
    response = Problem(400, "Bad", "It is <bad>.", headers=[("allow", "GET")], extra={"line": 3}).response()
    assert response.header("content-type") == "application/problem+json"
    assert response.header("allow") == "GET"
    assert isinstance(response.body, bytes)
    expected = {"type": "about:blank", "title": "Bad", "status": 400, "detail": "It is <bad>.", "line": 3}
    assert json.loads(response.body) == expected


def test_media_type_and_charset_of_a_body() -> None:
    request = Request("POST", "/", headers={"content-type": 'Text/Turtle ; a=b; Charset="UTF-8"'})
    assert (request.media_type, charset(request.headers["content-type"])) == ("text/turtle", "utf-8")
    assert (Request("POST", "/").media_type, charset("")) == ("", "")


def test_a_link_is_escaped() -> None:
    request = Request("GET", "/", base_url="https://example.org/x")
    assert request.url("/page/é b", q="a&b=c/d") == "https://example.org/x/page/%C3%A9%20b?q=a%26b%3Dc%2Fd"


def test_addresses_behind_a_proxy_are_believed_only_where_asked_for() -> None:
    headers = {"host": "data.example.org", "x-forwarded-for": "6.6.6.6, 10.0.0.9", "x-forwarded-proto": "https"}
    plain = Addresses().request("GET", "/a", "", headers, b"", "127.0.0.1")
    assert (plain.client, plain.base_url) == ("127.0.0.1", "http://data.example.org")
    proxied = Addresses("/m", proxied=True).request("GET", "/m/a", "", headers, b"", "127.0.0.1")
    assert (proxied.client, proxied.base_url) == ("10.0.0.9", "https://data.example.org/m")
    assert (proxied.path, proxied.root_path) == ("/a", "/m")


def test_what_a_proxy_lets_through_moves_no_link() -> None:
    headers = {"host": "data.example.org", "x-forwarded-host": "evil.example", "x-forwarded-prefix": "/evil"}
    told = Addresses("/m", proxied=True).request("GET", "/m/a", "", headers, b"", "")
    assert (told.base_url, told.root_path, told.path) == ("http://data.example.org/m", "/m", "/a")


@pytest.mark.parametrize(
    ("root", "path", "below", "revision"),
    [
        ("", "/a", "/a", None),
        ("/x", "/x/a", "/a", None),
        ("/x", "/x", "/", None),
        ("/x", "/a", "/a", None),
        ("/x", "/xy", "/xy", None),
        ("", "/r/7/queries/a", "/queries/a", 7),
        ("/x", "/x/r/7/", "/", 7),
        ("", "/r/7", "/r/7", None),
        ("", "/r/x/a", "/r/x/a", None),
    ],
)
def test_sub_path_and_pinned_revision(root: str, path: str, below: str, revision: int | None) -> None:
    request = Addresses(root).request("GET", path, "", {"host": "h"}, b"", "")
    assert (request.path, request.revision, request.base_url) == (below, revision, f"http://h{root}")


@pytest.mark.parametrize("host", ["", "a b", "evil.example/path", 'x"><script>', "[::1", "h:1:2"])
def test_a_host_that_is_none_is_not_repeated(host: str) -> None:
    request = Addresses(default_host="127.0.0.1:8030").request("GET", "/", "", {"host": host}, b"", "")
    assert request.base_url == "http://127.0.0.1:8030"


def test_targets() -> None:
    assert read_target(b"/a%20b/%C3%A9?q=%C3%A9#f") == ("/a b/é", "q=%C3%A9")
    assert read_target(b"http://h/a?b") == ("/a", "b")
    assert read_target(b"HTTP://h") == ("/", "")
    assert read_target(b"*") == ("*", "")
    for wrong in (b"a", b"ftp://h/a", b"/%ff"):
        with pytest.raises(ValueError):
            read_target(wrong)


def test_headers_are_joined_and_never_split() -> None:
    assert read_headers([(b"A", b"1"), (b"a", b"2"), (b"B", b"\xe9")]) == {"a": "1, 2", "b": "é"}
    assert head(204, [("a", "b")], b"c: d\r\n") == b"HTTP/1.1 204 No Content\r\nc: d\r\na: b\r\n\r\n"
    for value in ("x\r\ny: z", "x\ny", "x\ry", "x\0"):
        with pytest.raises(ValueError, match="line break"):
            head(200, [("a", value)], b"")


def test_responses_know_their_headers() -> None:
    response = Response(200, [("etag", '"a"')]).add("vary", "accept")
    assert (response.header("etag"), response.header("vary"), response.header("x")) == ('"a"', "accept", None)


def test_files_of_a_form() -> None:
    body = (
        b'preamble\r\n--b\r\nContent-Disposition: form-data; name="a"; filename="x.ttl"\r\n'
        b"Content-Type: text/turtle; charset=utf-8\r\n\r\n<a> <b> <c> .\r\n--x\r\n"
        b'\r\n--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n\r\n--b--\r\nepilogue'
    )
    assert parse_multipart("multipart/form-data; boundary=b", body) == [
        Part("a", "x.ttl", "text/turtle", b"<a> <b> <c> .\r\n--x\r\n"),
        Part("note", "", "", b""),
    ]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--b\r\n\r\n\r\n--b--"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nno end"),
        ("multipart/form-data; boundary=b", b"--b\r\nno blank line\r\n--b--"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n" * 200 + b"\r\n--b--"),
    ],
)
def test_a_form_that_is_none_is_a_problem(content_type: str, body: bytes) -> None:
    with pytest.raises(Problem) as told:
        parse_multipart(content_type, body)
    assert told.value.status == 400
