"""The catalogue: what it holds, what a query answers, and what the answer says of itself."""

from __future__ import annotations

import io
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from column_types import fits, misfits
from stored_query_world import FewNames, World, query

from mandategraph.graph.errors import ParameterError, UnsupportedError, UsageError
from mandategraph.graph.queries.answers import Answer, python_value
from mandategraph.graph.queries.catalogue import Catalogue, Option
from mandategraph.graph.queries.files import StoredQuery
from mandategraph.graph.queries.header import COLUMN_TYPES, Column
from mandategraph.graph.queries.results import RowTerm

DATA = """
id:mandate\\/a a mg:Mandate ; rdfs:label "A" ; mg:country id:country\\/MLI ; mg:start "2014-07-01"^^xsd:date ; :n 1 .
id:mandate\\/b a mg:Mandate ; rdfs:label "B" ; mg:country id:country\\/MLI , id:country\\/COD ; :n 2 .
id:mandate\\/c a mg:Mandate ; rdfs:label "C" ; mg:country id:country\\/COD ; mg:start "2015-07-01"^^xsd:date ; :n 3 .
id:country\\/MLI a mg:Country ; rdfs:label "Mali"@en . id:country\\/COD a mg:Country ; rdfs:label "DRC"@en .
"""
QUERIES = [
    query(
        "SELECT ?mandate ?title ?start WHERE { ?mandate a mg:Mandate ; rdfs:label ?title ; mg:country ?country "
        "OPTIONAL { ?mandate mg:start ?start } FILTER(!BOUND(?from) || ?start >= ?from) } ORDER BY ?title",
        "country: {type: country, required: true, options: countries, example: MLI}, from: {type: date}",
        "mandate: iri, title: string, start: date",
        name="in-country",
    ),
    query(
        "SELECT ?country ?label WHERE { ?country a mg:Country ; rdfs:label ?label } ORDER BY ?label",
        "", "country: country, label: string", name="countries",
    ),
    query(
        "SELECT ?n ?count WHERE { ?mandate :n ?n FILTER(?count != '') } ORDER BY ?n LIMIT 2",
        "count: {type: string, values: [full, fractional], default: full, example: fractional}, "
        "n: {type: integer, options: [1, 2], multiple: true}",
        "n: integer, count: string", name="first-two", extra="limit: 2",
    ),
    query("ASK { ?mandate mg:country ?country }", "country: {type: country, example: MLI}", name="is-named"),
    query(
        "CONSTRUCT { ?mandate :in ?country } WHERE { ?mandate mg:country ?country }",
        "country: {type: country}", name="links",
    ),
]  # fmt: skip


@pytest.fixture
def catalogue() -> Catalogue:
    """The queries above, with a resolver of few names."""
    return Catalogue({each.name: each for each in QUERIES}, resolver=FewNames())


@pytest.fixture
def world() -> World:
    """The data above."""
    return World.of(DATA)


def ids(answer: Answer) -> str:
    """Return the first column as single letters or numbers."""
    return "".join(str(row[0]).rsplit("/", 1)[-1] for row in answer.values())


def test_queries_are_found_by_name(catalogue: Catalogue) -> None:
    assert list(catalogue) == ["countries", "first-two", "in-country", "is-named", "links"]
    assert len(catalogue) == 5 and "links" in catalogue and "none" not in catalogue
    assert isinstance(catalogue["links"], StoredQuery)
    with pytest.raises(UsageError, match=r"no stored query 'contries'. Did you mean countries"):
        catalogue["contries"]
    with pytest.raises(UsageError, match="There are: countries, first-two"):
        catalogue["zzzzzz"]


def test_an_answer_says_what_it_is(catalogue: Catalogue, world: World) -> None:
    answer = catalogue.run(world, "in-country", {"country": "Mali", "from": date(2014, 1, 1)}, limit=10)
    assert answer.values() == (("https://w3id.org/mandategraph/id/mandate/a", "A", date(2014, 7, 1)),)
    assert answer.records()[0]["title"] == "A"
    assert (answer.name, answer.form, answer.names) == ("in-country", "SELECT", ("mandate", "title", "start"))
    assert (answer.limit, answer.offset, answer.truncated, answer.revision) == (10, 0, False, 7)
    assert answer.version == catalogue["in-country"].version and answer.seconds > 0
    assert {name: [str(term) for term in terms] for name, terms in answer.bindings.items()} == {
        "country": ["<https://w3id.org/mandategraph/id/country/MLI>"],
        "from": ['"2014-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'],
    }


@pytest.mark.parametrize(
    ("name", "limit", "offset", "rows", "truncated"),
    [
        ("in-country", None, 0, "ab", False),
        ("in-country", 0, 0, "", True),
        ("in-country", 1, 0, "a", True),
        ("in-country", 2, 0, "ab", False),
        ("in-country", 3, 0, "ab", False),
        ("in-country", 1, 1, "b", False),
        ("in-country", 1, 2, "", False),
        ("in-country", None, 1, "b", False),
        ("in-country", "1", "1", "b", False),
        ("first-two", None, 0, "12", False),
        ("first-two", 1, 0, "1", True),
        ("first-two", 2, 0, "12", False),
        ("first-two", 5, 1, "2", False),
        ("first-two", 1, 2, "", False),
        ("first-two", None, 9, "", False),
    ],
)
def test_truncated_is_exact(
    catalogue: Catalogue,
    world: World,
    name: str,
    limit: int | str | None,
    offset: int | str,
    rows: str,
    truncated: bool,
) -> None:
    arguments = {"country": "MLI"} if name == "in-country" else {}
    answer = catalogue.run(world, name, arguments, limit=limit, offset=offset)
    assert (ids(answer), answer.truncated) == (rows, truncated)


@pytest.mark.parametrize("value", [-1, "ten", "1.0", "٣", "", " 1", "+1", 10**10, True, "1 UNION", "9" * 5000])
def test_a_limit_is_a_number_of_rows(catalogue: Catalogue, world: World, value: int | str) -> None:
    for option in ("limit", "offset"):
        with pytest.raises(UsageError, match=f"{option}: .* is no number of rows"):
            catalogue.run(world, "countries", **{option: value})  # type: ignore[arg-type]


def test_defaults_apply_and_are_told(catalogue: Catalogue, world: World) -> None:
    assert catalogue.run(world, "first-two").bindings == {"count": (ox.Literal("full"),)}
    answer = catalogue.run(world, "first-two", {"n": ["2", "3"], "count": "fractional"})
    assert answer.values() == ((2, "fractional"), (3, "fractional"))


def test_of_a_parameter_that_does_not_fit_only_vocabularies_are_asked(catalogue: Catalogue, world: World) -> None:
    with pytest.raises(ParameterError, match="Atlantis"):
        catalogue.run(world, "in-country", {"country": "Atlantis"})
    assert all("mg:VocabularyEntry" in asked for asked in world.asked)


def test_yes_or_no(catalogue: Catalogue, world: World) -> None:
    assert catalogue.run(world, "is-named", {"country": "MLI"}).boolean is True
    stream = io.BytesIO()
    catalogue.run(World(), "is-named", {"country": "MLI"}, limit=1).write(stream, "json")
    assert stream.getvalue() == b'{"head":{},"boolean":false}'


@pytest.mark.parametrize(
    ("limit", "offset", "count", "truncated"), [(None, 0, 4, False), (3, 0, 3, True), (3, 1, 3, False)]
)
def test_statements_are_sorted_and_cut(
    catalogue: Catalogue, world: World, limit: int | None, offset: int, count: int, truncated: bool
) -> None:
    answer = catalogue.run(world, "links", limit=limit, offset=offset)
    assert (len(answer.statements), answer.truncated) == (count, truncated)
    assert sorted(map(str, answer.statements)) == list(map(str, answer.statements))
    stream = io.BytesIO()
    answer.write(stream, "nt")
    assert len(stream.getvalue().splitlines()) == count


def test_a_pick_list_is_fed_by_a_query_or_a_list(catalogue: Catalogue, world: World) -> None:
    assert catalogue.options(world, "in-country", "country") == (
        Option("https://w3id.org/mandategraph/id/country/COD", "DRC"),
        Option("https://w3id.org/mandategraph/id/country/MLI", "Mali"),
    )
    assert catalogue.options(world, "first-two", "count") == (
        Option("full", "full"),
        Option("fractional", "fractional"),
    )
    assert catalogue.options(world, "first-two", "n") == (Option("1", "1"), Option("2", "2"))
    assert catalogue.options(world, "in-country", "from") == ()
    with pytest.raises(UsageError, match="no parameter 'x'"):
        catalogue.options(world, "in-country", "x")
    for option in catalogue.options(world, "in-country", "country"):
        key = option.value.removeprefix("https://w3id.org/mandategraph/id/country/")
        assert ids(catalogue.run(world, "in-country", {"country": key}))


def test_the_golden_call_is_the_examples(catalogue: Catalogue) -> None:
    assert catalogue.golden_call("in-country") == {"country": ("MLI",)}
    assert catalogue.golden_call("first-two") == {"count": ("fractional",)}


def test_a_store_of_another_base_is_asked_below_it(catalogue: Catalogue) -> None:
    world = World.of(DATA, "https://data.example/x/")
    answer = catalogue.run(world, "in-country", {"country": "MLI"})
    assert answer.values()[0][0] == "https://data.example/x/id/mandate/a"


def test_answers_do_not_depend_on_the_order_of_loading() -> None:
    asked = query("SELECT ?a ?b WHERE { ?a :k 1 ; :v ?b } ORDER BY ?x", "", "a: iri, b: any", name="ties")
    lines = [f':s{n} :k 1 ; :v {n % 7}, "{n % 5}", "{n % 5}"@en, :o{n} .' for n in range(40)]
    seen = set()
    for data in (lines, lines[::-1], lines[20:] + lines[:20]):
        stream = io.BytesIO()
        Catalogue({"ties": asked}).run(World.of(" ".join(data)), "ties").write(stream, "tsv")
        seen.add(stream.getvalue())
    assert len(seen) == 1


def test_python_values() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    cases = [
        ("5", "integer", 5), ("5", "unsignedByte", 5), ("1.50", "decimal", Decimal("1.5")), ("1e0", "double", 1.0),
        ("-INF", "double", float("-inf")), ("true", "boolean", True), ("0", "boolean", False),
        ("2014-07-01", "date", date(2014, 7, 1)), ("2014-13-01", "date", "2014-13-01"), ("many", "integer", "many"),
        ("x", "boolean", "x"), ("x", "decimal", "x"), ("2014", "gYear", "2014"), ("a", "string", "a"),
    ]  # fmt: skip
    for lexical, kind, value in cases:
        found = python_value(ox.Literal(lexical, datatype=ox.NamedNode(xsd + kind)))
        assert (found, type(found)) == (value, type(value)), lexical
    moment = python_value(ox.Literal("2014-07-01T10:00:00Z", datatype=ox.NamedNode(xsd + "dateTime")))
    assert str(moment) == "2014-07-01 10:00:00+00:00"
    assert python_value(None) is None and python_value(ox.BlankNode("b")) == "_:b"


def answer_of_all_types() -> Answer:
    """Return an answer with a column of every type, one full row and one empty one."""
    row: dict[str, RowTerm] = {
        "iri": ox.NamedNode("urn:a"), "string": ox.Literal("a", language="en"), "integer": ox.Literal(1),
        "decimal": ox.Literal("1.5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        "boolean": ox.Literal(True), "year": ox.Literal("2014"), "language": ox.Literal("fr"), "any": ox.Literal(2.5),
        "date": ox.Literal("2014-07-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        **dict.fromkeys(("country", "region", "donor", "theme"), ox.NamedNode("urn:x")),
    }  # fmt: skip
    columns = tuple(Column(kind, kind) for kind in COLUMN_TYPES)
    rows = (tuple(row[kind] for kind in COLUMN_TYPES), (None,) * len(columns))
    return Answer("all", "SELECT", columns, rows, {}, None, 0, False, 0.1, 1, "0")


def test_columns_hold_what_they_promise() -> None:
    answer = answer_of_all_types()
    assert misfits(answer) == []
    text = ox.Literal("a")
    assert [kind for kind in COLUMN_TYPES if fits(kind, text)] == ["string", "language", "any"]
    wrong = Answer("w", "SELECT", (Column("n", "integer"),), ((text,),), {}, None, 4, False, 0.1, 1, "0")
    assert misfits(wrong) == ['w: row 5, column n: "a" is no integer']


def test_rows_become_a_pandas_frame() -> None:
    pytest.importorskip("pandas")
    frame = answer_of_all_types().to_pandas()
    assert list(frame.columns) == list(COLUMN_TYPES)
    kinds = {"integer": "Int64", "decimal": "Float64", "boolean": "boolean", "date": "datetime64[s]"}
    assert {name: str(frame[name].dtype) for name in kinds} == kinds
    assert frame["integer"].sum() == 1 and frame["date"].dt.year[0] == 2014 and bool(frame["iri"].isna()[1])


def test_rows_become_a_polars_frame() -> None:
    polars = pytest.importorskip("polars")
    frame = answer_of_all_types().to_polars()
    assert frame.columns == list(COLUMN_TYPES)
    assert (frame.schema["date"], frame.schema["integer"], frame.schema["any"]) == (
        polars.Date,
        polars.Int64,
        polars.String,
    )
    assert frame["date"][0] == date(2014, 7, 1) and frame["any"].to_list() == ["2.5", None]


def test_no_rows_are_frames_still(catalogue: Catalogue) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    empty = catalogue.run(World(), "countries")
    assert empty.to_pandas().shape == (0, 2) and empty.to_polars().shape == (0, 2)


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UnsupportedError, match=rf"pip install 'mandategraph\[{package}\]'"):
        getattr(answer_of_all_types(), f"to_{package}")()


def test_a_folder_is_a_catalogue(tmp_path: Path) -> None:
    for each in QUERIES:
        (tmp_path / f"{each.name}.rq").write_text(each.text)
    found = Catalogue.read(tmp_path, resolver=FewNames())
    assert list(found) == sorted(each.name for each in QUERIES)
    assert ids(found.run(World.of(DATA), "in-country", {"country": "Mali"})) == "ab"


def test_without_a_resolver_the_reference_data_is_used(tmp_path: Path) -> None:
    found = Catalogue({each.name: each for each in QUERIES})
    assert ids(found.run(World.of(DATA), "in-country", {"country": "DR Congo"})) == "bc"
