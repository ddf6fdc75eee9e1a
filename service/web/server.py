"""The HTTP server: sockets, connections, deadlines, and an end without a broken answer."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Mapping
from email.utils import formatdate
from typing import Protocol

from ...graph.errors import UsageError
from .addresses import Addresses
from .connection import Connection
from .messages import Body, Request, Response

_BACKLOG = 1024
_LOOK = 1.0


class Application(Protocol):
    """What answers requests: it never raises, and is told when an answer has been sent (``whole``) or broke off."""

    async def __call__(self, request: Request) -> Response: ...
    def done(self, request: Request, response: Response, sent: int, seconds: float, *, whole: bool) -> None: ...


class Server:
    """Serves one application on one socket in the running event loop."""

    def __init__(self, application: Application, addresses: Addresses, *, max_connections: int = 4096) -> None:
        self.application, self._addresses, self._max = application, addresses, max_connections
        self._connections: set[Connection] = set()
        self._listener: asyncio.Server | None = None
        self._looker: asyncio.Task[None] | None = None
        self._empty = asyncio.Event()
        self.draining = False
        self.date_line = _date_line()

    async def start(self, listening: socket.socket) -> None:
        """Begin to accept connections."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: Connection(self), sock=listening, backlog=_BACKLOG)
        self._looker = loop.create_task(self._look())

    async def stop(self, patience: float) -> None:
        """Accept nothing more, let what is under way end for so many seconds, then break it off."""
        self.draining = True
        if self._listener:
            self._listener.close()
        for connection in list(self._connections):
            connection.drain()
        if self._connections:
            try:
                await asyncio.wait_for(self._empty.wait(), patience)
            except TimeoutError:
                for connection in list(self._connections):
                    connection.abort()
        if self._looker:
            self._looker.cancel()

    def request(self, method: str, path: str, query: str, headers: Mapping[str, str], body: Body, peer: str) -> Request:
        """Return the request that a connection has read, as the application sees it."""
        return self._addresses.request(method, path, query, headers, body, peer)

    def admit(self, connection: Connection) -> bool:
        """Take note of a connection; False when there are too many."""
        self._connections.add(connection)
        self._empty.clear()
        return len(self._connections) <= self._max

    def forget(self, connection: Connection) -> None:
        """Take note of the end of a connection."""
        self._connections.discard(connection)
        if not self._connections:
            self._empty.set()

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_LOOK)
            self.date_line = _date_line()
            now = loop.time()
            for connection in [each for each in self._connections if each.deadline.at < now]:
                connection.expire()


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Return a socket that is bound; UsageError says why it cannot be. ``shared``: other processes bind it too."""
    where = f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        remedy = "Name an address of this machine with --host."
        raise UsageError(f"is no address to serve at: {error.strerror}.", where=where, remedy=remedy) from error
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listening.bind(address)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            remedy = "End what serves there, or choose another with --port."
            raise UsageError("another program serves there already.", where=where, remedy=remedy) from error
        remedy = "Choose another address with --host and --port."
        raise UsageError(f"cannot serve there: {error.strerror}.", where=where, remedy=remedy) from error
    listening.setblocking(False)
    return listening


def _date_line() -> bytes:
    return f"date: {formatdate(usegmt=True)}\r\nserver: mandategraph\r\n".encode()
