"""The main process's end of a zygote: orders workers, learns how they end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ...graph.errors import StoreError
from .wire import Channel, Message, unpack

_PACKET = 1 << 16
_STARTING = 600.0


@dataclass(frozen=True)
class Task:
    """What a zygote holds: the graph in ``folder`` at ``revision`` (None: no graph), and what its workers may.

    ``merge``: the default graph is to be the merge of all graphs.
    """

    revision: int
    folder: Path | None
    memory: int
    services: tuple[str, ...] = ()
    merge: bool = False

    @property
    def text(self) -> str:
        """The task as the zygote reads it."""
        folder = str(self.folder) if self.folder else ""
        return json.dumps({**asdict(self), "folder": folder})


@dataclass(eq=False)
class Worker:
    """A living worker. ``ended`` gets its exit code (negative: the signal that ended it)."""

    pid: int
    channel: Channel
    spawner: Spawner
    _handle: int
    shared: int
    """Bytes of memory that it began with, which are its parent's."""
    ended: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def kill(self) -> None:
        """End it now; whoever reads from it sees the end of its channel."""
        if self._handle >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def dispose(self) -> None:
        """End it and forget it, when nobody reads from it."""
        self.kill()
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        self.channel.close()

    def slow_down(self, nice: int) -> None:
        """Give it less of the CPU from now on."""
        with suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self.pid, nice)

    @property
    def memory(self) -> int:
        """The bytes of memory that it has taken since it was forked (an estimate that costs nothing)."""
        return max(0, _resident(self.pid) - self.shared)


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


class Spawner:
    """One zygote. Make it with ``start``."""

    def __init__(self, task: Task, process: subprocess.Popen[bytes], end: socket.socket) -> None:
        self.task = task
        self._process, self._end = process, end
        loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[int] = loop.create_future()
        self._orders: dict[int, tuple[socket.socket, asyncio.Future[Worker]]] = {}
        self._workers: dict[int, Worker] = {}
        self._number = 0
        self._closed = False
        loop.add_reader(end.fileno(), self._report)

    @classmethod
    async def start(cls, task: Task) -> Spawner:
        """Start a zygote and wait until it has loaded its graph."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        number = theirs.fileno()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"{__package__}.zygote", str(number), task.text],
            pass_fds=[number],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "MALLOC_ARENA_MAX": "2"},
            process_group=0,
        )
        theirs.close()
        spawner = cls(task, process, ours)
        try:
            async with asyncio.timeout(_STARTING):
                await asyncio.shield(spawner._ready)
        except BaseException:  # also a cancelled start: the zygote must not stay behind
            spawner.close()
            spawner.wait(2.0)
            raise
        return spawner

    async def spawn(self, nice: int) -> Worker:
        """Fork a worker."""
        if self._closed:
            raise StoreError("the process that makes workers has ended.")
        ours, theirs = socket.socketpair()
        self._number += 1
        future: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._orders[self._number] = (ours, future)
        order = json.dumps({"order": self._number, "nice": nice}).encode()
        try:
            with theirs:
                socket.send_fds(self._end, [order], [theirs.fileno()])
        except OSError as error:
            del self._orders[self._number]
            ours.close()
            raise StoreError("the process that makes workers does not take orders.") from error
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            future.add_done_callback(_kill_unwanted)
            raise

    def close(self) -> None:
        """End the zygote and its workers; what it still reports is not heard."""
        if self._closed:
            return
        self._lost()
        with suppress(ProcessLookupError):
            self._process.terminate()

    def ended(self) -> bool:
        """Tell whether the zygote is gone, and bury it."""
        return self._process.poll() is not None

    def wait(self, seconds: float) -> None:
        """Wait for the end of a closed zygote; kill it when it does not come."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def quads(self) -> int:
        """How many statements its graph has."""
        return self._ready.result() if self._ready.done() and not self._ready.exception() else 0

    @property
    def closed(self) -> bool:
        """Whether it can make no more workers."""
        return self._closed

    def _report(self) -> None:
        try:
            content, handles, _, _ = socket.recv_fds(self._end, _PACKET, 1)
        except BlockingIOError:
            return
        except OSError:
            content, handles = b"", []
        if not content:
            self._lost()
            return
        self._take(unpack(content), handles)

    def _take(self, message: Message, handles: list[int]) -> None:
        if "ready" in message:
            if not self._ready.done():
                self._ready.set_result(int(str(message["quads"])))
        elif "worker" in message:
            end, future = self._orders.pop(int(str(message["order"])))
            worker = Worker(int(str(message["worker"])), Channel(end), self, handles[0], _resident(self._process.pid))
            self._workers[worker.pid] = worker
            if future.cancelled():
                worker.dispose()
            else:
                future.set_result(worker)
        else:
            worker_gone = self._workers.pop(int(str(message["ended"])), None)
            if worker_gone and not worker_gone.ended.done():
                worker_gone.ended.set_result(int(str(message["status"])))

    def _lost(self) -> None:
        """The zygote is gone or going; so are its workers."""
        self._closed = True
        asyncio.get_running_loop().remove_reader(self._end.fileno())
        self._end.close()
        error = StoreError("the process that makes workers has ended.")
        for end, future in self._orders.values():
            end.close()
            if not future.done():
                future.set_exception(error)
        if not self._ready.done():
            self._ready.set_exception(error)
            self._ready.exception()  # whoever waited may be gone
        for worker in self._workers.values():
            worker.kill()
            if not worker.ended.done():
                worker.ended.set_result(-signal.SIGKILL)
        self._workers.clear()


def _kill_unwanted(future: asyncio.Future[Worker]) -> None:
    if not future.cancelled() and future.exception() is None:
        future.result().dispose()
