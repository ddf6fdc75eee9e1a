"""Every stored query, file by file: its header, its columns, its golden answer, its parameters, its order.

The golden answers in ``queries/answers/`` are those of the example pages; write them anew with ``WRITE_GOLDEN=1``.
Whether they are right is for ``test_query_facts.py``, which has facts of its own.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from query_world import BASE_FREE, EXAMPLES, ROOT, make_store

from mandategraph.graph.iris import DEFAULT_BASE, PREFIXES
from mandategraph.graph.queries.answers import Answer
from mandategraph.graph.queries.catalogue import QUERIES, Catalogue
from mandategraph.graph.queries.header import Parameter
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.loaders.sources import rules_version

ANSWERS = QUERIES / "answers"
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))
CATALOGUE = Catalogue.read()
OTHER_BASE = "https://data.example.org/ssr/"
TELL_OF_LOADS = {"loads", "changes-between-revisions", "everything-about"}
NOT_VALIDATED = ("findings", "severity")
COUNTS = {name for name in NAMES if any(c.name in ("mandates", "things") for c in CATALOGUE[name].header.columns)}
ONE_ROW_A = {
    "mandates": ["mandate"],
    "mandates-active-on": ["mandate"],
    "mandates-in-period": ["mandate"],
    "mandates-by-donor": ["mandate"],
    "mandates-by-type": ["mandate", "concept"],
    "mandates-in-country": ["mandate", "donor"],
    "mandates-in-region": ["mandate", "place"],
    "mandates-of-several-sources": ["mandate"],
    "search-mandates": ["mandate"],
    "timeline": ["donorLabel", "mandate"],
    "trainings": ["mandate", "level", "held"],
    "reports": ["report", "state", "passage"],
    "countries": ["country"],
    "countries-without-mandate": ["country"],
    "donors": ["donor"],
    "regions": ["region"],
    "groupings": ["group"],
    "mandates-by-group": ["group", "mandate", "country"],
    "mandates-per-m49-region": ["region", "regionLabel"],
    "oda-recipients-without-mandate": ["country"],
    "identities-of-country": ["vocabulary", "kind", "value"],
    "themes": ["theme"],
    "sources": ["source"],
    "loads": ["revision"],
    "mandates-per-country": ["country"],
    "mandates-per-donor-and-year": ["donor", "year"],
    "mandates-per-theme": ["theme"],
}
VALUES = {
    "country": ["Mali", "COD"],
    "region": ["Africa", "Western Africa"],
    "donor": ["European Union", "NL"],
    "theme": ["gender", "governance"],
    "date": ["2015-06-01", "2016-01-01"],
    "integer": ["1"],
    "language": ["fr"],
    "string": ["period-order"],
    "iri": ["mandate/eu-ssr-comprehensive-approach-training-2015-09-21", "mg:country"],
}


class World(NamedTuple):
    """The example pages in one load, in two loads the other way round, and twice without RDF: below two bases."""

    store: EmbeddedStore
    reordered: EmbeddedStore
    plain: EmbeddedStore
    moved: EmbeddedStore


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("stores")
    made = (
        make_store(folder / "one", EXAMPLES),
        make_store(folder / "two", f"{EXAMPLES}/made-up/[a-z]*", EXAMPLES),
        make_store(folder / "three", " ".join(BASE_FREE)),
        make_store(folder / "four", " ".join(BASE_FREE), base_iri=OTHER_BASE),
    )
    stores = World(*(open_store(path) for path in made))
    yield stores
    for store in stores:
        store.close()


def written(answer: Answer) -> str:
    """Give an answer as TSV, without the version of the rules, which changes with all reference data."""
    stream = io.BytesIO()
    answer.write(stream, "tsv")
    return stream.getvalue().decode("utf-8").replace(rules_version(), "VERSION")


def golden(store: EmbeddedStore, name: str) -> Answer:
    return CATALOGUE.run(store, name, CATALOGUE.golden_call(name))


@pytest.mark.parametrize("name", NAMES)
def test_prefixes_are_those_of_the_table_and_all_used(name: str) -> None:
    text = CATALOGUE[name].text
    declared = re.findall(r"^PREFIX (\w+): <([^>]*)>$", text, flags=re.MULTILINE)
    assert declared == sorted((prefix, PREFIXES[prefix]) for prefix, _ in declared)
    body = text.split("\n\n", 1)[1]
    assert {prefix for prefix, _ in declared} == {p for p in PREFIXES if re.search(rf"(?<![\w/:]){p}:\w", body)}


@pytest.mark.parametrize("name", NAMES)
def test_header_says_what_a_page_needs(name: str) -> None:
    """Both engines parse the query and the columns are the projection, or the catalogue would not have been read."""
    header = CATALOGUE[name].header
    assert header.columns and header.title[0].isupper() and len(header.title) <= 60
    for parameter in header.parameters:
        assert parameter.description, f"{name}: {parameter.name} has no description"
        if parameter.type in ("country", "region", "donor", "theme"):
            assert parameter.options in NAMES, f"{name}: {parameter.name} has no pick-list"


def test_every_query_stands_in_the_documentation() -> None:
    page = (ROOT / "docs" / "queries.md").read_text("utf-8")
    assert sorted(re.findall(r"^## (\S+)$", page, flags=re.MULTILINE)) == NAMES
    for name in NAMES:
        assert CATALOGUE[name].header.question in page, f"{name}: run make docs"


def test_every_query_has_an_answer_and_every_answer_a_query() -> None:
    if not os.environ.get("WRITE_GOLDEN"):
        assert sorted(path.stem for path in ANSWERS.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_golden_call_has_the_golden_answer(world: World, name: str) -> None:
    answer = golden(world.store, name)
    path = ANSWERS / f"{name}.tsv"
    if os.environ.get("WRITE_GOLDEN"):
        ANSWERS.mkdir(exist_ok=True)
        path.write_text(written(answer), encoding="utf-8")
    assert written(answer) == path.read_text("utf-8")
    expect = CATALOGUE[name].header.expect
    assert expect is None or expect.holds(len(answer.rows))


@pytest.mark.parametrize("name", NAMES)
def test_no_row_stands_twice(world: World, name: str) -> None:
    rows = [tuple(map(str, row)) for row in golden(world.store, name).rows]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", ONE_ROW_A)
def test_there_is_one_row_a_thing(world: World, name: str) -> None:
    answer = golden(world.store, name)
    keys = [answer.names.index(column) for column in ONE_ROW_A[name]]
    found = [tuple(str(row[key]) for key in keys) for row in answer.rows]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", sorted(set(NAMES) - TELL_OF_LOADS))
def test_answer_is_the_same_again_and_after_loading_in_another_order(world: World, name: str) -> None:
    first = written(golden(world.store, name))
    assert written(golden(world.store, name)) == first
    assert written(golden(world.reordered, name)) == first


@pytest.mark.parametrize("name", sorted(set(NAMES) - TELL_OF_LOADS))
def test_another_base_moves_the_iris_and_nothing_else(world: World, name: str) -> None:
    moved = written(golden(world.moved, name))
    for place in ("id/", "graph/"):
        moved = moved.replace(OTHER_BASE + place, DEFAULT_BASE + place)
    assert moved == written(golden(world.plain, name))


def parameters() -> list[tuple[str, Parameter]]:
    return [(name, parameter) for name in NAMES for parameter in CATALOGUE[name].header.parameters]


@pytest.mark.parametrize(("name", "parameter"), parameters(), ids=lambda value: getattr(value, "name", value))
def test_parameter_bound_and_unbound(world: World, name: str, parameter: Parameter) -> None:
    """A bound filter takes rows away, adds none and changes none; a count may become another."""
    call = {**CATALOGUE.golden_call(name), parameter.name: ()}
    offered = parameter.options if isinstance(parameter.options, tuple) else ()
    values = parameter.values or parameter.example or offered or tuple(VALUES[parameter.type])
    rows = {value: set(CATALOGUE.run(world.store, name, {**call, parameter.name: value}).rows) for value in values}
    assert any(rows.values()) or (name, parameter.name) == NOT_VALIDATED, f"{name}: no {parameter.name} finds anything"
    if parameter.multiple:
        several = CATALOGUE.run(world.store, name, {**call, parameter.name: list(values)}).rows
        assert len(set(several)) == len(several)
        assert name in COUNTS or set(several) == set().union(*rows.values())
    if not parameter.required:
        unbound = set(CATALOGUE.run(world.store, name, {k: v for k, v in call.items() if v}).rows)
        assert unbound
        assert name in COUNTS or all(found <= unbound for found in rows.values())


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_an_answer_make_the_answer(world: World, name: str) -> None:
    call, rows = CATALOGUE.golden_call(name), golden(world.store, name).rows
    middle = len(rows) // 2
    first = CATALOGUE.run(world.store, name, call, limit=middle)
    second = CATALOGUE.run(world.store, name, call, offset=middle)
    assert first.rows + second.rows == rows
    assert first.truncated == (middle < len(rows)) and not second.truncated


@pytest.mark.parametrize(
    ("name", "parameter"), [(n, p.name) for n, p in parameters() if p.options], ids=lambda value: value
)
def test_pick_list_offers_values_that_the_parameter_takes(world: World, name: str, parameter: str) -> None:
    offered = CATALOGUE.options(world.store, name, parameter)
    assert offered and all(option.label for option in offered)
    call = CATALOGUE.golden_call(name)
    CATALOGUE.run(world.store, name, {**call, parameter: offered[0].value})


def test_queries_folder_has_no_file_that_is_not_read() -> None:
    others = {path.name for path in QUERIES.iterdir() if path.suffix != ".rq" and path.name != "__pycache__"}
    assert others == {"answers", "checks"}
