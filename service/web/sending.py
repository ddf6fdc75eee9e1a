"""Writes answers of HTTP/1.1 to a connection, no faster than its client reads, and knows what was sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from .body import IncomingBody
from .messages import Request, Response, close
from .wire import WITHOUT_BODY, fields, head


@dataclass(slots=True)
class Exchange:
    """One request and what its response must know of it; ``sent`` are the bytes of its body so far."""

    request: Request
    body: IncomingBody
    modern: bool
    keep: bool
    sent: int = 0


class Sender:
    """The way out of one connection. Its answers raise ConnectionError once the connection is gone."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._writable = True
        self._drained: asyncio.Future[None] | None = None
        self._unsent = 0

    def pause(self) -> None:
        """Have answers wait: the client does not take what was written."""
        self._writable = False

    def resume(self) -> None:
        """Have answers go on, or learn that the connection is gone."""
        self._writable = True
        if self._drained and not self._drained.done():
            self._drained.set_result(None)

    def note(self) -> None:
        """Remember how much waits for the client to take it, which nobody can tell any more once it is gone."""
        if not self._transport.is_closing():
            self._unsent = self._transport.get_write_buffer_size()

    def correct(self, exchange: Exchange) -> None:
        """Have an answer that breaks off count only what the client can have: what waited here was never sent."""
        self.note()
        exchange.sent = max(0, exchange.sent - self._unsent)

    async def send(self, exchange: Exchange, response: Response, lines: bytes) -> None:
        """Write a response; ``lines`` are header lines that are bytes already."""
        if not exchange.keep:
            lines += b"connection: close\r\n"
        elif not exchange.modern:
            lines += b"connection: keep-alive\r\n"
        bodiless = exchange.request.method == "HEAD" or response.status in WITHOUT_BODY
        if not isinstance(response.body, bytes):
            await self._stream(exchange, response, response.body, lines, bodiless)
            return
        if response.status not in WITHOUT_BODY:
            lines += b"content-length: %d\r\n" % len(response.body)
        body = b"" if bodiless else response.body
        top = head(response.status, response.headers, lines)
        exchange.sent = len(body)
        self._transport.write(top + body)
        await self._ready()

    async def _stream(
        self, exchange: Exchange, response: Response, body: AsyncIterator[bytes], lines: bytes, bodiless: bool
    ) -> None:
        try:
            if exchange.modern:
                lines += b"transfer-encoding: chunked\r\n"
                if response.trailers:
                    lines += fields([("trailer", ", ".join(response.trailers.names))])
            else:
                exchange.keep = False
            self._transport.write(head(response.status, response.headers, lines))
            if bodiless:
                return
            async for piece in body:
                if piece:
                    exchange.sent += len(piece)
                    self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if exchange.modern else piece)
                    await self._ready()
            if exchange.modern:
                told = response.trailers.told() if response.trailers else ()
                self._transport.write(b"0\r\n%b\r\n" % fields(told))
        finally:
            await close(body)

    async def _ready(self) -> None:
        self.note()
        if not self._writable:
            self._drained = self._loop.create_future()
            await self._drained
        if self._transport.is_closing():
            raise ConnectionError
