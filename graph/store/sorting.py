"""Sorted N-Quads of any size in bounded memory: sorted runs, on disk when there are several, merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO

import pyoxigraph as ox

from .changes import N_QUADS

RUN = 200_000


def sorted_lines(quads: Iterable[ox.Quad], *, run: int = RUN) -> Iterator[bytes]:
    """Yield each statement once, as a line of canonical N-Quads, in code point order; ``run`` statements in memory.

    Without blank nodes this is RDFC-1.0, sorted.
    """
    rest = iter(quads)
    first = _sorted_run(rest, run)
    second = _sorted_run(rest, run)
    if not second:
        yield from first
        return
    with ExitStack() as files:
        runs = [_kept(files, first), _kept(files, second)]
        del first, second
        while more := _sorted_run(rest, run):
            runs.append(_kept(files, more))
        last = b""
        for line in heapq.merge(*runs):
            if line != last:
                yield line
            last = line


def canonical_lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Return a data set that may hold blank nodes as RDFC-1.0 canonical, sorted N-Quads (all of it in memory)."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(sorted_lines(dataset))


def _sorted_run(quads: Iterator[ox.Quad], size: int) -> list[bytes]:
    text = ox.serialize(islice(quads, size), format=N_QUADS) or b""
    return sorted(set(text.splitlines(keepends=True)))


def _kept(files: ExitStack, lines: list[bytes]) -> IO[bytes]:
    file = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
    file.writelines(lines)
    file.seek(0)
    return file
