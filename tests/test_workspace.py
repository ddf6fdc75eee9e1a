"""The Python interface: one object that loads, checks and answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import mandategraph as mg

PAGES = Path(__file__).resolve().parents[1] / "examples" / "pages"
DAY = date(2026, 11, 24)
TITLES = {
    "Backstopping support to EUCAP MALI SAHEL",
    "EU SSR Comprehensive Approach Training",
    "Advanced French Level 2 Training on SSR, Mali",
    "EU SSR Policy - Country case studies Mali, DRC and Ukraine",
    "Mappings of Donor Support to SSR in Nigeria and Mali",
}


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[mg.Workspace]:
    """A workspace with one page loaded."""
    with mg.open(tmp_path / "store") as opened:
        assert opened.load(PAGES / "mali.txt", read_on=DAY).counts["added"] == 1
        yield opened


def test_loading_again_changes_nothing(graph: mg.Workspace) -> None:
    report = graph.load(PAGES / "mali.txt", read_on=DAY)
    assert report.counts["unchanged"] == 1 and report.revision == 1


def test_stored_queries_answer_as_python_values(graph: mg.Workspace) -> None:
    records = graph.query("mandates").records()
    assert {record["title"] for record in records} == TITLES
    assert {type(record["start"]) for record in records} == {date}
    few = graph.query("mandates", limit=2, offset=1)
    assert len(few.rows) == 2 and few.truncated
    assert len(graph.query("mandates-in-country", country="UKR", donor=None).rows) == 1


def test_sparql_answers_of_every_form(graph: mg.Workspace) -> None:
    counted = graph.sparql("SELECT (COUNT(?m) AS ?n) { ?m a <https://w3id.org/mandategraph/ontology#Mandate> }")
    assert counted.records() == [{"n": 5}]
    assert graph.sparql("ASK { ?s ?p ?o }").boolean is True
    assert graph.sparql("ASK { ?s ?p ?o }", union=False).boolean is False
    training = "<https://w3id.org/mandategraph/ontology#Training>"
    assert len(graph.sparql(f"CONSTRUCT {{ ?m a {training} }} {{ ?m a {training} }}").statements) == 2


def test_data_frames(graph: mg.Workspace) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    answer = graph.query("mandates")
    assert set(answer.to_pandas()["title"]) == set(answer.to_polars()["title"]) == TITLES


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib 7.6 warns of itself
def test_rdflib_reads_the_same_statements(graph: mg.Workspace) -> None:
    pytest.importorskip("oxrdflib")
    from rdflib import RDF, URIRef

    dataset = graph.dataset()
    mandates = set(dataset.subjects(RDF.type, URIRef("https://w3id.org/mandategraph/ontology#Mandate")))
    assert len(mandates) == 5
    assert len(list(dataset.graphs())) >= 3
    rows = dataset.query("SELECT ?m { ?m a <https://w3id.org/mandategraph/ontology#Training> }")
    assert len(list(rows)) == 2


def test_validation_is_kept_and_dropped_with_the_data(graph: mg.Workspace) -> None:
    found = graph.validate(today=DAY)
    assert [finding.check for finding in found.findings] == ["period-order"]
    kept = graph.store.revision
    graph.validate(today=DAY)
    assert graph.store.revision == kept
    assert graph.validate(today=DAY, keep=False).findings == found.findings == graph.findings()
    assert graph.load(PAGES / "made-up" / "Niger.txt", read_on=DAY).findings_dropped
    assert graph.findings() == ()


def test_waivers_take_findings_out(graph: mg.Workspace, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text("- {check: period-order, focus: '*', reason: known, until: 2027-01-01}\n", encoding="utf-8")
    (finding,) = graph.validate(waivers=waivers, today=DAY).findings
    assert finding.waived


def test_a_thing_is_described_with_its_sentences(graph: mg.Workspace) -> None:
    description = graph.describe("mandate", "comprehensive approach")
    said = {value.property_iri.rsplit("#")[-1]: value for value in description.values}
    assert said["endLiteral"].text == "21/05/2015"
    assert said["donor"].evidence[0].quote == "European Union"
    assert {finding.iri.split("/finding/")[1].split("/")[0] for finding in description.findings} == {"period-order"}


def test_a_source_is_removed(graph: mg.Workspace) -> None:
    (source,) = graph.query("sources").records()
    assert graph.remove(str(source["address"])).counts["removed"] == 1
    assert graph.query("mandates").rows == ()


def test_errors_are_public(graph: mg.Workspace, tmp_path: Path) -> None:
    with pytest.raises(mg.UsageError):
        graph.query("nonsense")
    with pytest.raises(mg.ParameterError):
        graph.query("mandates-in-country", country="Atlantis")
    with pytest.raises(mg.UsageError):
        mg.open(tmp_path / "none").query("mandates")
    with pytest.raises(AttributeError):
        _ = mg.nonsense  # type: ignore[attr-defined]


def test_another_base(tmp_path: Path) -> None:
    base = "https://data.example.org/ssr/"
    with mg.open(tmp_path / "store", base_iri=base) as graph:
        graph.load(PAGES / "mali.txt", read_on=DAY)
        mandates = [str(record["mandate"]) for record in graph.query("mandates").records()]
    assert len(mandates) == 5 and all(iri.startswith(f"{base}id/mandate/") for iri in mandates)
