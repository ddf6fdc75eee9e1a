"""The SPARQL 1.1 Service Description: what an empty GET of ``/sparql`` tells, in RDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from ...graph.errors import TimeLimitError
from ...graph.iris import PREFIXES
from ..engine.calls import QueryCall
from ..engine.errors import MemoryLimitError
from ..engine.formats import STATEMENTS as WRITABLE
from ..engine.reader import Reader
from ..limit_words import in_words
from ..state import Service
from ..web.conditional import not_modified
from ..web.messages import Request, Response
from ..web.negotiation import ROWS, STATEMENTS, negotiate, vary

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES: Mapping[str, str] = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
}
_SIZES = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_DEFAULT_SIZE = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_TYPE, _COMMENT = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["rdfs"] + "comment")


class ServiceDescription:
    """Describes one service; how large its graphs are is counted once a revision."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._sizes: tuple[int, Mapping[str, int], int | None] = (-1, {}, None)

    async def answer(self, request: Request) -> Response:
        """Return the description in the format that the client wants."""
        media, content_type = negotiate(request, STATEMENTS)
        revision = request.revision or self._service.engine.revision
        digest = hashlib.sha256(f"{request.base_url} {in_words(self._service.settings)}".encode()).hexdigest()[:8]
        etag = f'W/"{revision}-description-{media.name}-{digest}"'
        headers = [("content-type", content_type), ("etag", etag), ("mandategraph-revision", str(revision))]
        headers.append(("cache-control", "no-cache"))
        if known := not_modified(request, etag, headers):
            return vary(known, "accept")
        triples = await self._statements(request, revision)
        prefixes = {name: PREFIXES[name] for name in ("rdf", "rdfs", "void")} | {"sd": SD, "format": _FORMATS}
        body = ox.serialize(triples, format=WRITABLE[media.type], prefixes=prefixes) or b""
        return vary(Response(200, headers, body), "accept")

    async def _statements(self, request: Request, revision: int) -> list[ox.Triple]:
        if self._sizes[0] != revision:
            sizes = await self._service.engine.read(_count, revision)
            self._sizes = revision, sizes, await self._default_size(revision)
        _, sizes, default = self._sizes
        endpoint = request.url("/sparql")
        return [*_service(self._service, endpoint), *_dataset(endpoint, sizes, default)]

    async def _default_size(self, revision: int) -> int | None:
        """Return how many statements a query of the default graph counts; None when that is too much to count."""
        try:
            found = await self._service.engine.evaluate(QueryCall(_DEFAULT_SIZE, "text/csv", revision=revision))
            counted = b"".join([chunk async for chunk in found.chunks])
        except (TimeLimitError, MemoryLimitError):
            return None
        return None if found.repeats else int(counted.split()[1])


def _count(reader: Reader) -> Mapping[str, int]:
    """Return the size of each named graph."""
    rows = reader.query(_SIZES)
    assert isinstance(rows, ox.QuerySolutions)
    return {row["g"].value: int(row["n"].value) for row in rows}


def _service(service: Service, endpoint: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{endpoint}#service")
    languages = ["SPARQL10Query", "SPARQL11Query"]
    features = ["UnionDefaultGraph"] if service.settings.default_graph == "union" else []
    features += ["BasicFederatedQuery"] if service.settings.allow_service else []
    yield ox.Triple(node, _TYPE, _sd("Service"))
    yield ox.Triple(node, _COMMENT, ox.Literal(in_words(service.settings), language="en"))
    yield ox.Triple(node, _sd("endpoint"), ox.NamedNode(endpoint))
    for name in languages:
        yield ox.Triple(node, _sd("supportedLanguage"), _sd(name))
    if service.settings.writable:
        yield from _update(endpoint.removesuffix("/sparql") + "/update")
    for name in features:
        yield ox.Triple(node, _sd("feature"), _sd(name))
    for media in (*ROWS, *STATEMENTS):
        yield ox.Triple(node, _sd("resultFormat"), _format(media.type))
    yield ox.Triple(node, _sd("defaultDataset"), ox.NamedNode(f"{endpoint}#dataset"))


def _update(endpoint: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{endpoint}#service")
    yield ox.Triple(node, _TYPE, _sd("Service"))
    yield ox.Triple(node, _COMMENT, ox.Literal("Takes updates from those who have a token.", language="en"))
    yield ox.Triple(node, _sd("endpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(node, _sd("supportedLanguage"), _sd("SPARQL11Update"))


def _dataset(endpoint: str, sizes: Mapping[str, int], default_size: int | None) -> Iterator[ox.Triple]:
    dataset, default = ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#default-graph")
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, _TYPE, _sd("Graph"))
    if default_size is not None:
        yield ox.Triple(default, _void("triples"), _number(default_size))
    for number, (graph, size) in enumerate(sizes.items(), 1):
        named, content = ox.NamedNode(f"{endpoint}#named-graph-{number}"), ox.NamedNode(f"{endpoint}#graph-{number}")
        yield ox.Triple(dataset, _sd("namedGraph"), named)
        yield ox.Triple(named, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), ox.NamedNode(graph))
        yield ox.Triple(named, _sd("graph"), content)
        yield ox.Triple(content, _TYPE, _sd("Graph"))
        yield ox.Triple(content, _void("triples"), _number(size))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["void"] + name)


def _format(media_type: str) -> ox.NamedNode:
    return ox.NamedNode(_FORMATS + _FORMAT_NAMES[media_type])


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))
