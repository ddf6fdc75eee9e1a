"""The pool of workers: which one takes a query, in which lane, until when."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path

from ...graph.errors import StoreError
from ..limits import Limits
from .answering import Asked
from .calls import LaneState, Result
from .clients import Shares
from .lane import Lane
from .run import Run
from .spawner import Spawner, Task, Worker

_LOG = logging.getLogger(__name__)
_SLOW_NICE, _CHECK_NICE = 15, 5


@dataclass(frozen=True)
class Job:
    """A query on its way: where its graph lies, how long it may take, where it begins, and whose it is.

    One that is ``simple`` begins in the express lane.
    """

    asked: Asked
    revision: int
    folder: Path
    timeout: float
    simple: bool
    client: str


class Pool:
    """Workers of the newest zygote; those of an older one end with what they are doing."""

    def __init__(self, limits: Limits, services: tuple[str, ...], *, merge: bool) -> None:
        self._limits, self._services, self._merge = limits, services, merge
        shares, queue, patience = Shares(limits.client_queries), limits.queue, limits.queue_timeout
        self.express = Lane("express", limits.express, 0, queue, patience, shares)
        self.slow = Lane("slow", limits.slow, _SLOW_NICE, queue, patience, shares)
        self.check = Lane("check", limits.check, _CHECK_NICE, queue, patience, Shares())
        self.results = Lane("results", limits.results, _SLOW_NICE, queue, patience, shares)
        self._idle: dict[str, list[Worker]] = {"express": [], "slow": [], "check": [], "results": []}
        self._busy: set[Worker] = set()
        self._spawner: Spawner | None = None
        self._old: set[Spawner] = set()
        self._replacing, self._preparing = asyncio.Lock(), asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.ended: Counter[str] = Counter()
        self.started = 0

    @property
    def lanes(self) -> tuple[LaneState, ...]:
        """The numbers of the lanes."""
        return self.express.state, self.slow.state, self.check.state, self.results.state

    @property
    def workers(self) -> list[Worker]:
        """Every worker that lives."""
        return [*self._busy, *(worker for idle in self._idle.values() for worker in idle)]

    @property
    def quads(self) -> int:
        """How many statements new workers have in memory."""
        return self._spawner.quads if self._spawner else 0

    def holds(self, revision: int) -> bool:
        """Tell whether workers have this revision in memory."""
        return (
            self._spawner is not None
            and self._spawner.task.folder is not None
            and (self._spawner.task.revision == revision)
        )

    async def hold(self, revision: int, folder: Path | None) -> None:
        """Have workers from now on that hold this graph in memory (None: none, they open folders)."""
        task = Task(revision, folder, self._limits.worker_memory, self._services, self._merge)
        spawner = await Spawner.start(task)
        if self._closed:
            spawner.close()
            await asyncio.to_thread(spawner.wait, 2.0)
            return
        self._exchange(spawner)
        await self._prepare()

    async def run(self, job: Job, done: Callable[[], None]) -> Result:
        """Answer a query; ``done`` is called once, when its graph is no longer needed."""
        run = Run(self, job, done, self._limits.express_timeout)
        return await run.begin()

    async def worker(self, lane: Lane) -> Worker:
        """Return a worker for a lane in which a place was taken; give it back with ``give_back``."""
        idle = self._idle[lane.name]
        worker = idle.pop() if idle else await self._spawn(lane)
        self._busy.add(worker)
        return worker

    async def another(self, dead: Worker, lane: Lane) -> Worker:
        """Return a worker in the place of one that was ended from outside before it did anything."""
        self._busy.discard(dead)
        dead.dispose()
        return await self.worker(lane)

    def give_back(self, worker: Worker, lane: Lane, client: str, *, usable: bool) -> None:
        """Take a worker back; one that cannot be used again is ended and replaced."""
        self._busy.discard(worker)
        lane.leave(client)
        idle = self._idle[lane.name]
        current = worker.spawner is self._spawner and not worker.ended.done() and not self._closed
        if usable and current and len(idle) < lane.size and lane is not self.results:
            idle.append(worker)
            return
        worker.dispose()
        if not self._closed:
            self._in_background(self._prepare())

    def promote(self, worker: Worker, lane: Lane, client: str) -> None:
        """Have a worker that is busy in the express lane be one of another lane."""
        lane.take(client)
        self.express.leave(client)
        worker.slow_down(lane.nice)
        self._in_background(self._prepare())

    async def close(self) -> None:
        """End every worker."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for worker in [worker for idle in self._idle.values() for worker in idle]:
            worker.dispose()
        for worker in self._busy:
            worker.kill()
        spawner, self._spawner = self._spawner, None
        for old in [*self._old, *([spawner] if spawner else [])]:
            await self._bury(old)

    async def _spawn(self, lane: Lane) -> Worker:
        if self._closed or self._spawner is None:
            raise StoreError("the service is stopping.")
        if self._spawner.closed:
            await self._begin_again(self._spawner)
        worker = await self._spawner.spawn(lane.nice)
        self.started += 1
        return worker

    async def _begin_again(self, lost: Spawner) -> None:
        """Replace a zygote that was ended from outside."""
        async with self._replacing:
            if self._spawner is not lost:
                return
            _LOG.warning("the process that makes workers was ended; starting another")
            spawner = await Spawner.start(lost.task)
            if self._spawner is lost and not self._closed:
                self._exchange(spawner)
            else:
                await self._bury(spawner)

    def _exchange(self, spawner: Spawner) -> None:
        """Take another zygote; the one before ends with the last query of its workers."""
        old, self._spawner = self._spawner, spawner
        for idle in self._idle.values():
            for worker in idle:
                worker.dispose()
            idle.clear()
        if old is not None:
            self._old.add(old)
            self._in_background(self._end(old))

    async def _prepare(self) -> None:
        """Have a worker ready in each lane."""
        async with self._preparing:
            for lane in (self.express, self.slow, self.check):
                wanted = min(1 if lane is self.slow else lane.size, lane.size - lane.state.busy)
                while len(self._idle[lane.name]) < wanted and not self._closed:
                    worker = await self._spawn(lane)
                    self._idle[lane.name].append(worker)

    async def _end(self, old: Spawner) -> None:
        """End a zygote when its last worker has finished."""
        while any(worker.spawner is old for worker in self._busy):
            await asyncio.sleep(0.05)
        await self._bury(old)

    async def _bury(self, old: Spawner) -> None:
        old.close()
        await asyncio.to_thread(old.wait, 2.0)
        self._old.discard(old)

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may have been cancelled before it began


async def _logged(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except StoreError as error:
        _LOG.warning("workers: %s", error)
