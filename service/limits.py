"""The limits of the service: what one client may cost it. Every one is told by ``/health`` and the documentation."""

from __future__ import annotations

import os
from dataclasses import dataclass

_MIB = 1 << 20


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes and counts.

    ``timeout`` runs from the arrival of a query to its last byte, the queue included. ``express`` and ``slow`` are the
    workers of the two lanes; a query that is in the express lane after ``express_timeout`` moves to the slow one.
    """

    timeout: float = 30.0
    max_timeout: float = 300.0
    update_timeout: float = 60.0
    queue_timeout: float = 10.0
    queue: int = 32
    express: int = 2
    express_timeout: float = 0.5
    slow: int = max(4, min(8, _cpus()))
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
    kept_revisions: int = 3
    poll: float = 0.5
    """How often the journal is looked at for a revision that another process made."""
