"""Stored queries at the front door: each asked where it costs least."""

from __future__ import annotations

from ...graph.queries.answers import Answer
from ...graph.queries.catalogue import Catalogue
from ...graph.queries.parameters import Arguments
from ..limits import Limits
from . import stored
from .calls import QueryCall
from .keeper import Keeper
from .pool import Pool
from .reads import Reads
from .revisions import Revision
from .stored import Place, Plan, Raw, StoredBody, StoredQueries


class StoredReads(Reads):
    """Answers the queries of a catalogue as well."""

    def __init__(self, catalogue: Catalogue, keeper: Keeper, pool: Pool, limits: Limits, *, union: bool) -> None:
        super().__init__(keeper, pool, limits, union=union)
        self._stored = StoredQueries(catalogue, limits.plan_cache)

    async def answer(
        self,
        name: str,
        arguments: Arguments | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        revision: int | None = None,
    ) -> Answer:
        """Answer a stored query, rows as terms."""
        found = self._revisions.get(revision)
        plan = self._stored.plan(found.reader, name, arguments, limit, offset)
        return stored.answer(plan, await self._ask(found, plan))

    def plan(
        self,
        name: str,
        arguments: Arguments | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        revision: int | None = None,
    ) -> Plan:
        """Return a stored query with its values as terms, without asking it: what a cache's key is made of."""
        return self._stored.plan(self.reader(revision), name, arguments, limit, offset)

    async def stored(
        self,
        name: str,
        arguments: Arguments | None = None,
        *,
        media_type: str = "application/sparql-results+json",
        limit: int | None = None,
        offset: int = 0,
        revision: int | None = None,
    ) -> StoredBody:
        """Answer a stored query as bytes: the fastest way to a response."""
        found = self._revisions.get(revision)
        plan = self._stored.plan(found.reader, name, arguments, limit, offset)
        return stored.write(plan, await self._ask(found, plan), media_type)

    async def _ask(self, revision: Revision, plan: Plan) -> Raw:
        place = self._stored.place(plan, revision.reader)
        if place is Place.LOOP:
            raw = stored.ask(revision.reader, plan)
        elif place is Place.THREAD:
            raw = await self.read(lambda reader: stored.ask(reader, plan), revision.number)
        else:
            raw = await self._ask_worker(revision, plan)
        if revision is self._revisions.newest:
            self._stored.learn(plan, raw)
        return raw

    async def _ask_worker(self, revision: Revision, plan: Plan) -> Raw:
        rows = "application/sparql-results+json"
        types = {"SELECT": rows, "ASK": rows, "CONSTRUCT": "application/n-triples"}
        call = QueryCall(plan.text, form_types=types, union=True, revision=revision.number)
        result = await self.evaluate(call)
        body = b"".join([chunk async for chunk in result.chunks])
        return Raw(body, result.outcome.seconds, revision.number)
