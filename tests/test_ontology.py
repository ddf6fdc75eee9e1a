"""The files of the ontology and the reference data: tidy, complete, and right about what pages say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest
import rdflib
from rule_terms import rules

from mandategraph.graph.iris import MG, PREFIXES, RULE, Minter, slug
from mandategraph.graph.readable import Readable
from mandategraph.graph.reasoning.quality_checks import CHECKS, COLUMNS, QualityCheck, quality_checks
from mandategraph.graph.reference import (
    ONTOLOGY,
    ontology_files,
    read_turtle,
    reference_changes,
    reference_graphs,
    reference_version,
)

ROOT = ONTOLOGY.parent
FILES = ontology_files()
THINGS = "https://w3id.org/mandategraph/id/"
GOLDEN_TERMS = Path(__file__).parent / "golden" / "ontology-terms.txt"
SMALL = [path for path in FILES if path.stat().st_size < 100_000]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def reference() -> ox.Store:
    store = ox.Store()
    for path in FILES:
        store.extend(read_turtle(path))
    return store


def _values(store: ox.Store, key: str, *properties: str) -> set[str]:
    return {
        quad.object.value
        for name in properties
        for quad in store.quads_for_pattern(ox.NamedNode(THINGS + key), ox.NamedNode(name), None)
        if isinstance(quad.object, ox.NamedNode | ox.Literal)
    }


def _names(store: ox.Store, key: str) -> set[str]:
    skos = PREFIXES["skos"]
    return _values(store, key, f"{PREFIXES['rdfs']}label", f"{skos}prefLabel", f"{skos}altLabel")


@pytest.mark.parametrize("path", SMALL, ids=_name)
def test_a_file_means_the_same_to_both_engines(path: Path) -> None:
    assert len(rdflib.Graph().parse(path, format="turtle")) == len(set(read_turtle(path)))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_prefix_stands_for_one_namespace_everywhere(path: Path) -> None:
    declared = dict(re.findall(r"^@prefix ([\w-]*): <([^>]*)> \.$", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert {prefix: PREFIXES[prefix] for prefix in declared if prefix in PREFIXES} == {
        prefix: iri for prefix, iri in declared.items() if prefix in PREFIXES
    }


def test_the_files_are_tidy() -> None:
    command = shutil.which("turtlefmt") or shutil.which("turtlefmt", path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip("turtlefmt is not installed")
    done = subprocess.run([command, "--check", *map(str, FILES)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _declared(store: ox.Store) -> set[str]:
    return {
        quad.subject.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{PREFIXES['rdfs']}isDefinedBy"), None)
        if isinstance(quad.subject, ox.NamedNode)
    }


def test_released_terms_still_exist(reference: ox.Store) -> None:
    assert set(GOLDEN_TERMS.read_text(encoding="utf-8").split()) - _declared(reference) == set()


def test_every_term_is_used_outside_of_its_declaration(reference: ox.Store) -> None:
    folders = ("graph", "loaders", "service", "shapes", "queries", "examples", "tests", "docs")
    suffixes = {".py", ".ttl", ".rq", ".md"}
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]
    data = ("countries", "organisations", "places", "themes", "schemes", "rules")
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in [*files, *(ONTOLOGY / f"{name}.ttl" for name in data)]
    )
    words = set(re.findall(r"[A-Za-z][\w-]*", text))
    names = {iri.removeprefix(MG) for iri in _declared(reference) if iri.startswith(MG)}
    assert names - words == set()


def test_rules_name_what_they_state() -> None:
    found = rules()
    assert len(found) == 72
    assert found["header-donor"].states == f"{MG}donor"
    assert found["training-title"].states_value == f"{MG}Training"
    assert found["header-line"].iri == f"{RULE}header-line"
    assert {rule.version for rule in found.values()} == {"1"}


def test_reference_graphs_move_things_and_keep_terms() -> None:
    base = "https://example.org/data/"
    graphs = reference_graphs(base)
    assert list(graphs) == [f"{base}graph/ontology", f"{base}graph/countries"]
    for graph, nquads in graphs.items():
        lines = nquads.decode().splitlines()
        assert lines == sorted(set(lines))
        assert all(line.endswith(f" <{graph}> .") for line in lines)
        assert not any(line.startswith("_:") or THINGS in line for line in lines)
        assert f"<{MG}".encode() in nquads
    default = reference_graphs()["https://w3id.org/mandategraph/graph/ontology"]
    assert default.count(b"\n") == graphs[f"{base}graph/ontology"].count(b"\n")
    assert b"id/donor/european-union" in default


def test_reference_data_are_installed_once() -> None:
    class Held:
        minter = Minter()

        def __init__(self) -> None:
            self._store = ox.Store()

        def quads(
            self, subject: ox.NamedNode, predicate: ox.NamedNode, object: None, graph: ox.NamedNode
        ) -> Iterator[ox.Quad]:
            return self._store.quads_for_pattern(subject, predicate, object, graph)

        def install(self) -> int:
            changes = list(reference_changes(cast(Readable, self)))
            for change in changes:
                self._store.load(change.nquads, format=ox.RdfFormat.N_QUADS)
            return len(changes)

    held = Held()
    assert [held.install(), held.install()] == [2, 0]
    assert re.fullmatch(r"[0-9a-f]{16}", reference_version())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("EU", "donor/european-union"),
        ("AU", "donor/african-union"),
        ("UN", "donor/united-nations"),
        ("OSCE", "donor/osce"),
        ("AfDB", "donor/african-development-bank"),
        ("OIF", "donor/oif"),
        ("OECD", "donor/oecd"),
        ("IGAD", "donor/igad"),
        ("ECOWAS", "donor/ecowas"),
        ("EUCAP Mali Sahel", "organisation/eucap-sahel-mali"),
        ("EUCAP Sahel Mali", "organisation/eucap-sahel-mali"),
        ("EU Commission", "organisation/european-commission"),
        ("External Action Service", "organisation/european-external-action-service"),
        ("Civilian Planning and Conduct Capability (CPCC)", "organisation/civilian-planning-and-conduct-capability"),
        ("DG DEVCO", "organisation/dg-devco"),
        ("Directorate-General for International Cooperation and Development (DG DEVCO)", "organisation/dg-devco"),
        ("Fragility unit", "organisation/dg-devco-fragility-unit"),
        ("Governing Board", "organisation/issat-governing-board"),
        ("ISSAT", "organisation/issat"),
        ("Brussels", "place/brussels"),
        ("Bamako", "place/bamako"),
        ("Geneva", "place/geneva"),
        ("Criminal justice chain", "theme/criminal-justice-chain"),
        ("Case Study", "resource-type/case-study"),
    ],
)
def test_names_of_the_field_stand_for_the_right_thing(reference: ox.Store, name: str, key: str) -> None:
    assert name in _names(reference, key)


def test_the_european_union_is_one_organisation(reference: ox.Store) -> None:
    assert _values(reference, "donor/european-union", "https://schema.org/sameAs") == {
        "http://www.wikidata.org/entity/Q458"
    }
    assert _values(reference, "donor/european-union", f"{PREFIXES['skos']}notation") == {"918"}
    assert _values(reference, "donor/european-union", f"{MG}donorType") == {f"{THINGS}donor-type/multilateral"}


def test_one_property_finds_all_places_of_a_mandate(reference: ox.Store) -> None:
    rows = reference.query(f"SELECT ?property {{ ?property <{PREFIXES['rdfs']}subPropertyOf>+ <{MG}namedPlace> }}")
    assert isinstance(rows, ox.QuerySolutions)
    assert {row["property"].value for row in rows} == {
        f"{MG}{name}" for name in ("country", "region", "unresolvedPlace")
    }


def test_a_name_that_is_an_ordinary_word_is_not_looked_for(reference: ox.Store) -> None:
    for key in ("place/nice", "place/male", "place/man", "place/singapore", "place/luxembourg", "place/victoria"):
        assert _values(reference, key, f"{MG}scanned") == {"false"}, key


def test_a_place_is_named_after_its_label(reference: ox.Store) -> None:
    rows = reference.query(
        f"SELECT ?place ?label WHERE {{ ?place a <{MG}Place> ; <http://www.w3.org/2000/01/rdf-schema#label> ?label }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = {row["place"].value: row["label"].value for row in rows}
    assert len(found) > 270
    assert {iri: f"{THINGS}place/{slug(label)}" for iri, label in found.items()} == {iri: iri for iri in found}


@pytest.mark.parametrize("check", quality_checks(), ids=lambda check: check.name)
def test_a_quality_query_has_its_columns_and_finds_nothing(check: QualityCheck, reference: ox.Store) -> None:
    solutions = reference.query(check.query)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [variable.value for variable in solutions.variables] == list(COLUMNS)
    assert [str(solution["entity"]) for solution in solutions] == []
    assert check.what.endswith(".")
    assert check.remedy.endswith(".")


def test_the_quality_queries_parse_in_the_second_engine() -> None:
    parsed = {path.stem: rdflib.Graph().query(path.read_text(encoding="utf-8")).vars for path in CHECKS.glob("*.rq")}
    columns = {name: tuple(map(str, variables or ())) for name, variables in parsed.items()}
    assert columns == {check.name: COLUMNS for check in quality_checks()}
