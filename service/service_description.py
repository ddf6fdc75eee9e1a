"""The SPARQL 1.1 Service Description: what an empty GET of ``/sparql`` tells, in RDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from ..graph.iris import PREFIXES
from .engine.formats import STATEMENTS as WRITABLE
from .engine.reader import Reader
from .state import Service
from .web.conditional import not_modified
from .web.messages import Request, Response
from .web.negotiation import ROWS, STATEMENTS, negotiate, vary

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
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")


class ServiceDescription:
    """Describes one service; how large its graphs are is counted once a revision."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._sizes: tuple[int, Mapping[str, int], int] = (-1, {}, 0)

    async def answer(self, request: Request) -> Response:
        """Return the description in the format that the client wants."""
        media, content_type = negotiate(request, STATEMENTS)
        revision = request.revision or self._service.engine.revision
        digest = hashlib.sha256(request.base_url.encode()).hexdigest()[:8]
        etag = f'W/"{revision}-description-{media.name}-{digest}"'
        if known := not_modified(request, etag):
            return vary(known, "accept")
        triples = await self._statements(request, revision)
        prefixes = {name: PREFIXES[name] for name in ("rdf", "void")} | {"sd": SD, "format": _FORMATS}
        body = ox.serialize(triples, format=WRITABLE[media.type], prefixes=prefixes) or b""
        headers = [("content-type", content_type), ("etag", etag), ("mandategraph-revision", str(revision))]
        return vary(Response(200, [*headers, ("cache-control", "no-cache")], body), "accept")

    async def _statements(self, request: Request, revision: int) -> list[ox.Triple]:
        if self._sizes[0] != revision:
            sizes, total = await self._service.engine.read(_count, revision)
            self._sizes = revision, sizes, total
        _, sizes, total = self._sizes
        endpoint = request.url("/sparql")
        union = self._service.settings.default_graph == "union"
        default = sum(sizes.values()) if union else total - sum(sizes.values())
        return [*_service(self._service, endpoint), *_dataset(endpoint, sizes, default)]


def _count(reader: Reader) -> tuple[Mapping[str, int], int]:
    """Return the size of each named graph, and of all there is."""
    rows = reader.query(_SIZES)
    assert isinstance(rows, ox.QuerySolutions)
    return {row["g"].value: int(row["n"].value) for row in rows}, reader.count()


def _service(service: Service, endpoint: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{endpoint}#service")
    languages = ["SPARQL10Query", "SPARQL11Query"]
    features = ["UnionDefaultGraph"] if service.settings.default_graph == "union" else []
    features += ["BasicFederatedQuery"] if service.settings.allow_service else []
    yield ox.Triple(node, _TYPE, _sd("Service"))
    yield ox.Triple(node, _sd("endpoint"), ox.NamedNode(endpoint))
    for name in languages:
        yield ox.Triple(node, _sd("supportedLanguage"), _sd(name))
    for name in features:
        yield ox.Triple(node, _sd("feature"), _sd(name))
    for media in (*ROWS, *STATEMENTS):
        yield ox.Triple(node, _sd("resultFormat"), _format(media.type))
    yield ox.Triple(node, _sd("defaultDataset"), ox.NamedNode(f"{endpoint}#dataset"))


def _dataset(endpoint: str, sizes: Mapping[str, int], default_size: int) -> Iterator[ox.Triple]:
    dataset, default = ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#default-graph")
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, _TYPE, _sd("Graph"))
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
