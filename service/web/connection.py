"""One connection of HTTP/1.1: requests in order, bodies both ways with back-pressure, no wait without an end."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from time import perf_counter
from typing import TYPE_CHECKING, cast

import httptools

from ...graph.errors import MandategraphError
from .body import IncomingBody
from .deadline import Deadline
from .messages import Problem, Response
from .request_head import MAX_HEAD, HeadError, RequestHead
from .sending import Exchange, Sender
from .wire import head

if TYPE_CHECKING:
    from .server import Server

_WRITE_BUFFER = 256 << 10
_LOG = logging.getLogger("mandategraph.server")


_REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [\x21-\x7e]+ HTTP/(?P<major>[0-9])\.[0-9]\r?\n")


class Connection(asyncio.Protocol):
    """Parses what arrives, has the application answer one request after another, writes the answers.

    ``deadline`` is when the connection is given up unless something happens before (``Server`` looks once a second): a
    request must be sent within 10 s, its body faster than 10 kB/s, an answer must be taken within 30 s.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[Exchange] = deque()
        self._current: Exchange | None = None
        self._incoming: Exchange | None = None
        self._task: asyncio.Task[None] | None = None
        self._held = self._refused = self._lingering = self._reading_head = False
        self._head = RequestHead()
        self.deadline = Deadline(self._loop.time)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)  # uvloop does not derive from it
        self._transport = transport
        transport.set_write_buffer_limits(_WRITE_BUFFER)
        self._sender = Sender(transport)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if isinstance(peer, tuple) else ""
        if not self._server.admit(self):
            self._refuse(503, "Too many connections", "Try again in a moment.")

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
        except httptools.HttpParserError as error:
            line = _REQUEST_LINE.match(data)
            if line and line["major"] != b"1":
                self._refuse(505, "HTTP version not supported", "HTTP/1.1 is spoken here.")
            elif line and isinstance(error, httptools.HttpParserInvalidMethodError):
                self._refuse(501, "Not implemented", "This method is not known here.")
            else:
                self._refuse(400, "Bad request", "This is no HTTP/1.1 request.")
        if self._reading_head:
            self._head.size += len(data)
            self._check_head()

    def _check_head(self) -> None:
        if self._head.size > MAX_HEAD:
            detail = f"The request line and the headers may have {MAX_HEAD:,} bytes."
            self._refuse(431, "Request header fields too large", detail)

    def pause_writing(self) -> None:
        self._sender.pause()
        self.deadline.write()

    def resume_writing(self) -> None:
        self.deadline.none()
        self._sender.resume()

    def expire(self) -> None:
        """Give the connection up, for its deadline has passed."""
        if self._reading_head and self._current is None and not self._refused:
            self._refuse(408, "Request timeout", "The headers did not arrive in time.")
        else:
            self.abort()

    def drain(self) -> None:
        """End the connection once what is under way is answered."""
        if self._current is None and not self._reading_head:
            self._transport.close()

    def abort(self) -> None:
        """End the connection at once."""
        self._sender.note()
        self._transport.abort()

    def on_message_begin(self) -> None:
        self._head, self._reading_head = RequestHead(), True
        if self._current is None:
            self.deadline.head()

    def on_url(self, url: bytes) -> None:
        self._head.add_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head.add_header(name, value)

    def on_headers_complete(self) -> None:
        self._reading_head = False
        version = self._parser.get_http_version()
        self._head.size = self._head.told
        self._check_head()
        if self._refused:
            return
        try:
            path, query, headers = self._head.read(version)
        except HeadError as error:
            self._refuse(error.status, error.title, error.detail)
            return
        modern = version == "1.1"
        invite = self._invite if modern and headers.get("expect", "").lower() == "100-continue" else None
        body = IncomingBody(self._hold, invite)
        method = self._parser.get_method().decode()
        request = self._server.request(method, path, query, headers, body, self._peer)
        exchange = Exchange(request, body, modern, self._parser.should_keep_alive())
        self._incoming = exchange
        self.deadline.body()
        if self._current:
            self._waiting.append(exchange)
            self._hold(True)
        else:
            self._start(exchange)

    def on_body(self, body: bytes) -> None:
        if self._incoming:
            self.deadline.more_body(len(body))
            self._incoming.body.put(body)

    def on_message_complete(self) -> None:
        if self._incoming:
            self.deadline.none()
            self._incoming.body.end()
            self._incoming = None

    def _hold(self, held: bool) -> None:
        """Stop or restart the reading; while it is stopped the client need not hurry."""
        if held != self._held and not self._transport.is_closing():
            self._held = held
            if held:
                self.deadline.none()
                self._transport.pause_reading()
            else:
                if self._incoming:
                    self.deadline.body()
                self._transport.resume_reading()

    def _invite(self) -> None:
        self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _start(self, exchange: Exchange) -> None:
        self._current = exchange
        self._task = self._loop.create_task(self._answer(exchange))

    async def _answer(self, exchange: Exchange) -> None:
        began, application = perf_counter(), self._server.application
        response, whole = Response(499), False
        try:
            response = await application(exchange.request)
            if self._server.draining or not exchange.body.complete:
                exchange.keep = False
            await self._sender.send(exchange, response, self._server.date_line)
            whole = True
        except Exception as error:  # the outermost edge: whatever breaks an answer off, the client must see that it did
            if not isinstance(error, ConnectionError):
                bug = None if isinstance(error, MandategraphError) else error
                _LOG.error("an answer to %s broke off: %s", exchange.request.route, error, exc_info=bug)
        finally:
            if not whole:
                self._sender.correct(exchange)
                self._transport.abort()
            application.done(exchange.request, response, exchange.sent, perf_counter() - began, whole=whole)
        if whole:
            self._finish(exchange)

    def _finish(self, exchange: Exchange) -> None:
        """Go on to the next request, or end: with patience for a client that is still sending."""
        self._current = self._task = None
        if not exchange.body.complete:
            self._linger()
        elif not exchange.keep or self._server.draining:
            self.deadline.write()
            self._transport.close()
        elif self._waiting:
            self._start(self._waiting.popleft())
            self._hold(bool(self._waiting))
        else:
            self._hold(False)
            (self.deadline.head if self._reading_head else self.deadline.idle)()

    def _linger(self) -> None:
        """Let a client that sends more than is wanted read its answer: what it sends is dropped for a while."""
        self._lingering = True
        self._hold(False)
        self.deadline.linger()
        if self._transport.can_write_eof():
            self._transport.write_eof()

    def _refuse(self, status: int, title: str, detail: str) -> None:
        """Answer what is not HTTP, or too much of it, and end."""
        if self._refused:
            return
        self._refused = True
        if self._current is None:
            answer = Problem(status, title, detail).response()
            assert isinstance(answer.body, bytes)
            lines = self._server.date_line + b"connection: close\r\ncontent-length: %d\r\n" % len(answer.body)
            self._transport.write(head(status, answer.headers, lines) + answer.body)
            self._linger()
        else:
            self._current.keep = False
