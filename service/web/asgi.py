"""The application as ASGI, for other servers and for tests without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from time import perf_counter
from typing import Any

from .addresses import Addresses
from .messages import Response, close
from .server import Application
from .wire import WITHOUT_BODY, read_headers

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


class Asgi:
    """Answers ASGI's HTTP scopes; a body that breaks off is an exception, upon which a server ends the connection."""

    def __init__(self, application: Application, addresses: Addresses) -> None:
        self._application, self._addresses = application, addresses

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served")
        began, client = perf_counter(), scope.get("client")
        request = self._addresses.request(
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            read_headers(scope["headers"]),
            _Received(receive),
            client[0] if client else "",
        )
        response = await self._application(request)
        answer, whole = _Answer(send), False
        try:
            await answer.give(response, bodiless=request.method == "HEAD")
            whole = True
        finally:
            self._application.done(request, response, answer.sent, perf_counter() - began, whole=whole)


class _Received:
    """The body of an ASGI request."""

    def __init__(self, receive: _Receive) -> None:
        self._receive = receive

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError("the client has gone")
            more = message.get("more_body", False)
            if message.get("body"):
                yield message["body"]


class _Answer:
    """One answer on its way; ``sent`` are the bytes of its body that the server has taken so far."""

    def __init__(self, send: _Send) -> None:
        self._send = send
        self.sent = 0

    async def give(self, response: Response, *, bodiless: bool) -> None:
        """Send it all."""
        headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
        body = response.body
        if isinstance(body, bytes) and response.status not in WITHOUT_BODY:
            headers.append((b"content-length", str(len(body)).encode()))
        await self._send({"type": "http.response.start", "status": response.status, "headers": headers})
        try:
            if isinstance(body, bytes):
                await self._piece(b"" if bodiless else body, more=False)
                return
            async for piece in body:
                if bodiless:
                    break
                await self._piece(piece, more=True)
        finally:
            await close(body)
        await self._piece(b"", more=False)

    async def _piece(self, piece: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": piece, "more_body": more})
        self.sent += len(piece)
