"""The SPARQL 1.1 Protocol: queries at ``/sparql``, updates at ``/update``."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

import pyoxigraph as ox

from ..graph.errors import TimeLimitError, UnsupportedError, UsageError
from ..graph.mirror import Mirror, mirror
from .access import require_token
from .engine.calls import QueryCall
from .engine.endpoints import too_slow
from .example_catalogue import Examples
from .service_description import ServiceDescription
from .silent_loads import without_silent_loads
from .state import Service
from .web.conditional import not_modified
from .web.messages import Params, Problem, Request, Response, close, too_large
from .web.negotiation import ROWS, STATEMENTS, negotiate, prefers_html, vary
from .web.router import Route

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_READ = ("GET", "HEAD", "POST")
_SHORTEST = 0.1
"""A query is given this many seconds at least."""
_OFFERED = {"SELECT": ROWS, "ASK": ROWS, "CONSTRUCT": STATEMENTS, "DESCRIBE": STATEMENTS}

_BLANK = r"(?:\s|#[^\r\n]*(?:[\r\n]|$))"
_PROLOGUE = re.compile(
    rf"{_BLANK}*(?:(?:BASE\b{_BLANK}*<[^>]*>|PREFIX\b{_BLANK}*[^\s:<#]*:{_BLANK}*<[^>]*>|VERSION\b{_BLANK}*['\"][^'\"]*['\"])"
    rf"{_BLANK}*)*(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)
_SMALLEST = "<urn:s> <urn:p> <urn:o> .\n"
_CHANGING = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Operation:
    """The text of a query or an update, with the parameters that go with it."""

    text: str
    params: Params
    mirrors: tuple[Mirror, ...] = ()


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
            raise _missing("query")
        if browser:  # the page asks the query itself, once, and shows what is wrong with it
            page = await browser(request)
            if page.status == 200 and await self._is_wrong(request, query):
                page.status, page.headers = 400, [header for header in page.headers if header[0] != "etag"]
            return vary(page, "accept")
        operation = self._mirrored(request, _Operation(query, request.params))
        return await self._evaluate(request, operation)

    async def post(self, request: Request) -> Response:
        """Answer a query in the body, as a form or as itself."""
        operation = await _read(request, "query", QUERY, self._service.settings.limits.max_query)
        return await self._evaluate(request, self._mirrored(request, operation))

    async def _is_wrong(self, request: Request, query: str) -> bool:
        """Tell whether a query is no SPARQL, or none that is answered here, by asking it of a graph of nothing much."""
        try:
            operation = self._mirrored(request, _Operation(query, request.params))
            call = replace(self._call(request, operation), data=_SMALLEST, media_type="")
            await close((await self._service.engine.evaluate(call)).chunks)
        except (Problem, UsageError, UnsupportedError):
            return True
        return False

    def _mirrored(self, request: Request, operation: _Operation) -> _Operation:
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
        operation = await _read(request, "update", UPDATE, self._service.settings.limits.max_body)
        using = _graphs(operation.params, "using-graph-uri")
        named = _graphs(operation.params, "using-named-graph-uri")
        text = without_silent_loads(operation.text)
        async with self._service.writing.together():
            written = await self._service.engine.update(text, using, named, request.url("/update"))
        return Response(204, [("mandategraph-revision", str(written.revision))])

    async def _evaluate(self, request: Request, operation: _Operation) -> Response:
        call = self._call(request, operation)
        form = _form(operation.text)
        media, content_type = negotiate(request, _OFFERED.get(form, (*ROWS, *STATEMENTS)), operation.params)
        call = replace(call, media_type=media.type if form else "")
        etag = self._etag(call, content_type)
        if etag and request.method in ("GET", "HEAD") and (known := not_modified(request, etag)):
            return vary(known, "accept")
        try:
            result = await self._service.engine.evaluate(call)
        except TimeLimitError as error:
            raise too_slow(error, call.text, self._service.settings.allow_service) from error
        if result.media_type != media.type:
            content_type = next(m.content_type for m in (*ROWS, *STATEMENTS) if m.type == result.media_type)
        headers = [("content-type", content_type), ("mandategraph-revision", str(result.revision))]
        headers.append(("vary", "accept"))
        headers += [("mandategraph-limit", str(self._service.settings.limits.max_rows))] if media in ROWS else []
        headers += [("mandategraph-mirror", f"{one.endpoint}={one.vocabulary}") for one in operation.mirrors]
        if result.repeats:  # the graph is not in memory (yet): the same question may soon be answered exactly
            headers += [("mandategraph-repeats", "possible"), ("cache-control", "no-store")]
        else:
            headers.append(("cache-control", "no-cache"))
            if etag and result.revision == (call.revision or self._service.engine.revision):
                headers.append(("etag", etag))
        return Response(200, headers, result.chunks)

    def _call(self, request: Request, operation: _Operation) -> QueryCall:
        if len(operation.text.encode("utf-8", "surrogatepass")) > self._service.settings.limits.max_query:
            raise too_large(self._service.settings.limits.max_query)
        default, named = (_graphs(operation.params, f"{kind}-graph-uri") for kind in ("default", "named"))
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


async def _read(request: Request, name: str, media_type: str, limit: int) -> _Operation:
    """Read the operation of a POST: a form with the field ``name``, or the body itself."""
    if request.media_type == FORM:
        sent = await request.form(4 * limit)
        params = Params((*request.params, *sent))
        text = params.one(name)
        if text is None:
            raise _missing(name)
        return _Operation(text, params)
    if request.media_type != media_type:
        said = repr(request.media_type) if request.media_type else "no media type"
        detail = f"The body has {said}; {media_type} and {FORM} are read here."
        raise Problem(415, "Unsupported media type", detail, headers=[("accept-post", f"{media_type}, {FORM}")])
    if name in request.params.names():
        raise Problem(400, "Parameter given twice", f"Give the {name} in the address or in the body, not in both.")
    if request.charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Problem(415, "Unsupported media type", f"The charset {request.charset!r} is not read here; send UTF-8.")
    try:
        return _Operation((await request.read(limit)).decode("utf-8"), request.params)
    except UnicodeDecodeError as error:
        raise Problem(400, "Bad request", f"The {name} is not UTF-8.") from error


def _missing(name: str) -> Problem:
    return Problem(400, "Bad request", f"The parameter {name!r} is missing.")


def _graphs(params: Params, name: str) -> tuple[str, ...]:
    graphs = tuple(params.all(name))
    for graph in graphs:
        try:
            ox.NamedNode(graph)
        except ValueError as error:
            raise Problem(400, "Bad parameter", f"{name}={graph!r} is no IRI.") from error
    return graphs


def _form(text: str) -> str:
    """Return the form of a query (SELECT, ASK ...), an empty text where it is not seen at a glance."""
    found = _PROLOGUE.match(text)
    return found["form"].upper() if found else ""
