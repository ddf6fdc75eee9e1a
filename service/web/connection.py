"""One connection of HTTP/1.1: requests in order, bodies both ways with back-pressure, no wait without an end."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, cast

import httptools

from ...graph.errors import MandategraphError
from .body import IncomingBody
from .messages import Problem, Request, Response, close
from .wire import WITHOUT_BODY, head, read_headers, read_target

if TYPE_CHECKING:
    from .server import Server

MAX_HEAD = 128 << 10
"""Bytes of request line and headers; a query in an address must fit."""

_HEAD_SECONDS, _IDLE_SECONDS, _BODY_SECONDS, _WRITE_SECONDS, _LINGER_SECONDS = 10.0, 60.0, 20.0, 30.0, 5.0
_SLOWEST_BODY = 10_000
_WRITE_BUFFER = 256 << 10
_LOG = logging.getLogger("mandategraph.server")


@dataclass(slots=True)
class _Exchange:
    """One request and what its response must know of it."""

    request: Request
    body: IncomingBody
    modern: bool
    keep: bool


class Connection(asyncio.Protocol):
    """Parses what arrives, has the application answer one request after another, writes the answers.

    ``deadline`` is when the connection is given up unless something happens before (``Server`` looks once a second): a
    request must be sent within 10 s, its body faster than 10 kB/s, an answer must be taken within 30 s.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[_Exchange] = deque()
        self._current: _Exchange | None = None
        self._incoming: _Exchange | None = None
        self._task: asyncio.Task[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._writable = True
        self._held = self._refused = self._lingering = self._reading_head = False
        self._head_size = 0
        self._body_began, self._body_size = 0.0, 0
        self.deadline = self._loop.time() + _HEAD_SECONDS

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)  # uvloop does not derive from it
        self._transport = transport
        transport.set_write_buffer_limits(_WRITE_BUFFER)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if isinstance(peer, tuple) else ""
        if not self._server.admit(self):
            self._refuse(503, "Too many connections")

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.forget(self)
        self.resume_writing()
        if self._task:
            self._task.cancel()
        self._waiting.clear()

    def data_received(self, data: bytes) -> None:
        if self._refused or self._lingering:
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            if self._current:
                self._current.keep = False
        except httptools.HttpParserError:
            self._refuse(400, "Bad request")
        if self._reading_head:
            self._head_size += len(data)
            if self._head_size > MAX_HEAD:
                self._refuse(431, "Request header fields too large")

    def pause_writing(self) -> None:
        self._writable = False
        self.deadline = self._loop.time() + _WRITE_SECONDS

    def resume_writing(self) -> None:
        self._writable = True
        self.deadline = math.inf
        if self._drained and not self._drained.done():
            self._drained.set_result(None)

    def expire(self) -> None:
        """Give the connection up, for its deadline has passed."""
        if self._reading_head and self._current is None and not self._refused:
            self._refuse(408, "Request timeout")
        else:
            self._transport.abort()

    def drain(self) -> None:
        """End the connection once what is under way is answered."""
        if self._current is None and not self._reading_head:
            self._transport.close()

    def abort(self) -> None:
        """End the connection at once."""
        self._transport.abort()

    def on_message_begin(self) -> None:
        self._target, self._headers = b"", list[tuple[bytes, bytes]]()
        self._reading_head, self._head_size = True, 0
        if self._current is None:
            self.deadline = self._loop.time() + _HEAD_SECONDS

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._reading_head = False
        headers = read_headers(self._headers)
        modern = self._parser.get_http_version() != "1.0"
        if self._refused or not self._one_host(modern):
            return
        try:
            path, query = read_target(self._target)
        except ValueError:
            self._refuse(400, "Bad request")
            return
        invite = self._invite if modern and headers.get("expect", "").lower() == "100-continue" else None
        body = IncomingBody(self._hold, invite)
        method = self._parser.get_method().decode()
        request = self._server.request(method, path, query, headers, body, self._peer)
        exchange = _Exchange(request, body, modern, self._parser.should_keep_alive())
        self._incoming = exchange
        self._body_began, self._body_size = self._loop.time(), 0
        self.deadline = self._body_began + _BODY_SECONDS
        if self._current:
            self._waiting.append(exchange)
            self._hold(True)
        else:
            self._start(exchange)

    def on_body(self, body: bytes) -> None:
        if self._incoming:
            self._body_size += len(body)
            self.deadline = self._body_began + _BODY_SECONDS + self._body_size / _SLOWEST_BODY
            self._incoming.body.put(body)

    def on_message_complete(self) -> None:
        if self._incoming:
            self.deadline = math.inf
            self._incoming.body.end()
            self._incoming = None

    def _one_host(self, modern: bool) -> bool:
        hosts = sum(name.lower() == b"host" for name, _ in self._headers)
        if hosts > 1 or (modern and hosts == 0):
            self._refuse(400, "Bad request")
            return False
        return True

    def _hold(self, held: bool) -> None:
        """Stop or restart the reading; while it is stopped the client need not hurry."""
        if held != self._held and not self._transport.is_closing():
            self._held = held
            if held:
                self.deadline = math.inf
                self._transport.pause_reading()
            else:
                self._body_began, self._body_size = self._loop.time(), 0
                self._transport.resume_reading()

    def _invite(self) -> None:
        self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _start(self, exchange: _Exchange) -> None:
        self._current = exchange
        self._task = self._loop.create_task(self._answer(exchange))

    async def _answer(self, exchange: _Exchange) -> None:
        began, application = perf_counter(), self._server.application
        response, sent, whole = Response(499), 0, False
        try:
            response = await application(exchange.request)
            sent = await self._send(exchange, response)
            whole = True
        except Exception as error:  # the outermost edge: whatever breaks an answer off, the client must see that it did
            self._transport.abort()
            if not isinstance(error, ConnectionError):
                bug = None if isinstance(error, MandategraphError) else error
                _LOG.error("an answer to %s broke off: %s", exchange.request.route, error, exc_info=bug)
        finally:
            application.done(exchange.request, response, sent, perf_counter() - began, whole=whole)
        if whole:
            self._finish(exchange)

    async def _send(self, exchange: _Exchange, response: Response) -> int:
        """Write a response; return the bytes of its body."""
        if self._server.draining or not exchange.body.complete:
            exchange.keep = False
        lines = self._server.date_line
        if not exchange.keep:
            lines += b"connection: close\r\n"
        elif not exchange.modern:
            lines += b"connection: keep-alive\r\n"
        bodiless = exchange.request.method == "HEAD" or response.status in WITHOUT_BODY
        if isinstance(response.body, bytes):
            if response.status not in WITHOUT_BODY:
                lines += b"content-length: %d\r\n" % len(response.body)
            body = b"" if bodiless else response.body
            self._transport.write(head(response.status, response.headers, lines) + body)
            await self._ready_to_write()
            return len(body)
        return await self._stream(exchange, response, response.body, lines, bodiless)

    async def _stream(
        self, exchange: _Exchange, response: Response, body: AsyncIterator[bytes], lines: bytes, bodiless: bool
    ) -> int:
        sent = 0
        try:
            if exchange.modern:
                lines += b"transfer-encoding: chunked\r\n"
            else:
                exchange.keep = False
            self._transport.write(head(response.status, response.headers, lines))
            if bodiless:
                return 0
            async for piece in body:
                if piece:
                    sent += len(piece)
                    self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if exchange.modern else piece)
                    await self._ready_to_write()
            if exchange.modern:
                self._transport.write(b"0\r\n\r\n")
        finally:
            await close(body)
        return sent

    async def _ready_to_write(self) -> None:
        if not self._writable:
            self._drained = self._loop.create_future()
            await self._drained
        if self._transport.is_closing():
            raise ConnectionError

    def _finish(self, exchange: _Exchange) -> None:
        """Go on to the next request, or end: with patience for a client that is still sending."""
        self._current = self._task = None
        if not exchange.body.complete:
            self._linger()
        elif not exchange.keep or self._server.draining:
            self.deadline = self._loop.time() + _WRITE_SECONDS
            self._transport.close()
        elif self._waiting:
            self._start(self._waiting.popleft())
            self._hold(bool(self._waiting))
        else:
            self._hold(False)
            self.deadline = self._loop.time() + (_HEAD_SECONDS if self._reading_head else _IDLE_SECONDS)

    def _linger(self) -> None:
        """Let a client that sends more than is wanted read its answer: what it sends is dropped for a while."""
        self._lingering = True
        self._hold(False)
        self.deadline = self._loop.time() + _LINGER_SECONDS
        if self._transport.can_write_eof():
            self._transport.write_eof()

    def _refuse(self, status: int, title: str) -> None:
        """Answer what is not HTTP, or too much of it, and end."""
        if self._refused:
            return
        self._refused = True
        if self._current is None:
            answer = Problem(status, title).response()
            assert isinstance(answer.body, bytes)
            lines = self._server.date_line + b"connection: close\r\ncontent-length: %d\r\n" % len(answer.body)
            self._transport.write(head(status, answer.headers, lines) + answer.body)
            self._linger()
        else:
            self._current.keep = False
