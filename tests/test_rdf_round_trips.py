"""Mandates that came as RDF leave as a table or as activities, and come back statement by statement."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from test_interchange import as_table, loaded, rows
from test_round_trips import DAY, OF_SOURCES, STARTED, as_iati, facts

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


def test_a_column_that_somebody_changed_is_reported(tmp_path: Path) -> None:
    with loaded(tmp_path / "in", "own.ttl", NOTE.encode()) as (store, _):
        before, table = everything(store), as_table(store)
    assert b",Plain," in table and b",2020-01-01," in table
    changed = table.replace(b",Plain,", b",Plainer,").replace(b",2020-01-01,", b",2021-01-01,", 1)
    with loaded(tmp_path / "changed", "m.csv", changed) as (store, report):
        (problem,) = report.sources[0].problems
        assert "column start: 2021-01-01; column title: Plainer" in problem.what
        assert "statement start: 2020-01-01; statement title: Plain" in problem.what
        assert problem.where.startswith("m.csv:2:") or ":2:" in problem.where
        assert everything(store) == before


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
