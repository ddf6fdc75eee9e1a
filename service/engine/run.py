"""One query from its arrival to the last byte of its result, or to whatever ends it before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...graph.errors import MandategraphError
from .calls import Outcome, Result
from .checking import answered, check, request
from .chunks import Chunks
from .endings import broken, failure, outcome_of
from .wire import Channel, Closed, Kind

if TYPE_CHECKING:
    from .lane import Lane
    from .pool import Job, Pool
    from .spawner import Worker

_HURRY = 8
"""So many times shorter is a stay in the express lane while others wait for it."""


class Run:
    """A query and the worker that answers it. It ends once: done, or by its deadline, a crash, or its reader."""

    def __init__(self, pool: Pool, job: Job, done: Callable[[], None], express: float) -> None:
        self._pool, self._job, self._done, self._express = pool, job, done, express
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + job.timeout
        self._lane: Lane = pool.express if job.simple else pool.slow
        self._worker: Worker | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self._cause = ""
        self._begun = self._reading = self._over = False
        self.outcome = Outcome()

    async def begin(self) -> Result:
        """Return the result as soon as its first piece is there."""
        try:
            while True:
                try:
                    return await self._attempt()
                except Closed:
                    if self._cause != "moved":
                        raise await self._failure() from None
                    self._step_aside()
        except asyncio.CancelledError:
            self.end("cancelled")
            raise
        except MandategraphError as error:
            self.end(outcome_of(error))
            raise

    async def _attempt(self) -> Result:
        if self._lane is self._pool.slow and not self._lane.free(self._job.client):
            await check(self._pool, self._job, self._deadline, self._express)
        await self._enter()
        channel, began = await self._hand_over(), self._loop.time()
        begin = answered(*await channel.receive())
        self._begun, self.outcome.seconds = True, self._loop.time() - began
        chunks = Chunks(self)
        if begin["whole"]:
            await chunks.fill()
        repeats = bool(begin.get("repeats"))
        return Result(
            str(begin["media_type"]), chunks, self._job.revision, str(begin["form"]), self.outcome, repeats=repeats
        )

    async def _hand_over(self) -> Channel:
        """Give the query to a worker that lives; one that was ended while it was idle is passed over."""
        while True:
            assert self._worker is not None
            try:
                await self._worker.channel.send(Kind.MESSAGE, request(self._job, check=False))
                return self._worker.channel
            except Closed:
                if self._cause:
                    raise
                self._worker = await self._pool.another(self._worker, self._lane)

    async def _enter(self) -> None:
        self._worker = await self._pool.take(self._lane, self._job.client, self._deadline)
        self._timers = [self._loop.call_at(self._deadline, self._stop, "time")]
        if self._lane is self._pool.express:
            seconds = self._express / _HURRY if self._lane.state.waiting else self._express
            self._timers.append(self._loop.call_later(seconds, self._leave_express))

    async def piece(self) -> bytes | None:
        """Return the next piece of the result, None after the last."""
        if self._worker is None:
            if self._cause:  # it was stopped while nobody read
                raise await self._broken(await self._failure())
            return None
        self._reading = True
        try:
            kind, content = await self._worker.channel.receive()
            if kind is Kind.DATA:
                return content
            end = answered(kind, content)
        except Closed:
            raise await self._broken(await self._failure()) from None
        except MandategraphError as error:
            raise await self._broken(error) from error
        except asyncio.CancelledError:
            self.end("cancelled")
            raise
        finally:
            self._reading = False
        rows, seconds = end["rows"], end["seconds"]
        self.outcome.known = True
        self.outcome.rows = rows if isinstance(rows, int) else None
        self.outcome.truncated = end["truncated"] is True
        self.outcome.seconds = seconds if isinstance(seconds, float) else 0.0
        self.end("done", usable=not end["spent"])
        return None

    def end(self, outcome: str, *, usable: bool = False) -> None:
        """Let go of the worker and the graph; only the first call counts."""
        if self._over:
            return
        self._over = True
        self._let_go(usable)
        self._pool.ended[outcome] += 1
        self._done()

    def abandon(self) -> None:
        """End it because nobody can read it any more."""
        if not self._over and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.end, "cancelled")

    def _let_go(self, usable: bool) -> None:
        for timer in self._timers:
            timer.cancel()
        if self._worker is not None:
            worker, self._worker = self._worker, None
            self._pool.give_back(worker, self._lane, self._job.client, usable=usable)

    def _step_aside(self) -> None:
        """Go to the queue of the slow lane, to begin again."""
        self._let_go(usable=False)
        self._cause, self._lane = "", self._pool.slow

    def _stop(self, cause: str) -> None:
        """Kill the worker. Whoever waits for it learns that; where nobody reads the result, its place is given back."""
        self._cause = cause
        if self._worker is not None:
            self._worker.kill()
            if self._begun and not self._reading:
                self.end("time" if cause == "time" else "refused")

    def _leave_express(self) -> None:
        """Make room in the express lane: go on in the slow one where there is a place, else begin again there.

        What cannot begin again, because its result is being read, may have one of the places for such results.
        """
        if self._worker is None:
            return
        lanes = (self._pool.slow, self._pool.results) if self._begun else (self._pool.slow,)
        lane = next((lane for lane in lanes if lane.has_room(self._job.client)), None)
        if lane is None:
            self._stop("moved")
        else:
            self._pool.promote(self._worker, lane, self._job.client)
            self._lane = lane

    async def _broken(self, error: MandategraphError) -> MandategraphError:
        self.end(outcome_of(error))
        return broken(error)

    async def _failure(self) -> MandategraphError:
        return await failure(self._worker, self._cause, self._job.timeout)
