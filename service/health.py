"""Whether the service lives and is ready, its limits, and its metrics."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import partial

from .engine.calls import EngineState
from .machine import machine_memory
from .state import Service
from .web.messages import Request, Response, json_response, text
from .web.router import Route

_ENDINGS = ("done", "error", "time", "memory", "crash", "cancelled", "refused")
_NO_STORE = ("cache-control", "no-store")


def routes(service: Service) -> list[Route]:
    """Return the routes that watch over the service."""
    _measure(service)
    health = Health(service)
    return [
        Route("/health", {"GET": health.whole}),
        Route("/health/live", {"GET": health.live}),
        Route("/health/ready", {"GET": health.ready}),
        Route("/metrics", {"GET": health.metrics}, shared=()),
    ]


class Health:
    """The handlers of the health checks."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def live(self, request: Request) -> Response:
        """Say that the process answers."""
        return json_response({"status": "live"}).add(*_NO_STORE)

    async def ready(self, request: Request) -> Response:
        """Say whether queries can be answered."""
        state = self._service.engine.state()
        status = "ready" if state.ready else "not ready"
        body = {"status": status, "revision": state.revision}
        return json_response(body, status=200 if state.ready else 503).add(*_NO_STORE)

    async def whole(self, request: Request) -> Response:
        """Tell the state of the service and every limit."""
        state, settings = self._service.engine.state(), self._service.settings
        body = {
            "status": "ready" if state.ready else "not ready",
            "revision": state.revision,
            "revisions": list(state.revisions),
            "writable": settings.writable,
            "defaultGraph": settings.default_graph,
            "lanes": [asdict(lane) for lane in state.lanes],
            "limits": {
                **asdict(settings.limits),
                "concurrency": settings.concurrency,
                "requestsPerSecond": settings.rate,
                "requestsAtOnce": settings.burst,
                "processes": settings.workers,
                "totalMemory": settings.total_memory(),
            },
            "memory": {
                "graph": state.graph_memory,
                "most": settings.total_memory(state.graph_memory),
                "machine": machine_memory(),
            },
        }
        return json_response(body, status=200 if state.ready else 503).add(*_NO_STORE)

    async def metrics(self, request: Request) -> Response:
        """Return the metrics as Prometheus reads them."""
        body = self._service.metrics.text()
        return text(body, "text/plain; version=0.0.4; charset=utf-8").add(*_NO_STORE)


def _measure(service: Service) -> None:
    """Add what the engine tells of itself to the metrics."""
    metrics, engine = service.metrics, service.engine
    gauge = metrics.gauge
    gauge("mandategraph_process_id", "The process that answers.", os.getpid)
    gauge("mandategraph_processes", "Processes that serve; each counts for itself.", lambda: service.settings.workers)
    gauge("mandategraph_revision", "The newest revision of the graph.", lambda: engine.revision)
    gauge("mandategraph_workers_started_total", "Query workers started.", lambda: engine.state().started_workers)
    gauge("mandategraph_worker_memory_bytes", "Memory of the query workers.", lambda: engine.state().worker_memory)
    gauge("mandategraph_queries_waiting", "Queries that wait for a worker.", lambda: _sum(engine.state(), "waiting"))
    gauge("mandategraph_queries_running", "Workers that are busy.", lambda: _sum(engine.state(), "busy"))
    for ending in _ENDINGS:
        name = f"mandategraph_queries_{ending}_total"
        gauge(name, f"Queries that ended so: {ending}.", partial(_ended, service, ending))


def _ended(service: Service, ending: str) -> int:
    return service.engine.state().ended.get(ending, 0)


def _sum(state: EngineState, name: str) -> int:
    return sum(getattr(lane, name) for lane in state.lanes)
