"""One query from its arrival to the last byte of its result, or to whatever ends it before."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from ...graph.errors import MandategraphError, TimeLimitError
from .calls import Outcome, Result
from .errors import MemoryLimitError, OverloadedError, QueryTooLargeError, ResultBrokenError
from .faults import InternalError, told
from .wire import Channel, Closed, Kind, Message, unpack

if TYPE_CHECKING:
    from .lane import Lane
    from .pool import Job, Pool
    from .spawner import Worker

_LOG = logging.getLogger(__name__)
_BURIAL = 2.0
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
            self.end(_outcome_of(error))
            raise

    async def _attempt(self) -> Result:
        if self._lane is self._pool.slow and not self._lane.free(self._job.client):
            await self._check()
        await self._enter()
        channel = await self._hand_over()
        kind, content = await channel.receive()
        begin = self._checked(kind, content)
        self._begun = True
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
                await self._worker.channel.send(Kind.MESSAGE, self._request(check=False))
                return self._worker.channel
            except Closed:
                if self._cause:
                    raise
                self._worker = await self._pool.another(self._worker, self._lane)

    async def _check(self) -> None:
        """Have a worker look whether the text can be let to the engine at all, before it has to queue.

        It has a lane of its own, so that however many do not find a place, none of them delays the express lane.
        """
        lane, client = self._pool.check, self._job.client
        worker = await self._worker_of(lane)
        usable = False
        try:
            async with asyncio.timeout(self._express):
                await worker.channel.send(Kind.MESSAGE, self._request(check=True))
                self._checked(*await worker.channel.receive())
            usable = True
        except TimeoutError:
            return  # a long text: its turn will come
        except Closed:
            raise QueryTooLargeError("the query cannot be read.", remedy="Make it simpler.") from None
        finally:
            self._pool.give_back(worker, lane, client, usable=usable)

    async def _worker_of(self, lane: Lane) -> Worker:
        """Wait for a place in a lane, then for its worker."""
        await lane.enter(self._job.client, self._deadline)
        try:
            return await self._pool.worker(lane)
        except BaseException:  # also when the client goes: a place that nobody gives back is lost for ever
            lane.leave(self._job.client)
            raise

    def _request(self, *, check: bool) -> Message:
        job = self._job
        return {**job.asked.message, "revision": job.revision, "folder": str(job.folder), "check": check}

    async def _enter(self) -> None:
        self._worker = await self._worker_of(self._lane)
        self._timers = [self._loop.call_at(self._deadline, self._stop, "time")]
        if self._lane is self._pool.express:
            seconds = self._express / _HURRY if self._lane.state.waiting else self._express
            self._timers.append(self._loop.call_later(seconds, self._leave_express))

    def _checked(self, kind: Kind, content: bytes) -> Message:
        message = unpack(content)
        if kind is Kind.ERROR:
            raise told(message)
        return message

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
            end = self._checked(kind, content)
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
        self.end(_outcome_of(error))
        if isinstance(error, OverloadedError):
            return error
        return ResultBrokenError(f"the result broke off: {error.what}", remedy=error.remedy)

    async def _failure(self) -> MandategraphError:
        """Say why the worker is gone."""
        if self._cause == "time":
            return TimeLimitError(
                f"the query took longer than {self._job.timeout:g} seconds.",
                remedy="Ask for less, or for more time if the service allows it.",
            )
        if self._cause == "moved":
            return OverloadedError("too many results are being read.", retry_after=10)
        status = await self._status()
        if status == -signal.SIGSEGV:
            return QueryTooLargeError("the query is nested too deeply.", remedy="Make it simpler.")
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            return MemoryLimitError("the query needs more memory than one may have.", remedy="Ask for less.")
        return InternalError(f"a worker ended with status {status}.")

    async def _status(self) -> int | None:
        if self._worker is None:
            return None
        try:
            async with asyncio.timeout(_BURIAL):
                return await asyncio.shield(self._worker.ended)
        except TimeoutError:
            return None


class Chunks(AsyncIterator[bytes]):
    """The pieces of a result; closing it before the end frees the worker at once."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._ready: list[bytes] = []

    async def fill(self) -> None:
        """Take a small result as a whole, so that its worker is free."""
        while (piece := await self._run.piece()) is not None:
            self._ready.append(piece)
        self._ready.reverse()

    async def __anext__(self) -> bytes:
        if self._ready:
            return self._ready.pop()
        piece = await self._run.piece()
        if piece is None:
            raise StopAsyncIteration
        return piece

    async def aclose(self) -> None:
        """Stop reading."""
        self._ready.clear()
        self._run.end("cancelled")

    def __del__(self) -> None:
        self._run.abandon()


def _outcome_of(error: MandategraphError) -> str:
    names = {"TimeLimitError": "time", "MemoryLimitError": "memory", "OverloadedError": "refused"}
    if isinstance(error, InternalError):
        _LOG.error("%s\n%s", error.what, error.trace)
        return "crash"
    return names.get(type(error).__name__, "error")
