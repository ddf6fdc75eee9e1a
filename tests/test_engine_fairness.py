"""No client is in another one's way: places, queues and what is kept are shared out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from engine_world import QUICK, ask, body, engine, make_store, run, until

from mandategraph.graph.errors import MandategraphError, TimeLimitError
from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.queries.files import check_query
from mandategraph.service.engine.analysis import analyse
from mandategraph.service.engine.calls import LaneState, QueryCall
from mandategraph.service.engine.clients import CLIENT, Lines, Shares
from mandategraph.service.engine.engine import Engine
from mandategraph.service.engine.errors import MemoryLimitError, OverloadedError
from mandategraph.service.engine.lane import Lane
from mandategraph.service.engine.plan_cache import PlanCache
from mandategraph.service.engine.stored import StoredQueries

FOREVER = 60.0
Value = TypeVar("Value")
LOOKS_SIMPLE = "ASK { ?s ?p ?o FILTER EXISTS { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?h) } }"
COSTLY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("engine") / "store")


def by(client: str, work: Awaitable[Value]) -> asyncio.Task[Value]:
    """Do work in the name of a client."""

    async def named() -> Value:
        CLIENT.set(client)
        return await work

    return asyncio.create_task(named())


async def end_of(running: Engine, text: str) -> MandategraphError | None:
    try:
        await body(await running.evaluate(QueryCall(text)))
    except MandategraphError as error:
        return error
    return None


def lane_of(running: Engine, name: str) -> LaneState:
    return next(lane for lane in running.state().lanes if lane.name == name)


@pytest.mark.parametrize(("text", "name"), [(LOOKS_SIMPLE, "express"), (COSTLY, "slow")])
def test_who_sends_much_waits_for_himself(store: Path, text: str, name: str) -> None:
    assert analyse(text).simple == (name == "express")
    limits = replace(QUICK, express=3, slow=3, express_timeout=FOREVER, timeout=8.0, queue_timeout=FOREVER)

    async def test() -> None:
        async with engine(store, limits) as running:
            much = [by("a", end_of(running, text)) for _ in range(12)]
            await until(lambda: lane_of(running, name).waiting == 10)
            assert lane_of(running, name).busy == 2  # the third place is for another client
            little = "ASK {}" if name == "express" else "SELECT ?s { ?s <urn:v> '7' } ORDER BY ?s"
            assert await by("b", ask(running, little))
            assert lane_of(running, name).busy == 2 and lane_of(running, name).waiting > 0
            ends = await asyncio.gather(*much)
            assert {type(end) for end in ends} <= {TimeLimitError, OverloadedError, MemoryLimitError}

    run(test)


def test_a_client_has_so_many_queries_running_in_all_lanes_together(store: Path) -> None:
    limits = replace(QUICK, client_queries=3, express=4, slow=4, express_timeout=FOREVER, timeout=6.0)

    async def test() -> None:
        async with engine(store, limits) as running:
            for text in (LOOKS_SIMPLE, LOOKS_SIMPLE, COSTLY, COSTLY, LOOKS_SIMPLE):
                by("a", end_of(running, text))
                await asyncio.sleep(0.1)
            states = [lane_of(running, "express"), lane_of(running, "slow")]
            assert [(lane.busy, lane.waiting) for lane in states] == [(2, 1), (1, 1)]
            by("b", end_of(running, COSTLY))
            await until(lambda: lane_of(running, "slow").busy == 2)

    run(test)


def test_results_that_nobody_reads_leave_room_for_another_client(store: Path) -> None:
    limits = replace(QUICK, slow=2, express=2, timeout=20.0)
    product = "SELECT * { ?a ?b ?c . ?d ?e ?f }"

    async def test() -> None:
        async with engine(store, limits) as running:
            unread = await by("a", running.evaluate(QueryCall(product)))
            waiting = by("a", end_of(running, product))
            await until(lambda: lane_of(running, "slow").waiting == 1)
            assert await by("b", ask(running, "SELECT ?s { ?s <urn:v> '7' } ORDER BY ?s")) == "s\r\nurn:00007\r\n"
            assert lane_of(running, "slow").waiting == 1
            waiting.cancel()
            del unread

    run(test)


def _lane(size: int, queue: int = 8, shares: Shares | None = None) -> Lane:
    return Lane("lane", size, 0, queue, FOREVER, shares or Shares())


def in_loop(test: Callable[[float], Awaitable[None]]) -> None:
    async def main() -> None:
        await test(asyncio.get_running_loop().time() + FOREVER)

    asyncio.run(main())


def test_clients_are_let_in_by_turns() -> None:
    async def test(deadline: float) -> None:
        lane, order = _lane(1), list[str]()

        async def enter(client: str, name: str) -> None:
            await lane.enter(client, deadline)
            order.append(name)
            lane.leave(client)

        await lane.enter("z", deadline)
        names = ["a1", "a2", "a3", "b1", "b2", "c1"]
        tasks = [asyncio.create_task(enter(name[0], name)) for name in names]
        await asyncio.sleep(0)
        lane.leave("z")
        await asyncio.gather(*tasks)
        assert order == ["a1", "b1", "c1", "a2", "b2", "a3"]
        assert (lane.state.busy, lane.state.waiting) == (0, 0)

    in_loop(test)


def test_a_full_queue_makes_room_for_who_has_less_in_it() -> None:
    async def test(deadline: float) -> None:
        lane = _lane(1, queue=3)
        await lane.enter("z", deadline)
        much = [asyncio.create_task(lane.enter("a", deadline)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError):
            await lane.enter("a", deadline)
        little = asyncio.create_task(lane.enter("b", deadline))
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError):
            await much[2]
        lane.leave("z")
        await much[0]
        lane.leave("a")
        await little
        assert lane.state.waiting == 1 and not much[1].done()
        much[1].cancel()

    in_loop(test)


def test_who_gives_up_leaves_no_trace() -> None:
    async def test(deadline: float) -> None:
        lane = _lane(2)
        await lane.enter("a", deadline)
        late = asyncio.create_task(lane.enter("a", deadline))
        await asyncio.sleep(0)
        lane.leave("a")  # it has the place now, and is cancelled before it learns of it
        late.cancel()
        await asyncio.gather(late, return_exceptions=True)
        assert (lane.state.busy, lane.state.waiting) == (0, 0)
        await lane.enter("a", deadline)
        with pytest.raises(OverloadedError):
            await lane.enter("a", asyncio.get_running_loop().time() + 0.01)
        assert (lane.state.busy, lane.state.waiting) == (1, 0)

    in_loop(test)


def test_nobody_in_particular_may_have_every_place() -> None:
    lane = _lane(3, shares=Shares(1))
    for _ in range(3):
        assert lane.free("")
        lane.take("")
    assert not lane.free("")


def test_lines_of_nobody_are_no_lines() -> None:
    lines: Lines[int] = Lines()
    lines.remove("a", 1)
    assert lines.next(lambda client: True) is None and lines.give_way("a") is None
    lines.add("a", 1)
    assert lines.next(lambda client: client != "a") is None and len(lines) == 1


def test_plans_are_kept_up_to_a_number_and_to_a_size() -> None:
    few = PlanCache[str](3, 1 << 20)
    for key in "abca":
        few.put(key, key.upper(), 10)
    few.put("d", "D", 10)
    assert [few.get(key) for key in "abcd"] == ["A", None, "C", "D"]
    small = PlanCache[int](1000, 100_000)
    for number in range(100):
        small.put(number, number, 4000)
    assert len(small) == 20 and small.bytes == 20 * 5000
    small.put("large", 1, 20_000)
    assert small.get("large") is None and len(small) == 20
    assert small.get(99) == 99 and small.get(0) is None


BY_VALUE = """#+ title: Things by value
#+ question: Which things have this value?
#+ params:
#+   v: {type: string, required: true, example: '7'}
#+ columns: {s: iri}
SELECT ?s WHERE { ?s <urn:v> ?v }
ORDER BY ?s
"""


def test_plans_with_long_values_push_each_other_out(store: Path) -> None:
    catalogue = Catalogue({"things": check_query(Path("things.rq"), BY_VALUE, "1", portable=False)})
    kept = StoredQueries(catalogue, 1 << 20)

    async def test() -> None:
        async with engine(store) as running:
            for number in range(60):
                plan = kept.plan(running.reader(), "things", {"v": f"{number} {'x' * 9_000}"}, None, 0)
                assert f"{number} xxx" in plan.text
            again = kept.plan(running.reader(), "things", {"v": f"59 {'x' * 9_000}"}, None, 0)
            assert again is plan
            assert 0 < len(kept.plans) < 60 and kept.plans.bytes <= 1 << 20

    run(test)


def test_time_of_the_queue_is_told(store: Path) -> None:
    limits = replace(QUICK, slow=2, queue_timeout=0.5, timeout=4.0)

    async def test() -> None:
        async with engine(store, limits) as running:
            first = by("a", end_of(running, COSTLY))
            began = time.monotonic()
            refused = await by("a", end_of(running, COSTLY))
            assert isinstance(refused, OverloadedError) and refused.retry_after > 0
            assert time.monotonic() - began > 0.4
            assert not first.done()

    run(test)
