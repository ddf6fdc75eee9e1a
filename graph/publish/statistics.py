"""How much of what the graph holds: counted by SPARQL, once a revision."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from ..iris import MG
from ..readable import Readable, lexical
from .statements import NAMESPACES, term

LINK_PROPERTIES = (
    "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch",
    "schema:sameAs", "owl:sameAs",
)  # fmt: skip
"""Properties that link our things to those of others."""
_LAST_PART = re.compile(r"[^/#]+/?$")


class ClassCount(NamedTuple):
    """A class and how many things are of it."""

    iri: str
    entities: int


class PropertyCount(NamedTuple):
    """A property: in how many statements, of how many things, with how many values."""

    iri: str
    triples: int
    subjects: int
    objects: int


class LinkCount(NamedTuple):
    """How many links go from our things to those of one foreign data set with one property."""

    property: str
    namespace: str
    triples: int


class GraphCount(NamedTuple):
    """A named graph and how many statements it holds."""

    iri: str
    triples: int


@dataclass(frozen=True)
class Statistics:
    """The numbers of one revision.

    ``modified`` is when the last load began, ``first`` and ``last`` the days between which the dated mandates lie,
    ``countries`` the countries named by mandates; all empty where there are none.
    """

    revision: int
    entities: int
    classes: tuple[ClassCount, ...]
    properties: tuple[PropertyCount, ...]
    links: tuple[LinkCount, ...]
    graphs: tuple[GraphCount, ...]
    modified: str
    first: str
    last: str
    countries: tuple[str, ...]

    @property
    def triples(self) -> int:
        """How many statements all graphs hold together; one that stands in several counts once, as in every answer."""
        return sum(each.triples for each in self.properties)

    @property
    def vocabularies(self) -> tuple[str, ...]:
        """The namespaces of all classes and properties in use."""
        terms = [*(each.iri for each in self.classes), *(each.iri for each in self.properties)]
        return tuple(sorted({namespace(iri) for iri in terms}))


def namespace(iri: str) -> str:
    """Return the part of an IRI that it shares with its like; a known prefix where one fits."""
    known = [each for each in NAMESPACES.values() if iri.startswith(each)]
    return max(known, key=len) if known else _LAST_PART.sub("", iri)


class Extent(NamedTuple):
    """Which revision it is, when it was made (xsd:dateTime), and the first and last day of valid periods; or empty."""

    revision: int
    modified: str
    first: str
    last: str


def extent(reader: Readable) -> Extent:
    """Return what is quickly told of all data, without counting it."""
    loads, day = f"GRAPH <{reader.minter.graph('loads')}>", "FILTER(STR(?s) <= STR(?e))"
    period = f"{{ ?m <{MG}start> ?s ; <{MG}end> ?e {day} }}"
    return Extent(
        reader.revision,
        _one(reader, f"SELECT (MAX(?t) AS ?x) {{ {loads} {{ ?l {term('prov:startedAtTime')} ?t }} }}"),
        _one(reader, f"SELECT (MIN(?s) AS ?x) {period}"),
        _one(reader, f"SELECT (MAX(?e) AS ?x) {period}"),
    )


def count(reader: Readable) -> Statistics:
    """Count everything, property by property, so that memory stays small."""
    told = extent(reader)
    return Statistics(
        reader.revision,
        _entities(reader),
        _classes(reader),
        _properties(reader),
        _links(reader),
        _graphs(reader),
        told.modified,
        told.first,
        told.last,
        _distinct(reader, f"SELECT DISTINCT ?c {{ ?m <{MG}country> ?c }}"),
    )


class Remembered:
    """What was worked out for the last revisions; concurrent askers wait for one to work it out."""

    def __init__(self, make: Callable[[Readable], Statistics] = count, kept: int = 3) -> None:
        self._make, self._kept = make, kept
        self._known: dict[int, Statistics] = {}
        self._working = threading.Lock()

    def __call__(self, reader: Readable) -> Statistics:
        """Return the statistics of the reader's revision."""
        if (known := self._known.get(reader.revision)) is not None:
            return known
        with self._working:
            if reader.revision not in self._known:
                self._known[reader.revision] = self._make(reader)
                for old in sorted(self._known)[: -self._kept]:
                    del self._known[old]
            return self._known[reader.revision]


def _entities(reader: Readable) -> int:
    things = ox.Literal(reader.minter.thing(""))
    query = f"SELECT (COUNT(DISTINCT ?s) AS ?x) {{ ?s {term('rdf:type')} ?c FILTER(STRSTARTS(STR(?s), {things})) }}"
    return int(_one(reader, query))


def _classes(reader: Readable) -> tuple[ClassCount, ...]:
    query = f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ ?s {term('rdf:type')} ?c }} GROUP BY ?c ORDER BY ?c"
    return tuple(ClassCount(iri, int(number)) for iri, number in _rows(reader, query))


def _properties(reader: Readable) -> tuple[PropertyCount, ...]:
    found = []
    for iri in _distinct(reader, "SELECT DISTINCT ?p { ?s ?p ?o }"):
        pairs = f"SELECT DISTINCT ?s ?o {{ ?s <{iri}> ?o }}"
        counted = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?x) (COUNT(DISTINCT ?o) AS ?y) {{ {{ {pairs} }} }}"
        triples, subjects, objects = next(iter(_rows(reader, counted)))
        found.append(PropertyCount(iri, int(triples), int(subjects), int(objects)))
    return tuple(found)


def _links(reader: Readable) -> tuple[LinkCount, ...]:
    found: Counter[tuple[str, str]] = Counter()
    things = reader.minter.thing("")
    for name in LINK_PROPERTIES:
        pairs = {(lexical(quad.subject), lexical(quad.object)) for quad in reader.quads(None, term(name), None, None)}
        for subject, object in pairs:
            if subject.startswith(things) and not object.startswith(reader.base_iri):
                found[term(name).value, namespace(object)] += 1
    return tuple(LinkCount(property, space, number) for (property, space), number in sorted(found.items()))


def _graphs(reader: Readable) -> tuple[GraphCount, ...]:
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    return tuple(GraphCount(iri, int(number)) for iri, number in _rows(reader, query))


def _rows(reader: Readable, query: str) -> list[tuple[str, ...]]:
    rows = reader.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(lexical(value) for value in row) for row in rows]


def _distinct(reader: Readable, query: str) -> tuple[str, ...]:
    """Return the values of a query in order; the engine would sort before it leaves out what it has, in ten seconds."""
    return tuple(sorted(row[0] for row in _rows(reader, query)))


def _one(reader: Readable, query: str) -> str:
    return next(iter(_rows(reader, query)), ("",))[0]
