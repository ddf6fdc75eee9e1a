"""A web server of our own in a thread, with handlers that a test gives it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvloop

from mandategraph.service.web.addresses import Addresses
from mandategraph.service.web.messages import Problem, Request, Response
from mandategraph.service.web.server import Server, bind

Answer = Callable[[Request], Awaitable[Response]]


@dataclass
class World:
    """An application of paths and answers; ``seen`` are the requests that came, ``ended`` how each answer ended."""

    answers: Mapping[str, Answer]
    seen: list[Request] = field(default_factory=list)
    ended: list[tuple[int, int, bool]] = field(default_factory=list)
    port: int = 0
    stop: Callable[[float], None] = lambda patience: None

    async def __call__(self, request: Request) -> Response:
        self.seen.append(request)
        try:
            return await self.answers[request.path](request)
        except Problem as problem:
            return problem.response()

    def done(self, request: Request, response: Response, sent: int, seconds: float, *, whole: bool) -> None:
        self.ended.append((response.status, sent, whole))


@contextmanager
def serving(answers: Mapping[str, Answer], addresses: Addresses | None = None) -> Iterator[World]:
    """Serve the answers on a free port of the loopback."""
    world, ready = World(answers), threading.Event()
    thread = threading.Thread(target=_serve, args=(world, addresses or Addresses(), ready), name="web world")
    thread.start()
    assert ready.wait(10)
    try:
        yield world
    finally:
        world.stop(0.0)
        thread.join(10)
        assert not thread.is_alive()


def _serve(world: World, addresses: Addresses, ready: threading.Event) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(world, addresses, ready))


async def _run(world: World, addresses: Addresses, ready: threading.Event) -> None:
    loop, stopped, patience = asyncio.get_running_loop(), asyncio.Event(), [0.0]

    def stop(seconds: float) -> None:
        if not loop.is_closed():
            patience[0] = seconds
            loop.call_soon_threadsafe(stopped.set)

    listening = bind("127.0.0.1", 0)
    world.port, world.stop = listening.getsockname()[1], stop
    server = Server(world, addresses)
    await server.start(listening)
    ready.set()
    await stopped.wait()
    await server.stop(patience[0])


def exchange(port: int, sent: bytes, *, seconds: float = 10.0) -> bytes:
    """Send bytes and return everything that comes back until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(sent)
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Return everything until the end; ConnectionResetError where the connection was broken off."""
    received = b""
    while piece := connection.recv(1 << 16):
        received += piece
    return received


def read_until(connection: socket.socket, end: bytes) -> bytes:
    """Return what comes up to (and with) some bytes."""
    received = b""
    while end not in received:
        piece = connection.recv(1 << 16)
        assert piece, received
        received += piece
    return received
