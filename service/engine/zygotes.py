"""The zygote that makes workers now, and older ones that end with the last query of their workers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from ...graph.errors import StoreError
from .background import Background
from .spawner import Spawner, Task, Worker

_LOG = logging.getLogger(__name__)
_PATIENCE = 2.0


class Zygotes:
    """One zygote at a time. ``replaced`` is called after each change, ``busy`` tells whether an older one is needed."""

    def __init__(self, background: Background, replaced: Callable[[], None], busy: Callable[[Spawner], bool]) -> None:
        self._background, self._replaced, self._busy = background, replaced, busy
        self._newest: Spawner | None = None
        self._old: set[Spawner] = set()
        self._replacing = asyncio.Lock()
        self._closed = False

    @property
    def quads(self) -> int:
        """How many statements new workers have in memory."""
        return self._newest.quads if self._newest else 0

    def holds(self, revision: int) -> bool:
        """Tell whether new workers have this revision in memory."""
        task = self._newest.task if self._newest else None
        return task is not None and task.folder is not None and task.revision == revision

    def made(self, worker: Worker) -> bool:
        """Tell whether a worker is of the newest zygote."""
        return worker.spawner is self._newest

    async def take(self, task: Task) -> None:
        """Start a zygote and have it make the workers from now on."""
        spawner = await Spawner.start(task)
        if self._closed:
            await self._bury(spawner)
        else:
            self._exchange(spawner)

    async def spawn(self, nice: int) -> Worker:
        """Make a worker; a zygote that was ended from outside is replaced."""
        if self._newest is not None and self._newest.closed and not self._closed:
            await self._begin_again(self._newest)
        if self._newest is None or self._closed:
            raise StoreError("the service is stopping.")
        return await self._newest.spawn(nice)

    async def close(self) -> None:
        """End every zygote."""
        self._closed = True
        newest, self._newest = self._newest, None
        for old in [*self._old, *([newest] if newest else [])]:
            await self._bury(old)

    async def _begin_again(self, lost: Spawner) -> None:
        async with self._replacing:
            if self._newest is not lost:
                return
            _LOG.warning("the process that makes workers was ended; starting another")
            spawner = await Spawner.start(lost.task)
            if self._newest is lost and not self._closed:
                self._exchange(spawner)
            else:
                await self._bury(spawner)

    def _exchange(self, spawner: Spawner) -> None:
        old, self._newest = self._newest, spawner
        self._replaced()
        if old is not None:
            self._old.add(old)
            self._background.start(self._end(old))

    async def _end(self, old: Spawner) -> None:
        """End a zygote when its last worker has finished."""
        while self._busy(old):
            await asyncio.sleep(0.05)
        await self._bury(old)

    async def _bury(self, old: Spawner) -> None:
        old.close()
        await asyncio.to_thread(old.wait, _PATIENCE)
        self._old.discard(old)
