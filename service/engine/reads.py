"""The half of the engine room's front door that reads: the graph at a revision, and strangers' queries of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ...graph.iris import Minter
from ...graph.store.database import named
from ..limits import Limits
from .analysis import analyse
from .answering import Asked
from .asking import asked_graph, asked_query, check_length
from .calls import QueryCall, Result
from .clients import CLIENT
from .keeper import Keeper
from .pool import Job, Pool
from .reader import Reader

_THREADS = 4
Value = TypeVar("Value")


class Reads:
    """Reads the revisions of a store, in this process what is trusted, in workers what is not."""

    def __init__(self, keeper: Keeper, pool: Pool, limits: Limits, *, union: bool) -> None:
        self.limits, self.union = limits, union
        self._keeper, self._pool = keeper, pool
        self._revisions = keeper.revisions
        self._threads = ThreadPoolExecutor(_THREADS, "engine")

    @property
    def base_iri(self) -> str:
        """The IRI below which the store's own things live."""
        return self._keeper.minter.base

    @property
    def minter(self) -> Minter:
        """What builds the IRIs of the store."""
        return self._keeper.minter

    @property
    def revision(self) -> int:
        """The newest revision that can be read."""
        return self._revisions.newest.number

    @property
    def revisions(self) -> list[int]:
        """The revisions that are kept, oldest first."""
        return self._revisions.numbers

    def reader(self, revision: int | None = None) -> Reader:
        """Return the graph at a revision, for the service's own queries; GoneError when it is not kept."""
        return self._revisions.get(revision).reader

    async def read(self, work: Callable[[Reader], Value], revision: int | None = None) -> Value:
        """Have ``work`` read the graph in a thread, for what takes more than a millisecond; it must be trusted."""
        found = self._revisions.get(revision)
        release = self._revisions.lease(found)
        try:
            return await self._in_thread(lambda: work(found.reader))
        finally:
            release()

    async def evaluate(self, call: QueryCall) -> Result:
        """Answer a stranger's query in a worker.

        Raises QuerySyntaxError, QueryTooLargeError, UnsupportedError, NotAcceptableError, TimeLimitError,
        MemoryLimitError, OverloadedError, GoneError.
        """
        check_length(call.text, self.limits)
        analysis = analyse(call.text)
        asked = asked_query(call, analysis, self.limits, union=self.union)
        return await self._run(asked, call.timeout, call.revision, analysis.simple)

    async def get_graph(self, graph: str | None, media_type: str, revision: int | None = None) -> Result | None:
        """Return a graph (None: the default graph), or None when there is no such graph."""
        found = self._revisions.get(revision)
        if graph is not None:
            node = named(graph)
            if not await self._in_thread(lambda: found.reader.engine.contains_named_graph(node)):
                return None
        asked = asked_graph(graph, media_type, self.limits)
        return await self._run(asked, None, found.number, False)

    async def _run(self, asked: Asked, timeout: float | None, revision: int | None, simple: bool) -> Result:
        found = self._revisions.get(revision)
        job = Job(asked, found.number, found.folder, timeout or self.limits.timeout, simple, CLIENT.get())
        return await self._pool.run(job, self._revisions.lease(found))

    async def _in_thread(self, work: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
