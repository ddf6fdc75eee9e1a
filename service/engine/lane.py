"""A lane: a number of places for queries, and a queue before them that has an end."""

from __future__ import annotations

import asyncio
from collections import deque

from .calls import LaneState
from .errors import OverloadedError


class Lane:
    """``size`` queries at a time; ``queue`` more may wait, none longer than ``patience`` seconds."""

    def __init__(self, name: str, size: int, nice: int, queue: int, patience: float) -> None:
        self.name, self.size, self.nice = name, size, nice
        self._queue, self._patience = queue, patience
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def state(self) -> LaneState:
        """Its numbers now."""
        return LaneState(self.name, self.size, self._busy, len(self._waiting))

    @property
    def free(self) -> bool:
        """Whether a query could begin at once."""
        return self._busy < self.size and not self._waiting

    def take(self) -> None:
        """Take a place, also beyond ``size``: for a query that is already running."""
        self._busy += 1

    async def enter(self, deadline: float) -> None:
        """Wait for a place; OverloadedError when the queue is full or takes too long (``deadline``: loop time)."""
        if self.free:
            self._busy += 1
            return
        if len(self._waiting) >= self._queue:
            raise OverloadedError(f"all {self.size} workers are busy and {self._queue} queries wait.", retry_after=10)
        loop = asyncio.get_running_loop()
        place: asyncio.Future[None] = loop.create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout_at(min(loop.time() + self._patience, deadline)):
                await asyncio.shield(place)
        except TimeoutError as error:
            self._give_up(place)
            raise OverloadedError(f"all {self.size} workers were busy for too long.") from error
        except BaseException:
            self._give_up(place)
            raise

    def leave(self) -> None:
        """Give a place back."""
        self._busy -= 1
        while self._waiting and self._busy < self.size:
            place = self._waiting.popleft()
            if not place.done():
                self._busy += 1
                place.set_result(None)

    def _give_up(self, place: asyncio.Future[None]) -> None:
        if place.done() and not place.cancelled():  # it came at the last moment
            self.leave()
        else:
            place.cancel()
            if place in self._waiting:
                self._waiting.remove(place)
