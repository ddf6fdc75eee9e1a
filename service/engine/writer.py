"""The main process's end of the writer: one order after another, and one snapshot for all that waited together."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ...graph.errors import MandategraphError, StoreError, TimeLimitError
from ..limits import Limits
from .errors import MemoryLimitError, OverloadedError, QueryTooLargeError
from .faults import InternalError, told
from .snapshots import make_folder
from .wire import Channel, Closed, Kind, Message, unpack

_LOG = logging.getLogger(__name__)
_WAIT = 5.0
_BATCH = 64


@dataclass(eq=False)
class Order:
    """A write that waits for its turn."""

    message: Message
    data: bytes
    done: asyncio.Future[tuple[int, Message]]


Publish = Callable[[int, Path], Awaitable[None]]


class Writer:
    """Starts the writing process, and starts it again when it was killed. ``publish`` makes a revision readable."""

    def __init__(
        self, store: Path, snapshots: Path, limits: Limits, services: tuple[str, ...], publish: Publish
    ) -> None:
        self._store, self._snapshots, self._limits, self._services = store, snapshots, limits, services
        self._publish = publish
        self._waiting: deque[Order] = deque()
        self._wake = asyncio.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._task: asyncio.Task[None] | None = None
        self._batching: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether writes are taken."""
        return self._task is not None and not self._task.done()

    async def start(self) -> str:
        """Start the process, publish the newest revision; return the store's base IRI."""
        base = await self._open()
        await self._settle()
        self._task = asyncio.get_running_loop().create_task(self._work())
        return base

    async def write(self, message: Message, data: bytes) -> tuple[int, Message]:
        """Carry out an order; return the revision in which it can be read, and what the process told."""
        if len(self._waiting) >= self._limits.write_queue:
            raise OverloadedError("too many writes wait.")
        order = Order(message | {"at": _now()}, data, asyncio.get_running_loop().create_future())
        self._waiting.append(order)
        self._wake.set()
        return await order.done

    async def close(self) -> None:
        """Finish what was begun, then end the process and free the store."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._batching is not None:
            await self._batching
        for order in self._waiting:
            order.done.cancel()
        await self._end()

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                self._batching = asyncio.get_running_loop().create_task(self._batch())
                await asyncio.shield(self._batching)

    async def _batch(self) -> None:
        """Carry out what waits, then settle: one revision, one snapshot."""
        taken = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
        applied: list[tuple[Order, Message]] = []
        try:
            for order in taken:
                if not order.done.cancelled():
                    await self._apply(order, applied)
            revision = await self._settle()
        except MandategraphError as error:
            _fail(taken, error)
            return
        except Exception as error:  # a defect here must not leave whoever waits, and all who come later, without an end
            _LOG.exception("a write broke off")
            _fail(taken, InternalError(f"a write broke off: {error}."))
            return
        for order, reply in applied:
            if not order.done.done():
                order.done.set_result((revision, reply))

    async def _apply(self, order: Order, applied: list[tuple[Order, Message]]) -> None:
        try:
            applied.append((order, await self._ask(order.message, order.data)))
        except MandategraphError as error:
            _fail([order], error)

    async def _settle(self) -> int:
        make_folder(self._snapshots)
        message: Message = {"op": "settle", "at": _now(), "folder": str(self._snapshots), "owner": os.getpid()}
        reply = await self._ask(message, b"")
        revision = int(str(reply["revision"]))
        await self._publish(revision, Path(str(reply["folder"])))
        return revision

    async def _ask(self, message: Message, data: bytes) -> Message:
        if self._channel is None:
            await self._open()
        assert self._channel is not None
        try:
            async with asyncio.timeout(self._limits.update_timeout):
                await self._channel.send(Kind.MESSAGE, message)
                await self._channel.send(Kind.DATA, data)
                kind, content = await self._channel.receive()
        except TimeoutError as error:
            await self._end(kill=True)
            raise TimeLimitError(
                f"the write took longer than {self._limits.update_timeout:g} seconds and was undone.",
                remedy="Write less at once.",
            ) from error
        except Closed as error:
            raise _failure(await self._end(kill=True)) from error
        reply = unpack(content)
        if kind is not Kind.ERROR:
            return reply
        failure = told(reply)
        if isinstance(failure, InternalError):
            _LOG.error("%s\n%s", failure.what, failure.trace)
            await self._end(kill=True)
        raise failure

    async def _open(self) -> str:
        ours, theirs = socket.socketpair()
        task = {
            "store": str(self._store),
            "wait": _WAIT,
            "memory": self._limits.writer_memory,
            "services": list(self._services),
        }
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.writer_process", str(theirs.fileno()), json.dumps(task)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                process_group=0,
            )
        self._channel = Channel(ours)
        try:
            kind, content = await self._channel.receive()
        except Closed as error:
            await self._end(kill=True)
            raise StoreError("the process that writes did not start.", where=str(self._store)) from error
        if kind is Kind.ERROR:
            await self._end()
            raise told(unpack(content))
        return str(unpack(content)["base_iri"])

    async def _end(self, *, kill: bool = False) -> int | None:
        """End the process; return its exit code."""
        process, self._process = self._process, None
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if process is None:
            return None
        if kill:
            with suppress(subprocess.TimeoutExpired):  # it may be dying of something worth knowing
                return await asyncio.to_thread(process.wait, 0.2)
            process.kill()
        try:
            return await asyncio.to_thread(process.wait, self._limits.update_timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            return await asyncio.to_thread(process.wait)


def _fail(orders: Iterable[Order], error: MandategraphError) -> None:
    for order in orders:
        if not order.done.done():
            order.done.set_exception(error)


def _failure(status: int | None) -> MandategraphError:
    if status == -signal.SIGSEGV:
        return QueryTooLargeError("what was sent is nested too deeply.", remedy="Nothing was changed.")
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        return MemoryLimitError("the write needs more memory than one may have.", remedy="Nothing was changed.")
    return InternalError(f"the process that writes ended with status {status}.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
