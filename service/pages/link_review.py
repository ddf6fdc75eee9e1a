"""``/links``: the page where links are accepted or rejected, for those who have a token."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox

from ...graph.iris import Minter
from ...graph.linking.model import State
from ...graph.linking.stored import review
from ...graph.store.changes import GraphChange, LoadLog
from ..access import require_token
from ..web.messages import Params, Problem, Request, Response, redirect
from ..web.router import Route
from .links import FIELD, SIZE, links_page
from .page_tags import page_response
from .routes import fields_of, view_of

if TYPE_CHECKING:
    from ..engine.reader import Reader
    from ..state import Service

_MOST_BYTES = 1 << 20
_FORM = "application/x-www-form-urlencoded"
_DECISIONS: tuple[State, ...] = ("accepted", "rejected")
_TRIPLES = "application/n-triples"
Decision = tuple[str, str, State]


def routes(service: Service) -> list[Route]:
    """Return the routes of the review; there are none where nobody can write."""
    if not service.settings.writable:
        return []
    found = LinkReview(service)
    return [Route("/links", {"GET": found.page, "POST": found.decide}, shared=())]


class LinkReview:
    """The handlers of the review. Each decision needs the token in the form or in ``Authorization``: no cookie does."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def page(self, request: Request) -> Response:
        """Show links and how they came about."""
        view, reader = view_of(self._service, request), self._service.engine.reader(request.revision)
        body = await asyncio.to_thread(links_page, view, reader, fields_of(request.params))
        return page_response(body).add("cache-control", "no-store")

    async def decide(self, request: Request) -> Response:
        """Accept and reject links of one vocabulary, in one act; then show what is left."""
        if request.media_type != _FORM:
            raise Problem(415, "Unsupported media type", f"Decisions come as {_FORM}.")
        form = await request.form(_MOST_BYTES)
        require_token(request, self._service.settings.tokens, form.get("token") or "")
        name, decisions = form.get("vocabulary") or "", list(_decisions(form))
        if not decisions:
            raise Problem(400, "Nothing decided", "No link was accepted or rejected.")
        if len(decisions) > SIZE:
            raise Problem(400, "Too many decisions", f"At most {SIZE} links are decided at once.")
        async with self._service.writing.alone():
            planned = _Planned(self._service.engine.reader())
            await asyncio.to_thread(review, planned, name, decisions, started=datetime.now(UTC))
            for change in planned.changes:
                await self._write(change)
        where = {"vocabulary": name, "state": form.get("state") or "", "decided": str(len(decisions))}
        return redirect(f"{request.base_url}/links?{urlencode(where)}").add("cache-control", "no-store")

    async def _write(self, change: GraphChange) -> None:
        engine = self._service.engine
        if change.nquads is None:
            await engine.delete_graph(change.graph)
            return
        triples = (quad.triple for quad in ox.parse(change.nquads, ox.RdfFormat.N_QUADS))
        body = await asyncio.to_thread(lambda: ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
        await engine.put_graph(change.graph, body, _TRIPLES)


class _Planned:
    """A revision to read from, which keeps what is to be written."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.changes: list[GraphChange] = []

    @property
    def minter(self) -> Minter:
        return self._reader.minter

    def graphs(self) -> list[str]:
        return self._reader.graphs()

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        return self._reader.quads(subject, predicate, object, graph)

    def commit(self, changes: Iterable[GraphChange], log: LoadLog) -> int:
        self.changes += changes
        return self._reader.revision


def _decisions(form: Params) -> Iterator[Decision]:
    for name, value in form:
        thing, equals, entry = name.removeprefix(FIELD).partition("=")
        if not name.startswith(FIELD) or not value:
            continue
        state = next((one for one in _DECISIONS if one == value), None)
        if state is None or not (thing and equals and entry):
            raise Problem(400, "Bad decision", f"{name[:200]}={value[:40]!r} decides nothing.")
        yield thing, entry, state
