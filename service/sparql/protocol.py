"""The SPARQL 1.1 Protocol: queries at ``/sparql``, updates at ``/update``."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from ...graph.errors import TimeLimitError, UnsupportedError, UsageError
from ...graph.mirror.rewriting import mirror
from ..access import require_token
from ..engine.calls import QueryCall, Result
from ..engine.endpoints import too_slow
from ..linked_data.rdf_answers import revision_header
from ..state import Service
from ..stored.example_catalogue import Examples
from ..web.conditional import not_modified
from ..web.messages import Header, Params, Problem, Request, Response, Trailers, close, too_large
from ..web.negotiation import ROWS, STATEMENTS, negotiate, prefers_html, vary
from ..web.router import Route
from .requests import QUERY, UPDATE, Operation, form_of, graphs_of, missing, read_operation
from .service_description import ServiceDescription
from .silent_loads import without_silent_loads

_READ = ("GET", "HEAD", "POST")
_SHORTEST = 0.1
"""A query is given this many seconds at least."""
_OFFERED = {"SELECT": ROWS, "ASK": ROWS, "CONSTRUCT": STATEMENTS, "DESCRIBE": STATEMENTS}

_AFTER = ("mandategraph-rows", "server-timing")
"""What an answer that is sent while it is made tells at its end."""
_SMALLEST = "<urn:s> <urn:p> <urn:o> .\n"
_CHANGING = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)


def routes(service: Service) -> list[Route]:
    """Return the routes of the protocol; updates have one only where somebody may write."""
    protocol = SparqlProtocol(service)
    found = [Route("/sparql", {"GET": protocol.get, "POST": protocol.post}, shared=_READ)]
    if service.settings.writable:
        found.append(Route("/update", {"POST": protocol.update}, shared=()))
    return found


class SparqlProtocol:
    """The handlers of the protocol."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._description = ServiceDescription(service)
        self._examples = Examples(service)

    async def get(self, request: Request) -> Response:
        """Answer a query in the address; without one, describe the service."""
        names, editor = request.params.names(), self._service.pages.editor
        browser = editor if "format" not in names and prefers_html(request) else None
        if "query" not in names and not {"default-graph-uri", "named-graph-uri", "update"} & set(names):
            return vary(await browser(request), "accept") if browser else await self._description.answer(request)
        query = request.params.one("query")
        if query is None:
            raise missing("query")
        if browser:  # the page asks the query itself, once, and shows what is wrong with it
            page = await browser(request)
            if page.status == 200 and await self._is_wrong(request, query):
                page.status, page.headers = 400, [header for header in page.headers if header[0] != "etag"]
            return vary(page, "accept")
        operation = self._mirrored(request, Operation(query, request.params))
        return await self._evaluate(request, operation)

    async def post(self, request: Request) -> Response:
        """Answer a query in the body, as a form or as itself."""
        operation = await read_operation(request, "query", QUERY, self._service.settings.limits.max_query)
        return await self._evaluate(request, self._mirrored(request, operation))

    async def _is_wrong(self, request: Request, query: str) -> bool:
        """Tell whether a query is no SPARQL, or none that is answered here, by asking it of a graph of nothing much."""
        try:
            operation = self._mirrored(request, Operation(query, request.params))
            call = replace(self._call(request, operation), data=_SMALLEST, media_type="")
            await close((await self._service.engine.evaluate(call)).chunks)
        except (Problem, UsageError, UnsupportedError):
            return True
        return False

    def _mirrored(self, request: Request, operation: Operation) -> Operation:
        """Return the operation with the vocabularies of the store in the place of the endpoints that they mirror."""
        mirrors = self._service.settings.mirrors
        if not mirrors or len(operation.text) > self._service.settings.limits.max_query:
            return operation
        try:
            made = mirror(operation.text, mirrors, self._service.engine.reader(request.revision))
        except UsageError as error:
            raise Problem(400, "Not in the mirror", error.text) from error
        if made.mirrors and {"default-graph-uri", "named-graph-uri"} & set(operation.params.names()):
            raise Problem(400, "Not in the mirror", "A mirror answers only where the request names no dataset.")
        return replace(operation, text=made.text, mirrors=made.mirrors)

    async def update(self, request: Request) -> Response:
        """Carry out an update in the body, as a form or as itself."""
        require_token(request, self._service.settings.tokens)
        operation = await read_operation(request, "update", UPDATE, self._service.settings.limits.max_body)
        using = graphs_of(operation.params, "using-graph-uri")
        named = graphs_of(operation.params, "using-named-graph-uri")
        text = without_silent_loads(operation.text)
        async with self._service.writing.together():
            written = await self._service.engine.update(text, using, named, request.url("/update"))
        return Response(204, [revision_header(written.revision)])

    async def _evaluate(self, request: Request, operation: Operation) -> Response:
        call = self._call(request, operation)
        form = form_of(operation.text)
        media, content_type = negotiate(request, _OFFERED.get(form, (*ROWS, *STATEMENTS)), operation.params)
        call = replace(call, media_type=media.type if form else "")
        etag = self._etag(call, content_type)
        told = [("content-type", content_type), ("vary", "accept"), ("cache-control", "no-cache")]
        if etag and request.method in ("GET", "HEAD") and (known := not_modified(request, etag, told)):
            return known.add(*revision_header(call.revision or self._service.engine.revision))
        try:
            result = await self._service.engine.evaluate(call)
        except TimeLimitError as error:
            raise too_slow(error, call.text, self._service.settings.allow_service) from error
        if result.media_type != media.type:
            content_type = next(m.content_type for m in (*ROWS, *STATEMENTS) if m.type == result.media_type)
        headers = [("content-type", content_type), revision_header(result.revision), *_measured(result)]
        headers.append(("vary", "accept"))
        headers += [("mandategraph-limit", str(self._service.settings.limits.max_rows))] if media in ROWS else []
        headers += [("mandategraph-mirror", f"{one.endpoint}={one.vocabulary}") for one in operation.mirrors]
        if result.repeats:  # the graph is not in memory (yet): the same question may soon be answered exactly
            headers += [("mandategraph-repeats", "possible"), ("cache-control", "no-store")]
        else:
            headers.append(("cache-control", "no-cache"))
            if etag and result.revision == (call.revision or self._service.engine.revision):
                headers.append(("etag", etag))
        if result.outcome.known:
            return Response(200, headers, b"".join([chunk async for chunk in result.chunks]))
        names = _AFTER if result.form == "SELECT" else _AFTER[-1:]
        return Response(200, headers, result.chunks, Trailers(names, lambda: _measured(result)))

    def _call(self, request: Request, operation: Operation) -> QueryCall:
        if len(operation.text.encode("utf-8", "surrogatepass")) > self._service.settings.limits.max_query:
            raise too_large(self._service.settings.limits.max_query)
        default, named = (graphs_of(operation.params, f"{kind}-graph-uri") for kind in ("default", "named"))
        return QueryCall(
            text=operation.text,
            default_graphs=default,
            named_graphs=named,
            data=self._examples.asked(request.base_url, operation.text, *default, *named),
            timeout=self._timeout(operation.params),
            revision=request.revision,
            base_iri=request.url("/sparql"),
        )

    def _timeout(self, params: Params) -> float | None:
        """Return the seconds that the client gives its query, as far as the service lets it."""
        given = params.one("timeout")
        if given is None:
            return None
        try:
            seconds = float(given)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds < 1e9:
            raise Problem(400, "Bad parameter", f"timeout={given!r} is no number of seconds.")
        return min(max(seconds, _SHORTEST), self._service.settings.limits.timeout)

    def _etag(self, call: QueryCall, content_type: str) -> str:
        """Return the tag of an answer; none where the same query may be answered differently."""
        if call.data or _CHANGING.search(call.text) or "\\u" in call.text.lower():
            return ""
        revision = call.revision or self._service.engine.revision
        said = (call.text, call.base_iri or "", content_type, *call.default_graphs, "|", *call.named_graphs)
        digest = hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()
        return f'W/"{revision}-{digest[:24]}"'


def _measured(result: Result) -> list[Header]:
    """Return what is known of a result: of one that has come to its end, its rows; of one under way, its start."""
    milliseconds = f"{result.outcome.seconds * 1000:.2f}"
    if not result.outcome.known:
        return [("server-timing", f'start;dur={milliseconds};desc="until the first rows"')]
    counted = result.form == "SELECT" and result.outcome.rows is not None
    rows = [("mandategraph-rows", str(result.outcome.rows))] if counted else []
    return [("server-timing", f"query;dur={milliseconds}"), *rows]
