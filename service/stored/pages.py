"""The page of a stored query for a person: its form, and the answer where every value that is needed is there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ...graph.errors import MandategraphError, UsageError
from ...graph.queries.answers import Answer
from ...graph.queries.files import StoredQuery
from ...graph.queries.relabelling import Relabelled, relabel
from ..pages.page_cache import PageCache
from ..pages.page_tags import PageTags, page_response, tagged_page
from ..pages.queries import ROWS, Extra, query_page
from ..pages.routes import fields_of, view_of
from ..problems import problem_of
from ..web.messages import Request, Response
from .addresses import address, lasting, shown, window
from .answers import StoredAnswers
from .request import extension, formats, read_values, read_vocabulary, read_window

if TYPE_CHECKING:
    from ..state import Service

_LABELS = {"json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV", "turtle": "Turtle", "ntriples": "N-Triples",
           "rdfxml": "RDF/XML", "jsonld": "JSON-LD", "trig": "TriG", "nquads": "N-Quads"}  # fmt: skip
_CITATIONS = (("bibtex", "BibTeX"), ("csl-json", "CSL-JSON"), ("ris", "RIS"))


class StoredPages:
    """Makes the pages."""

    def __init__(self, service: Service, answers: StoredAnswers) -> None:
        self._service, self._engine, self._answers = service, service.engine, answers
        self._cache: PageCache[str] = PageCache()
        self._tags = PageTags(service)

    async def answer(self, request: Request, query: StoredQuery, revision: int) -> Response:
        """Return the page of a query: with its answer, with a problem, or with its form alone; or 304.

        The tag is a weak one: the page says how long the query took.
        """
        etag = f"W/{self._tags.of(request, revision)}"

        async def make() -> str:
            if (body := self._cache.get(etag)) is None:
                body = await self._page(request, query, revision)
                self._cache.put(etag, body)
            return body

        try:
            return await tagged_page(request, etag, make)
        except UsageError as error:
            return page_response(await self._rendered(request, query, problem=error), problem_of(error).status)

    async def _page(self, request: Request, query: StoredQuery, revision: int) -> str:
        """Render the page; UsageError where a value cannot be used."""
        values, told = read_values(request.params), None
        required = {parameter.name for parameter in query.header.parameters if parameter.required}
        if not values and required:
            return await self._rendered(request, query)
        limit, offset = read_window(request.params)
        size = ROWS if limit is None else limit
        vocabulary = read_vocabulary(request.params, self._engine, query, revision)
        answer = await self._engine.answer(query.name, values, limit=size, offset=offset, revision=revision)
        if vocabulary:
            told = await self._engine.read(lambda reader: relabel(reader, answer, vocabulary), revision)
        return await self._rendered(request, query, answer, extra=self._extra(request, query, answer, told))

    async def _rendered(
        self,
        request: Request,
        query: StoredQuery,
        answer: Answer | None = None,
        *,
        problem: MandategraphError | None = None,
        extra: Extra | None = None,
    ) -> str:
        view, fields = view_of(self._service, request), fields_of(request.params)
        return await asyncio.to_thread(query_page, view, query.name, fields, answer, problem=problem, extra=extra)

    def _extra(self, request: Request, query: StoredQuery, answer: Answer, told: Relabelled | None) -> Extra:
        """Return the addresses of the whole answer in other formats, of its citations, and of these rows for ever."""
        plan = self._engine.plan(
            query.name, read_values(request.params), offset=answer.offset, revision=answer.revision
        )
        terms = [("as", told.vocabulary)] if told else []
        given = [*shown(read_values(request.params)), *terms]
        kept = [*lasting(self._engine.minter, plan), *terms]
        path = f"/queries/{query.name}"
        return Extra(
            formats=[
                (_LABELS[media.name], address(request.base_url, f"{path}.{extension(media)}", given, request.revision))
                for media in formats(query)
            ],
            citations=[
                (label, address(request.base_url, f"{path}/cite", [*kept, ("format", name)], answer.revision))
                for name, label in _CITATIONS
            ],
            permalink=address(request.base_url, path, [*kept, *window(answer.limit, answer.offset)], answer.revision),
            told=told,
        )
