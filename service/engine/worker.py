"""A worker: a process with limits that answers one query after another, and may be killed or crash at any time."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from ...graph.errors import MandategraphError
from ...graph.queries.dataset import Source
from . import guard
from .answering import Asked, answer
from .errors import MemoryLimitError
from .faults import tell
from .wire import Closed, Kind, Line, unpack

_DIE_WITH_PARENT = 1
_SPENT = 128 << 20
"""A worker whose memory has grown by this much is not used again."""
_PAGE = resource.getpagesize()
_MERGED = 100_000
"""The most statements of a store on the disk whose graphs a worker merges, in about half a second."""


@dataclass(frozen=True)
class Graph:
    """A graph in memory: what a worker inherits."""

    revision: int
    source: Source


def work(line: Line, graph: Graph | None, nice: int, memory: int, services: frozenset[str]) -> NoReturn:
    """Answer queries until the other end is closed; never return."""
    try:
        confine(nice)
        _Worker(line, graph, services, memory).run()
    except Closed:
        os._exit(0)
    except BaseException:  # the end of a forked process: an exception that went on would run its parent's program
        traceback.print_exc()
    os._exit(1)


def confine(nice: int) -> None:
    """Put this process behind the service: less CPU, first to go when memory is short, no core files, no orphan."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")
    if nice:
        os.nice(nice)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # the engine writes a page about each query that it dies of
    os.close(nowhere)


def limit_memory(further: int | None) -> None:
    """Allow so many bytes beyond what this process has now; None allows any number."""
    most = resource.RLIM_INFINITY if further is None else _address_space() + further
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _PAGE


class _Worker:
    def __init__(self, line: Line, graph: Graph | None, services: frozenset[str], memory: int) -> None:
        self._line, self._graph, self._services, self._memory = line, graph, services, memory
        limit_memory(memory)
        self._open: tuple[str, Source] | None = None
        self._size = _address_space()

    def run(self) -> None:
        while True:
            content = self._line.receive()[1]
            message = unpack(content)
            revision, folder = message.pop("revision"), message.pop("folder")
            try:
                if message.pop("check"):
                    guard.check(str(message["text"]), self._services)
                    self._line.send(Kind.END, {})
                    continue
                asked = Asked.read(message)
                source = self._source(revision, str(folder), own=not asked.union, disk=asked.graph is not None)
                end = answer(source, asked, self._services, self._line)
                spent = _address_space() - self._size > _SPENT
                self._line.send(Kind.END, {**end, "spent": spent})
            except Closed:
                raise
            except MandategraphError as error:
                self._line.send(Kind.ERROR, tell(error))
            except MemoryError:
                self._line.send(Kind.ERROR, tell(MemoryLimitError("the query needs more memory than one may have.")))
                os._exit(0)
            except BaseException as error:  # whatever the engine does is the query's end, not more
                trace = traceback.format_exc()
                what = f"{type(error).__name__}: {error}"
                self._line.send(Kind.ERROR, {"error": "InternalError", "what": what, "trace": trace})
            del message, content
            gc.collect()

    def _source(self, revision: object, folder: str, *, own: bool, disk: bool = False) -> Source:
        """Return what to ask; ``own``: with the store's own default graph, not the merge that memory may hold.

        ``disk``: in the order of the disk, which is always the same; memory has another one.
        """
        memory = None if disk else self._graph
        if memory is not None and memory.revision == revision and not (own and memory.source.merged):
            return memory.source
        if self._open is None or self._open[0] != folder:
            self._open = None
            limit_memory(None)  # the engine's files need threads and buffers, which are not the query's
            self._open = (folder, Source(ox.Store.read_only(folder), most=_MERGED))
            limit_memory(self._memory)
            self._size = _address_space()
        return self._open[1]


def as_worker(end: socket.socket) -> Line:
    """Return the line of a worker that was just forked; what belongs to the parent is given up."""
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end.setblocking(True)
    return Line(end)
