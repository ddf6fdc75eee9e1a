"""``/links``: the page where links are accepted or rejected, for those who have a token."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox

from ...graph.linking.model import State
from ...graph.linking.stored import changes_of, reviewed
from ...graph.readable import Readable
from ...graph.store.changes import GraphChange
from ...graph.vocabularies.stored import names
from ..access import require_token
from ..web.messages import Params, Problem, Request, Response, redirect
from ..web.router import Route
from .links import FIELD, SIZE, STATES, links_page
from .page_tags import page_response
from .routes import fields_of, view_of

if TYPE_CHECKING:
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
        _check(request.params, reader)
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
            reader = self._service.engine.reader()
            for change in await asyncio.to_thread(_changes, reader, name, decisions):
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


def _check(params: Params, reader: Readable) -> None:
    """Raise Problem for a vocabulary that the store has not, 404, and for what is no state, 400."""
    there = names(reader)
    for name in filter(None, params.all("vocabulary")):
        if name not in there:
            held = ", ".join(there) or "none"
            raise Problem(404, "No such vocabulary", f"The store holds no vocabulary {name[:80]!r}; it holds {held}.")
    for state in filter(None, params.all("state")):
        if state not in STATES:
            raise Problem(400, "No such state", f"{state[:80]!r} is no state of a link: {', '.join(STATES)}.")


def _changes(reader: Readable, name: str, decisions: list[Decision]) -> list[GraphChange]:
    linking, _ = reviewed(reader, name, decisions)
    return changes_of(reader, [linking])


def _decisions(form: Params) -> Iterator[Decision]:
    for name, value in form:
        thing, equals, entry = name.removeprefix(FIELD).partition("=")
        if not name.startswith(FIELD) or not value:
            continue
        state = next((one for one in _DECISIONS if one == value), None)
        if state is None or not (thing and equals and entry):
            raise Problem(400, "Bad decision", f"{name[:200]}={value[:40]!r} decides nothing.")
        yield thing, entry, state
