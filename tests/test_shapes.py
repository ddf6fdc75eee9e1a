"""Every shape: complete, tidy, and right about one valid and one invalid example."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT
from rdflib import RDF, RDFS, SH, Graph, URIRef

from mandategraph.graph.errors import InputError
from mandategraph.graph.iris import DEFAULT_BASE, SHAPE
from mandategraph.graph.validation.shape_results import read_result, validate_graph
from mandategraph.graph.validation.shapes import FOLDER, Shapes

EXAMPLES = ROOT / "shapes" / "examples"
CHECKS = sorted(Shapes.load().checks)
BINDING = {
    *("title-known", "one-title", "label-present", "not-duplicate", "period-order", "period-plausible", "date-valid"),
    *("start-known", "end-known", "one-start", "one-end", "donor-known", "donor-resolved", "donor-ambiguous"),
    *("place-known", "place-resolved", "place-ambiguous", "training-level", "report-status", "source-current"),
    *("passage-in-text", "link-known"),
}


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes.load()


def example(check: str, kind: str) -> Graph:
    graph = Graph()
    for file in (f"{check}.{kind}.ttl", "surroundings.ttl"):
        graph.parse(EXAMPLES / file, format="turtle")
    return graph


def found(shapes: Shapes, data: Graph) -> set[tuple[str, str]]:
    report = validate_graph(data, shapes.graph)
    nodes = report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result)
    results = [read_result(shapes, report, node, data) for node in nodes]
    return {(result.focus.removeprefix(f"{DEFAULT_BASE}id/"), result.check) for result in results}


def expected(file: str) -> set[tuple[str, str]]:
    with (EXAMPLES / "expected.tsv").open(encoding="utf-8") as table:
        return {(row["focus"], row["check"]) for row in csv.DictReader(table, delimiter="\t") if row["file"] == file}


def test_the_checks_that_the_loaders_flag_are_there() -> None:
    assert set(CHECKS) >= BINDING


@pytest.mark.parametrize("check", CHECKS)
def test_a_shape_says_what_is_wrong_what_to_do_and_why(check: str, shapes: Shapes) -> None:
    shape = URIRef(SHAPE + check)
    problem, _, remedy = shapes.checks[check].message.partition(". ")
    assert problem and remedy.endswith(".")
    assert shapes.checks[check].reason.endswith(".")
    assert shapes.graph.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)
    assert shapes.graph.value(shape, RDFS.label)
    assert shapes.graph.value(shape, RDFS.isDefinedBy) == URIRef(SHAPE.rstrip("/"))


@pytest.mark.parametrize("check", CHECKS)
def test_the_valid_example_breaks_no_shape(check: str, shapes: Shapes) -> None:
    assert found(shapes, example(check, "valid")) == set()


@pytest.mark.parametrize("check", CHECKS)
def test_the_invalid_example_breaks_exactly_the_shapes_expected(check: str, shapes: Shapes) -> None:
    wanted = expected(f"{check}.invalid.ttl")
    assert check in {name for _, name in wanted}
    assert found(shapes, example(check, "invalid")) == wanted


def test_every_example_belongs_to_a_shape() -> None:
    names = {file.name.partition(".")[0] for file in EXAMPLES.glob("*.ttl")}
    assert names == {*CHECKS, "surroundings"}


def test_the_query_of_a_narrow_shape_alone_finds_what_breaks_it(shapes: Shapes) -> None:
    assert len(shapes.narrow) == 3
    for shape, query in shapes.narrow.items():
        check = shapes.names[shape]
        for kind, wanted in (("valid", set()), ("invalid", expected(f"{check}.invalid.ttl"))):
            store = ox.Store()
            for file in (f"{check}.{kind}.ttl", "surroundings.ttl"):
                store.load(path=EXAMPLES / file)
            rows = store.query(query)
            assert isinstance(rows, ox.QuerySolutions)
            assert {(row["this"].value.removeprefix(f"{DEFAULT_BASE}id/"), check) for row in rows} == wanted


def test_shapes_speak_of_the_things_of_the_base() -> None:
    moved = Shapes.load("https://example.org/kg/").graph
    assert not any(str(term).startswith(f"{DEFAULT_BASE}id/") for triple in moved for term in triple)
    assert len(moved) == len(Shapes.load().graph)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("this is not turtle", "not Turtle"),
        (
            "@prefix mgs: <https://w3id.org/mandategraph/shape/> .\nmgs:own a <http://www.w3.org/ns/shacl#NodeShape> .",
            "namespace",
        ),
        ("[] <http://www.w3.org/ns/shacl#targetClass> <http://x.org/C> .", "no name"),
        ('<http://x.org/s> <http://www.w3.org/ns/shacl#pattern> "(" .', "no regular expression"),
        ('[] <http://www.w3.org/ns/shacl#select> "SELECT nonsense" .', "not SPARQL"),
        ("<http://x.org/s#title-known> a <http://www.w3.org/ns/shacl#NodeShape> .", "name of a built-in check"),
        ('[] <http://www.w3.org/ns/shacl#select> "SELECT $this { SERVICE <http://h/> { $this ?p ?o } }" .', "SERVICE"),
        ('[] <http://www.w3.org/ns/shacl#select> "SELECT $this from <file:///etc/passwd> { $this ?p ?o }" .', "from"),
        (
            '[] <http://www.w3.org/ns/shacl#select> "SELECT $this { \\\\u0053ERVICE <http://h/> { $this ?p ?o } }" .',
            "u",
        ),
    ],
)
def test_shapes_of_a_user_that_are_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(text, "utf-8")
    with pytest.raises(InputError, match=message) as caught:
        Shapes.load(extra=tmp_path)
    assert str(tmp_path) in caught.value.where


def test_a_folder_without_shapes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no shapes"):
        Shapes.load(extra=tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        Shapes.load(extra=tmp_path / "none")


def test_a_variable_may_be_called_from(tmp_path: Path) -> None:
    shape = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    <http://x.org/s#own> a sh:NodeShape ; sh:targetClass <http://x.org/C> ; sh:message "It is wrong. Mend it." ;
        sh:sparql [ sh:select "SELECT $this { $this <http://x.org/from> ?from }" ] .
    """
    (tmp_path / "own.ttl").write_text(shape, "utf-8")
    shapes = Shapes.load(extra=tmp_path)
    assert shapes.checks["own"].severity == "violation"
    assert "http://x.org/s#own" not in shapes.narrow
    assert FOLDER == ROOT / "shapes"
