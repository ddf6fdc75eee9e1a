"""The pool of workers: which one takes a query, in which lane, until when."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..limits import Limits
from .answering import Asked
from .background import Background
from .calls import LaneState, Result
from .clients import Shares
from .lane import Lane
from .run import Run
from .spawner import Spawner, Task, Worker
from .zygotes import Zygotes

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
        self._background, self._preparing = Background(), asyncio.Lock()
        self._zygotes = Zygotes(self._background, self._forget_idle, self._needs)
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
        return self._zygotes.quads

    def holds(self, revision: int) -> bool:
        """Tell whether workers have this revision in memory."""
        return self._zygotes.holds(revision)

    async def hold(self, revision: int, folder: Path | None) -> None:
        """Have workers from now on that hold this graph in memory (None: none, they open folders)."""
        await self._zygotes.take(Task(revision, folder, self._limits.worker_memory, self._services, self._merge))
        await self._prepare()

    async def run(self, job: Job, done: Callable[[], None]) -> Result:
        """Answer a query; ``done`` is called once, when its graph is no longer needed."""
        run = Run(self, job, done, self._limits.express_timeout)
        return await run.begin()

    async def take(self, lane: Lane, client: str, deadline: float) -> Worker:
        """Wait for a place in a lane, then for its worker; give both back with ``give_back``."""
        await lane.enter(client, deadline)
        try:
            return await self._worker(lane)
        except BaseException:  # also when the client goes: a place that nobody gives back is lost for ever
            lane.leave(client)
            raise

    async def another(self, dead: Worker, lane: Lane) -> Worker:
        """Return a worker in the place of one that was ended from outside before it did anything."""
        self._busy.discard(dead)
        dead.dispose()
        return await self._worker(lane)

    def give_back(self, worker: Worker, lane: Lane, client: str, *, usable: bool) -> None:
        """Take a worker back; one that cannot be used again is ended and replaced."""
        self._busy.discard(worker)
        lane.leave(client)
        idle = self._idle[lane.name]
        current = self._zygotes.made(worker) and not worker.ended.done() and not self._closed
        if usable and current and len(idle) < lane.size and lane is not self.results:
            idle.append(worker)
            return
        worker.dispose()
        if not self._closed:
            self._background.start(self._prepare())

    def promote(self, worker: Worker, lane: Lane, client: str) -> None:
        """Have a worker that is busy in the express lane be one of another lane."""
        lane.take(client)
        self.express.leave(client)
        worker.slow_down(lane.nice)
        self._background.start(self._prepare())

    async def close(self) -> None:
        """End every worker."""
        self._closed = True
        self._background.cancel()
        for worker in [worker for idle in self._idle.values() for worker in idle]:
            worker.dispose()
        for worker in self._busy:
            worker.kill()
        await self._zygotes.close()

    async def _worker(self, lane: Lane) -> Worker:
        idle = self._idle[lane.name]
        worker = idle.pop() if idle else await self._spawn(lane)
        self._busy.add(worker)
        return worker

    async def _spawn(self, lane: Lane) -> Worker:
        worker = await self._zygotes.spawn(lane.nice)
        self.started += 1
        return worker

    def _needs(self, old: Spawner) -> bool:
        return any(worker.spawner is old for worker in self._busy)

    def _forget_idle(self) -> None:
        """End the workers that wait, for a newer zygote makes others."""
        for idle in self._idle.values():
            for worker in idle:
                worker.dispose()
            idle.clear()

    async def _prepare(self) -> None:
        """Have a worker ready in each lane."""
        async with self._preparing:
            for lane in (self.express, self.slow, self.check):
                wanted = min(1 if lane is self.slow else lane.size, lane.size - lane.state.busy)
                while len(self._idle[lane.name]) < wanted and not self._closed:
                    worker = await self._spawn(lane)
                    self._idle[lane.name].append(worker)
