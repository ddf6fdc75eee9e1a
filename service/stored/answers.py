"""Makes the answers of stored queries: from the cache, from the engine, or as a stream where they are large."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ...graph.errors import TimeLimitError
from ...graph.queries.binding import bind
from ...graph.queries.relabelling import relabel
from ...graph.queries.results import NATIVE, write_rows
from ...graph.queries.sparql_outline import outline
from ...graph.queries.sparql_tokens import tokenise
from ..engine.calls import QueryCall
from ..engine.errors import MemoryLimitError, OverloadedError
from ..engine.stored import Plan
from .answer_cache import AnswerCache, Kept
from .request import MOST_ROWS, Asked, bad

if TYPE_CHECKING:
    from ..engine.engine import Engine

_JSON = "application/sparql-results+json"
_AT_ONCE = 32 << 10
"""Up to this size the event loop rewrites an answer itself."""
_TOTALS = 10_000


class StoredAnswers:
    """The answers of one engine."""

    def __init__(self, engine: Engine, most_bytes: int) -> None:
        self.cache = AnswerCache(most_bytes)
        self._engine = engine
        self._totals: OrderedDict[str, int | None] = OrderedDict()
        engine.on_revision(lambda _: self.cache.keep_only(engine.revisions))

    async def get(self, asked: Asked, *, fresh: bool = False) -> Kept | None:
        """Return an answer, or None where it has so many rows that it must be streamed; ``fresh``: make it anew."""
        if asked.large:
            _refuse_large(asked)
            return None
        if fresh:
            kept = await self._make(asked)
            self.cache.put(asked.etag, kept)
        else:
            kept = await self.cache.get_or_make(asked.etag, lambda: self._make(asked))
        if asked.limit is None and kept.truncated and asked.plan.query.form == "SELECT":
            asked.large = True
            _refuse_large(asked)
            return None
        return kept

    async def stream(self, asked: Asked) -> AsyncIterator[bytes]:
        """Return all rows of an answer, piece by piece, from a worker."""
        plan = self._engine.plan(asked.plan.query.name, asked.values, offset=asked.plan.offset, revision=asked.revision)
        call = QueryCall(plan.text, asked.media.type, revision=asked.revision, union=True)
        return (await self._engine.evaluate(call)).chunks

    async def total(self, plan: Plan, revision: int) -> int | None:
        """Return how many rows a SELECT has without limit and offset; None where counting them takes too long."""
        text = counting(plan, self._engine.base_iri)
        key = f"{revision} {hashlib.sha256(text.encode()).hexdigest()}"
        if key not in self._totals:
            try:
                self._totals[key] = await self._count(text, revision)
            except OverloadedError:  # the next may find room
                return None
            if len(self._totals) > _TOTALS:
                self._totals.popitem(last=False)
        return self._totals[key]

    async def _count(self, text: str, revision: int) -> int | None:
        try:
            result = await self._engine.evaluate(QueryCall(text, "text/csv", revision=revision, union=True))
            body = b"".join([piece async for piece in result.chunks])
        except (TimeLimitError, MemoryLimitError):
            return None
        return int(body.split()[1])

    async def _make(self, asked: Asked) -> Kept:
        if asked.vocabulary:
            return await self._make_relabelled(asked)
        plan, media = asked.plan, asked.media.type
        rows = plan.query.form == "SELECT"
        answer = await self._engine.stored(
            plan.query.name,
            asked.values,
            media_type=_JSON if rows else media,
            limit=plan.limit,
            offset=plan.offset,
            revision=asked.revision,
        )
        body = answer.body
        if rows and media != _JSON and not (asked.limit is None and answer.truncated):
            body = await _rewritten(body, media)
        total = None
        if rows and asked.limit is not None:
            total = await self._total_of(asked, answer.rows, answer.truncated)
        return Kept(asked.revision, body, answer.rows, answer.truncated, answer.seconds, total)

    async def _make_relabelled(self, asked: Asked) -> Kept:
        """Make an answer in the terms of a vocabulary."""
        plan = asked.plan
        answer = await self._engine.answer(
            plan.query.name, asked.values, limit=plan.limit, offset=plan.offset, revision=asked.revision
        )
        found = await self._engine.read(lambda reader: relabel(reader, answer, asked.vocabulary), asked.revision)
        stream, rows = io.BytesIO(), len(answer.rows)
        await asyncio.to_thread(write_rows, stream, _SHORT[asked.media.type], found.answer.names, found.answer.rows)
        total = await self._total_of(asked, rows, answer.truncated) if asked.limit is not None else None
        without = len(found.without)
        return Kept(asked.revision, stream.getvalue(), rows, answer.truncated, answer.seconds, total, without)

    async def _total_of(self, asked: Asked, rows: int, truncated: bool) -> int | None:
        if not truncated and (rows or not asked.plan.offset):
            return asked.plan.offset + rows
        return await self.total(asked.plan, asked.revision)


def counting(plan: Plan, base_iri: str) -> str:
    """Return the query that counts the rows of a SELECT."""
    bound = bind(plan.query, plan.bindings, base=base_iri)
    tokens = tokenise(bound)
    start = tokens[outline(tokens).outermost.open].start
    return f"{bound[:start]}SELECT (COUNT(*) AS ?total) WHERE {{ {{\n{bound[start:]}\n}} }}"


async def _rewritten(body: bytes, media_type: str) -> bytes:
    return await asyncio.to_thread(rewrite, body, media_type) if len(body) > _AT_ONCE else rewrite(body, media_type)


def _refuse_large(asked: Asked) -> None:
    """Raise Problem 400 for rows that would be streamed but are wanted in other terms, which needs them all."""
    if asked.vocabulary:
        raise bad("as", f"At most {MOST_ROWS} rows are given in other terms at once; set limit and offset.")


_SHORT = {_JSON: "json", "text/csv": "csv", "text/tab-separated-values": "tsv", "application/sparql-results+xml": "xml"}


def rewrite(body: bytes, media_type: str) -> bytes:
    """Return rows in JSON as CSV, TSV or XML."""
    rows = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    assert isinstance(rows, ox.QuerySolutions)
    short = _SHORT[media_type]
    if short in NATIVE:
        return rows.serialize(format=NATIVE[short]) or b""
    stream = io.BytesIO()
    write_rows(stream, short, [variable.value for variable in rows.variables], (tuple(row) for row in rows))
    return stream.getvalue()
