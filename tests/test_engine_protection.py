"""Hostile queries: each ends in time with the right error, others are answered beside it, nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from engine_world import QUICK, ask, body, children, engine, make_store, run, until

from mandategraph.graph.errors import MandategraphError, TimeLimitError, UnsupportedError
from mandategraph.service.engine.analysis import analyse
from mandategraph.service.engine.calls import QueryCall
from mandategraph.service.engine.engine import Engine
from mandategraph.service.engine.errors import (
    MemoryLimitError,
    OverloadedError,
    QueryTooLargeError,
    ResultBrokenError,
)

PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = {
    "product": (PRODUCT, TimeLimitError),
    "product of rows": ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", ResultBrokenError),
    "path": ("SELECT (COUNT(*) AS ?n) { ?a <urn:next>+ ?b }", TimeLimitError),
    "sort": ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", TimeLimitError),
    "many patterns": (
        f"SELECT * {{ {' '.join(f'?a{n} ?p{n} ?a{n + 1} .' for n in range(300))} }}",
        TimeLimitError,
    ),
    "nested": (f"SELECT ({'STR(' * 5000}1{')' * 5000} AS ?x) {{}}", QueryTooLargeError),
    "service": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", UnsupportedError),
    "text": (
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
        TimeLimitError,
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("engine") / "store")


async def end_of(running: Engine, text: str) -> tuple[float, MandategraphError | None]:
    """Return how long a query took and how it ended."""
    began = time.monotonic()
    try:
        await body(await running.evaluate(QueryCall(text)))
    except MandategraphError as error:
        return time.monotonic() - began, error
    return time.monotonic() - began, None


def test_eight_hostile_queries_end_in_time_and_others_are_answered(store: Path) -> None:
    async def test() -> None:
        limits = replace(QUICK, timeout=4.0, slow=6, worker_memory=256 << 20)
        async with engine(store, limits) as running:
            await until(lambda: running.state().in_memory)
            await ask(running, "ASK {}")
            latest: list[float] = []

            async def probe() -> None:
                while True:
                    began = time.monotonic()
                    assert await ask(running, "ASK {}") == "true"
                    latest.append(time.monotonic() - began)
                    await asyncio.sleep(0.02)

            probing = asyncio.create_task(probe())
            ends = await asyncio.gather(*(end_of(running, text) for text, _ in HOSTILE.values()))
            assert not probing.done()
            probing.cancel()
            for (name, (_, kind)), (seconds, error) in zip(HOSTILE.items(), ends, strict=True):
                assert isinstance(error, kind | MemoryLimitError | ResultBrokenError), (name, error)
                assert seconds < limits.timeout + 3, name
            # whoever had to wait for one of the hostile queries would have waited for seconds
            assert sorted(latest)[int(len(latest) * 0.95)] < limits.timeout / 4
            await until(lambda: running.state().worker_memory < 200 << 20)
            await until(lambda: "Z" not in children().values())
            assert len(children()) <= 1 + limits.worker_count

    run(test)
    assert children() == {}


def test_a_query_that_needs_too_much_memory_ends_alone(store: Path) -> None:
    async def test() -> None:
        limits = replace(QUICK, timeout=30.0, worker_memory=64 << 20)
        async with engine(store, limits) as running:
            text = "SELECT * { ?a <urn:v> ?c . ?d <urn:next> ?f } ORDER BY ?c ?f"
            _, error = await end_of(running, text)
            assert isinstance(error, MemoryLimitError)
            assert await ask(running, "ASK {}") == "true"
            assert running.state().ended["memory"] == 1

    run(test)


def test_a_queue_has_an_end(store: Path) -> None:
    async def test() -> None:
        limits = replace(QUICK, slow=1, queue=1, queue_timeout=0.5)
        async with engine(store, limits) as running:
            ends = await asyncio.gather(*(end_of(running, PRODUCT) for _ in range(3)))
            kinds = sorted(type(error).__name__ for _, error in ends)
            assert kinds == ["OverloadedError", "OverloadedError", "TimeLimitError"]
            full = next(error for _, error in ends if isinstance(error, OverloadedError))
            assert full.retry_after > 0
            assert all(lane.busy == lane.waiting == 0 for lane in running.state().lanes)

    run(test)


def test_a_client_that_goes_frees_its_worker(store: Path) -> None:
    async def test() -> None:
        async with engine(store, replace(QUICK, timeout=60.0, slow=1)) as running:
            counting = asyncio.create_task(end_of(running, PRODUCT))
            await asyncio.sleep(0.3)
            counting.cancel()
            await until(lambda: running.state().lanes[1].busy == 0)
            rows = await running.evaluate(QueryCall("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
            await anext(aiter(rows.chunks))
            await rows.chunks.aclose()  # type: ignore[attr-defined]
            assert running.state().lanes[1].busy == 0
            unread = await running.evaluate(QueryCall("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
            del unread
            await until(lambda: running.state().lanes[1].busy == 0)
            await until(lambda: not busy())
            assert running.state().ended["cancelled"] == 3

    run(test)


def busy() -> list[int]:
    """Return the descendants that run right now."""
    return [pid for pid, state in children().items() if state == "R"]


def test_a_slow_query_leaves_the_express_lane(store: Path) -> None:
    async def test() -> None:
        limits = replace(QUICK, express=1, slow=1, express_timeout=0.2, timeout=3.0)
        looks_simple = "ASK { <urn:00001> <urn:v> ?v FILTER EXISTS { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?h) } }"
        assert analyse(looks_simple).simple
        async with engine(store, limits) as running:
            slow = [asyncio.create_task(end_of(running, looks_simple)) for _ in range(2)]
            express, others = running.state().lanes[:2]
            await until(lambda: running.state().lanes[1].busy + running.state().lanes[1].waiting > 0)
            assert (express.name, others.name) == ("express", "slow")
            assert await ask(running, "ASK {}") == "true"
            assert not all(each.done() for each in slow)
            for seconds, error in await asyncio.gather(*slow):
                assert isinstance(error, TimeLimitError | OverloadedError | MemoryLimitError)
                assert seconds < limits.timeout + 3

    run(test)


def test_workers_that_are_killed_are_replaced(store: Path) -> None:
    async def test() -> None:
        async with engine(store) as running:
            await until(lambda: running.state().in_memory)
            before = children()
            for pid in before:
                with suppress(ProcessLookupError):  # a worker dies with the process that made it
                    os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.3)
            answered = 0
            for _ in range(20):
                try:
                    answered += await ask(running, "ASK {}") == "true"
                except MandategraphError:
                    await asyncio.sleep(0.1)
            assert answered >= 15

    run(test)
    assert children() == {}


def alive(pid: int) -> bool:
    """Tell whether a process is there and not merely unburied."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_nothing_outlives_a_service_that_is_killed(store: Path) -> None:
    program = (
        "import asyncio, os\nfrom pathlib import Path\nfrom engine_world import QUICK, engine, ask\n"
        "async def main():\n"
        f"    async with engine(Path({str(store)!r}), QUICK) as running:\n"
        "        asyncio.create_task(ask(running, 'SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f'))\n"
        "        await asyncio.sleep(1)\n        print('up', flush=True)\n        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == b"up\n"
        orphans = set(children()) - {service.pid}
        assert orphans
        service.kill()
    end = time.monotonic() + 5
    while any(alive(pid) for pid in orphans):
        assert time.monotonic() < end, "workers outlive the service"
        time.sleep(0.05)
