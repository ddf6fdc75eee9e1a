"""The addresses of the pages, and how a request becomes one."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...graph.errors import UsageError
from ...graph.publish.addresses import Addresses
from ...graph.publish.nearby import near
from ...graph.publish.schema_org import schema_org_dataset
from ...graph.publish.statistics import extent
from ..linked_data.rdf_answers import revision_header
from ..web.conditional import not_modified
from ..web.messages import Header, Params, Problem, Request, Response
from ..web.router import Handler, Route
from . import static_files
from .checks import checks_page
from .country import country_page, region_page
from .donor import donor_page
from .editor import editor_page, vocabulary
from .facets import KINDS
from .findings import findings_page
from .graph import graph_page
from .head_links import page_links
from .home import home_page
from .indexes import countries_page, donors_page, reports_page, sources_page, themes_page, trainings_page
from .mandate import mandate_page
from .ontology_documentation import ontology_page
from .page_cache import PageCache, Parts
from .page_tags import PageTags, page_response, tagged_page
from .problem import problem_page
from .reading import exists
from .report import report_page
from .search import search_page
from .source import source_page
from .theme import theme_page
from .thing import thing_page
from .view import Fields, View

if TYPE_CHECKING:
    from ..state import Service

Page = Callable[[View, Fields], str]
PAGES: dict[str, Page] = {
    "/": lambda view, fields: home_page(view),
    "/search": search_page,
    "/countries": lambda view, fields: countries_page(view),
    "/donors": lambda view, fields: donors_page(view),
    "/themes": lambda view, fields: themes_page(view),
    "/trainings": trainings_page,
    "/reports": reports_page,
    "/sources": sources_page,
    "/findings": findings_page,
    "/editor": editor_page,
}
_TAKES: dict[str, tuple[str, ...]] = {
    "/search": ("q", "offset", *KINDS),
    "/trainings": ("offset",),
    "/reports": ("status", "offset"),
    "/sources": ("offset",),
    "/findings": ("check", "severity", "offset"),
    "/editor": ("query", "format"),
}
"""What the query string of a page may hold."""
_KINDS: dict[str, Page] = {
    "mandate": lambda view, fields: mandate_page(view, fields["iri"][0]),
    "country": lambda view, fields: country_page(view, fields["iri"][0], fields),
    "region": lambda view, fields: region_page(view, fields["iri"][0], fields),
    "donor": lambda view, fields: donor_page(view, fields["iri"][0], fields),
    "organisation": lambda view, fields: donor_page(view, fields["iri"][0], fields),
    "theme": lambda view, fields: theme_page(view, fields["iri"][0], fields),
    "report": lambda view, fields: report_page(view, fields["iri"][0]),
    "source": lambda view, fields: source_page(view, fields["iri"][0], fields),
}


def noticing(view: View, fields: Fields, takes: Sequence[str]) -> View:
    """Return the view of a page that says which parameters it was given and does not take."""
    return replace(view, strange=tuple(name for name in fields if name not in takes), takes=tuple(takes))


def page_of(view: View, key: str, fields: Fields) -> str | None:
    """Render the page of a thing by its path, such as ``mandate/...``; None if nothing is known of it."""
    kind, _, rest = key.partition("/")
    iri = subject(view, key)
    if not iri:
        return checks_page(view, rest) if kind == "shape" else ontology_page(view)
    if not exists(view.reader, iri):
        return graph_page(view, iri) if kind == "graph" else None
    if kind in _KINDS and not key.endswith("/extraction"):
        return _KINDS[kind](view, {**fields, "iri": [iri]})
    try:
        return thing_page(view, iri, fields)
    except UsageError:
        return None


def subject(view: View, key: str) -> str:
    """Return the thing that the page at a path is about; empty for the pages of terms and of checks."""
    kind = key.partition("/")[0]
    terms = kind in ("ontology", "shape") or key == "rule"
    return "" if terms else Addresses(view.reader.minter).iri(key)


def fields_of(params: Params) -> dict[str, list[str]]:
    """Return what a query string holds, by name."""
    return {name: params.all(name) for name in params.names()}


def view_of(service: Service, request: Request, parts: Parts | None = None) -> View:
    """Return the data that a request is about."""
    reader = service.engine.reader(request.revision)
    return View(
        reader,
        service.catalogue,
        request.root_path,
        request.revision,
        service.settings.writable,
        parts or Parts(),
        lambda: schema_org_dataset(extent(reader), service.about, Addresses(reader.minter), request.root_path),
    )


def routes(service: Service) -> list[Route]:
    """Return the routes of the pages and of their dress; set the pages of problems and of ``/sparql``."""
    service.pages.problem = lambda request, problem: problem_response(service, request, problem)
    tags = PageTags(service)
    service.pages.editor = _handler(service, tags, PAGES["/editor"])
    made = [Route(path, {"GET": _handler(service, tags, page, _TAKES.get(path, ()))}) for path, page in PAGES.items()]
    return [
        *made,
        Route("/page/{key*}", {"GET": _thing_handler(service, tags)}),
        Route("/editor/vocabulary.json", {"GET": _vocabulary_handler(service)}),
        Route("/static/{path*}", {"GET": static_response}),
        Route("/favicon.ico", {"GET": icon_response}),
    ]


def problem_response(service: Service, request: Request, problem: Problem) -> Response:
    """Return a problem as a page."""
    view = View(service.engine.reader(), service.catalogue, request.root_path, reviewing=service.settings.writable)
    response = page_response(
        problem_page(view, problem.status, problem.title, problem.detail, problem.extra), problem.status
    )
    response.headers += problem.headers
    return response


async def static_response(request: Request) -> Response:
    """Send a file of the dress of the pages; one that is asked for with its version never changes.

    Scripts ask for each other without one, and must never be of two versions: those are asked for again each time.
    """
    found = static_files.read(request.path_values["path"])
    if found is None:
        raise Problem(404, "Not found", f"There is no file {request.path}.")
    kept = "public, max-age=31536000, immutable" if request.params.get("v") == found.digest else "public, no-cache"
    tag = f'"{found.digest}"'
    headers = [("content-type", found.media_type), ("etag", tag), ("cache-control", kept)]
    return not_modified(request, tag, headers) or Response(200, headers, found.body)


async def icon_response(request: Request) -> Response:
    """Send the icon to browsers that ask for it by themselves, as they do where they show plain data."""
    request.path_values = {"path": "icon.svg"}
    return await static_response(request)


def _handler(service: Service, tags: PageTags, page: Page, takes: Sequence[str] | None = None) -> Handler:
    cache, parts = PageCache[str](), Parts()

    async def answer(request: Request) -> Response:
        view, fields = view_of(service, request, parts), fields_of(request.params)
        etag = tags.of(request, view.reader.revision)

        async def make() -> str:
            if (body := cache.get(etag)) is None:
                body = await asyncio.to_thread(page, view if takes is None else noticing(view, fields, takes), fields)
                cache.put(etag, body)
            return body

        return await tagged_page(request, etag, make, _headers(request, view))

    return answer


def _thing_handler(service: Service, tags: PageTags) -> Handler:
    async def answer(request: Request) -> Response:
        view, key = view_of(service, request), request.path_values["key"]

        async def make() -> str:
            fields = fields_of(request.params)
            takes = ("from",) if key.startswith("source/") else ("offset",)
            body = await asyncio.to_thread(page_of, noticing(view, fields, takes), key, fields)
            if body is None:
                raise await asyncio.to_thread(_unknown, view, key)
            return body

        headers = _headers(request, view, subject(view, key))
        return await tagged_page(request, tags.of(request, view.reader.revision), make, headers)

    return answer


def _unknown(view: View, key: str) -> Problem:
    candidates = near(view.reader, key)
    meant = f" Perhaps one of these is meant: {', '.join(candidates)}." if candidates else ""
    extra = {"candidates": list(candidates), "revision": view.reader.revision}
    return Problem(404, "Not found", f"Nothing is known of {key}.{meant}", extra=extra)


def _headers(request: Request, view: View, iri: str = "") -> list[Header]:
    return [page_links(request, view, iri), revision_header(view.reader.revision)]


def _vocabulary_handler(service: Service) -> Handler:
    body = json.dumps(vocabulary(service.catalogue), ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'

    async def answer(request: Request) -> Response:
        headers = [("content-type", "application/json"), ("etag", etag), ("cache-control", "no-cache")]
        if (same := not_modified(request, etag, headers)) is not None:
            return same
        return Response(200, headers, body)

    return answer
