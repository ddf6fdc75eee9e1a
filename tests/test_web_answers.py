"""What is added to every answer: compression, permissions, conditions, limits, log, metrics."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from mandategraph.service.web.access_log import AccessLog
from mandategraph.service.web.addresses import Addresses
from mandategraph.service.web.asgi import Asgi
from mandategraph.service.web.compression import compress
from mandategraph.service.web.conditional import check_precondition, not_modified
from mandategraph.service.web.cors import allow_reads
from mandategraph.service.web.messages import Problem, Request, Response
from mandategraph.service.web.metrics import Metrics
from mandategraph.service.web.rate_limit import RateLimit
from mandategraph.service.web.router import Route

_LONG = b"a line of text\n" * 20_000


def _packed(response: Response, encodings: str = "br, gzip;q=0.8") -> Response:
    asyncio.run(compress(Request("GET", "/", "", {"accept-encoding": encodings}), response))
    return response


async def _pieces() -> AsyncIterator[bytes]:
    for start in range(0, len(_LONG), 100_000):
        yield _LONG[start : start + 100_000]


def _whole(body: bytes | AsyncIterator[bytes]) -> bytes:
    async def read() -> bytes:
        assert not isinstance(body, bytes)
        return b"".join([piece async for piece in body])

    return body if isinstance(body, bytes) else asyncio.run(read())


@pytest.mark.parametrize("body", [_LONG, _LONG[:2000], None])
def test_text_is_compressed_whole_or_in_a_stream(body: bytes | None) -> None:
    response = Response(200, [("content-type", "text/csv"), ("etag", '"a"')], _pieces() if body is None else body)
    response = _packed(response)
    packed = _whole(response.body)
    assert gzip.decompress(packed) == (_LONG if body is None else body)
    assert response.header("content-encoding") == "gzip"
    assert response.header("vary") == "accept-encoding"
    assert response.header("etag") == '"a-gzip"'


@pytest.mark.parametrize(
    ("media_type", "body", "encodings"),
    [
        ("text/csv", b"short", "gzip"),
        ("image/png", _LONG, "gzip"),
        ("text/csv", _LONG, "br"),
        ("text/csv", _LONG, "gzip;q=0"),
        ("text/csv", _LONG, ""),
    ],
)
def test_what_gains_nothing_or_is_not_wanted_stays(media_type: str, body: bytes, encodings: str) -> None:
    response = _packed(Response(200, [("content-type", media_type)], body), encodings)
    assert response.body == body
    assert response.header("content-encoding") is None


def test_the_tag_does_not_depend_on_the_length_which_an_unchanged_answer_does_not_know() -> None:
    for status, body in ((200, b"short"), (200, _LONG), (304, b"")):
        response = _packed(Response(status, [("content-type", "text/csv"), ("etag", '"a"')], body))
        assert (response.header("etag"), response.header("vary")) == ('"a-gzip"', "accept-encoding")


def test_pages_of_other_origins_may_read_and_nothing_else() -> None:
    reads, writes = Route("/sparql", shared=("GET", "HEAD", "POST")), Route("/update", shared=())

    def allowed(method: str, route: Route, **headers: str) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = Response()
        allow_reads(Request(method, route.path, "", named), response, route)
        return dict(response.headers)

    assert allowed("GET", reads, origin="https://a")["access-control-allow-origin"] == "*"
    assert "etag" in allowed("POST", reads, origin="https://a")["access-control-expose-headers"]
    assert allowed("GET", reads) == allowed("GET", reads, origin="https://a")
    assert allowed("PUT", reads, origin="https://a") == {}
    assert allowed("POST", writes, origin="https://a") == {}
    asked = allowed("OPTIONS", reads, origin="https://a", access_control_request_method="POST")
    assert asked["access-control-allow-methods"] == "GET, HEAD, POST"
    assert "authorization" not in asked["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in asked
    assert allowed("OPTIONS", writes, origin="https://a", access_control_request_method="POST") == {}


def test_what_the_client_has_is_not_sent_again() -> None:
    def known(value: str) -> bool:
        response = not_modified(Request("GET", "/", "", {"if-none-match": value}), '"a"')
        return response is not None and response.status == 304 and response.header("etag") == '"a"'

    assert known('"a"') and known('W/"a"') and known('"b", "a"') and known("*") and known('"a-gzip"')
    assert not known('"b"') and not known("a")
    assert not_modified(Request("GET", "/"), '"a"') is None


@pytest.mark.parametrize(
    ("headers", "etags", "passes"),
    [
        ({}, [], True),
        ({"if-match": '"a"'}, ['"a"', '"b"'], True),
        ({"if-match": '"c"'}, ['"a"', '"b"'], False),
        ({"if-match": '"c", "a-gzip"'}, ['"a"', '"b"'], True),
        ({"if-match": 'W/"a"'}, ['"a"'], False),
        ({"if-match": 'W/"a"'}, ['W/"a"'], False),
        ({"if-match": '"a"'}, ['W/"a"'], False),
        ({"if-none-match": 'W/"a-gzip"'}, ['"a"'], False),
        ({"if-match": "*"}, [], False),
        ({"if-none-match": "*"}, [], True),
        ({"if-none-match": "*"}, ['"a"'], False),
        ({"if-none-match": '"b"'}, ['"a"'], True),
    ],
)
def test_a_write_may_be_meant_for_one_version(headers: dict[str, str], etags: list[str], passes: bool) -> None:
    request = Request("PUT", "/", "", headers)
    if passes:
        check_precondition(request, etags)
    else:
        with pytest.raises(Problem) as told:
            check_precondition(request, etags)
        assert told.value.status == 412


def test_a_client_has_so_many_requests_and_gets_them_back() -> None:
    now = [0.0]
    limit = RateLimit(2.0, 3, lambda: now[0])
    assert [limit.take("1.2.3.4") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.take("1.2.3.5") == 0
    now[0] = 0.5
    assert [limit.take("1.2.3.4"), limit.take("1.2.3.4")] == [0, 0.5]
    now[0] = 100.0
    assert [limit.take("1.2.3.4") for _ in range(4)] == [0, 0, 0, 0.5]
    assert [limit.take(f"2001:db8::{n}") for n in range(1, 5)] == [0, 0, 0, 0.5]
    assert not any(RateLimit(0, 1).take("x") for _ in range(10))


def test_the_log_tells_no_secret_and_no_value() -> None:
    stream = io.StringIO()
    log = AccessLog(stream, clock=lambda: datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    headers = {"authorization": "Bearer secret-token", "user-agent": "test\n1", "cookie": "secret-cookie"}
    request = Request("GET", "/sparql", "query=secret-query&format=json", headers, client="127.0.0.1")
    log.add(request, Response(200), 12, 0.00345, whole=True)
    assert stream.getvalue() == ""
    log.flush()
    assert json.loads(stream.getvalue()) == {
        "time": "2026-11-24T08:00:00.000+00:00",
        "client": "127.0.0.1",
        "method": "GET",
        "path": "/sparql",
        "params": ["query", "format"],
        "status": 200,
        "bytes": 12,
        "ms": 3.45,
        "agent": "test\n1",
    }
    assert "secret" not in stream.getvalue() and stream.getvalue().count("\n") == 1


def test_a_broken_answer_and_every_value_can_be_logged() -> None:
    stream = io.StringIO()
    log = AccessLog(stream, values=True)
    log.add(Request("GET", "/", "q=%FF", revision=7), Response(499), 0, 1.0, whole=False)
    log.flush()
    entry = json.loads(stream.getvalue())
    assert (entry["params"], entry["broken"], entry["pinned"]) == ("q=%FF", True, 7)


def test_metrics_are_written_as_prometheus_reads_them() -> None:
    metrics = Metrics()
    counter = metrics.counter("requests_total", "Requests.")
    counter.add(route='a"b\\c\n', status="200")
    counter.add(2, route="x", status="404")
    assert metrics.counter("requests_total", "Requests.") is counter
    metrics.gauge("running", "Running.", lambda: 1.5)
    metrics.histogram(
        "seconds",
        "Seconds.",
    ).observe(0.3)
    text = metrics.text()
    assert '# TYPE requests_total counter\nrequests_total{route="a\\"b\\\\c\\n",status="200"} 1\n' in text
    assert 'requests_total{route="x",status="404"} 2\n' in text
    assert "# HELP running Running.\n# TYPE running gauge\nrunning 1.5\n" in text
    assert 'seconds_bucket{le="0.25"} 0\n' in text and 'seconds_bucket{le="0.5"} 1\n' in text
    assert 'seconds_bucket{le="+Inf"} 1\nseconds_sum 0.300000\nseconds_count 1\n' in text


class _Application:
    """Repeats what it is sent."""

    def __init__(self) -> None:
        self.ended: list[bool] = []

    async def __call__(self, request: Request) -> Response:
        if request.path == "/stream":
            return Response(200, [("content-type", "text/csv")], _pieces())
        body = await request.read(100)
        return Response(200, [("content-type", "text/plain")], f"{request.base_url} {request.client} ".encode() + body)

    def done(self, request: Request, response: Response, sent: int, seconds: float, *, whole: bool) -> None:
        self.ended.append(whole)


def test_other_servers_reach_the_application_by_asgi() -> None:
    application = _Application()

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(Asgi(application, Addresses()))
        async with httpx.AsyncClient(transport=transport, base_url="http://example.org") as client:
            return [await client.post("/x", content=b"body"), await client.get("/stream"), await client.head("/x")]

    posted, streamed, empty = asyncio.run(ask())
    assert posted.text == "http://example.org 127.0.0.1 body"
    assert streamed.content == _LONG
    assert empty.content == b"" and int(empty.headers["content-length"]) > 0
    assert application.ended == [True, True, True]
