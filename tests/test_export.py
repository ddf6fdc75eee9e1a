from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import permutations
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from store_cases import BASE, LOG, graph

from mandategraph.graph.errors import DataError, UsageError
from mandategraph.graph.store.export import FORMATS, Exported, export, select_graphs
from mandategraph.graph.store.sorting import canonical_lines, sorted_lines
from mandategraph.graph.store.store import EmbeddedStore, GraphChange, open_store

MALI, LOADS = graph("mali-txt"), f"{BASE}graph/loads"
STATEMENTS = [
    "<{b}id/mandate/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{b}ontology#Mandate> <{g}> .",
    '<{b}id/mandate/x> <{b}ontology#objective> "a \\"quoted\\" text,\\nof two lines é" <{g}> .',
    '<{b}id/mandate/x> <{b}ontology#start> "2014-07-01"^^<http://www.w3.org/2001/XMLSchema#date> <{g}> .',
    '<{b}id/country/MLI> <http://www.w3.org/2000/01/rdf-schema#label> "Mali"@fr <{c}> .',
    '<{b}id/country/MLI> <http://www.w3.org/2000/01/rdf-schema#label> "Mali"@fr <{g}> .',
]
COUNTRIES = f"{BASE}graph/countries"


def quads(text: str) -> bytes:
    chosen = [line for line in STATEMENTS if line.endswith(f"<{{{text}}}> .")]
    return "".join(line.format(b=BASE, g=MALI, c=COUNTRIES) + "\n" for line in chosen).encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with open_store(tmp_path / "store", create=True) as opened:
        opened.commit([GraphChange(MALI, quads("g")), GraphChange(COUNTRIES, quads("c"))], LOG)
        yield opened


def exported(
    store: EmbeddedStore, format: str, *, canonical: bool = False, include_log: bool = False
) -> tuple[bytes, Exported]:
    target = BytesIO()
    report = export(store, target, format, canonical=canonical, include_log=include_log)
    return target.getvalue(), report


def canonical(text: bytes, format: str) -> list[bytes]:
    quads = ox.parse(text, format=FORMATS[format])
    return canonical_lines(quads)


TURTLE = """\
<https://w3id.org/mandategraph/id/country/MLI> rdfs:label "Mali"@fr .
<https://w3id.org/mandategraph/id/mandate/x> a mg:Mandate ;
	mg:objective "a \\"quoted\\" text,\\nof two lines é" ;
	mg:start "2014-07-01"^^xsd:date .
"""


def test_turtle_is_sorted_and_uses_our_prefixes(store: EmbeddedStore) -> None:
    text, report = exported(store, "turtle")
    head, body = text.decode().split("@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n")
    prefixes = [line.split()[1] for line in head.splitlines()]
    assert prefixes == sorted(prefixes)
    assert body == TURTLE
    assert report == Exported(4, (COUNTRIES, MALI), merged=True)


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_holds_the_same_statements(store: EmbeddedStore, format: str) -> None:
    text, report = exported(store, format)
    expected = sorted((quads("g") + quads("c")).splitlines(keepends=True))
    if report.merged:
        assert format in ("turtle", "nt", "rdfxml")
        expected = [line.rsplit(b" <", 1)[0] + b" .\n" for line in expected]
    assert canonical(text, format) == sorted(set(expected))
    assert report.statements == len(set(expected))


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_selection_is_a_valid_file(tmp_path: Path, format: str) -> None:
    with open_store(tmp_path / "empty", create=True) as store:
        text, report = exported(store, format)
    assert canonical(text, format) == []
    assert report.statements == 0


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_data_gives_the_same_bytes_however_it_came(tmp_path: Path, format: str) -> None:
    changes = [GraphChange(MALI, quads("g")), GraphChange(COUNTRIES, quads("c"))]
    written = set()
    for number, order in enumerate(permutations(changes)):
        with open_store(tmp_path / str(number), create=True) as store:
            for change in order:
                store.commit([change], LOG)
            store.warm(64)
            written.add(exported(store, format)[0])
    assert len(written) == 1


def test_n_quads_are_canonical(store: EmbeddedStore) -> None:
    text, _ = exported(store, "nquads", canonical=True)
    assert text == b"".join(sorted(quads("g").splitlines(True) + quads("c").splitlines(True)))
    with pytest.raises(UsageError, match="--canonical"):
        exported(store, "turtle", canonical=True)


def test_the_log_is_left_out_unless_asked_for(store: EmbeddedStore) -> None:
    assert LOADS not in exported(store, "nquads")[1].graphs
    text, report = exported(store, "nquads", include_log=True)
    assert report.graphs == (COUNTRIES, LOADS, MALI)
    assert b"startedAtTime" in text
    assert select_graphs(store, ["loads"]) == (LOADS,)


def test_graphs_are_chosen_by_name_or_iri(store: EmbeddedStore) -> None:
    target = BytesIO()
    report = export(store, target, "nt", graphs=["countries"])
    assert report == Exported(1, (COUNTRIES,), merged=False)
    assert select_graphs(store, [MALI, "source/mali-txt"]) == (MALI,)
    with pytest.raises(UsageError, match=r"no graph .*graph/mali.*The store has: countries, loads, source/mali-txt\."):
        export(store, target, "nt", graphs=["mali"])


def test_an_unknown_format_is_told(store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match=r"'n3' is not a format.*turtle, nt"):
        exported(store, "n3")


def test_a_file_appears_whole_or_not_at_all(store: EmbeddedStore, tmp_path: Path) -> None:
    target = tmp_path / "out.nq"
    export(store, target)
    assert target.read_bytes() == exported(store, "nquads")[0]
    with pytest.raises(UsageError, match="cannot be written"):
        export(store, tmp_path / "missing" / "out.nq")
    with pytest.raises(UsageError, match="cannot be written"):
        export(store, tmp_path / "store")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["out.nq", "store"]


ODD = "\r\n tab\t & < > ]]> \u2028 \x85 \U0001f600"


@pytest.mark.parametrize("format", FORMATS)
def test_odd_characters_come_back(store: EmbeddedStore, format: str) -> None:
    odd = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:x:p"), ox.Literal(ODD), ox.NamedNode("urn:g"))
    store.commit([GraphChange("urn:g", ox.serialize([odd], format=ox.RdfFormat.N_QUADS))], LOG)
    target = BytesIO()
    export(store, target, format, graphs=["urn:g"])
    assert [quad.object for quad in ox.parse(target.getvalue(), format=FORMATS[format])] == [odd.object]
    if format in (merging := {"turtle": "turtle", "nt": "nt", "rdfxml": "xml"}):
        again = rdflib.Graph().parse(data=target.getvalue(), format=merging[format])
        assert [str(term) for term in again.objects()] == [ODD]


@pytest.mark.parametrize(
    "statement", [b'<urn:s> <urn:x:p> "\\u0001" <urn:g> .\n', b'<urn:s> <urn:x:1> "x" <urn:g> .\n']
)
def test_what_xml_cannot_say_is_told(store: EmbeddedStore, tmp_path: Path, statement: bytes) -> None:
    store.commit([GraphChange("urn:g", statement)], LOG)
    with pytest.raises(DataError, match=r"RDF/XML cannot say .*Take another format"):
        export(store, tmp_path / "out.rdf", "rdfxml")
    assert [entry.name for entry in tmp_path.iterdir()] == ["store"]


def test_many_runs_merge_into_one_order_without_repeats() -> None:
    numbers = [n * 7919 % 1000 for n in range(1000)] * 2
    some = [ox.Quad(ox.NamedNode(f"urn:{n}"), ox.NamedNode("urn:p"), ox.Literal(n)) for n in numbers]
    assert list(sorted_lines(some, run=64)) == list(sorted_lines(some)) == sorted({f"{q} .\n".encode() for q in some})


def test_blank_nodes_get_canonical_labels() -> None:
    first, second = ox.BlankNode(), ox.BlankNode()
    knows = ox.NamedNode("urn:knows")
    one = [ox.Quad(first, knows, second), ox.Quad(second, knows, ox.Literal("x"))]
    other = [ox.Quad(second, knows, first), ox.Quad(first, knows, ox.Literal("x"))]
    assert canonical_lines(one) == canonical_lines(other)
    assert b"_:c14n0" in b"".join(canonical_lines(one))
