"""What the description of the service says of the routes that are not about one stored query."""

from __future__ import annotations

from collections.abc import Sequence

from ...graph.queries.catalogue import Catalogue
from ..stored.citations import FORMATS as CITATIONS
from ..web.negotiation import ROWS, STATEMENTS, MediaType
from .reconcile import RECONCILE
from .schemas import HTML, Json, Operation, parameter

JSON, TEXT = "application/json", "text/plain"


def pick_lists(catalogue: Catalogue) -> list[str]:
    """Return the names of the parameters that have a pick-list."""
    found = (p for name in catalogue for p in catalogue[name].header.parameters if p.options or p.values)
    return sorted({each.name for each in found})


def types_of(offered: Sequence[MediaType]) -> tuple[str, ...]:
    """Return every media type that these formats answer to."""
    return tuple(dict.fromkeys(type for media in offered for type in (media.type, *media.aliases)))


def _format(*names: str) -> Json:
    return parameter("format", "The format, instead of Accept", {"type": "string", "enum": list(names)})


_RDF, _ROWS = types_of(STATEMENTS), types_of(ROWS)
_RDF_NAMES = tuple(media.name for media in STATEMENTS)
_RDF_FORMAT = _format(*_RDF_NAMES)
_ANY_FORMAT = _format(*(media.name for media in (*ROWS, *STATEMENTS)))
_LOCAL = parameter("local", "Move the data below the address of the service", {"enum": ["0", "1"]})
_INVERSE = (
    parameter("in", "A property: what points here by it"),
    parameter("page", "A page of what points here", {"type": "integer", "minimum": 1}),
)
_OFFSET = parameter("offset", "How many to leave out before", {"type": "integer", "minimum": 0})
_FIELDS: Json = {"type": "object", "additionalProperties": {"type": "string"}}
_LISTS: Json = {"type": "array", "items": {"type": "string"}}
QUERY_STATUSES = (200, 304, 404, 406, 410, 422, 500, 504)
CITE = Operation(
    "Stored queries",
    "How to cite the answer of a stored query",
    types_of(CITATIONS),
    (
        _format(*(media.name for media in CITATIONS)),
        parameter("accessed", "The day on which the answer was read", {"type": "string", "format": "date"}),
    ),
    QUERY_STATUSES,
)


def _page(summary: str, *parameters: Json, statuses: tuple[int, ...] = (200, 304)) -> Operation:
    return Operation("Pages", summary, (HTML,), parameters, statuses)


def _dataset(*, writing: bool = False) -> tuple[Json, ...]:
    names = ("using-graph-uri", "using-named-graph-uri") if writing else ("default-graph-uri", "named-graph-uri")
    return tuple(
        {**parameter(name, "A graph of the dataset", _LISTS), "style": "form", "explode": True} for name in names
    )


_TIMEOUT = parameter("timeout", "Seconds that the query may take", {"type": "number", "exclusiveMinimum": 0})
_GRAPH = (
    parameter("graph", "The IRI of a named graph", {"type": "string", "format": "iri"}),
    parameter("default", "The default graph"),
)
_UPLOAD: Json = {media.type: {"schema": {"type": "string"}} for media in STATEMENTS}
_READ = (200, 304, 404, 406, 410)
_OF_REVISION = ("Mandategraph-Revision",)
_MEASURED = ("ETag", "Server-Timing", *_OF_REVISION, "Mandategraph-Rows", "Mandategraph-Limit")
_WRITE = (204, 401, 403, 404, 412, 413, 415, 422, 504)


def _form(name: str, media_type: str) -> Json:
    fields: Json = {"type": "object", "required": [name], "properties": {name: {"type": "string"}}}
    return {
        "application/x-www-form-urlencoded": {"schema": fields},
        media_type: {"schema": {"type": "string"}},
    }


def _sparql(summary: str, *parameters: Json, body: Json | None = None, description: bool = False) -> Operation:
    statuses = (200, 304, 406, 410, 413, 422, 500, 504, *(() if description else (415,)))
    return Operation("SPARQL", summary, (*_ROWS, *_RDF, HTML), parameters, statuses, _MEASURED, body=body)


def _linked(summary: str, *parameters: Json, statuses: tuple[int, ...] = _READ) -> Operation:
    return Operation("Linked data", summary, (*_RDF, HTML), parameters, statuses, ("ETag", "Link", *_OF_REVISION))


_QUERY = parameter("query", "A SPARQL 1.1 query; without one, the service is described")
_LD = (_RDF_FORMAT, *_INVERSE, _LOCAL)
_SEEN = (303, 404, 406, 410)
_ADDRESSED = (200, 303, 304, 404, 406, 410)

OPERATIONS: dict[tuple[str, str], Operation] = {
    **RECONCILE,
    ("/queries", "GET"): Operation(
        "Stored queries", "Every stored query with its parameters", (JSON, *_RDF, HTML),
        (_format("json", *_RDF_NAMES, "html"),), (200, 304, 406, 410), _OF_REVISION,
    ),
    ("/queries.{suffix}", "GET"): Operation(
        "Stored queries", "Every stored query, in one format", (JSON, *_RDF, HTML), (), (200, 304, 404, 410),
        _OF_REVISION,
    ),
    ("/queries/{name}/cite", "GET"): CITE,
    ("/queries/{name}/options/{parameter}", "GET"): Operation(
        "Stored queries", "What can be given for a parameter", (JSON, "text/csv"), (_format("json", "csv"),), _READ,
        _OF_REVISION,
    ),
    ("/sparql/.well-known/sparql-examples", "GET"): Operation(
        "Stored queries", "The stored queries as a graph of sh:SPARQLExecutable", _RDF, (_RDF_FORMAT,), (200, 304, 406),
    ),
    ("/r/{revision}/{path}", "GET"): Operation(
        "Revisions", "Any address that is read, at one revision of the data", ("*/*",), (),
        (200, 303, 304, 307, 404, 405, 406, 410, 422, 500, 504),
    ),
    ("/r/{revision}/{path}", "POST"): Operation(
        "Revisions", "Any question sent in a body, such as a query, about one revision of the data", ("*/*",), (),
        (200, 404, 405, 406, 410, 413, 415, 422, 500, 504), body=_form("query", "application/sparql-query"),
    ),
    ("/sparql", "GET"): _sparql(
        "Answer a query (SPARQL 1.1 Protocol)", _QUERY, *_dataset(), _TIMEOUT, _ANY_FORMAT, description=True
    ),
    ("/sparql", "POST"): _sparql(
        "Answer a query in the body", *_dataset(), _TIMEOUT, _ANY_FORMAT,
        body=_form("query", "application/sparql-query"),
    ),
    ("/update", "POST"): Operation(
        "SPARQL", "Change the graph", (), _dataset(writing=True), _WRITE, secured=True,
        body=_form("update", "application/sparql-update"),
    ),
    ("/graphs", "GET"): Operation("Graph store", "Read a graph", _RDF, (*_GRAPH, _RDF_FORMAT), _READ, _OF_REVISION),
    ("/graphs", "PUT"): Operation(
        "Graph store", "Replace a graph", (), _GRAPH, (201, *_WRITE), body=_UPLOAD, secured=True
    ),
    ("/graphs", "POST"): Operation(
        "Graph store", "Add to a graph, or make one", (), _GRAPH, (201, *_WRITE), body=_UPLOAD, secured=True
    ),
    ("/graphs", "DELETE"): Operation("Graph store", "Remove a graph", (), _GRAPH, _WRITE, secured=True),
    ("/graphs/{path*}", "GET"): Operation(
        "Graph store", "Read the graph of this address", _RDF, (_RDF_FORMAT,), _READ, _OF_REVISION
    ),
    ("/graphs/{path*}", "PUT"): Operation(
        "Graph store", "Replace the graph of this address", (), (), (201, *_WRITE), body=_UPLOAD, secured=True
    ),
    ("/graphs/{path*}", "POST"): Operation(
        "Graph store", "Add to the graph of this address", (), (), (201, *_WRITE), body=_UPLOAD, secured=True
    ),
    ("/graphs/{path*}", "DELETE"): Operation(
        "Graph store", "Remove the graph of this address", (), (), _WRITE, secured=True
    ),
    ("/id/{key*}", "GET"): _linked("From the IRI of a thing to what is said of it", *_LD, statuses=_SEEN),
    ("/graph/{key*}", "GET"): _linked("From the IRI of a graph to what is said of it", *_LD, statuses=_SEEN),
    ("/rule/{key*}", "GET"): _linked("From the IRI of a rule to what is said of it", *_LD, statuses=_SEEN),
    ("/shape/{key*}", "GET"): _linked("From the IRI of a check to what is said of it", *_LD, statuses=_SEEN),
    ("/data/{key*}", "GET"): _linked("What is said of a thing", *_LD, statuses=_ADDRESSED),
    **{
        (f"/{name}{tail}", "GET"): _linked(f"The {name}s as a document", *_LD, statuses=_ADDRESSED)
        for name in ("ontology", "rule", "shape") for tail in ("", ".{suffix}")
    },
    ("/ontology/{version}", "GET"): _linked("A version of the ontology", *_LD, statuses=_ADDRESSED),
    **{
        (f"/{kind}{tail}", "GET"): _linked(f"The data set in {word}", _RDF_FORMAT, _LOCAL)
        for kind, word in (("void", "VoID"), ("dcat", "DCAT")) for tail in ("", ".{suffix}")
    },
    ("/.well-known/void", "GET"): Operation("Linked data", "Where the data set is described", (), (), (303,)),
    ("/dumps/{name}", "GET"): Operation(
        "Linked data", "The whole data set as a file; latest.nq.gz leads to the newest", ("*/*",), (),
        (*_READ, 307), _OF_REVISION,
    ),
    ("/feed.atom", "GET"): Operation(
        "Linked data", "What each load changed", ("application/atom+xml",),
        (parameter("page", "A page of the feed", {"type": "integer", "minimum": 1}),), (200, 304, 404, 410),
        _OF_REVISION,
    ),
    ("/sitemap.xml", "GET"): Operation(
        "Linked data", "The site map", ("application/xml",), (), (200, 304, 410), _OF_REVISION
    ),
    ("/sitemap/{name}.xml", "GET"): Operation(
        "Linked data", "A part of the site map", ("application/xml",), (), (200, 304, 404, 410), _OF_REVISION
    ),
    ("/robots.txt", "GET"): Operation("Operation", "What robots may read", (TEXT,)),
    ("/health", "GET"): Operation("Operation", "The state of the service and its limits", (JSON,)),
    ("/health/live", "GET"): Operation("Operation", "Whether the process answers", (JSON,)),
    ("/health/ready", "GET"): Operation("Operation", "Whether queries can be answered", (JSON,)),
    ("/metrics", "GET"): Operation("Operation", "Metrics for Prometheus", (TEXT,)),
    ("/openapi.json", "GET"): Operation("Operation", "This description", (JSON,), (), (200, 304)),
    ("/docs", "GET"): _page("This description, to read and to try", statuses=(200,)),
    ("/", "GET"): _page("What is in the graph"),
    ("/search", "GET"): _page("Mandates by words and facets", *(
        parameter(name, words) for name, words in (
            ("q", "Words of the title"), ("country", "A country"), ("donor", "A donor"), ("year", "A year of start"),
            ("type", "A type"), ("theme", "A theme"), ("finding", "A check"))
    ), _OFFSET),
    ("/countries", "GET"): _page("Every country"),
    ("/donors", "GET"): _page("Every donor"),
    ("/themes", "GET"): _page("Every theme"),
    ("/trainings", "GET"): _page("Every training", _OFFSET),
    ("/reports", "GET"): _page("Every report", parameter("status", "The status of the report"), _OFFSET),
    ("/sources", "GET"): _page("Every source", _OFFSET),
    ("/findings", "GET"): _page("Findings of the checks", parameter("check", "A check"),
        parameter("severity", "violation, warning, info, not judged"), _OFFSET),
    ("/links", "GET"): _page(
        "Links to review", parameter("vocabulary", "A vocabulary"), parameter("state", "candidate, accepted, rejected"),
        _OFFSET, statuses=(200,),
    ),
    ("/links", "POST"): Operation(
        "Pages", "Accept or reject links", (HTML,), (), (303, 400, 401, 415), secured=True,
        body={"application/x-www-form-urlencoded": {"schema": _FIELDS}},
    ),
    ("/editor", "GET"): _page("The SPARQL editor", parameter("query", "A query, or the name of a stored one")),
    ("/editor/vocabulary.json", "GET"): Operation("Pages", "What the editor offers", (JSON,), (), (200, 304)),
    ("/page/{key*}", "GET"): _page("The page of a thing", _OFFSET, statuses=(200, 304, 404)),
    ("/favicon.ico", "GET"): Operation("Pages", "The icon of the pages", ("image/svg+xml",), (), (200, 304)),
    ("/static/{path*}", "GET"): Operation("Pages", "What the pages are dressed with", ("*/*",), (), (200, 304, 404)),
}  # fmt: skip
