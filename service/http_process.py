"""A process that serves HTTP: from the socket to a graceful end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import uvloop

from ..graph.countries.resolver import Resolver
from ..graph.mirror.declared import check_mirrors
from ..graph.queries.catalogue import Catalogue
from .app import addresses, build_app
from .engine.engine import Engine
from .http_workers import WORKER
from .serve_settings import ServeSettings
from .state import Service
from .web.access_log import AccessLog
from .web.metrics import Metrics
from .web.server import Server

_FLUSH = 0.25
_PATIENCE = 2.0


@dataclass(frozen=True)
class Callbacks:
    """``ready`` is told the revision once requests are answered; ``look`` is called every second."""

    ready: Callable[[int], None]
    look: Callable[[], None]


def serve(settings: ServeSettings, listening: socket.socket, callbacks: Callbacks, *, log: bool) -> None:
    """Serve until SIGTERM or SIGINT."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, listening, callbacks, AccessLog(values=settings.log_values) if log else None))


async def _serve(
    settings: ServeSettings, listening: socket.socket, callbacks: Callbacks, log: AccessLog | None
) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    resolver = Resolver.load()
    catalogue = Catalogue.read(portable=False, resolver=resolver)
    engine = await Engine.start(
        settings.store,
        catalogue,
        settings.limits_of_one,
        write=settings.writable,
        union=settings.default_graph == "union",
        services=settings.allow_service,
    )
    periodic = [asyncio.create_task(_every(1.0, callbacks.look))]
    try:
        check_mirrors(settings.mirrors, engine.reader())
        service = Service(settings, engine, catalogue, resolver, _metrics(settings))
        server = Server(build_app(service, log), addresses(service))
        service.metrics.gauge("mandategraph_connections", "Open connections.", lambda: server.connections)
        await server.start(listening)
        if log:
            periodic.append(asyncio.create_task(_every(_FLUSH, log.flush)))
        callbacks.ready(engine.revision)
        await stopped.wait()
        await server.stop(settings.limits.timeout + _PATIENCE)
    finally:
        for task in periodic:
            task.cancel()
        if log:
            log.flush()
        await engine.close()


def _metrics(settings: ServeSettings) -> Metrics:
    """Return the metrics of this process; with several, each sample says which of them counted."""
    return Metrics({"worker": os.environ.get(WORKER, "0")} if settings.workers > 1 else {})


async def _every(seconds: float, action: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(seconds)
        action()
