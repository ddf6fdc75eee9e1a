"""The list of stored queries, for people, programs and graphs; and the pick-lists of their parameters."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ...graph.queries.catalogue import Option
from ...graph.queries.files import StoredQuery
from ...graph.queries.header import Parameter
from ...graph.queries.results import write_rows
from ..linked_data.rdf_answers import answer as rdf_answer
from ..linked_data.rdf_answers import entity_tag, pinned, revision_header
from ..pages.page_tags import PageTags, tagged_page
from ..pages.queries import queries_page
from ..pages.routes import view_of
from ..web.conditional import not_modified
from ..web.messages import Problem, Request, Response, json_response
from ..web.negotiation import PAGE, STATEMENTS, MediaType, by_name, choose, negotiate, prefers_html, vary
from .example_catalogue import describe
from .problems import no_such_query
from .request import only

if TYPE_CHECKING:
    from ..engine.reader import Reader
    from ..state import Service

JSON = MediaType("json", "application/json", "json")
OFFERED = (JSON, *STATEMENTS, PAGE)
LISTS = (JSON, MediaType("csv", "text/csv", "csv", charset=True))


class QueryCatalogue:
    """Answers ``/queries`` and ``/queries/{name}/options/{parameter}``."""

    def __init__(self, service: Service) -> None:
        self._service, self._catalogue = service, service.catalogue
        versions = "".join(service.catalogue[name].version for name in service.catalogue)
        self._tags = PageTags(service)
        self._version = hashlib.sha256(versions.encode()).hexdigest()[:16]

    async def answer(self, request: Request) -> Response:
        """List the stored queries."""
        media, content_type = _choose(request)
        if media is PAGE:
            view = view_of(self._service, request)
            etag = self._tags.of(request, view.reader.revision)
            told = [revision_header(view.reader.revision)]
            return vary(await tagged_page(request, etag, lambda: asyncio.to_thread(queries_page, view), told), "accept")
        revision = request.revision or self._service.engine.revision
        etag = entity_tag(request, revision, self._version, "queries", content_type)
        if media is not JSON:
            chosen, base = (media, content_type), request.base_url
            return await asyncio.to_thread(
                rdf_answer,
                request,
                chosen,
                lambda: describe(self._catalogue, base, self._service.engine.base_iri),
                etag=etag,
                headers=[revision_header(revision)],
            )
        if (same := not_modified(request, etag, [("content-type", content_type)])) is not None:
            return vary(same, "accept").add(*revision_header(revision))
        listed = [_entry(request, self._catalogue[name]) for name in self._catalogue]
        answer = json_response({"revision": revision, "queries": listed}).add("etag", etag)
        return vary(answer, "accept").add(*revision_header(revision))

    async def options(self, request: Request) -> Response:
        """Return the pick-list of a parameter: what to give, and what to show."""
        name, wanted = request.path_values["name"], request.path_values["parameter"]
        if name not in self._catalogue:
            raise no_such_query(self._catalogue, name)
        found = {each.name: each for each in self._catalogue[name].header.parameters}.get(wanted)
        if found is None or not (found.values or found.options):
            listed = [each.name for each in self._catalogue[name].header.parameters if each.values or each.options]
            raise Problem(404, "Not found", f"{name} has no pick-list {wanted[:80]!r}.", extra={"candidates": listed})
        media, content_type = negotiate(request, LISTS)
        revision = request.revision or self._service.engine.revision
        etag = entity_tag(request, revision, self._version, name, wanted, content_type)
        headers = [("content-type", content_type), ("etag", etag), revision_header(revision)]
        if (same := not_modified(request, etag, headers)) is not None:
            return vary(same, "accept")
        body = await self._service.engine.read(lambda reader: self._written(reader, name, wanted, media), revision)
        return vary(Response(200, headers, body), "accept")

    def _written(self, reader: Reader, name: str, parameter: str, media: MediaType) -> bytes:
        options = self._catalogue.options(reader, name, parameter)
        keyed = [Option(reader.minter.key(value) or value, label) for value, label in options]
        return _as_json(keyed) if media is JSON else _as_csv(keyed)


def _choose(request: Request) -> tuple[MediaType, str]:
    if suffix := request.path_values.get("suffix", ""):
        if found := by_name(suffix, OFFERED):
            return found, found.content_type
        raise Problem(404, "Not found", f"The list of queries is not offered as .{suffix[:40]}.")
    if only(request.params, "format") is None and prefers_html(request):
        return PAGE, PAGE.content_type
    if only(request.params, "format") is None and (chosen := choose(request.headers.get("accept", ""), OFFERED)):
        return chosen
    return negotiate(request, OFFERED)


def _entry(request: Request, query: StoredQuery) -> dict[str, object]:
    header, href = query.header, pinned(request, f"/queries/{query.name}")
    return {
        "name": query.name,
        "title": header.title,
        "question": header.question,
        **({"description": header.description} if header.description else {}),
        "version": query.version,
        "form": query.form,
        "view": header.view,
        "href": href,
        "query": f"{href}.rq",
        "parameters": [_parameter(href, parameter) for parameter in header.parameters],
        "columns": [{"name": column.name, "type": column.type} for column in header.columns],
    }


def _parameter(href: str, parameter: Parameter) -> dict[str, object]:
    told: dict[str, object] = {
        "name": parameter.name,
        "type": parameter.type,
        "required": parameter.required,
        "multiple": parameter.multiple,
    }
    for key in ("values", "default", "example"):
        if listed := getattr(parameter, key):
            told[key] = list(listed)
    if parameter.description:
        told["description"] = parameter.description
    if parameter.values or parameter.options:
        told["options"] = f"{href}/options/{parameter.name}"
    return told


def _as_json(options: list[Option]) -> bytes:
    return json.dumps([option._asdict() for option in options], ensure_ascii=False).encode()


def _as_csv(options: list[Option]) -> bytes:
    stream = io.BytesIO()
    rows = [(ox.Literal(option.value), ox.Literal(option.label)) for option in options]
    write_rows(stream, "csv", ("value", "label"), rows)
    return stream.getvalue()
