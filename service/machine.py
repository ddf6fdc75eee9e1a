"""How much memory there is, and limits that keep the service within it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from .limits import Limits

_MIB = 1 << 20
_QUERIES, _WRITER = 3, 4
"""A third of what the program leaves is for queries, a fourth of the whole for the process that writes; at most."""
_LEAST = 64 * _MIB
"""What one query, and a copy of the graph, may take at least, however small the machine is."""
_CONTROLLERS = (("", "memory.max"), ("memory", "memory.limit_in_bytes"))
"""Where limits of control groups stand, of the second version and of the first."""


def machine_memory(root: Path = Path("/")) -> int:
    """Return the bytes that there are for this process and its children: of the machine, or of its control group."""
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(physical, *_group_limits(root), physical)


def _group_limits(root: Path) -> Iterator[int]:
    """Give the limits of the groups that this process is in, outermost last; those that limit nothing are left out."""
    for controller, file in _CONTROLLERS:
        folder = root / "sys/fs/cgroup" / controller
        group = Path(_group(root, controller).strip("/"))
        for at in (group, *group.parents):
            try:
                text = (folder / at / file).read_text("ascii").strip()
            except OSError:
                continue
            if text.isdigit():
                yield int(text)


def _group(root: Path, controller: str) -> str:
    """Return the group of this process for a controller, the outermost where it is not told."""
    try:
        lines = (root / "proc/self/cgroup").read_text("utf-8").splitlines()
    except OSError:
        return ""
    told = (line.split(":", 2) for line in lines if line.count(":") >= 2)
    return next((path for _, names, path in told if controller in names.split(",")), "")


def fitted(limits: Limits, memory: int, *, writable: bool, graph_given: bool) -> Limits:
    """Return limits with which one process of the service, and all that it starts, takes at most ``memory`` bytes.

    What a writer, a query and a copy of the graph may take is lowered as far as it must. A copy whose size is
    ``graph_given`` keeps it, and a query gets what that leaves, but no less than it would get beside another. Where
    that, or the least of all, is more than ``memory``, more is returned.
    """
    if limits.total_memory(limits.memory, writable=writable) <= memory:
        return limits
    bare = replace(limits, writer_memory=min(limits.writer_memory, memory // _WRITER), worker_memory=0)
    left = memory - bare.total_memory(0, writable=writable)
    worker = max(_LEAST, left // _QUERIES // limits.worker_count)
    if graph_given:
        worker = max(worker, (left - limits.copies * limits.memory) // limits.worker_count)
    worker = min(limits.worker_memory, _whole(worker))
    graph = max(_LEAST, _whole((left - worker * limits.worker_count) // limits.copies))
    return replace(bare, worker_memory=worker, memory=limits.memory if graph_given else min(limits.memory, graph))


def _whole(size: int) -> int:
    """Return a size without the part of its last MiB."""
    return size // _MIB * _MIB
