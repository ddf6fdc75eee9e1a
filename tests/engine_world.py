"""A small store on the disk and an engine over it, for the tests of the engine room."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.store.store import GraphChange, LoadLog, open_store
from mandategraph.service.engine.calls import QueryCall, Result
from mandategraph.service.engine.engine import Engine
from mandategraph.service.limits import Limits

BASE = "https://w3id.org/mandategraph/"
QUICK = Limits(timeout=2.0, queue_timeout=1.0, express_timeout=0.3, poll=0.1, slow=2)


def make_store(path: Path, size: int = 3000) -> Path:
    """Make a store of two graphs: ``size`` things with a value, and a chain through all of them."""
    load(path, "urn:values", [f'<urn:{n:05}> <urn:v> "{n}"' for n in range(size)])
    load(path, "urn:chain", [f"<urn:{n:05}> <urn:next> <urn:{n + 1:05}>" for n in range(size)])
    return path


def load(path: Path, graph: str, statements: list[str]) -> int:
    """Load one graph as another process would, and return the revision."""
    with open_store(path, write=True, create=True, wait=5.0) as store:
        return store.commit([GraphChange.of(graph, statements)], LoadLog("2026-01-01T00:00:00Z"))


@asynccontextmanager
async def engine(
    path: Path, limits: Limits = QUICK, *, write: bool = False, union: bool = True, services: tuple[str, ...] = ()
) -> AsyncIterator[Engine]:
    """Start an engine without stored queries and close it."""
    running = await Engine.start(path, Catalogue({}), limits, write=write, union=union, services=services)
    try:
        yield running
    finally:
        await running.close()


def run(test: Callable[[], Awaitable[None]]) -> None:
    """Run an asynchronous test in an event loop of its own."""

    async def main() -> None:
        await test()

    asyncio.run(main())


async def body(result: Result) -> bytes:
    """Read a result to its end."""
    return b"".join([chunk async for chunk in result.chunks])


async def ask(running: Engine, text: str, media_type: str = "text/csv", **more: object) -> str:
    """Return the body of a query's answer."""
    return (await body(await running.evaluate(QueryCall(text, media_type, **more)))).decode()  # type: ignore[arg-type]


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for a condition; fail when it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


def children() -> dict[int, str]:
    """Return every descendant of this process with its state letter."""
    parents: dict[int, tuple[int, str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = (int(fields[1]), fields[0])
    found = {os.getpid()}
    while more := {pid for pid, (parent, _) in parents.items() if parent in found} - found:
        found |= more
    return {pid: parents[pid][1] for pid in found if pid in parents and pid != os.getpid()}
