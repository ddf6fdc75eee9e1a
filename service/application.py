"""One request from its arrival to its answer: limits, route, handler, errors, headers, log and metrics."""

from __future__ import annotations

import logging
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass

from ..graph.errors import MandategraphError
from .engine.clients import CLIENT
from .problems import plain_page, problem_of
from .state import Service
from .web.access_log import AccessLog
from .web.coding import check_coding
from .web.compression import compress
from .web.conditional import bare
from .web.cors import allow_reads
from .web.messages import Problem, Request, Response, close
from .web.negotiation import HTML, prefers_html, vary
from .web.rate_limit import RateLimit, network
from .web.router import Route, Router

_LOG = logging.getLogger("mandategraph.service")
_PAGE_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_BUG = "The service has a bug here; its log has the traceback."
_ALWAYS = ("/health", "/health/live", "/health/ready", "/metrics")
"""What is answered however busy the service is."""


@dataclass
class Application:
    """Answers requests; every one ends in a response, and in one line of the log."""

    service: Service
    router: Router
    log: AccessLog | None = None

    def __post_init__(self) -> None:
        settings, metrics = self.service.settings, self.service.metrics
        self._limit = RateLimit(*settings.rate_of_one)
        self._running = 0
        self._requests = metrics.counter("mandategraph_requests_total", "Requests by route, method and status.")
        self._seconds = metrics.histogram("mandategraph_request_seconds", "Seconds from request to last byte.")
        self._bytes = metrics.counter("mandategraph_response_bytes_total", "Bytes of response bodies.")
        self._broken = metrics.counter("mandategraph_broken_responses_total", "Answers that broke off or nobody took.")
        metrics.gauge("mandategraph_requests_running", "Requests that are being answered.", lambda: self._running)

    async def __call__(self, request: Request) -> Response:
        """Answer a request."""
        self._running += 1
        CLIENT.set(network(request.client))
        route: Route | None = None
        try:
            self._admit(request)
            route, handler = self.router.handler(request)
            request.route = route.path
            self._check_revision(request, route)
            if request.method in ("POST", "PUT"):
                check_coding(request)
            response = await handler(request)
            if not isinstance(response.body, bytes):
                response.body = await _begun(response.body)
        except Problem as problem:
            response = self._as_response(request, problem)
        except MandategraphError as error:
            response = self._as_response(request, problem_of(error))
        except Exception:  # the outermost edge: a bug ends one answer, not the service
            _LOG.exception("a bug in the answer to %s %s", request.method, request.route)
            response = self._as_response(request, Problem(500, "Internal error", _BUG))
        await self._complete(request, response, route)
        return response

    def done(self, request: Request, response: Response, sent: int, seconds: float, *, whole: bool) -> None:
        """Take note of an answer that was sent, or broke off."""
        self._running -= 1
        route = request.route or "none"
        self._requests.add(route=route, method=_known(request.method), status=str(response.status))
        self._seconds.observe(seconds, route=route)
        self._bytes.add(sent)
        if not whole:
            self._broken.add(route=route)
        if self.log:
            self.log.add(request, response, sent, seconds, whole=whole)

    def _admit(self, request: Request) -> None:
        if request.path in _ALWAYS:
            return
        if self._running > self.service.settings.concurrency:
            detail = f"{self.service.settings.concurrency} requests are being answered already."
            raise Problem(503, "Overloaded", detail, headers=[("retry-after", "1")])
        if wait := self._limit.take(request.client):
            detail = f"One client may send {self._limit.rate:g} requests a second ({self._limit.burst} at once)."
            raise Problem(429, "Too many requests", detail, headers=[("retry-after", str(math.ceil(wait)))])

    def _check_revision(self, request: Request, route: Route) -> None:
        """Refuse an address that pins a revision which is not there, or which nobody can change."""
        if request.revision is None:
            return
        if request.method not in (*route.shared, "OPTIONS"):
            allowed = ", ".join(sorted({*route.shared, "OPTIONS"}))
            raise Problem(405, "Method not allowed", "A revision cannot be changed.", headers=[("allow", allowed)])
        kept = self.service.engine.revisions
        if request.revision > self.service.engine.revision:
            raise Problem(404, "Not found", f"There is no revision {request.revision} yet.")
        if request.revision not in kept:
            detail = f"Revision {request.revision} is not kept; these are: {', '.join(map(str, kept))}."
            raise Problem(410, "Revision gone", detail)

    def _as_response(self, request: Request, problem: Problem) -> Response:
        if not prefers_html(request):
            return vary(problem.response(), "accept")
        render = self.service.pages.problem
        return vary(render(request, problem) if render else plain_page(problem), "accept")

    async def _complete(self, request: Request, response: Response, route: Route | None) -> None:
        allow_reads(request, response, route)
        _add(response, "x-content-type-options", "nosniff")
        if (response.header("content-type") or "").startswith(HTML):
            if response.header("content-security-policy") is None:
                response.headers.append(("content-security-policy", _PAGE_POLICY))
            _add(response, "referrer-policy", "same-origin")
        await compress(request, response)
        if response.status == 304:
            response.headers = bare(response.headers)


def _add(response: Response, name: str, value: str) -> None:
    """Add a header that the answer does not have yet."""
    if response.header(name) is None:
        response.headers.append((name, value))


async def _begun(body: AsyncIterator[bytes]) -> bytes | AsyncIterator[bytes]:
    """Wait for the first piece of a body, so that an error before it is still an answer of its own."""
    iterator = aiter(body)
    try:
        first = await anext(iterator)
    except StopAsyncIteration:
        return b""
    return _Begun(first, iterator)


class _Begun:
    """A body whose first piece is here."""

    def __init__(self, first: bytes, rest: AsyncIterator[bytes]) -> None:
        self._first: bytes | None = first
        self._rest = rest

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        return await anext(self._rest)

    async def aclose(self) -> None:
        """Close the body, whether or not it was read."""
        await close(self._rest)


def _known(method: str) -> str:
    """Return a method for the metrics, where a stranger must not make new labels."""
    return method if method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH") else "other"
