"""Mandates that came as RDF leave as a table or as activities, and come back statement by statement."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from test_interchange import as_table, loaded, rows
from test_round_trips import DAY, OF_SOURCES, STARTED, as_iati, facts

from mandategraph.graph.interchange.facts import read_mandates
from mandategraph.graph.iris import RULE
from mandategraph.graph.store.store import EmbeddedStore, GraphChange, LoadLog, open_store
from mandategraph.loaders.load import load

OWN = """@prefix mg: <https://w3id.org/mandategraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix id: <https://w3id.org/mandategraph/id/> .
@prefix ex: <https://example.org/> .

ex:m1?a=1&b=2 a mg:Mandate, ex:Mission ;
  rdfs:label "Appui à la réforme"@fr, "Support to reform"@en, "Support to reform" ;
  mg:donor <https://w3id.org/mandategraph/id/donor/netherlands>, ex:acme ;
  mg:country <https://w3id.org/mandategraph/id/country/MLI> ;
  mg:start "2014-07-01"^^xsd:date ; mg:end "2015"^^xsd:gYear ;
  mg:objective "Two\\nlines; \\\\ and more"@en ; mg:report ex:r1 ;
  ex:contact [ ex:name "A. B." ; ex:at [ ex:town "Bamako"@fr ] ] ; skos:note "\\u0085 odd\\f" ; ex:follows ex:m2 .
ex:acme rdfs:label "Acme; Ltd"@en ; ex:size 7 .
ex:r1 a mg:Report ; rdfs:label "Final report"@en ;
  mg:reportStatus <https://w3id.org/mandategraph/id/report-status/exists> .
ex:m2 a mg:Mandate .
<https://w3id.org/mandategraph/id/mandate/plain-2020-01-01> a mg:Mandate ; rdfs:label "Other" ; mg:periodStatus "open" ;
  mg:start "2020-01-01"^^xsd:date ; mg:startLiteral "2020-01-01" .
"""
NOTE = """@prefix mg: <https://w3id.org/mandategraph/ontology#> .
<https://w3id.org/mandategraph/id/mandate/plain-2020-01-01> a mg:Mandate ;
  <http://www.w3.org/2000/01/rdf-schema#label> "Plain"@en ;
  mg:start "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> ;
  <http://www.w3.org/2004/02/skos/core#note> "seen"@en .
"""
MALI = "country/MLI"
PAGE = """[{
  "title": "Plain", "start": "2020-01-01", "donor": ["Norway"],
  "country": ["Mali", "Niger"], "place share": ["Mali 60", "Niger 40"]
}]"""
FIRST = "https://example.org/m1?a=1&b=2"


def everything(store: EmbeddedStore) -> set[str]:
    """Return all that the sources say, but of themselves."""
    sources = store.minter.thing("source/")
    said = (q for q in store.quads(None, None, None, None) if "/graph/source/" in str(q.graph_name))
    kept = (q for q in said if q.predicate.value not in OF_SOURCES and "/id/finding/" not in str(q.subject))
    of_mandates = (q for q in kept if not str(q.subject).startswith(f"<{sources}") or "/node/" in str(q.subject))
    return {f"{q.subject} {q.predicate} {q.object}" for q in of_mandates}


def test_the_same_statements_come_back(tmp_path: Path) -> None:
    turtle = OWN.replace("ex:m1?a=1&b=2", f"<{FIRST}>").encode()
    with loaded(tmp_path / "in", "own.ttl", turtle) as (store, _):
        before, table, activities = everything(store), as_table(store), as_iati(store)
        nodes = {q.subject for q in store.quads(None, ox.NamedNode("https://example.org/name"), None, None)}
        assert len(before) > 25 and len(nodes) == 1
    for name, data in (("m.csv", table), ("m.xml", activities)):
        with loaded(tmp_path / name, name, data) as (store, report):
            after = everything(store)
            assert after == before
            assert report.sources[0].problems == () and report.sources[0].mandates == 3
            assert as_table(store) == table and as_iati(store) == activities
            evidence = list(store.quads(None, ox.NamedNode(f"{RULE}rdf-statement"), ox.NamedNode(FIRST), None))
            assert len(evidence) == 1


def test_a_training_that_is_not_called_a_mandate_is_one_everywhere(tmp_path: Path) -> None:
    turtle = NOTE.replace("a mg:Mandate", "a mg:Training").encode()
    with loaded(tmp_path / "in", "own.ttl", turtle) as (store, report):
        assert (report.mandates, len(report.sources[0].problems)) == (1, 1)
        before, table, activities = everything(store), as_table(store), as_iati(store)
        assert [(mandate.title, mandate.training) for mandate in read_mandates(store)] == [("Plain", True)]
    for name, data in (("m.csv", table), ("m.xml", activities)):
        with loaded(tmp_path / name, name, data) as (store, report):
            assert (everything(store), report.mandates, report.sources[0].problems) == (before, 1, ())
    strict = load([str(tmp_path / "in" / "own.ttl")], tmp_path / "strict", started=STARTED, read_on=DAY, strict=True)
    assert strict.exit_code == 1 and strict.mandates == 0


def test_what_a_page_and_rdf_say_of_one_mandate_comes_back(tmp_path: Path) -> None:
    """The page declares shares, which are evidence and no statement; the note and the language are RDF."""
    (tmp_path / "page.json").write_text(PAGE, "utf-8")
    (tmp_path / "own.ttl").write_text(NOTE, "utf-8")
    load([str(tmp_path / "page.json"), str(tmp_path / "own.ttl")], tmp_path / "store", started=STARTED, read_on=DAY)
    with open_store(tmp_path / "store") as store:
        before, table, activities = facts(store), as_table(store), as_iati(store)
    assert any(name == f"share of {MALI}" for _, name, _ in before)
    for name, data in (("m.csv", table), ("m.xml", activities)):
        with loaded(tmp_path / name, name, data) as (store, report):
            assert facts(store) == before
            assert report.sources[0].problems == ()
            assert as_table(store) == table and as_iati(store) == activities


@pytest.mark.parametrize("graph", ["https://w3id.org/mandategraph/graph/mine", "https://example.org/graph"])
def test_what_was_written_to_a_graph_comes_back(tmp_path: Path, graph: str) -> None:
    """As SPARQL Update or the Graph Store Protocol writes it, with no source."""
    triples = list(ox.parse(NOTE.encode(), format=ox.RdfFormat.TURTLE))
    said = [f"{triple.subject} {triple.predicate} {triple.object}" for triple in triples]
    with open_store(tmp_path / "store", write=True, create=True) as store:
        store.commit([GraphChange.of(graph, said)], LoadLog(STARTED))
        table, activities = as_table(store), as_iati(store)
    for name, data in (("m.csv", table), ("m.xml", activities)):
        with loaded(tmp_path / name, name, data) as (store, _):
            assert everything(store) == set(said)
            assert as_table(store) == table and as_iati(store) == activities


EVERYTHING = (
    OWN.replace("ex:m1?a=1&b=2 a mg:Mandate", f"<{FIRST}> a mg:Mandate, mg:Training")
    + f"""<{FIRST}> mg:startLiteral "1 July 2014" ; mg:region <https://w3id.org/mandategraph/id/region/011> ;
  mg:resourceType <https://w3id.org/mandategraph/id/resource-type/case-study> .
"""
)


@pytest.mark.parametrize(
    ("column", "value", "beside", "stated"),
    [
        ("title", "Other title", "title 'Other title'", "title 'Appui à la réforme'"),
        ("start", "2021-01-01", "start '2021-01-01'", "start '2014-07-01'"),
        ("start as written", "2 July 2014", "start as written '2 July 2014'", "start as written '1 July 2014'"),
        ("period status", "valid", "period status 'valid'", "period status 'open'"),
        ("type", "Mandate", "type 'Mandate'", "type 'Case Study'"),
        ("type", "", "", "type 'Case Study'"),
        ("training", "no", "", "training 'yes'"),
        ("training", "maybe", "training 'maybe'", "training 'yes'"),
        ("other values", "title: Support", "other values 'title: Support'", "other values 'title: Support to reform'"),
        ("other values", "", "", "other values 'title: Support to reform'"),
        ("mandate iri", "https://example.org/m9", "mandate iri 'https://example.org/m9'", f"mandate iri '{FIRST}'"),
        ("donor", "Netherlands", "", "donor 'Acme; Ltd'"),
        ("report", "Final report (planned)", "report 'Final report (planned)'", ""),
        ("theme", "Gender", "theme 'Gender'", ""),
        ("objective", "One line", "objective 'One line'", "objective 'Two\\nlines; \\\\ and more'"),
    ],
)
def test_a_column_that_somebody_changed_is_reported(
    tmp_path: Path, column: str, value: str, beside: str, stated: str
) -> None:
    with loaded(tmp_path / "in", "own.ttl", EVERYTHING.encode()) as (store, _):
        before, table = everything(store), rows(as_table(store))
    table[0][column] = value
    with loaded(tmp_path / "changed", "m.csv", written(table)) as (store, report):
        (problem,) = report.sources[0].problems
        told = [f"only beside them: {beside}"] * bool(beside) + [f"only in them: {stated}"] * bool(stated)
        assert f"({'; '.join(told)}); the statements count." in problem.what
        assert problem.where.startswith("m.csv:2:") or ":2:" in problem.where
        assert everything(store) == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"place share": "Mali 60; Western Africa 40"}, "Not all shares that are marked as equal are equal"),
        ({"place share": "Mali 60; Chad 40"}, "'Chad 40' is of no place that the mandate names"),
        ({"place share": "Mali 60; Western Africa 60", "share basis": "declared"}, "add up to 120, not to 100"),
        ({"share basis": "made up"}, "share basis 'made up' is not known"),
        ({"other declared shares": "Chad 60"}, "'Chad 60' is of no place that the mandate names"),
    ],
)
def test_shares_beside_statements_are_read_and_reported(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    with loaded(tmp_path / "in", "own.ttl", EVERYTHING.encode()) as (store, _):
        table = rows(as_table(store))
    table[0] |= changed
    with loaded(tmp_path / "changed", "m.csv", written(table)) as (store, report):
        assert any(said in problem.what for problem in report.sources[0].problems)
        assert not any("differ" in problem.what for problem in report.sources[0].problems)
        kept = next(each for each in read_mandates(store) if each.iri == FIRST)
        assert ("country/MLI", Decimal(60)) in kept.declared or "Mali 60" not in changed.get("place share", "")


@pytest.mark.parametrize("name", ["m.csv", "m.xml"])
def test_without_its_statements_a_row_stays_one_mandate_under_an_iri_of_our_own(tmp_path: Path, name: str) -> None:
    with loaded(tmp_path / "in", "own.ttl", EVERYTHING.encode()) as (store, _):
        table, activities = rows(as_table(store)), as_iati(store).decode()
    data = written([row | {"rdf statements": ""} for row in table])
    if name == "m.xml":
        data = re.sub(r"<mg:statement.*?</mg:statement>", "", activities).encode()
    with loaded(tmp_path / "again", name, data) as (store, report):
        told = [problem for problem in report.sources[0].problems if "is not kept" in problem.what]
        assert [problem.what.partition(" is none")[0] for problem in told] == [
            f"The IRI '{FIRST}'",
            "The IRI 'https://example.org/m2'",
        ]
        assert "title and start make 'mandate/appui-a-la-reforme-2014-07-01'" in told[0].what
        assert told[0].where.endswith(":2:1") or name == "m.xml"
        found = list(read_mandates(store))
        assert [mandate.key for mandate in found] == [
            "mandate/appui-a-la-reforme-2014-07-01",
            "mandate/https-example-org-m2-undated",
            "mandate/other-2020-01-01",
        ]
        assert {variant.title for variant in found[0].variants} == {"Appui à la réforme", "Support to reform"}
        assert report.mandates == len(found) == 3


def test_a_row_keeps_the_name_that_one_of_its_titles_makes(tmp_path: Path) -> None:
    iri = "https://w3id.org/mandategraph/id/mandate/plain-2020-01-01"
    data = f'mandate iri,title,start,other values\r\n{iri},Other,2020-01-01,"title: Plain"\r\n'
    with loaded(tmp_path, "m.csv", data.encode()) as (store, report):
        assert [mandate.iri for mandate in read_mandates(store)] == [iri]
        assert report.sources[0].problems == ()


@pytest.mark.parametrize(
    ("iri", "reported"),
    [
        ("https://w3id.org/mandategraph/id/mandate/older-title-2020-01-01", False),
        ("https://elsewhere.org/id/mandate/plain-2020-01-01", False),
        ("https://elsewhere.org/id/mandate/plain-2020-01-01-france", False),
        ("https://elsewhere.org/id/mandate/7", True),
        ("https://example.org/m1", True),
        ("7", True),
    ],
)
def test_an_iri_of_another_making_is_reported_in_any_table(tmp_path: Path, iri: str, reported: bool) -> None:
    with loaded(tmp_path, "m.csv", f"title,start,mandate iri\nPlain,2020-01-01,{iri}\n".encode()) as (store, report):
        assert [problem.where.rpartition("m.csv")[2] for problem in report.sources[0].problems] == [":2:18"] * reported
        assert [mandate.key for mandate in read_mandates(store)] == ["mandate/plain-2020-01-01"]


def test_an_activity_beside_its_statements_is_told_in_its_own_words(tmp_path: Path) -> None:
    with loaded(tmp_path / "in", "own.ttl", EVERYTHING.encode()) as (store, _):
        before, activities = everything(store), as_iati(store).decode()
    changed = activities.replace("<mg:training>yes</mg:training>", "").replace("Appui à", "Un appui à", 1)
    with loaded(tmp_path / "changed", "m.xml", changed.encode()) as (store, report):
        (problem,) = report.sources[0].problems
        assert "title 'Un appui à la réforme'" in problem.what and "training 'yes'" in problem.what
        assert not {"row", "rows", "cell", "column", "columns"} & set(f"{problem.what} {problem.remedy}".split())
        assert everything(store) == before


def written(table: list[dict[str, str]]) -> bytes:
    """Return rows as a spreadsheet writes them."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    return stream.getvalue().encode()


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("no statement", "'no statement' is not a statement in N-Triples"),
        ("<urn:a> <urn:b> _:c .", "has a blank node"),
        ("<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 5000 + " .", "has a triple term"),
        ("<urn:a> <urn:b> <urn:c> .", "are of 0 mandates, not of one"),
    ],
)
def test_statements_that_are_none_are_reported_and_the_columns_read(tmp_path: Path, statement: str, what: str) -> None:
    written = f'title,start,rdf statements\r\nPlain,2020-01-01,"{statement}"\r\n'
    with loaded(tmp_path, "m.csv", written.encode()) as (store, report):
        (problem,) = report.sources[0].problems
        assert what in problem.what and problem.where.endswith(":2:19")
        assert rows(as_table(store))[0]["title"] == "Plain"
