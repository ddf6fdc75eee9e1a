"""Stored queries over HTTP: their answers in every format, by page, with tags; see docs/http-queries.md."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING

from ...graph.errors import UsageError
from ..web.compression import accepts_gzip
from ..web.conditional import not_modified
from ..web.messages import Header, Request, Response
from ..web.negotiation import PAGE, vary
from ..web.router import Route
from .addresses import address, shown, window
from .answer_cache import SMALLEST_PACKED, Kept
from .answers import StoredAnswers
from .catalogue import QueryCatalogue
from .citations import Citations
from .example_catalogue import Examples
from .pages import StoredPages
from .paging import link, pages
from .problems import no_such_query, parameter_problem
from .request import QUERY_TEXT, Asked, choose_format, extension, query_text, read, read_values, split_name

if TYPE_CHECKING:
    from ...graph.queries.files import StoredQuery
    from ..state import Service

_UNDERSTOOD = 4096
_LONGEST_KEY = 2048
_PINNED = ("cache-control", "public, max-age=86400, immutable")
_CURRENT = ("cache-control", "public, no-cache")
"""What a shared cache may do: keep an answer of a pinned revision, ask again for one of the current revision."""


def routes(service: Service) -> list[Route]:
    """Return the routes of the stored queries."""
    answers = StoredAnswers(service.engine, service.settings.limits.answer_cache)
    stored, catalogue = Stored(service, answers), QueryCatalogue(service)
    _measure(service, answers)
    return [
        Route("/queries", {"GET": catalogue.answer}),
        Route("/queries/{name}", {"GET": stored.answer}),
        Route("/queries/{name}/cite", {"GET": Citations(service, answers).answer}),
        Route("/queries/{name}/options/{parameter}", {"GET": catalogue.options}),
        Route("/queries.{suffix}", {"GET": catalogue.answer}),
        Route("/sparql/.well-known/sparql-examples", {"GET": Examples(service).answer}),
    ]


class Stored:
    """Answers ``/queries/{name}``. What a query string means is worked out once; a 304 does not ask the graph."""

    def __init__(self, service: Service, answers: StoredAnswers) -> None:
        self._service, self._engine, self._answers = service, service.engine, answers
        self._pages = StoredPages(service, answers)
        self._understood: OrderedDict[Hashable, Asked] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        """Answer a stored query."""
        revision = request.revision or self._engine.revision
        accept = request.headers.get("accept", "")
        key = (request.path, request.raw_query, accept, revision, request.revision, request.base_url)
        if (asked := self._understood.get(key)) is not None:
            return await self._result(request, asked)
        made = await self._understand(request, revision)
        if isinstance(made, Response):
            return made
        if len(request.raw_query) + len(accept) < _LONGEST_KEY:
            self._remember(key, made)
        return await self._result(request, made)

    async def _result(self, request: Request, asked: Asked) -> Response:
        if (same := not_modified(request, asked.etag, _always(asked))) is not None:
            return same
        kept = await self._answers.get(asked, fresh="no-cache" in request.headers.get("cache-control", ""))
        if kept is None:
            return await self._stream(asked)
        timing = ("server-timing", "cache;desc=hit" if kept.sent else f"query;dur={kept.seconds * 1000:.2f}")
        kept.sent = True
        if len(kept.body) >= SMALLEST_PACKED and accepts_gzip(request):
            body = await self._answers.cache.pack(asked.etag, kept)
            return Response(200, [*_headers(asked, kept, packed=True), timing], body)
        return Response(200, [*_headers(asked, kept, packed=False), timing], kept.body)

    async def _understand(self, request: Request, revision: int) -> Asked | Response:
        """Return what is asked, or the answer where it is no result: a page, the text of the query."""
        name, suffix = split_name(request.path_values["name"])
        if name not in self._service.catalogue:
            raise no_such_query(self._service.catalogue, name)
        query = self._service.catalogue[name]
        chosen = choose_format(request, query, suffix)
        if chosen[0] is PAGE:
            return vary(await self._pages.answer(request, query, revision), "accept")
        try:
            if chosen[0] is QUERY_TEXT:
                return self._text(request, query, chosen[1], revision)
            return read(request, self._engine, query, chosen, revision)
        except UsageError as error:
            values = read_values(request.params)
            raise await asyncio.to_thread(parameter_problem, self._service, query, error, values) from error

    def _text(self, request: Request, query: StoredQuery, content_type: str, revision: int) -> Response:
        """Return the query itself, with its values where some are given."""
        values = read_values(request.params)
        text = (
            self._engine.plan(query.name, values, revision=revision).text
            if values
            else query_text(query, self._engine.base_iri)
        )
        name = ("content-disposition", f'inline; filename="{query.name}.rq"')
        version = ("mandategraph-query-version", query.version)
        return Response(200, [("content-type", content_type), ("vary", "accept"), name, version], text.encode())

    def _remember(self, key: Hashable, asked: Asked) -> None:
        self._understood[key] = asked
        if len(self._understood) > _UNDERSTOOD:
            self._understood.popitem(last=False)

    async def _stream(self, asked: Asked) -> Response:
        headers = [*_always(asked), *_about(asked)]
        headers += [("mandategraph-truncated", "false"), ("link", ", ".join(_links(asked, None)))]
        return Response(200, headers, await self._answers.stream(asked))


def _always(asked: Asked) -> list[Header]:
    """Return the headers that a 304 has as well, and the type by which it is known what it varies with."""
    return [
        ("content-type", asked.content_type),
        ("etag", asked.etag),
        ("vary", "accept, accept-encoding"),
        _PINNED if asked.pinned else _CURRENT,
        ("mandategraph-revision", str(asked.revision)),
    ]


def _about(asked: Asked) -> list[Header]:
    query = asked.plan.query
    name = f"{query.name}-r{asked.revision}.{extension(asked.media)}"
    return [
        ("mandategraph-query-version", query.version),
        ("mandategraph-offset", str(asked.plan.offset)),
        ("content-disposition", f'inline; filename="{name}"'),
    ]


def _headers(asked: Asked, kept: Kept, *, packed: bool) -> list[Header]:
    """Return the headers of an answer; they are the same whenever it is sent again."""
    if (ready := asked.headers.get(packed)) is not None:
        return ready
    headers = [
        *_always(asked),
        *_about(asked),
        ("mandategraph-rows", str(kept.rows)),
        ("mandategraph-truncated", "true" if kept.truncated else "false"),
        ("link", ", ".join(_links(asked, kept))),
    ]
    if asked.vocabulary:
        headers += [("mandategraph-as", asked.vocabulary), ("mandategraph-without", str(kept.without))]
    headers += [("content-encoding", "gzip")] if packed else []
    headers += [("mandategraph-limit", str(asked.limit))] if asked.limit is not None else []
    headers += [("mandategraph-total", str(kept.total))] if kept.total is not None else []
    asked.headers[packed] = headers
    return headers


def _links(asked: Asked, kept: Kept | None) -> list[str]:
    given, revision = [*shown(asked.values), *asked.terms], asked.revision if asked.pinned else None
    found = []
    if kept is not None and asked.limit is not None:
        for relation, offset in pages(asked.limit, asked.plan.offset, kept.total, more=kept.truncated):
            target = address(asked.base_url, asked.path, [*given, *window(asked.limit, offset)], revision)
            found.append(link(target, relation))
    return [*found, *_lasting_links(asked)]


def _lasting_links(asked: Asked) -> list[str]:
    """Return where this very answer can be had for as long as its revision is kept, and how to cite it."""
    return [link(asked.permalink, "cite-as"), link(asked.citation, "describedby", "application/x-bibtex")]


def _measure(service: Service, answers: StoredAnswers) -> None:
    cache, gauge = answers.cache, service.metrics.gauge
    gauge("mandategraph_answer_cache_bytes", "Bytes of answers that are kept.", lambda: cache.bytes)
    gauge("mandategraph_answer_cache_answers", "Answers that are kept.", lambda: len(cache))
    gauge("mandategraph_answer_cache_hits", "Answers that came from the cache.", lambda: cache.hits)
    gauge("mandategraph_answer_cache_misses", "Answers that did not.", lambda: cache.misses)
