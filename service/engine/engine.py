"""The engine room's front door: one object that answers, writes, and knows the revision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

from ...graph.queries.catalogue import Catalogue
from ...graph.store.reads import BYTES_A_QUAD
from ..limits import Limits
from .calls import EngineState
from .keeper import Keeper
from .pool import Pool
from .stored_reads import StoredReads
from .writer import Writer
from .writes import Writes


class Engine(StoredReads, Writes):
    """Everything that touches the graph. Make one with ``start``; all methods belong to one event loop."""

    def __init__(
        self, store: Path, catalogue: Catalogue, limits: Limits, union: bool, services: tuple[str, ...]
    ) -> None:
        pool = Pool(limits, services, merge=union)
        super().__init__(catalogue, Keeper(store, limits, pool), pool, limits, union=union)
        self._store, self._services = store, services
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
        except BaseException:  # also a cancelled start: no process may be left behind
            await engine.close()
            raise
        return engine

    def on_revision(self, callback: Callable[[int], None]) -> None:
        """Have ``callback`` called with each new revision, in the event loop."""
        self._keeper.on_revision(callback)

    def state(self) -> EngineState:
        """Return what health checks and metrics tell."""
        newest = self._revisions.newest
        return EngineState(
            ready=not any(task.done() for task in self._tasks) and (self._writer is None or self._writer.alive),
            revision=newest.number,
            revisions=tuple(self.revisions),
            in_memory=newest.reader.in_memory and self._pool.holds(newest.number),
            lanes=self._pool.lanes,
            started_workers=self._pool.started,
            ended=dict(self._pool.ended),
            worker_memory=sum(worker.memory for worker in self._pool.workers),
            graph_memory=self._pool.quads * BYTES_A_QUAD,
        )

    async def close(self) -> None:
        """End every worker and free the store."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
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
            self._in_background(self._keeper.keep_warm())
        else:
            await self._keeper.first()
            self._in_background(self._keeper.watch())

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.get_running_loop().create_task(work))
