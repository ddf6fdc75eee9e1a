"""What a query reads: a statement of several graphs stands once in their merge, and so it counts once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from engine_world import ask, engine, load, make_store, run

from mandategraph.graph.queries.catalogue import Catalogue
from mandategraph.graph.queries.dataset import Dataset, Source, dataset_of, names_dataset, repeats_matter
from mandategraph.graph.queries.free_query import ask as ask_store
from mandategraph.graph.store.store import open_store
from mandategraph.loaders.load import load as load_pages

ROOT = Path(__file__).parents[1]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TWICE = """
<urn:s> <urn:p> "both" <urn:g1> .
<urn:s> <urn:p> "both" <urn:g2> .
<urn:s> <urn:p> "one" <urn:g1> .
<urn:s> <urn:p> "both" .
"""


@pytest.fixture(scope="module")
def twice() -> ox.Store:
    store = ox.Store()
    store.load(TWICE.encode(), ox.RdfFormat.N_QUADS)
    return store


def rows(source: Source, text: str, *, union: bool = True, dataset: Dataset | None = None) -> list[list[str | None]]:
    found = source.query(text, union=union, dataset=dataset)
    assert isinstance(found, ox.QuerySolutions)
    return sorted([term.value if isinstance(term, ox.Literal) else None for term in row] for row in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COUNT, [["2"]]),
        ("SELECT ?o { ?s ?p ?o }", [["both"], ["one"]]),
        ("SELECT ?o FROM <urn:g1> FROM <urn:g2> { ?s ?p ?o }", [["both"], ["one"]]),
        (
            "PREFIX u: <urn:> SELECT ?o FROM u:g1 FROM u:g2 FROM NAMED u:g2 { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }",
            [["both"]],
        ),
        ("SELECT ?o FROM <urn:g1> { ?s ?p ?o }", [["both"], ["one"]]),
        ("SELECT ?o FROM <urn:none> { ?s ?p ?o }", []),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", [["both"], ["both"], ["one"]]),
        ("SELECT DISTINCT ?n { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", [["2"]]),
    ],
)
def test_a_statement_of_several_graphs_counts_once(twice: ox.Store, text: str, expected: list[list[str]]) -> None:
    assert rows(Source(twice, most=10), text) == expected


def test_the_dataset_of_the_protocol_is_merged_too(twice: ox.Store) -> None:
    source = Source(twice)
    both = Dataset(("urn:g1", "urn:g2", "urn:g1"), ())
    assert rows(source, COUNT, dataset=both) == [["2"]]
    assert rows(source, "SELECT ?o FROM <urn:g1> { GRAPH ?g { ?s ?p ?o } }", dataset=both) == []
    assert rows(source, COUNT, dataset=Dataset((), ("urn:g1",))) == [["0"]]


def test_the_own_default_graph_alone(twice: ox.Store) -> None:
    assert rows(Source(twice, most=10), COUNT, union=False) == [["1"]]


def test_what_is_too_large_to_be_merged_is_said(twice: ox.Store) -> None:
    source = Source(twice, most=3)
    assert source.repeats(COUNT)
    assert rows(source, COUNT) == [["4"]]
    assert not source.repeats("SELECT DISTINCT ?o { ?s ?p ?o }")
    assert not source.repeats("SELECT ?o FROM <urn:g1> FROM <urn:g2> { ?s ?p ?o }")
    assert not Source(twice, most=4).repeats(COUNT)


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("ASK { ?s ?p ?o }", False),
        ("ASK { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } FILTER(?n > 2) }", True),
        ("SELECT ?s { ?s ?p ?o }", True),
        ("SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3", False),
        ("SELECT REDUCED ?s { ?s ?p ?o }", False),
        ("SELECT DISTINCT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 3 } }", True),
        ("SELECT DISTINCT ?s (RAND() AS ?r) { ?s ?p ?o }", True),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3", True),
        ("CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }", True),
        ("CONSTRUCT { _:b ?p ?o } WHERE { ?s ?p ?o }", True),
        ("DESCRIBE <urn:s>", False),
        ("what is this?", True),
    ],
)
def test_where_repeats_matter(text: str, matters: bool) -> None:
    assert repeats_matter(text) is matters


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("BASE <http://a/b/> SELECT * FROM <c> FROM NAMED <../d> {}", Dataset(("http://a/b/c",), ("http://a/d",))),
        ("PREFIX x: <http://x/> ASK FROM x:y {}", Dataset(("http://x/y",), ())),
        ("ASK FROM y:z {}", None),
        ("SELECT ?from {}", None),
    ],
)
def test_the_graphs_that_a_query_names(text: str, dataset: Dataset | None) -> None:
    assert dataset_of(text) == dataset
    assert names_dataset(text) is ("FROM" in text)


@pytest.mark.parametrize("text", ["SELECT", "SELECT * FROM", "SELECT * FROM NAMED", "ASK FROM", "PREFIX", "BASE"])
def test_a_query_that_ends_too_early_is_a_syntax_error(twice: ox.Store, text: str) -> None:
    with pytest.raises(SyntaxError):
        Source(twice, most=100).query(text, union=True)


def test_a_service_counts_once_in_memory_and_from_the_disk_and_keeps_its_own_default_graph(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 10)
    load(tmp_path / "store", "urn:again", ['<urn:00001> <urn:v> "1"'])
    count = "SELECT (COUNT(*) AS ?n) { ?s <urn:v> ?o }"

    async def test() -> None:
        async with engine(tmp_path / "store", write=True) as running:
            assert await ask(running, count) == "n\r\n10\r\n"
            await running.update("INSERT DATA { <urn:own> <urn:v> 1 }")
            assert await ask(running, count) == "n\r\n11\r\n"
            own = await running.get_graph(None, "application/n-triples")
            assert own is not None
            assert len(b"".join([chunk async for chunk in own.chunks]).splitlines()) == 1

    run(test)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("dataset") / "store"
    load_pages([str(ROOT / "examples" / "pages")], store, started="2026-01-01T00:00:00Z", read_on=date(2026, 1, 1))
    return store


def test_a_mandate_on_two_pages_is_counted_once(examples: Path) -> None:
    count = "PREFIX mg: <https://w3id.org/mandategraph/ontology#> SELECT (COUNT(?m) AS ?n) { ?m a mg:Mandate }"
    with open_store(examples) as store:
        once = ask_store(store, count)
        each = ask_store(store, count.replace("COUNT(?m)", "COUNT(DISTINCT ?m)"))
        assert once.rows == each.rows and not once.repeats
        assert list(store.query(count)) != list(store.query(count, exact=True))  # type: ignore[arg-type]


def test_no_stored_query_depends_on_how_often_a_statement_stands(examples: Path) -> None:
    catalogue = Catalogue.read(portable=False)
    with open_store(examples) as store:
        for name in catalogue:
            query = catalogue[name]
            text = "\n".join(line for line in query.text.splitlines() if not line.startswith("#+"))
            found, exact = store.query(text), store.query(text, exact=True)
            if isinstance(found, ox.QuerySolutions) and isinstance(exact, ox.QuerySolutions):
                assert sorted(map(str, found)) == sorted(map(str, exact)), query.name
