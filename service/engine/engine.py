"""The engine room's front door: one object that answers, writes, and knows the revision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ...graph.answers import Answer
from ...graph.embedded import named
from ...graph.iris import Minter
from ...graph.parameters import Arguments
from ...graph.stored_queries import Catalogue
from ..limits import Limits
from . import stored
from .analysis import analyse
from .answering import Asked
from .calls import EngineState, QueryCall, Result, Written
from .errors import NotAcceptableError, QueryTooLargeError, ReadOnlyError
from .formats import DEFAULT_TYPES, STATEMENTS
from .keeper import Keeper
from .pool import Job, Pool
from .reader import Reader
from .revisions import Revision
from .stored import Place, Plan, Raw, StoredBody, StoredQueries
from .wire import Message
from .writer import Writer

_THREADS = 4
Value = TypeVar("Value")


class Engine:
    """Everything that touches the graph. Make one with ``start``; all methods belong to one event loop."""

    def __init__(
        self, store: Path, catalogue: Catalogue, limits: Limits, union: bool, services: tuple[str, ...]
    ) -> None:
        self.limits, self.union, self.writable = limits, union, False
        self._store, self._services = store, services
        self._stored = StoredQueries(catalogue)
        self._pool = Pool(limits, services)
        self._keeper = Keeper(store, limits, self._pool)
        self._revisions = self._keeper.revisions
        self._writer: Writer | None = None
        self._threads = ThreadPoolExecutor(_THREADS, "engine")
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def start(
        cls,
        store: Path,
        catalogue: Catalogue,
        limits: Limits | None = None,
        *,
        write: bool = False,
        union: bool = True,
        services: Sequence[str] = (),
    ) -> Engine:
        """Open the store; ``write`` holds its lock and takes updates, ``services`` are the endpoints allowed to ask."""
        engine = cls(store, catalogue, limits or Limits(), union, tuple(services))
        try:
            await engine._begin(write)
        except BaseException:
            await engine.close()
            raise
        return engine

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
        if len(call.text) > self.limits.max_query:
            raise QueryTooLargeError(
                f"the query has {len(call.text):,} characters; the limit is {self.limits.max_query:,}.", where="query"
            )
        analysis = analyse(call.text)
        types = {form: call.form_types.get(form, call.media_type or type) for form, type in DEFAULT_TYPES.items()}
        dataset = bool(call.default_graphs or call.named_graphs)
        asked = Asked(
            text=call.text,
            form=analysis.form,
            types=types,
            default_graphs=call.default_graphs if dataset else None,
            named_graphs=call.named_graphs,
            union=self.union if call.union is None else call.union,
            row_limit=call.row_limit,
            max_rows=self.limits.max_rows,
            base_iri=call.base_iri,
            graph=None,
            data=call.data,
        )
        return await self._run(asked, call.timeout, call.revision, analysis.simple)

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

    async def update(
        self, text: str, using: Sequence[str] = (), using_named: Sequence[str] = (), base_iri: str | None = None
    ) -> Written:
        """Carry out a SPARQL update; what it changed can be read when this returns."""
        order: Message = {"op": "update", "using": list(using), "using_named": list(using_named), "base_iri": base_iri}
        revision, _ = await self._write(order, text.encode())
        return Written(revision)

    async def get_graph(self, graph: str | None, media_type: str, revision: int | None = None) -> Result | None:
        """Return a graph (None: the default graph), or None when there is no such graph."""
        found = self._revisions.get(revision)
        if graph is not None:
            node = named(graph)
            if not await self._in_thread(lambda: found.reader.engine.contains_named_graph(node)):
                return None
        if media_type not in STATEMENTS:
            raise NotAcceptableError(f"a graph cannot be written as {media_type!r}.")
        asked = Asked(
            text="",
            form="",
            types={"": media_type},
            default_graphs=None,
            named_graphs=(),
            union=False,
            row_limit=None,
            max_rows=self.limits.max_rows,
            base_iri=None,
            graph=graph or "",
        )
        return await self._run(asked, None, found.number, False)

    async def put_graph(self, graph: str | None, data: bytes, media_type: str) -> Written:
        """Replace a graph (None: the default graph) by an upload, atomically."""
        revision, reply = await self._write({"op": "put", "graph": graph or "", "media_type": media_type}, data)
        return Written(revision, bool(reply["created"]))

    async def post_graph(self, graph: str | None, data: bytes, media_type: str) -> Written:
        """Add an upload to a graph (None: the default graph)."""
        revision, reply = await self._write({"op": "post", "graph": graph or "", "media_type": media_type}, data)
        return Written(revision, bool(reply["created"]))

    async def delete_graph(self, graph: str | None) -> Written | None:
        """Remove a graph (None: empty the default graph); None when there is no such graph."""
        revision, reply = await self._write({"op": "delete", "graph": graph or ""}, b"")
        return Written(revision) if reply["found"] else None

    def on_revision(self, callback: Callable[[int], None]) -> None:
        """Have ``callback`` called with each new revision, in the event loop."""
        self._keeper.on_revision(callback)

    def state(self) -> EngineState:
        """Return what health checks and metrics tell."""
        newest = self._revisions.newest
        return EngineState(
            ready=True,
            revision=newest.number,
            revisions=tuple(self.revisions),
            in_memory=newest.reader.in_memory and self._pool.holds(newest.number),
            lanes=self._pool.lanes,
            started_workers=self._pool.started,
            ended=dict(self._pool.ended),
            worker_memory=sum(worker.memory for worker in self._pool.workers),
        )

    async def close(self) -> None:
        """End every worker and free the store."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        if self._writer is not None:
            await self._writer.close()
        await self._pool.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._revisions.close()

    # -- inside

    async def _begin(self, write: bool) -> None:
        self._keeper.snapshots.sweep()
        await self._pool.hold(0, None)
        if write:
            self._keeper.read_base()
            folder, publish = self._keeper.snapshots.folder, self._keeper.publish
            self._writer = Writer(self._store, folder, self.limits, self._services, publish)
            await self._writer.start()
            self.writable = True
            self._in_background(self._keeper.keep_warm())
        else:
            await self._keeper.first()
            self._in_background(self._keeper.watch())

    async def _run(self, asked: Asked, timeout: float | None, revision: int | None, simple: bool) -> Result:
        found = self._revisions.get(revision)
        seconds = min(timeout or self.limits.timeout, self.limits.max_timeout)
        job = Job(asked, found.number, found.folder, seconds, simple)
        return await self._pool.run(job, self._revisions.lease(found))

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

    async def _write(self, order: Message, data: bytes) -> tuple[int, Message]:
        if self._writer is None:
            raise ReadOnlyError("the service only reads.", remedy="Start it with --token-file to write.")
        return await self._writer.write(order, data)

    async def _in_thread(self, work: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.get_running_loop().create_task(work))
