"""What a worker is told of a query, what it answers, and the look at a text before it has to queue."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .errors import QueryTooLargeError
from .faults import told
from .wire import Closed, Kind, Message, unpack

if TYPE_CHECKING:
    from .pool import Job, Pool
    from .spawner import Worker


def request(job: Job, *, check: bool) -> Message:
    """Return what a worker is told of a query; ``check``: only to look whether it can be let to the engine."""
    return {**job.asked.message, "revision": job.revision, "folder": str(job.folder), "check": check}


def answered(kind: Kind, content: bytes) -> Message:
    """Return what a worker says; its errors are raised."""
    message = unpack(content)
    if kind is Kind.ERROR:
        raise told(message)
    return message


async def check(pool: Pool, job: Job, deadline: float, patience: float) -> None:
    """Have a worker look whether a text can be let to the engine at all, before it has to queue.

    It has a lane of its own, so that however many do not find a place, none of them delays the express lane.
    """
    worker = await pool.take(pool.check, job.client, deadline)
    usable = False
    try:
        async with asyncio.timeout(patience):
            worker = await _told(pool, worker, job)
            answered(*await worker.channel.receive())
        usable = True
    except TimeoutError:
        return  # a long text: its turn will come
    except Closed:
        raise QueryTooLargeError("the query cannot be read.", remedy="Make it simpler.") from None
    finally:
        pool.give_back(worker, pool.check, job.client, usable=usable)


async def _told(pool: Pool, worker: Worker, job: Job) -> Worker:
    """Give the text to a worker that lives; one that was ended while it was idle is passed over."""
    while True:
        try:
            await worker.channel.send(Kind.MESSAGE, request(job, check=True))
            return worker
        except Closed:
            worker = await pool.another(worker, pool.check)
