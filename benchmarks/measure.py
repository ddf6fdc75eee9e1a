"""Cost of work in a process of its own, medians over runs, and a small table."""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")


class Cost(NamedTuple):
    """CPU and wall-clock seconds of the work itself (imports done), and the peak memory of its whole process in MB."""

    cpu: float
    wall: float
    peak: float


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak() -> float:
    """Return the peak memory in MB of this process plus its largest child (``ru_maxrss`` is in KiB on Linux)."""
    unit = 1 if sys.platform == "darwin" else 1024
    kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) * unit / 1e6


def _work(sender: Connection, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
    cpu, wall = _cpu(), time.perf_counter()
    value = function(*arguments)
    sender.send((value, Cost(_cpu() - cpu, time.perf_counter() - wall, _peak())))


def measured(function: Callable[..., Result], *arguments: object) -> tuple[Result, Cost]:
    """Call a function of a module's top level in a new process; return what it returns and what it cost."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, function, arguments))
    process.start()
    sender.close()
    try:
        result: tuple[Result, Cost] = receiver.recv()
    except EOFError:
        raise SystemExit(f"{function.__name__} ended without a result; its message is above.") from None
    process.join()
    return result


def median(costs: Iterable[Cost]) -> Cost:
    """Return the median of each column."""
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def options(description: str | None, mandates: int) -> argparse.ArgumentParser:
    """Return the options that every benchmark takes."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--mandates", type=int, default=mandates, help=f"different mandates (default {mandates})")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts (default 3)")
    return parser


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as an aligned table, first column to the left."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    )
