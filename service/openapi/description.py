"""The description of the service in OpenAPI 3.1, made from the routes and from the headers of the stored queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ... import __version__
from ...graph.queries.catalogue import Catalogue
from ...graph.queries.files import StoredQuery
from ..limit_words import in_words
from ..stored.request import MOST_ROWS, QUERY_TEXT, extension, formats
from ..web.negotiation import PAGE, MediaType
from ..web.router import Route
from .operations import CITE, OPERATIONS, QUERY_STATUSES, pick_lists, types_of
from .schemas import HEADERS, SCHEMAS, Json, Operation, content, parameter, parameter_schema, ref

if TYPE_CHECKING:
    from ..state import Service

_IN_PATH = re.compile(r"\{(\w+)\*?\}")
_COMMON = (400, 429, 503)
"""What any address may answer: a query string that is not UTF-8, too many requests, an overloaded service."""
_WORDS = {
    200: "The answer", 201: "Made", 204: "Done", 303: "See there", 304: "The client has it already",
    307: "For the time being there",
    400: "The request is wrong", 401: "A token is needed", 403: "The token does not allow it", 404: "Not there",
    405: "Not by this method", 406: "Not in this format", 410: "The revision is not kept", 412: "It has changed",
    413: "Too large", 415: "Not read in this format", 422: "Takes more memory than allowed",
    429: "Too many requests", 500: "The result broke off", 503: "Overloaded, or not ready", 504: "Out of time",
}  # fmt: skip


def describe(service: Service, base_url: str) -> Json:
    """Return the description, with addresses below ``base_url``."""
    about = service.about
    info: Json = {
        "title": about.title,
        "version": __version__,
        "description": f"{about.description}\n\n{in_words(service.settings)}",
    }
    if about.licence:
        info["license"] = {"name": about.licence, "url": about.licence}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": base_url}],
        "tags": [{"name": name} for name in dict.fromkeys(["Stored queries", *(o.tag for o in OPERATIONS.values())])],
        "paths": paths(service.catalogue, service.routes),
        "components": {
            "schemas": SCHEMAS,
            "headers": HEADERS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def paths(catalogue: Catalogue, routes: Iterable[Route]) -> Json:
    """Return every path: each stored query by name, and the routes that are not about one query."""
    found: Json = {}
    for route in routes:
        if route.path == "/queries/{name}":
            found.update(_stored(catalogue))
            continue
        methods = {method.lower(): (route.path, method) for method in route.handlers}
        described = {
            low: _operation(OPERATIONS.get(key, _other(key[0])), *key, catalogue) for low, key in methods.items()
        }
        found[_IN_PATH.sub(r"{\1}", route.path)] = described
    pinned = "/r/{revision}/{path}"
    found[pinned] = {
        method.lower(): _operation(OPERATIONS[pinned, method], pinned, method, catalogue) for method in ("GET", "POST")
    }
    return found


def _other(path: str) -> Operation:
    return Operation("Other", path, ("*/*",), (), (200, 303, 304, 404, 406, 410, 413, 415))


def _stored(catalogue: Catalogue) -> Iterator[tuple[str, Json]]:
    for name in catalogue:
        yield f"/queries/{name}", {"get": _query(catalogue[name])}
        yield f"/queries/{name}/cite", {"get": _citation(catalogue[name])}
    suffixes = sorted({extension(media) for name in catalogue for media in formats(catalogue[name])} | {"rq", "html"})
    names: Json = {"type": "string", "enum": list(catalogue)}
    operation: Json = {
        "tags": ["Stored queries"],
        "operationId": "answer-as-file",
        "summary": "The answer of a stored query in one format",
        "parameters": [
            {"name": "name", "in": "path", "required": True, "schema": names},
            {"name": "suffix", "in": "path", "required": True, "schema": {"type": "string", "enum": suffixes}},
            *map(_window, ("limit", "offset")),
            _values(),
        ],
        "responses": _responses(("*/*",), QUERY_STATUSES),
    }
    yield "/queries/{name}.{suffix}", {"get": operation}


def _query(query: StoredQuery) -> Json:
    offered = (*formats(query), QUERY_TEXT, PAGE)
    return {
        **_said(query),
        "operationId": query.name,
        "summary": query.header.title,
        "parameters": [*_parameters(query), *map(_window, ("limit", "offset")), AS, _format(offered)],
        "responses": _responses(types_of(offered), QUERY_STATUSES, _HEADERS),
    }


def _citation(query: StoredQuery) -> Json:
    return {
        **_said(query),
        "operationId": f"cite-{query.name}",
        "summary": f"{query.header.title}: how to cite the answer",
        "parameters": [*_parameters(query), *map(_window, ("limit", "offset")), AS, *CITE.parameters],
        "responses": _responses(CITE.answers, CITE.statuses),
    }


_HEADERS = ("ETag", "Link", "Content-Disposition", "Server-Timing", "Mandategraph-Revision", "Mandategraph-Rows",
            "Mandategraph-Limit", "Mandategraph-Offset", "Mandategraph-Total", "Mandategraph-Truncated",
            "Mandategraph-Query-Version", "Mandategraph-As", "Mandategraph-Without")  # fmt: skip


def _said(query: StoredQuery) -> Json:
    columns = ", ".join(f"{column.name} ({column.type})" for column in query.header.columns)
    parts = [query.header.question, query.header.description, f"Columns: {columns}." if columns else ""]
    return {"tags": ["Stored queries"], "description": "\n\n".join(filter(None, parts))}


def _parameters(query: StoredQuery) -> Iterator[Json]:
    for each in query.header.parameters:
        told = parameter(each.name, each.description or each.type, parameter_schema(each), required=each.required)
        if each.multiple:
            told |= {"style": "form", "explode": True}
        if each.example:
            told["example"] = list(each.example) if each.multiple else each.example[0]
        yield told


def _window(name: str) -> Json:
    most = MOST_ROWS if name == "limit" else 10**9
    words = {"limit": "How many rows at most; all without it", "offset": "How many rows to leave out before"}
    return parameter(name, words[name], {"type": "integer", "minimum": 0, "maximum": most})


AS = parameter(
    "as",
    "A vocabulary or list of codes whose IRIs or codes take the place of ours for countries and regions, such as eu",
    {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80},
)


def _format(offered: Sequence[MediaType]) -> Json:
    names = [extension(media) for media in offered]
    return parameter("format", "The format, instead of Accept", {"type": "string", "enum": names})


def _values() -> Json:
    told = parameter(
        "values", "The parameters of the query", {"type": "object", "additionalProperties": {"type": "string"}}
    )
    return {**told, "style": "form", "explode": True}


def _operation(operation: Operation, path: str, method: str, catalogue: Catalogue) -> Json:
    in_path = [_path_parameter(name, path, catalogue) for name in _IN_PATH.findall(path)]
    plain = "-".join([method.lower(), *re.findall(r"\w+", path)])
    told: Json = {
        "tags": [operation.tag],
        "operationId": plain,
        "summary": operation.summary,
        "parameters": [*in_path, *operation.parameters],
        "responses": _responses(operation.answers, operation.statuses, operation.headers),
    }
    if operation.body:
        told["requestBody"] = {"required": True, "content": operation.body}
    if operation.secured:
        told["security"] = [{"token": []}]
    return told


def _path_parameter(name: str, path: str, catalogue: Catalogue) -> Json:
    schema: Json = {"type": "string", "minLength": 1}
    if name == "revision":
        schema = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    elif path.startswith("/queries/{name}"):
        schema = {"type": "string", "enum": list(catalogue) if name == "name" else pick_lists(catalogue)}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _responses(answers: Sequence[str], statuses: Sequence[int], headers: Sequence[str] = ()) -> Json:
    """Return every answer there is: the good ones with their media types, problems as RFC 9457 (or as a page)."""
    good = [status for status in statuses if status < 400]
    told: Json = {}
    for status in sorted({*good, *_COMMON, *statuses}):
        described: Json = {"description": _WORDS[status]}
        if status >= 400:
            described["content"] = content(("application/problem+json", "text/html"))
        elif status in (200, 201) and answers:
            described["content"] = content(answers)
            described["headers"] = {name: ref("headers", name) for name in headers}
        elif status in (303, 307):
            described["headers"] = {"Location": ref("headers", "Location")}
        told[str(status)] = described
    return told


def undescribed(routes: Iterable[Route], operations: Mapping[tuple[str, str], Operation] = OPERATIONS) -> list[str]:
    """Return the routes that this module has no words for."""
    found = [(route.path, method) for route in routes for method in route.handlers]
    return [
        f"{method} {path}" for path, method in found if path != "/queries/{name}" and (path, method) not in operations
    ]
