"""Descriptions of the whole (VoID, DCAT, schema.org, dump, site map) and of each thing, over the example pages."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from published_store import BACKSTOPPING, INVERTED, MALI, SERVICE, check_golden, published_store
from rdflib import Graph

from mandategraph.graph.errors import UsageError
from mandategraph.graph.iris import MG, RULE, SHAPE, Minter
from mandategraph.graph.publish import inverse
from mandategraph.graph.publish.about import About
from mandategraph.graph.publish.addresses import ONTOLOGY, RULES, SHAPES, Addresses
from mandategraph.graph.publish.dcat import dcat_description
from mandategraph.graph.publish.dump import dump
from mandategraph.graph.publish.inverse import HAS_SOURCE, inverse_counts, inverse_page
from mandategraph.graph.publish.nearby import near
from mandategraph.graph.publish.rewriting import Rewriter
from mandategraph.graph.publish.schema_org import schema_org, schema_org_dataset
from mandategraph.graph.publish.sitemap import is_small, parts, things
from mandategraph.graph.publish.statements import NAMESPACES, Statements, expand, short, term, write
from mandategraph.graph.publish.statistics import Remembered, Statistics, count, extent, namespace
from mandategraph.graph.publish.terms import vocabulary_document
from mandategraph.graph.publish.thing_document import describe_thing
from mandategraph.graph.publish.void import void_description
from mandategraph.graph.store.export import export
from mandategraph.graph.store.store import EmbeddedStore
from mandategraph.service.linked_data.site_map import write_map, write_part
from mandategraph.service.web.messages import Problem

PLAIN = ox.RdfFormat.N_QUADS
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    with published_store(tmp_path_factory.mktemp("published") / "store") as opened:
        yield opened


@pytest.fixture(scope="module")
def statistics(store: EmbeddedStore) -> Statistics:
    return count(store)


def asked(statements: Statements, query: str) -> list[tuple[str, ...]]:
    """Return the rows of a query over statements; ``mg:`` and the other prefixes stand."""
    held = ox.Store()
    held.extend(statements)
    rows = held.query(query, prefixes=NAMESPACES)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(value.value for value in row) for row in rows]


# -- the whole


def test_void_is_as_in_its_golden_file(store: EmbeddedStore, statistics: Statistics) -> None:
    check_golden("void.nq", write(void_description(statistics, About(), store.minter, SERVICE), PLAIN))


def test_dcat_is_as_in_its_golden_file(store: EmbeddedStore, statistics: Statistics) -> None:
    about = About(licence=LICENCE, publisher="https://example.org/us", contact="mailto:us@example.org")
    check_golden("dcat.nq", write(dcat_description(statistics, about, store.minter, SERVICE), PLAIN))


def test_the_numbers_are_those_of_the_store(store: EmbeddedStore, statistics: Statistics) -> None:
    assert statistics.triples == len({quad.triple for quad in store.quads()}) < store.count()
    mandates = {quad.subject for quad in store.quads(None, term("rdf:type"), term("mg:Mandate"), None)}
    assert next(each.entities for each in statistics.classes if each.iri == f"{MG}Mandate") == len(mandates)
    assert {each.iri for each in statistics.properties} == {q.predicate.value for q in store.quads()}
    donors = next(each for each in statistics.properties if each.iri == f"{MG}donor")
    said = {quad.triple for quad in store.quads(None, term("mg:donor"), None, None)}
    assert donors == (f"{MG}donor", len(said), len({q.subject for q in said}), len({q.object for q in said}))
    assert {graph.iri for graph in statistics.graphs} == set(store.graphs())
    assert statistics.modified == "2026-11-24T12:03:00Z"


def test_there_is_one_linkset_for_each_vocabulary(statistics: Statistics) -> None:
    spaces = {link.namespace for link in statistics.links}
    assert {"http://www.wikidata.org/entity/", "https://sws.geonames.org/", "http://dbpedia.org/resource/"} <= spaces
    assert all(link.triples > 0 for link in statistics.links)
    assert namespace("https://sws.geonames.org/2453866/") == "https://sws.geonames.org/"


def test_no_licence_is_made_up(store: EmbeddedStore, statistics: Statistics) -> None:
    for describe in (void_description, dcat_description):
        said = describe(statistics, About(), store.minter, SERVICE)
        assert not [quad for quad in said if quad.predicate == term("dct:license")]
        assert not [quad for quad in said if quad.predicate == term("dct:publisher")]


def test_the_operator_says_what_only_he_knows() -> None:
    about = About.read({"MANDATEGRAPH_LICENCE": LICENCE, "MANDATEGRAPH_TITLE": "Ours"})
    assert (about.licence, about.title, about.publisher) == (LICENCE, "Ours", "")
    with pytest.raises(UsageError, match=r"MANDATEGRAPH_PUBLISHER.*is not an IRI"):
        About.read({"MANDATEGRAPH_PUBLISHER": "the ministry"})


def test_statistics_are_worked_out_once_a_revision(store: EmbeddedStore) -> None:
    remembered = Remembered()
    assert remembered(store) is remembered(store)


def test_the_dump_is_the_export(store: EmbeddedStore) -> None:
    exported = io.BytesIO()
    export(store, exported)
    packed = b"".join(dump(store))
    assert gzip.decompress(packed) == exported.getvalue()
    assert packed == b"".join(dump(store))


def test_site_map_names_every_thing_once_also_in_parts(store: EmbeddedStore, statistics: Statistics) -> None:
    entire = _locations(write_map(store, statistics, SERVICE))
    assert f"{SERVICE}/page/{BACKSTOPPING}" in entire and f"{SERVICE}/" in entire
    assert len(entire) == len(set(entire))
    assert not is_small(statistics, 50)
    index = _locations(write_map(store, statistics, SERVICE, 50))
    assert index == [f"{SERVICE}/sitemap/{part.name}.xml" for part in parts(statistics, 50)]
    in_parts = [at for part in parts(statistics, 50) for at in _part(store, statistics, part.name)]
    assert sorted([f"{SERVICE}/", *in_parts]) == sorted(entire)
    assert all(len(things(store, part, 50)) <= 50 for part in parts(statistics, 50))
    with pytest.raises(Problem, match="404"):
        write_part(store, statistics, SERVICE, "mandate-99")


def _part(store: EmbeddedStore, statistics: Statistics, name: str) -> list[str]:
    return _locations(write_part(store, statistics, SERVICE, name, 50))


def _locations(xml: bytes) -> list[str]:
    return [found.text or "" for found in ET.fromstring(xml).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


# -- addresses


@pytest.mark.parametrize("base", ["https://w3id.org/mandategraph/", "http://127.0.0.1:8030/", "https://example.org/x/"])
def test_addresses_lead_both_ways(base: str) -> None:
    minter = Minter(base)
    addresses = Addresses(minter)
    for iri in (
        minter.thing("country/MLI"), minter.graph("source/x"), RULE + "title", SHAPE + "period-order", ONTOLOGY, SHAPES,
        RULES,
    ):  # fmt: skip
        path = addresses.path(iri)
        assert path is not None and addresses.iri(path) == iri
    assert addresses.path(MG + "Mandate") == "ontology"
    assert addresses.path(minter.thing("source/x/0123456789abcdef") + "#char=1,2") == "source/x/0123456789abcdef"
    assert addresses.path("http://www.wikidata.org/entity/Q912") is None


def test_pages_are_where_people_read_about_a_thing() -> None:
    minter = Minter()
    addresses = Addresses(minter)
    assert addresses.page(minter.thing("source/x/0123456789abcdef") + "#char=1,2") == (
        "/page/source/x/0123456789abcdef#char=1,2"
    )
    assert addresses.page(MG + "Mandate") == "/page/ontology#Mandate"
    assert addresses.page("http://www.wikidata.org/entity/Q912") is None
    assert addresses.page(minter.thing("theme/égalité")) == "/page/theme/%C3%A9galit%C3%A9"


def test_prefixed_names_lead_both_ways() -> None:
    assert short(MG + "country") == "mg:country" and expand("mg:country") == MG + "country"
    assert expand("http://example.org/p") == "http://example.org/p" == short("http://example.org/p")


# -- things


def test_a_thing_comes_with_labels_of_all_it_names(store: EmbeddedStore) -> None:
    found = describe_thing(store, store.minter.thing(BACKSTOPPING))
    assert found is not None and found.label == "Backstopping support to EUCAP MALI SAHEL"
    for name in (store.minter.thing("donor/netherlands"), store.minter.thing("country/MLI"), MG + "donor"):
        assert asked(found.statements, f"SELECT ?l {{ <{name}> rdfs:label ?l }}"), name


def test_a_passage_is_quoted_by_position_and_by_words(store: EmbeddedStore) -> None:
    found = describe_thing(store, store.minter.thing(BACKSTOPPING))
    assert found is not None
    query = """SELECT ?start ?end ?exact ?before ?states { ?passage mgr:header-donor ?m ; oa:hasSelector ?p, ?q .
      mgr:header-donor mg:states ?states . ?p a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end .
      ?q a oa:TextQuoteSelector ; oa:exact ?exact ; oa:prefix ?before }"""
    (row,) = asked(found.statements, query)
    assert row[:3] == ("54", "65", "Netherlands")
    assert row[3].strip().endswith("EUCAP MALI SAHEL") and row[4] == MG + "donor"


def test_a_version_explains_its_passages(store: EmbeddedStore) -> None:
    (version,) = {
        q.object for q in store.quads(ox.NamedNode(store.minter.thing(MALI)), term("mg:currentVersion"), None)
    }
    assert isinstance(version, ox.NamedNode)
    found = describe_thing(store, version.value)
    assert found is not None
    passages = next(page for page in found.pages if page.predicate == HAS_SOURCE)
    assert passages.total == len(inverse.passages(store, version.value)) > 20
    assert asked(found.statements, "SELECT ?c { ?d a foaf:Document ; rdfs:comment ?c }")[0][0].startswith(
        "A fragment #"
    )


def test_what_points_at_a_thing_is_paged_and_never_cut_in_silence(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inverse, "PAGE_SIZE", 3)
    mali = store.minter.thing("country/MLI")
    links = next(each for each in inverse_counts(store, mali) if each.predicate == MG + "country")
    everything = {lex for q in store.quads(None, term("mg:country"), ox.NamedNode(mali)) if (lex := str(q.subject))}
    assert links.total == len(everything) > 6
    pages = [inverse_page(store, mali, links, number + 1) for number in range(-(-links.total // 3))]
    assert [member for page in pages for member in page.members] == sorted(node.strip("<>") for node in everything)
    second = describe_thing(store, mali, inverse="mg:country", page=2)
    assert second is not None
    query = (
        "SELECT ?n ?prev ?next { ?c hydra:totalItems ?n ; hydra:view ?v . ?v hydra:previous ?prev ; hydra:next ?next }"
    )
    document = f"{store.base_iri}data/country/MLI?in=mg:country"
    assert asked(second.statements, query) == [(str(links.total), f"{document}&page=1", f"{document}&page=3")]
    assert len(asked(second.statements, f"SELECT ?m {{ ?m mg:country <{mali}> }}")) == 3
    with pytest.raises(UsageError, match="no page 99"):
        describe_thing(store, mali, inverse="mg:country", page=99)
    with pytest.raises(UsageError, match=r"These properties do: .*mg:country"):
        describe_thing(store, mali, inverse="mg:donor")


def test_a_graph_a_rule_a_shape_and_a_removed_thing_are_known(store: EmbeddedStore) -> None:
    graph = store.minter.graph("countries")
    found = describe_thing(store, graph, service=SERVICE)
    assert found is not None
    assert asked(found.statements, f"SELECT ?n {{ <{graph}> void:triples ?n }}") == [(str(store.count(graph)),)]
    rule = describe_thing(store, RULE + "header-donor")
    assert rule is not None and asked(
        rule.statements, "SELECT ?n { ?u void:property mgr:header-donor ; void:triples ?n }"
    )
    shape = describe_thing(store, SHAPE + "period-order")
    assert shape is not None and {page.predicate for page in shape.pages} == {term("sh:sourceShape").value}
    gone = store.minter.thing("mandate/border-monitors-undated")
    removed = describe_thing(store, gone)
    assert removed is not None and MG + "removedMandate" in {page.predicate for page in removed.pages}
    assert describe_thing(store, store.minter.thing("country/ZZZ")) is None


@pytest.mark.parametrize("syntax", [ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD, PLAIN])
def test_every_format_says_the_same(store: EmbeddedStore, syntax: ox.RdfFormat) -> None:
    found = describe_thing(store, store.minter.thing(INVERTED))
    assert found is not None
    written = write(found.statements, syntax)
    assert set(ox.parse(written, format=syntax)) == set(found.statements)
    assert written == write(found.statements, syntax)


def test_ontology_rules_and_shapes_are_whole_documents() -> None:
    for iri, name in ((ONTOLOGY, MG + "Mandate"), (RULES, RULE + "title"), (SHAPES, SHAPE + "period-order")):
        quads = vocabulary_document(iri)
        assert quads is not None
        turtle = write(quads, ox.RdfFormat.TURTLE)
        assert len(Graph().parse(data=turtle, format="turtle")) == len(set(quads))
        assert name in {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    assert vocabulary_document(ONTOLOGY + "/9.9") is None


def test_what_was_meant_is_offered(store: EmbeddedStore) -> None:
    def keys(key: str) -> list[str | None]:
        return [store.minter.key(iri) for iri in near(store, key)]

    assert keys("country/mli") == ["country/MLI"] == keys("country/ML") == keys("country/mali")
    assert keys("donor/eu")[0] == "donor/european-union"
    assert BACKSTOPPING in keys("mandate/backstopping-support")
    assert keys("nonsense/x y<>") == keys("") == []


def test_rewritten_data_moves_and_terms_stay(store: EmbeddedStore) -> None:
    found = describe_thing(store, store.minter.thing(BACKSTOPPING))
    assert found is not None
    moved = list(Rewriter(store.minter, f"{SERVICE}/").quads(found.statements))
    text = write(moved, PLAIN).decode()
    assert f"<{SERVICE}/id/{BACKSTOPPING}> <{MG}donor> <{SERVICE}/id/donor/netherlands>" in text
    assert f"<{store.base_iri}id/" not in text and f"<{store.base_iri}data/" not in text


# -- schema.org


def test_a_mandate_in_the_words_of_schema_org(store: EmbeddedStore) -> None:
    said = schema_org(store, store.minter.thing(BACKSTOPPING))
    assert said["@type"] == "Project" and said["name"] == "Backstopping support to EUCAP MALI SAHEL"
    assert said["funder"] == {
        "@type": "Organization",
        "@id": store.minter.thing("donor/netherlands"),
        "name": "Netherlands",
    }
    assert (said["startDate"], said["endDate"]) == ("2014-07-01", "2015-08-31")
    training = schema_org(store, store.minter.thing(INVERTED))
    assert training["@type"] == ["EducationEvent", "Project"]
    assert "startDate" not in training and "endDate" not in training, "the period ends before it starts"


def test_the_data_set_in_the_words_of_schema_org(store: EmbeddedStore) -> None:
    said = schema_org_dataset(extent(store), About(), Addresses(store.minter), SERVICE)
    assert said["@type"] == "Dataset" and "license" not in said and said["version"] == str(store.revision)


def test_another_base_changes_the_data_only(tmp_path: Path) -> None:
    with published_store(tmp_path / "store", "https://example.org/ssr/") as store:
        found = describe_thing(store, "https://example.org/ssr/id/country/MLI")
        assert found is not None
        assert asked(found.statements, "SELECT ?d { ?d foaf:primaryTopic ?t }") == [
            ("https://example.org/ssr/data/country/MLI",)
        ]
        text = write(void_description(count(store), About(), store.minter, SERVICE), PLAIN).decode()
        assert "<https://w3id.org/mandategraph/id/" not in text and "<https://example.org/ssr/void#dataset>" in text
