"""The HTTP server on the wire: what it must never do to a client, and what no client can do to it."""

from __future__ import annotations

import asyncio
import resource
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest
from web_world import World, exchange, read_all, read_until, serving

from mandategraph.graph.errors import UsageError
from mandategraph.service.web.messages import Request, Response
from mandategraph.service.web.request_head import MAX_HEAD
from mandategraph.service.web.server import bind

_MIB = 1 << 20
_GET = b"GET %b HTTP/1.1\r\nHost: x\r\n%b\r\n"


async def _hello(request: Request) -> Response:
    return Response(200, [("content-type", "text/plain")], f"hello {request.raw_query}".encode())


async def _count(request: Request) -> Response:
    return Response(200, [], str(len(await request.read(_MIB))).encode())


async def _broken(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        raise ConnectionError("the worker died")

    return Response(200, [], pieces())


async def _stream(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(3):
            yield b"%d" % number

    return Response(200, [], pieces())


async def _slow(request: Request) -> Response:
    await asyncio.sleep(0.5)
    return Response(200, [], b"slow")


_given = [0]


async def _flood(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        _given[0] = 0
        for _ in range(500):
            _given[0] += 1
            yield b"x" * _MIB

    return Response(200, [], pieces())


async def _split(request: Request) -> Response:
    return Response(200, [("location", "/\r\nset-cookie: a=b")], b"")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    answers = {"/hello": _hello, "/count": _count, "/broken": _broken, "/stream": _stream, "/slow": _slow}
    with serving({**answers, "/flood": _flood, "/split": _split}) as running:
        yield running


def test_requests_on_one_connection_are_answered_in_order(world: World) -> None:
    paths = [b"/hello?1", b"/slow", b"/hello?2"]
    sent = b"".join(_GET % (path, b"") for path in paths) + _GET % (b"/hello?3", b"Connection: close\r\n")
    received = exchange(world.port, sent)
    assert [received.find(text) > 0 for text in (b"hello 1", b"slow", b"hello 2", b"hello 3")] == [True] * 4
    assert received.find(b"hello 1") < received.find(b"slow") < received.find(b"hello 2") < received.find(b"hello 3")
    assert received.count(b"HTTP/1.1 200 OK") == 4


def test_a_body_that_comes_after_another_answer_is_read(world: World) -> None:
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        upload = b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\nConnection: close\r\n\r\n"
        connection.sendall(_GET % (b"/slow", b"") + upload)
        assert read_until(connection, b"slow").startswith(b"HTTP/1.1 200 OK")
        connection.sendall(b"x" * 500_000)
        assert read_all(connection).endswith(b"\r\n\r\n500000")


def test_a_request_may_come_byte_by_byte(world: World) -> None:
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"
        for byte in body:
            connection.sendall(bytes([byte]))
        assert read_all(connection).endswith(b"\r\n\r\n3")


def test_an_answer_that_breaks_off_never_looks_whole(world: World) -> None:
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        connection.sendall(_GET % (b"/broken", b""))
        received = _what_is_left(connection)
    assert not received.endswith(b"0\r\n\r\n")
    assert received.endswith(b"5\r\nfirst\r\n")
    assert world.ended[-1] == (200, len("first"), False)


def test_what_a_client_did_not_take_is_not_told_as_sent(world: World) -> None:
    ended = len(world.ended)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        connection.connect(("127.0.0.1", world.port))
        connection.sendall(_GET % (b"/flood", b""))
        read_until(connection, b"\r\n\r\n")
        _wait_for(lambda: _given[0] >= 1)
        time.sleep(0.5)
        taken = len(connection.recv(1 << 16))
        connection.shutdown(socket.SHUT_RDWR)
    _wait_for(lambda: len(world.ended) > ended)
    status, sent, whole = world.ended[-1]
    assert (status, whole) == (200, False)
    waiting = _given[0] * _MIB - sent
    assert taken <= sent and waiting > 256 << 10  # more than that is what stopped the answer: nobody got it


def test_an_answer_without_a_length_is_sent_in_pieces(world: World) -> None:
    received = exchange(world.port, _GET % (b"/stream", b"Connection: close\r\n"))
    assert b"transfer-encoding: chunked" in received
    assert received.endswith(b"1\r\n0\r\n1\r\n1\r\n1\r\n2\r\n0\r\n\r\n")
    old = exchange(world.port, b"GET /stream HTTP/1.0\r\n\r\n")
    assert old.endswith(b"\r\n\r\n012") and b"chunked" not in old


def test_head_has_no_body_and_keeps_the_connection_in_step(world: World) -> None:
    for path in (b"/hello", b"/stream"):
        sent = (_GET % (path, b"")).replace(b"GET", b"HEAD") + _GET % (b"/hello?after", b"Connection: close\r\n")
        head, _, rest = exchange(world.port, sent).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK")
        assert rest.startswith(b"HTTP/1.1 200 OK") and rest.endswith(b"hello after")


def test_a_client_that_does_not_read_costs_no_memory(world: World) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        connection.sendall(_GET % (b"/flood", b""))
        read_until(connection, b"\r\n\r\n")
        time.sleep(0.5)
        assert _given[0] < 20, "the answer ran ahead of its client"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
    _wait_for(lambda: world.ended[-1][2] is False)


def test_a_client_that_goes_away_ends_the_work_for_it(world: World) -> None:
    known = len(world.ended)
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        connection.sendall(_GET % (b"/slow", b""))
        _wait_for(lambda: world.seen[-1].path == "/slow")
    _wait_for(lambda: len(world.ended) > known)
    assert world.ended[-1] == (499, 0, False)


def test_an_upload_over_the_limit_is_refused_before_it_is_read(world: World) -> None:
    head = b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % (50 * _MIB)
    polite = exchange(world.port, head + b"Expect: 100-continue\r\n\r\n")
    assert polite.startswith(b"HTTP/1.1 413 ") and b"100 Continue" not in polite
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        connection.sendall(head + b"\r\n")
        for _ in range(50):
            connection.sendall(b"x" * _MIB)
        assert read_all(connection).startswith(b"HTTP/1.1 413 ")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024


def test_an_upload_in_chunks_over_the_limit_is_refused_while_it_comes(world: World) -> None:
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        connection.sendall(b"POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(4):
            connection.sendall(b"%x\r\n%b\r\n" % (_MIB, b"x" * _MIB))
        assert read_until(connection, b"}").startswith(b"HTTP/1.1 413 ")


def test_a_body_that_is_waited_for_is_invited(world: World) -> None:
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        head = b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
        connection.sendall(head + b"Connection: close\r\n\r\n")
        assert read_until(connection, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        assert read_all(connection).endswith(b"\r\n\r\n3")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01", 400),
        (b"GET /hello HTTP/1.1\r\n\r\n", 400),
        (b"GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET /hello HTTP/1.1\r\nHost: x\r\nA: b\r\n c\x00\r\n\r\n", 400),
        (b"GET /hello HTTP/1.1\r\nHost: x\r\nA: %b\r\n\r\n" % (b"a" * (MAX_HEAD + 300_000)), 431),
        (b"GET /hello HTTP/1.1\r\nHost: x\r\nA: %b\r\n\r\n" % (b"a" * MAX_HEAD), 431),
        (b"FOO /hello HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        (b"POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (
            b"POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            501,
        ),
        (b"POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nabc", 400),
        (b"POST /count HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 400),
        (b"GET /hello HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        (b"GET /hello HTTP/3.0\r\nHost: x\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        (b"GET /hello HTTP/1.1\r\nHost: user@a\r\n\r\n", 400),
        (b"GET /hello HTTP/1.0\r\nHost: a:b\r\n\r\n", 400),
    ],
)
def test_what_is_not_http_is_refused(world: World, sent: bytes, status: int) -> None:
    assert exchange(world.port, sent).startswith(b"HTTP/1.1 %d " % status)
    assert exchange(world.port, _GET % (b"/hello", b"Connection: close\r\n")).endswith(b"hello ")


@pytest.mark.parametrize("host", ["", "a.example:8030", "[::1]:8030", "[fe80::1]", "a:", "10.0.0.1", "a_b", "%61"])
def test_a_host_may_be_any_that_the_standard_has(world: World, host: str) -> None:
    sent = f"GET /hello HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    assert exchange(world.port, sent).startswith(b"HTTP/1.1 200 ")


def test_a_head_that_never_ends_is_given_up(world: World) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", world.port), timeout=20) as connection:
        connection.sendall(b"GET /hello HTTP/1.1\r\nHost: x\r\n")
        drip = threading.Thread(target=_drip, args=(connection,))
        drip.start()
        received = connection.recv(4096)
        drip.join()
    assert received.startswith(b"HTTP/1.1 408 ")
    assert 9 < time.monotonic() - began < 19  # whoever drips on could have gone on for ever


def test_a_header_cannot_be_split(world: World) -> None:
    with socket.create_connection(("127.0.0.1", world.port), timeout=5) as connection:
        connection.sendall(_GET % (b"/split", b""))
        assert _what_is_left(connection) == b""


def test_an_upgrade_is_answered_as_if_it_were_none(world: World) -> None:
    sent = _GET % (b"/hello", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n")
    assert exchange(world.port, sent).endswith(b"hello ")


def test_a_full_address_is_a_target_too(world: World) -> None:
    sent = b"GET http://x/hello?full HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert exchange(world.port, sent).endswith(b"hello full")


def test_the_end_waits_for_answers_under_way() -> None:
    with serving({"/slow": _slow}) as world:
        with (
            socket.create_connection(("127.0.0.1", world.port), timeout=5) as idle,
            socket.create_connection(("127.0.0.1", world.port), timeout=5) as busy,
        ):
            busy.sendall(_GET % (b"/slow", b""))
            _wait_for(lambda: bool(world.seen))
            world.stop(5.0)
            assert idle.recv(10) == b""
            received = read_all(busy)
            assert received.endswith(b"slow") and b"connection: close" in received
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", world.port), timeout=5)


def test_the_end_does_not_wait_for_ever() -> None:
    async def endless(request: Request) -> Response:
        await asyncio.sleep(3600)
        return Response()

    with serving({"/endless": endless}) as world, socket.socket() as connection:
        connection.settimeout(5)
        connection.connect(("127.0.0.1", world.port))
        connection.sendall(_GET % (b"/endless", b""))
        _wait_for(lambda: bool(world.seen))
        world.stop(0.2)
        assert _what_is_left(connection) == b""


def test_a_port_in_use_is_told() -> None:
    with bind("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(UsageError, match="another program serves there already"):
            bind("127.0.0.1", first.getsockname()[1])
    with pytest.raises(UsageError, match="is no address"):
        bind("no such host.invalid", 0)


def _what_is_left(connection: socket.socket) -> bytes:
    """Return what comes before the connection ends or is broken off."""
    received = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(4096):
            received += piece
    return received


def _drip(connection: socket.socket) -> None:
    for _ in range(40):
        try:
            connection.sendall(b"A: b\r\n")
        except OSError:
            return
        time.sleep(0.3)


def _wait_for(condition: object, seconds: float = 5.0) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
