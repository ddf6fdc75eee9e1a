"""The process that workers are forked from: it has one thread, holds the graph in memory, and never reads a query.

It is started with the number of a socket. Through that come orders (a frame each, a new worker's socket beside it),
and back go the ids of workers and how they ended. When the socket closes, everything ends.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import BinaryIO, NoReturn, cast

import pyoxigraph as ox

from ...graph.queries.dataset import Source, add_merge
from .processes import STACK, with_big_stack
from .wire import Message, unpack
from .worker import Graph, as_worker, work

_ORDER = 1 << 16


def main(arguments: list[str]) -> None:
    """Serve orders until the socket closes."""
    arguments = with_big_stack(__spec__.name, arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end = socket.socket(fileno=int(arguments[0]))
    Zygote(end, unpack(arguments[1].encode())).run()


class Zygote:
    """``task`` tells the revision and folder of the graph to hold (or none), and the limits of workers."""

    def __init__(self, end: socket.socket, task: Message) -> None:
        self._end, self._task = end, task
        self._services = frozenset(str(iri) for iri in cast(list[str], task["services"]))
        self._workers: set[int] = set()
        self._ended, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._graph = self._read_graph()

    def run(self) -> None:
        """Tell that all is ready, then do what is ordered."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        gc.collect()
        gc.freeze()
        self._tell({"ready": True, "quads": len(self._graph.source.store) if self._graph else 0})
        while self._step():
            pass
        for pid in self._workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os._exit(0)

    def _step(self) -> bool:
        ready, _, _ = select.select([self._end.fileno(), self._ended], [], [])
        if self._ended in ready:
            os.read(self._ended, 4096)
            self._reap()
        if self._end.fileno() in ready:
            try:
                content, handles, _, _ = socket.recv_fds(self._end, _ORDER, 1)
            except ConnectionResetError:
                return False
            if not content:
                return False
            self._fork(socket.socket(fileno=handles[0]), unpack(content))
        return True

    def _fork(self, end: socket.socket, order: Message) -> None:
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            for handle in (self._ended, self._wake):
                os.close(handle)
            self._end.close()
            memory = STACK + int(str(self._task["memory"]))
            work(as_worker(end), self._graph, int(str(order["nice"])), memory, self._services)
        end.close()
        self._workers.add(pid)
        handle = os.pidfd_open(pid)
        self._tell({"worker": pid, "order": order["order"]}, handle)
        os.close(handle)

    def _reap(self) -> None:
        while self._workers:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self._workers:
                self._workers.discard(pid)
                self._tell({"ended": pid, "status": os.waitstatus_to_exitcode(status)})

    def _tell(self, message: Message, *handles: int) -> None:
        content = json.dumps(message).encode()
        with suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(self._end, [content], list(handles))

    def _read_graph(self) -> Graph | None:
        """Load the graph that the task names, from a child, because the engine's files bring threads with them."""
        if not self._task["folder"]:
            return None
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(out)
            _copy_out(str(self._task["folder"]), into)
        os.close(into)
        store = ox.Store()
        with os.fdopen(out, "rb") as pipe:
            store.load(cast(BinaryIO, pipe), ox.RdfFormat.N_QUADS)
        if os.waitpid(pid, 0)[1] != 0:
            os._exit(1)
        merged = bool(self._task["merge"])
        if merged:
            add_merge(store)
        return Graph(int(str(self._task["revision"])), Source(store, merged=merged))


def _copy_out(folder: str, into: int) -> NoReturn:
    status = 1
    with suppress(OSError), os.fdopen(into, "wb") as pipe:
        ox.Store.read_only(folder).dump(pipe, ox.RdfFormat.N_QUADS)
        pipe.flush()
        status = 0
    os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
