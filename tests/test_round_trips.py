"""Any mandates that sources give leave as a table or as activities, and come back as the same facts."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyoxigraph as ox
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mandategraph.graph.countries.resolver import Resolver
from mandategraph.graph.interchange.facts import read_mandates
from mandategraph.graph.interchange.iati import write_iati
from mandategraph.graph.interchange.listing import block, lines, listed
from mandategraph.graph.interchange.mandate_table import write_table
from mandategraph.graph.iris import MG, PREFIXES
from mandategraph.graph.store.store import EmbeddedStore, open_store
from mandategraph.loaders.load import load
from mandategraph.loaders.tables.cells import Cell
from mandategraph.loaders.tables.lists import exact_fields

RESOLVER = Resolver.load()
STARTED, DAY = "2026-11-24T12:00:00Z", date(2026, 11, 24)
LABEL, TYPE = f"{PREFIXES['rdfs']}label", f"{PREFIXES['rdf']}type"
OF_SOURCES = {f"{PREFIXES['prov']}wasDerivedFrom", f"{MG}identityClaim"}
"""What is said of a mandate that belongs to the file it is read from: where it stands, and who claims it there."""

Mandate = dict[str, Any]
Fact = tuple[str, str, str]


def facts(store: EmbeddedStore) -> set[Fact]:
    """Return all that a store says of its mandates, their reports, the names nobody knows, and declared shares."""
    found: set[Fact] = set()
    for subject in {quad.subject for quad in store.quads(None, ox.NamedNode(TYPE), ox.NamedNode(f"{MG}Mandate"), None)}:
        assert isinstance(subject, ox.NamedNode)
        for quad in store.quads(subject, None, None, None):
            if quad.predicate.value not in OF_SOURCES:
                found.add((subject.value, quad.predicate.value, str(quad.object)))
            if isinstance(quad.object, ox.NamedNode) and _is_made(quad.object.value):
                found |= {
                    (quad.object.value, each.predicate.value, str(each.object))
                    for each in store.quads(quad.object, None, None, None)
                }
    for mandate in read_mandates(store):
        found |= {(mandate.iri, f"share of {key}", str(share.normalize())) for key, share in mandate.declared}
    return found


def _is_made(iri: str) -> bool:
    """Tell whether a source alone says what a thing is: a report, or a name that nobody knows."""
    return any(f"/id/{kind}/" in iri for kind in ("report", "name")) or (
        "/id/donor/" in iri and RESOLVER.entity(iri.partition("/id/")[2]) is None
    )


def as_table(store: EmbeddedStore) -> bytes:
    stream = io.BytesIO()
    write_table(store, stream, RESOLVER)
    return stream.getvalue()


def as_iati(store: EmbeddedStore) -> bytes:
    stream = io.BytesIO()
    write_iati(store, stream, RESOLVER, with_undated=True)
    return stream.getvalue()


@contextmanager
def loaded(files: dict[str, bytes]) -> Iterator[EmbeddedStore]:
    with tempfile.TemporaryDirectory() as name:
        for file, data in files.items():
            (Path(name) / file).write_bytes(data)
        report = load([str(Path(name) / file) for file in files], Path(name) / "store", started=STARTED, read_on=DAY)
        assert report.exit_code == 0, report
        told = [p.what for source in report.sources for p in source.problems if "statements" in p.what]
        assert told == [], told
        with open_store(Path(name) / "store") as store:
            yield store


def as_json(mandates: list[Mandate]) -> bytes:
    return json.dumps(mandates).encode()


def as_activities(mandates: list[Mandate]) -> bytes:
    """Return a file of IATI as others write it, in which names hold semicolons."""
    return f'<iati-activities version="2.03">{"".join(map(_activity, mandates))}</iati-activities>'.encode()


def _activity(mandate: Mandate) -> str:
    def told(name: str, text: object, attributes: str = "") -> str:
        return f"<{name} {attributes}><narrative>{_xml(str(text))}</narrative></{name}>"

    parts = [told("title", mandate["title"])] if mandate.get("title") else []
    parts += [told("description", text) for text in mandate.get("description", [])]
    parts += [told("description", text, 'type="2"') for text in mandate.get("objective", [])]
    parts += [told("participating-org", name, 'role="1"') for name in mandate.get("donor", [])]
    parts += [told("recipient-country", name) for name in mandate.get("country", [])]
    for side, type in (("start", "2"), ("end", "4")):
        if day := mandate.get(side):
            parts.append(f'<activity-date type="{type}" iso-date="{_xml(day)}"/>')
    parts += [f"<document-link>{told('title', each['title'])}</document-link>" for each in mandate.get("report", [])]
    return f"<iati-activity>{''.join(parts)}</iati-activity>"


def _xml(text: str) -> str:
    kept = "".join(c if c in "\t\n\r" or " " <= c not in "\ufffe\uffff" else "?" for c in text)
    return escape(kept, {'"': "&quot;", "\r": "&#13;", "\n": "&#10;"})


def as_turtle(mandates: list[Mandate]) -> bytes:
    """Return RDF with IRIs of its own, languages, other vocabularies and blank nodes; some IRIs occur in two files."""
    store = ox.Store()
    for at, mandate in enumerate(mandates):
        node = ox.NamedNode(f"https://example.org/mandate?n={at}")
        store.extend(ox.Quad(*triple) for triple in _triples(node, mandate))
    return bytes(store.dump(format=ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph()) or b"")


def _triples(node: ox.NamedNode, mandate: Mandate) -> Iterator[tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, Any]]:
    def text(value: object, at: int = 0) -> ox.Literal:
        return ox.Literal(str(value), language=("en", "fr")[at]) if at < 2 else ox.Literal(str(value))

    yield node, ox.NamedNode(TYPE), ox.NamedNode(f"{MG}Mandate")
    yield node, ox.NamedNode("https://example.org/contact"), (blank := ox.BlankNode(f"b{hash(node)}"))
    yield blank, ox.NamedNode("https://example.org/name"), text(mandate["title"])
    yield node, ox.NamedNode(LABEL), text(mandate["title"], len(mandate["title"]) % 3)
    for at, name in enumerate(mandate.get("donor", [])):
        donor = ox.NamedNode(f"https://example.org/donor/{at}")
        yield node, ox.NamedNode(f"{MG}donor"), donor
        yield donor, ox.NamedNode(LABEL), text(name, at)
    for side in ("start", "end"):
        if day := mandate.get(side):
            yield node, ox.NamedNode(f"{MG}{side}"), ox.Literal(day, datatype=ox.NamedNode(f"{PREFIXES['xsd']}date"))
    for at, each in enumerate(mandate.get("objective", [])):
        yield node, ox.NamedNode(f"{MG}objective"), text(each, at)


SUFFIXES: dict[Callable[[list[Mandate]], bytes], str] = {as_json: "json", as_activities: "xml", as_turtle: "ttl"}

odd = st.text(st.sampled_from(list('aB é;,"\\|\n\r\t()[]:/&<>؛\x0c\x1d\u00a0\u2028\U0001f600\ufeff-')), max_size=8)
names = st.sampled_from(["Mali", "Niger", "EU", "UN", "Congo", "Atlantis", "atlantis", "Sahel", "Western Africa"]) | odd
titles = st.sampled_from(["Support", "support", "SUPPORT!", "Étude; 2", "etude 2", ";\n;"]) | odd
days = st.sampled_from(
    [
        "2014-07-01",
        "01/07/2014",
        "1.7.2014.",
        "2015-08-31",
        "31/08/2015",
        "31/02/2012",
        "soon; perhaps",
        "",
        "2030-01-01",
    ]
)
reports = st.fixed_dictionaries(
    {"title": st.sampled_from(["Final", "final (planned)", "no", "Lessons; two", "lessons two"]) | odd},
    optional={"status": st.sampled_from(["planned", "mentioned", "exists"])},
)
texts = st.sampled_from(["A.\n\nB.", ";\nA", "a;b", "\\n", "In Bamako with the OSCE: police reform."]) | odd
mandates = st.fixed_dictionaries(
    {"title": titles, "training": st.booleans()},
    optional={
        "donor": st.lists(names, max_size=2),
        "country": st.lists(names, max_size=3),
        "place share": st.lists(st.sampled_from(["Mali 60", "Mali 40.5", "Niger 40", "Mali 100"]), max_size=2),
        "start": days,
        "end": days,
        "type": st.sampled_from(["Mandate", "Training", "mandate"]),
        "training level": st.sampled_from(["Advanced", "Level 2; II"]) | odd,
        "training language": st.sampled_from(["English", "fr", "Klingon; A"]),
        "theme": st.lists(st.sampled_from(["Gender", "Police reform", "Nothing known"]), max_size=2),
        "report": st.lists(reports, max_size=2),
        "description": st.lists(texts, max_size=2),
        "objective": st.lists(texts, max_size=2),
        "mandating department": texts,
        "lesson": st.lists(texts, max_size=2),
        "related activity": st.lists(texts, max_size=2),
        "target organisation type": st.lists(texts, max_size=2),
    },
)
sources = st.lists(
    st.tuples(st.sampled_from([as_json, as_activities, as_turtle]), st.lists(mandates, min_size=1, max_size=3)),
    min_size=1,
    max_size=3,
)
Sources = list[tuple[Callable[[list[Mandate]], bytes], list[Mandate]]]

DISPUTED: Sources = [
    (as_json, [{"title": "Support", "donor": ["EU"], "country": ["Mali"], "start": "2014-07-01", "end": "2015-08-31"}]),
    (as_json, [{"title": "SUPPORT!", "donor": ["UN", "EU"], "country": ["Mali"], "start": "01/07/2014"}]),
    (as_json, [{"title": "Support", "country": ["Niger", "Mali"], "start": "1.7.2014.", "end": "2013-01-01"}]),
]
NAMESAKES: Sources = [
    (as_json, [{"title": "A", "donor": ["EU"], "country": ["Mali", "Niger"], "end": "soon; perhaps"}]),
    (as_json, [{"title": "a", "donor": ["EU", "UN"], "country": ["Niger", "Chad"]}]),
    (as_json, [{"title": "A", "donor": ["UN"], "country": ["Mali"]}]),
]
OWN: Sources = [
    (
        as_turtle,
        [{"title": "A", "donor": ["EU", "Acme"], "start": "2014-07-01", "end": "31/02/2012", "objective": ["b"]}],
    ),
    (
        as_turtle,
        [{"title": "\x1d", "start": "2014-07-02"}, {"title": "", "donor": ["\u2028 ", ""], "objective": ["b", "b"]}],
    ),
]
UNTITLED: Sources = [(as_json, [{"title": "", "donor": ["EU"]}, {"title": "", "donor": ["UN"], "start": "01/07/2014"}])]


@given(given=sources)
@example(given=DISPUTED)
@example(given=NAMESAKES)
@example(given=UNTITLED)
@example(given=OWN)
@settings(max_examples=12, deadline=None)
def test_any_mandates_come_back(given: Sources) -> None:
    made = {f"{at}.{SUFFIXES[kind]}": kind(each) for at, (kind, each) in enumerate(given)}
    with loaded(made) as store:
        before, table, activities = facts(store), as_table(store), as_iati(store)
    for name, written in (("m.csv", table), ("m.xml", activities)):
        with loaded({name: written}) as store:
            assert facts(store) == before
            assert as_table(store) == table
            assert as_iati(store) == activities


full = odd.filter(bool)


@given(st.lists(full, max_size=4))
def test_values_of_a_cell_come_back(values: list[str]) -> None:
    for field, written in (("donor", listed(values)), ("objective", lines(values)), ("description", block(values))):
        cell = Cell(written, 0, len(written)).part(0, len(written))
        assert cell.value == written, "a reader of cells takes white space at the ends away"
        found = exact_fields({field: [cell] if written else []})[field]
        assert [each.value for each in found] == values
        assert all(each.value == written[slice(*each.span())] for each in found if "\\" not in written)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_any_text_comes_back(values: list[str]) -> None:
    written = block(values)
    assert [each.value for each in exact_fields({"title": [Cell(written, 0, len(written))]})["title"]] == values
