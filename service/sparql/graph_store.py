"""The SPARQL 1.1 Graph Store Protocol at ``/graphs``: reading for everybody, writing with a token."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import PurePosixPath
from urllib.parse import quote

import pyoxigraph as ox

from ..access import require_token
from ..engine.calls import Written
from ..state import Service
from ..web.conditional import check_precondition, not_modified
from ..web.messages import Problem, Request, Response, close
from ..web.multipart import Part, parse_multipart
from ..web.negotiation import STATEMENTS, MediaType, by_name, by_type, negotiate
from ..web.router import Handler, Route

_MULTIPART = "multipart/form-data"
_HASH = 16


def routes(service: Service) -> list[Route]:
    """Return the routes of the graph store, those that write only where somebody may."""
    store = GraphStore(service)
    handlers: dict[str, Handler] = {"GET": store.get}
    if service.settings.writable:
        handlers |= {"PUT": store.put, "POST": store.post, "DELETE": store.delete}
    return [Route("/graphs", handlers), Route("/graphs/{path*}", handlers)]


class GraphStore:
    """The handlers of the protocol. A graph is None for the default graph."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def get(self, request: Request) -> Response:
        """Return a graph."""
        graph = _graph(request)
        media, content_type = negotiate(request, STATEMENTS)
        revision = request.revision or self._service.engine.revision
        etag = _tag(revision, graph, media)
        result = await self._service.engine.get_graph(graph, media.type, request.revision)
        if result is None:
            raise _missing(graph)
        headers = [("content-type", content_type), ("vary", "accept"), ("cache-control", "no-cache")]
        headers.append(("mandategraph-revision", str(result.revision)))
        if result.revision == revision:
            headers.append(("etag", etag))
            if known := not_modified(request, etag, headers):
                await close(result.chunks)
                return known
        return Response(200, headers, result.chunks)

    async def put(self, request: Request) -> Response:
        """Put what is sent in the place of a graph."""
        require_token(request, self._service.settings.tokens)
        graph = _graph(request)
        parts = await self._parts(request)
        async with self._turn(request, graph):
            written = await self._service.engine.write_graph(graph, _sent(parts), replace=True)
        return _written(written, written.created)

    async def post(self, request: Request) -> Response:
        """Add what is sent to a graph; sent to the store itself, it becomes a graph of its own."""
        require_token(request, self._service.settings.tokens)
        own = request.path == "/graphs" and not {"default", "graph"} & set(request.params.names())
        graph = None if own else _graph(request)
        parts = await self._parts(request)
        if own:
            digest = hashlib.sha256(b"\0".join(part.data for part in parts)).hexdigest()
            graph = request.url(f"/graphs/{digest[:_HASH]}")
        async with self._turn(request, graph):
            written = await self._service.engine.write_graph(graph, _sent(parts), replace=False)
        response = _written(written, written.created or own)
        return response.add("location", graph) if own and graph else response

    async def delete(self, request: Request) -> Response:
        """Remove a graph."""
        require_token(request, self._service.settings.tokens)
        graph = _graph(request)
        async with self._turn(request, graph):
            written = await self._service.engine.delete_graph(graph)
        if written is None:
            raise _missing(graph)
        return Response(204, [_revision(written)])

    @asynccontextmanager
    async def _turn(self, request: Request, graph: str | None) -> AsyncIterator[None]:
        """Give a write its turn; one with ``If-Match`` or ``If-None-Match`` is alone, and may end in Problem 412."""
        if "if-match" not in request.headers and "if-none-match" not in request.headers:
            async with self._service.writing.together():
                yield
            return
        async with self._service.writing.alone():
            reader = self._service.engine.reader()
            exists = graph is None or reader.contains(graph)
            check_precondition(request, [_tag(reader.revision, graph, media) for media in STATEMENTS] if exists else [])
            yield

    async def _parts(self, request: Request) -> list[Part]:
        """Read what is sent, with the media types by which the engine knows it; Problem 415."""
        media_type = request.media_type
        multipart = media_type == _MULTIPART
        if not multipart and _syntax(media_type) is None:
            raise _unsupported(media_type)
        body = await request.read(self._service.settings.limits.max_body)
        if not multipart:
            return [_known(Part("", "", media_type, body))]
        parts = [part for part in parse_multipart(request.headers["content-type"], body) if part.data.strip()]
        if not parts:
            raise Problem(400, "Bad request", "The form has no file in it.")
        return [_known(part) for part in parts]


def _sent(parts: list[Part]) -> list[tuple[str, bytes]]:
    return [(part.media_type, part.data) for part in parts]


def _graph(request: Request) -> str | None:
    """Return the graph that a request is about: named in the address, or by the address itself (Problem 400)."""
    if "path" in request.path_values:
        return request.base_url + quote(request.path, safe="/:@!$&'()*+,;=~")
    default, graph = request.params.one("default"), request.params.one("graph")
    if (default is None) == (graph is None):
        detail = "Name one graph: ?graph=IRI for a named graph, ?default for the default graph."
        raise Problem(400, "Bad request", detail)
    if graph is not None:
        try:
            ox.NamedNode(graph)
        except ValueError as error:
            raise Problem(400, "Bad parameter", f"graph={graph!r} is no IRI.") from error
    return graph


def _tag(revision: int, graph: str | None, media: MediaType) -> str:
    """Return the strong tag of a graph at a revision in a format: its statements come in the order of the disk."""
    return f'"{revision}-{hashlib.sha256((graph or "").encode()).hexdigest()[:_HASH]}-{media.name}"'


def _known(part: Part) -> Part:
    """Return a part with the media type that the engine knows it by, which a file may tell by its suffix."""
    suffix = PurePosixPath(part.filename).suffix.lstrip(".")
    media = _syntax(part.media_type) if part.media_type not in ("", "application/octet-stream") else None
    media = media or (by_name(suffix, STATEMENTS) if suffix else None)
    if media is None:
        raise _unsupported(part.media_type)
    return Part(part.name, part.filename, media.type, part.data)


def _written(written: Written, created: bool) -> Response:
    return Response(201 if created else 204, [_revision(written)])


def _revision(written: Written) -> tuple[str, str]:
    return "mandategraph-revision", str(written.revision)


def _missing(graph: str | None) -> Problem:
    return Problem(404, "Not found", f"There is no graph {graph}." if graph else "The default graph is not there.")


def _syntax(media_type: str) -> MediaType | None:
    """Return the syntax of a media type; JSON in general is none: most of it would be read as no statements."""
    return None if media_type == "application/json" else by_type(media_type, STATEMENTS)


def _unsupported(media_type: str) -> Problem:
    types = ", ".join(media.type for media in STATEMENTS)
    said = repr(media_type) if media_type else "no media type"
    detail = f"The body has {said}; these are read here: {types}, {_MULTIPART}."
    return Problem(415, "Unsupported media type", detail, headers=[("accept-post", types)])
