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
        sent, whole = 0, False
        try:
            sent = await _answer(response, send, bodiless=request.method == "HEAD")
            whole = True
        finally:
            self._application.done(request, response, sent, perf_counter() - began, whole=whole)


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


async def _answer(response: Response, send: _Send, *, bodiless: bool) -> int:
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
    body = response.body
    if isinstance(body, bytes) and response.status not in WITHOUT_BODY:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    sent = 0
    if isinstance(body, bytes):
        sent = 0 if bodiless else len(body)
        await send({"type": "http.response.body", "body": b"" if bodiless else body})
        return sent
    try:
        async for piece in body:
            if bodiless:
                break
            sent += len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    finally:
        await close(body)
    await send({"type": "http.response.body", "body": b""})
    return sent
