"""A lane: a number of places for queries, and a queue before them that has an end."""

from __future__ import annotations

import asyncio
from collections import Counter

from .calls import LaneState
from .clients import Lines, Shares
from .errors import OverloadedError


class Lane:
    """``size`` queries at a time; ``queue`` more may wait, none longer than ``patience`` seconds.

    Clients are let in by turns. None of them ever has the last of several places, nor more than its ``shares`` of all
    lanes allow, so that another one finds room at once. In a full queue the longest line makes room for a shorter one.
    """

    def __init__(self, name: str, size: int, nice: int, queue: int, patience: float, shares: Shares) -> None:
        self.name, self.size, self.nice = name, size, nice
        self._queue, self._patience, self._shares = queue, patience, shares
        self._held: Counter[str] = Counter()
        self._lines: Lines[asyncio.Future[None]] = Lines()
        shares.listen(self._let_in)

    @property
    def share(self) -> int:
        """How many places one client may have."""
        most = self.size - 1 if self.size > 1 else self.size
        return min(most, self._shares.most) if self._shares.most else most

    @property
    def state(self) -> LaneState:
        """Its numbers now."""
        return LaneState(self.name, self.size, self.share, self._held.total(), len(self._lines))

    def has_room(self, client: str) -> bool:
        """Tell whether a query of a client that holds a place elsewhere could move here."""
        return self._held.total() < self.size and (not client or self._held[client] < self.share)

    def free(self, client: str) -> bool:
        """Tell whether a query could begin at once."""
        return self.has_room(client) and self._shares.allow(client)

    def take(self, client: str) -> None:
        """Take a place."""
        self._held[client] += 1
        self._shares.take(client)

    async def enter(self, client: str, deadline: float) -> None:
        """Wait for a place; OverloadedError when the queue is full or takes too long (``deadline``: loop time)."""
        if self.free(client):
            self.take(client)
            return
        self._make_room(client)
        loop = asyncio.get_running_loop()
        place: asyncio.Future[None] = loop.create_future()
        self._lines.add(client, place)
        try:
            async with asyncio.timeout_at(min(loop.time() + self._patience, deadline)):
                await asyncio.shield(place)
        except TimeoutError as error:
            self._give_up(client, place)
            raise OverloadedError("no worker that this client may have was free for too long.") from error
        except asyncio.CancelledError:
            self._give_up(client, place)
            raise

    def leave(self, client: str) -> None:
        """Give a place back."""
        self._held[client] -= 1
        self._held += Counter()  # without those that hold nothing
        self._shares.give_back(client)
        self._let_in()

    def _let_in(self) -> None:
        while waiting := self._lines.next(self.free):
            client, place = waiting
            self.take(client)
            place.set_result(None)

    def _make_room(self, client: str) -> None:
        """Have the queue take one more, at the cost of whoever has many in it."""
        if len(self._lines) < self._queue:
            return
        error = OverloadedError(f"all {self.size} workers are busy and {self._queue} queries wait.", retry_after=10)
        if (last := self._lines.give_way(client)) is None:
            raise error
        last.set_exception(error)

    def _give_up(self, client: str, place: asyncio.Future[None]) -> None:
        if place.done() and not place.cancelled() and place.exception() is None:  # it came at the last moment
            self.leave(client)
        else:
            place.cancel()
            self._lines.remove(client, place)
