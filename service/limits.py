"""The limits of the service: what one client may cost it. Every one is told by ``/health`` and the documentation.

Those of memory are the most on a large machine; ``machine.fitted`` lowers them on a small one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

_MIB = 1 << 20
_COPIES = 4
"""Of the graph: one to read and one to fork workers from, and both again while a new revision takes their place."""
_PROGRAM = 512 * _MIB
"""The program with its libraries, in each of its few processes that are no workers."""


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes and counts.

    ``timeout`` runs from the arrival of a query to its last byte, the queue included. ``express`` and ``slow`` are the
    workers of the two lanes; a query that is in the express lane after ``express_timeout`` moves to the slow one.
    ``check`` more look at what waits for the slow lane. One client may have ``client_queries`` running at once (0: any
    number), and never all workers of a lane; what it sends beyond that waits.
    """

    timeout: float = 30.0
    update_timeout: float = 60.0
    queue_timeout: float = 10.0
    queue: int = 32
    client_queries: int = 8
    express: int = 3
    express_timeout: float = 0.5
    slow: int = max(5, min(9, _cpus() + 1))
    check: int = 1
    memory: int = 2048 * _MIB
    """What a copy of the graph in memory may take in the main process."""
    worker_memory: int = 512 * _MIB
    """What one query may take."""
    write_queue: int = 256
    writer_memory: int = 4096 * _MIB
    max_rows: int = 10_000_000
    max_body: int = 64 * _MIB
    max_query: int = 256 << 10
    answer_cache: int = 64 * _MIB
    """What the answers of stored queries that are kept may take."""
    plan_cache: int = 16 * _MIB
    """What the stored queries that are kept with their values may take."""
    kept_revisions: int = 3
    poll: float = 0.5
    """How often the journal is looked at for a revision that another process made."""

    @property
    def results(self) -> int:
        """Results that left the express lane and are still being read: so many beside what the slow lane has."""
        return self.slow

    @property
    def worker_count(self) -> int:
        """How many workers there may be."""
        return self.express + self.slow + self.check + self.results

    @property
    def copies(self) -> int:
        """How often the graph may be in memory: each worker may come to have one of its own."""
        return _COPIES + self.worker_count

    def total_memory(self, graph: int, *, writable: bool) -> int:
        """Return the bytes that one process of the service and all that it starts may take together.

        ``graph`` are the bytes of one copy of the graph. A worker begins with the pages of the graph that it was forked
        from, and those that it reads become its own.
        """
        workers, caches = self.worker_count * self.worker_memory, self.answer_cache + self.plan_cache
        return self.copies * graph + workers + caches + _PROGRAM + (self.writer_memory if writable else 0)
