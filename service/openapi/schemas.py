"""What the description of the service is made of: operations, schemas, headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...graph.queries.header import Parameter

Json = dict[str, object]
HTML = "text/html"


@dataclass(frozen=True)
class Operation:
    """One method of one path: the media types of its answer, its parameters, every status but those that all have."""

    tag: str
    summary: str
    answers: tuple[str, ...] = (HTML,)
    parameters: tuple[Json, ...] = ()
    statuses: tuple[int, ...] = (200,)
    headers: tuple[str, ...] = ()
    body: Json | None = None
    secured: bool = False


def parameter(name: str, description: str, schema: Json | None = None, *, required: bool = False) -> Json:
    """Return a parameter of the query string."""
    shape = schema or {"type": "string"}
    return {"name": name, "in": "query", "description": description, "required": required, "schema": shape}


def ref(kind: str, name: str) -> Json:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def content(types: Iterable[str]) -> Json:
    """Return media types with the schemas of what they carry."""
    return {type: {"schema": _schema(type)} for type in types}


def _schema(media_type: str) -> Json:
    known = {
        "application/problem+json": "Problem",
        "application/sparql-results+json": "Results",
    }
    if media_type in known:
        return ref("schemas", known[media_type])
    if media_type.endswith("json") or media_type == "*/*":
        return {}
    return {"type": "string"}


_TERM: Json = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "value": {},
        "datatype": {"type": "string"},
        "xml:lang": {"type": "string"},
    },
}

SCHEMAS: Json = {
    "Problem": {
        "description": "What is wrong and what to do (RFC 9457)",
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parameter": {"type": "string", "description": "The parameter that is wrong"},
            "parameterType": {"type": "string"},
            "accepted": {"description": "What the parameter takes"},
            "candidates": {"type": "array", "items": {"type": "string"}, "description": "What may have been meant"},
            "line": {"type": "integer", "description": "Of a query that cannot be read"},
            "column": {"type": "integer"},
        },
    },
    "Term": _TERM,
    "Results": {
        "description": "SPARQL 1.1 Query Results JSON Format",
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {
                "type": "object",
                "properties": {"vars": {"type": "array", "items": {"type": "string"}}},
            },
            "boolean": {"type": "boolean"},
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {
                        "type": "array",
                        "items": {"type": "object", "additionalProperties": ref("schemas", "Term")},
                    }
                },
            },
        },
    },
}

_NUMBER: Json = {"type": "string", "pattern": "^[0-9]+$"}


def _header(description: str, schema: Json | None = None) -> Json:
    return {"description": description, "schema": schema or {"type": "string"}}


HEADERS: Json = {
    "Location": _header("Where to go"),
    "ETag": _header("Changes when the answer does"),
    "Link": _header("Other pages and formats of the answer, its lasting address, what describes it, its citation"),
    "Content-Disposition": _header("A file name with query and revision"),
    "Server-Timing": _header("How long the graph took; to the first rows, where the answer is sent while it is made"),
    "Mandategraph-Revision": _header("The revision of the data", _NUMBER),
    "Mandategraph-Query-Version": _header("Changes when the text of the query does"),
    "Mandategraph-Rows": _header("Rows in this answer; not told where it is sent while it is made", _NUMBER),
    "Mandategraph-Limit": _header("The limit, where there is one", _NUMBER),
    "Mandategraph-Offset": _header("Rows left out before", _NUMBER),
    "Mandategraph-Total": _header("Rows of the answer without limit and offset, where they are known", _NUMBER),
    "Mandategraph-As": _header("The vocabulary whose terms stand for countries and regions"),
    "Mandategraph-Without": _header("How many countries and regions of the answer have no term in it", _NUMBER),
    "Mandategraph-Truncated": _header("Whether there are more rows after these", {"enum": ["true", "false"]}),
}

_PLAIN: dict[str, Json] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "language": {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$"},
    "iri": {"type": "string", "format": "iri"},
}


def parameter_schema(parameter: Parameter) -> Json:
    """Return what a parameter of a stored query takes."""
    schema: Json = dict(_PLAIN.get(parameter.type, {"type": "string"}))
    if parameter.values:
        schema["enum"] = list(parameter.values)
    if parameter.default and not parameter.multiple:
        schema["default"] = parameter.default[0]
    return {"type": "array", "items": schema} if parameter.multiple else schema
