"""Stored queries through the engine: the same answer wherever they run, bytes and terms, limits and offsets."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from engine_world import QUICK, make_store, run, until
from hypothesis import given
from hypothesis import strategies as st

from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.queries.files import check_query
from mandategraph.service.engine.engine import Engine
from mandategraph.service.engine.errors import NotAcceptableError
from mandategraph.service.engine.rows import count_json, cut_json

SELECT = """#+ title: The things
#+ question: Which things have a value?
#+ columns:
#+   s: iri
#+   v: string
SELECT ?s ?v WHERE { ?s <urn:v> ?v }
ORDER BY ?s ?v
"""
CONSTRUCT = """#+ title: The values
#+ question: Which values are there?
CONSTRUCT { ?s <urn:is> ?v } WHERE { ?s <urn:v> ?v }
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    texts = {"things": SELECT, "values": CONSTRUCT}
    return Catalogue({name: check_query(Path(f"{name}.rq"), text, "1", portable=False) for name, text in texts.items()})


def test_answers_are_the_same_in_a_worker_and_in_the_process(tmp_path: Path, catalogue: Catalogue) -> None:
    store = make_store(tmp_path / "store", 50)

    async def test() -> None:
        running = await Engine.start(store, catalogue, QUICK)
        try:
            await until(lambda: running.state().in_memory)
            first = await running.stored("things", limit=7, offset=2)
            again = await running.stored("things", limit=7, offset=2)
            assert running.state().ended["done"] == 1
            assert (first.body, first.rows, first.truncated) == (again.body, 7, True)
            assert count_json(first.body) == 7
            answer = await running.answer("things", limit=7, offset=2)
            assert answer.rows == catalogue.run(running.reader(), "things", limit=7, offset=2).rows
            csv = await running.stored("things", media_type="text/csv", limit=2)
            assert csv.body == b"s,v\r\nurn:00000,0\r\nurn:00001,1\r\n"
            assert (await running.stored("things")).rows == 50
            assert not (await running.stored("things", limit=50)).truncated
            with pytest.raises(NotAcceptableError):
                await running.stored("things", media_type="text/turtle")
        finally:
            await running.close()

    run(test)


def test_statements_are_sorted_and_paged(tmp_path: Path, catalogue: Catalogue) -> None:
    store = make_store(tmp_path / "store", 12)

    async def test() -> None:
        running = await Engine.start(store, catalogue, QUICK)
        try:
            found = await running.stored("values", media_type="application/n-triples", limit=2, offset=10)
            assert found.body == b'<urn:00010> <urn:is> "10" .\n<urn:00011> <urn:is> "11" .\n'
            assert (found.rows, found.truncated) == (2, False)
            answer = await running.answer("values", limit=3)
            assert (len(answer.statements), answer.truncated) == (3, True)
        finally:
            await running.close()

    run(test)


@given(st.lists(st.lists(st.text(), min_size=1, max_size=3), max_size=5))
def test_rows_are_counted_and_cut_whatever_the_values_hold(table: list[list[str]]) -> None:
    rows = " ".join(f"({' '.join(str(ox.Literal(v)) for v in [*row, '', ''][:3])})" for row in table)
    try:
        result = ox.Store().query(f"SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ {rows} }} }}")
    except SyntaxError:
        return  # a value that SPARQL cannot write
    assert isinstance(result, ox.QuerySolutions)
    body = result.serialize(format=ox.QueryResultsFormat.JSON)
    assert body is not None
    assert count_json(body) == len(table)
    if table:
        assert count_json(cut_json(body)) == len(table) - 1
