"""The reconciliation service over HTTP: version 0.2 at ``/reconcile``, the draft of 1.0 at ``/reconcile/1.0-draft``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from ...graph.readable import Readable
from ..linked_data.rdf_answers import revision_header
from ..web.messages import Params, Problem, Request, Response, html, json_response
from ..web.router import Route
from .answers import Json, extended_02, extended_draft, results_02, results_draft
from .entity_types import type_named, wanted_types
from .extending import extend, propose
from .manifest import DRAFT, manifest_02, manifest_draft
from .matcher import Matcher, Matchers
from .preview import POLICY, flyout, preview, property_flyout, type_flyout
from .requests import BODY, extension, queries_02, queries_draft, read_json
from .suggesting import MOST, suggest_entities, suggest_properties, suggest_types

if TYPE_CHECKING:
    from ..state import Service

ROOTS = ("/reconcile", f"/reconcile/{DRAFT}")
_SHARED = ("GET", "HEAD", "POST")
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
Value = TypeVar("Value")


def routes(service: Service) -> list[Route]:
    """Return the routes of the service."""
    handlers = Handlers(service)
    found = [
        Route(ROOTS[0], {"GET": handlers.root, "POST": handlers.posted}, _SHARED),
        Route(ROOTS[1], {"GET": handlers.draft}, _SHARED),
    ]
    for root in ROOTS:
        found += [
            Route(f"{root}/match", {"POST": handlers.match}, _SHARED),
            Route(f"{root}/extend", {"POST": handlers.extend}, _SHARED),
            Route(f"{root}/extend/propose", {"GET": handlers.propose}, _SHARED),
            Route(f"{root}/suggest/entity", {"GET": handlers.entities}, _SHARED),
            Route(f"{root}/suggest/type", {"GET": handlers.types}, _SHARED),
            Route(f"{root}/suggest/property", {"GET": handlers.properties}, _SHARED),
            Route(f"{root}/preview", {"GET": handlers.preview}, _SHARED),
            Route(f"{root}/flyout/entity", {"GET": handlers.flyout}, _SHARED),
            Route(f"{root}/flyout/type", {"GET": handlers.type_flyout}, _SHARED),
            Route(f"{root}/flyout/property", {"GET": handlers.property_flyout}, _SHARED),
        ]
    return found


class Handlers:
    """What answers each address."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._matchers = Matchers(service.resolver)

    async def root(self, request: Request) -> Response:
        """Answer the manifest of 0.2, or the queries that the address holds."""
        _refuse_callback(request.params)
        if any(name in request.params.names() for name in ("queries", "extend")):
            return await self._form(request, request.params)
        return json_response(manifest_02(self._service.minter.base, request.url))

    async def draft(self, request: Request) -> Response:
        """Answer the manifest of the draft of 1.0."""
        _refuse_callback(request.params)
        return json_response(manifest_draft(request.url))

    async def posted(self, request: Request) -> Response:
        """Answer a form of 0.2, or JSON of the draft of 1.0."""
        if request.media_type == _JSON:
            return await self.match(request)
        if request.media_type != _FORM:
            detail = f"Send {_FORM} (version 0.2) or {_JSON} (the draft of 1.0)."
            raise Problem(415, "Unsupported media type", detail)
        form = await request.form(3 * BODY)
        _refuse_callback(form)
        return await self._form(request, form)

    async def match(self, request: Request) -> Response:
        """Answer queries of the draft of 1.0."""
        questions = queries_draft(await self._json(request))
        return await self._answer(request, lambda matcher: results_draft(matcher, questions))

    async def extend(self, request: Request) -> Response:
        """Answer a data extension of the draft of 1.0."""
        query = extension(await self._json(request))
        return await self._answer(request, lambda matcher: extended_draft(extend(matcher, query)))

    async def propose(self, request: Request) -> Response:
        """Answer the properties that things of a type can have."""
        type, limit = request.params.one("type") or "", _count(request.params, "limit", 0, 10_000)

        def made(matcher: Matcher) -> Json:
            found = [property.brief() for property in propose(matcher, type, limit)]
            return {"properties": found, **({"type": type} if type else {}), **({"limit": limit} if limit else {})}

        return await self._answer(request, made)

    async def entities(self, request: Request) -> Response:
        """Answer things that begin so."""
        prefix, limit, offset = _suggested(request.params)
        types = wanted_types(request.params.all("type"))
        return await self._answer(
            request, lambda matcher: {"result": suggest_entities(matcher, prefix, types, limit, offset)}
        )

    async def types(self, request: Request) -> Response:
        """Answer types that begin so."""
        prefix, limit, offset = _suggested(request.params)
        return json_response({"result": suggest_types(prefix, limit, offset)})

    async def properties(self, request: Request) -> Response:
        """Answer properties that begin so."""
        prefix, limit, offset = _suggested(request.params)
        return await self._answer(
            request, lambda matcher: {"result": suggest_properties(matcher, prefix, limit, offset)}
        )

    async def preview(self, request: Request) -> Response:
        """Answer a small page about a thing."""
        id = _id(request.params)

        def made(matcher: Matcher) -> str:
            key = _known(matcher, id)
            return preview(matcher, key, request.url(f"/id/{key}"))

        page, revision = await self._at(request, made)
        return html(page).add("content-security-policy", POLICY).add(*revision)

    async def flyout(self, request: Request) -> Response:
        """Answer a few lines about a thing, for a client to show beside a suggestion."""
        id = _id(request.params)

        def made(matcher: Matcher) -> Json:
            key = _known(matcher, id)
            return {"id": key, "html": flyout(matcher, key)}

        return await self._answer(request, made)

    async def type_flyout(self, request: Request) -> Response:
        """Answer a few lines about a type."""
        type = type_named(_id(request.params))
        if type is None:
            raise Problem(404, "No such type", f"There is no type {_id(request.params)!r}; /suggest/type lists them.")
        return json_response({"id": type.id, "html": type_flyout(type)})

    async def property_flyout(self, request: Request) -> Response:
        """Answer a few lines about a property."""
        id = _id(request.params)

        def made(matcher: Matcher) -> Json:
            property = matcher.properties.all.get(id)
            if property is None:
                raise Problem(404, "No such property", f"There is no property {id!r}; /suggest/property lists them.")
            return {"id": property.id, "html": property_flyout(property)}

        return await self._answer(request, made)

    async def _form(self, request: Request, form: Params) -> Response:
        queries, wanted = form.one("queries"), form.one("extend")
        if queries is not None:
            questions = queries_02(queries)
            return await self._answer(request, lambda matcher: results_02(matcher, questions))
        if wanted is not None:
            query = extension(read_json(wanted, "The value of extend="))
            return await self._answer(request, lambda matcher: extended_02(extend(matcher, query)))
        raise Problem(400, "Nothing asked", "Give queries= (a batch) or extend= (a data extension), each as JSON.")

    async def _json(self, request: Request) -> object:
        if request.media_type != _JSON:
            raise Problem(415, "Unsupported media type", f"Send {_JSON}.")
        return read_json(await request.read(BODY), "The body")

    async def _answer(self, request: Request, made: Callable[[Matcher], Json]) -> Response:
        told, revision = await self._at(request, made)
        return json_response(told).add(*revision)

    async def _at(self, request: Request, made: Callable[[Matcher], Value]) -> tuple[Value, tuple[str, str]]:
        """Return what is made of the data, and the header that tells their revision."""

        def work(reader: Readable) -> tuple[Value, tuple[str, str]]:
            return made(self._matchers.at(reader)), revision_header(reader.revision)

        return await self._service.engine.read(work, request.revision)


def _refuse_callback(params: Params) -> None:
    if params.get("callback") is not None:
        detail = "JSONP is not offered: it runs what a server sends. Every address here may be read by any page (CORS)."
        raise Problem(400, "No JSONP", detail)


def _suggested(params: Params) -> tuple[str, int, int]:
    _refuse_callback(params)
    offset = _count(params, "offset", 0, 100_000) or _count(params, "cursor", 0, 100_000)
    return params.one("prefix") or "", _count(params, "limit", 10, MOST), offset


def _count(params: Params, name: str, usual: int, most: int) -> int:
    text = params.one(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Problem(400, "Not a number", f"{name}={text!r} is no whole number.")
    return min(int(text), most)


def _id(params: Params) -> str:
    _refuse_callback(params)
    if not (id := params.one("id")):
        raise Problem(400, "No id", "Give the id of a thing, such as id=country/MLI.")
    return id


def _known(matcher: Matcher, id: str) -> str:
    key = matcher.finder.identified(id)
    if key is None:
        raise Problem(404, "No such thing", f"There is nothing with the id {id!r} to be matched with.")
    return key
