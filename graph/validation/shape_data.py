"""What the shapes look at: the statements of the sources, a batch of mandates at a time, as rdflib graphs.

Only what a shape can ask for is copied: a mandate with all it says, the things of its sources that it points at, and
of everything else it points at the class, the label and the scheme. Passages, texts and evidence stay in the store.
What a shape cannot ask of one graph, whether sources differ, is added (``_DISPUTED``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ..iris import MG, PREFIXES
from ..readable import Readable, graph_of, lexical

BATCH = 5000

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_FINDING = ox.NamedNode(MG + "Finding")
_MANDATE = ox.NamedNode(MG + "Mandate")
_SUBCLASS = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
_STRING = PREFIXES["xsd"] + "string"
_HEAVY = {MG + "text", MG + "lineMap"}
_BRIEF = tuple(ox.NamedNode(iri) for iri in (_TYPE.value, PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "inScheme"))
_FLAG_PROPERTIES = (PREFIXES["sh"] + "focusNode", PREFIXES["sh"] + "sourceShape")
_PLACES = ("country", "region", "unresolvedPlace")
_DISPUTED = {f"{MG}donor": f"{MG}donorOfSomeSources"} | {f"{MG}{name}": f"{MG}placeOfSomeSources" for name in _PLACES}
"""What a shape can ask where the sources that name donors, or places, do not name the same: it is not stored."""


class Roots(NamedTuple):
    """Everything that the sources describe: mandates, and the rest (reports, documents, sources, names, flags).

    What the linker found is among the rest.
    """

    mandates: list[str]
    others: set[str]


def find_roots(store: Readable) -> Roots:
    """Return what the graphs of the sources give a class to, mandates in order, and the findings about links."""
    prefix, links = store.minter.graph("source/"), store.minter.graph("links/")
    mandates: set[str] = set()
    others: set[str] = set()
    for quad in store.quads(None, _TYPE, None, None):
        if graph_of(quad).startswith(prefix):
            (mandates if quad.object == _MANDATE else others).add(lexical(quad.subject))
        elif quad.object == _FINDING and lexical(quad.graph_name).startswith(links):
            others.add(lexical(quad.subject))
    return Roots(sorted(mandates), others - mandates)


class Batch(NamedTuple):
    """A data graph, and the mandates of it that are not whole because others only point at them."""

    graph: Graph
    partial: set[str]


class ShapeData:
    """Builds the data graphs of one store."""

    def __init__(self, store: Readable) -> None:
        self._store = store
        self._roots = find_roots(store)
        self._mandates = frozenset(self._roots.mandates)
        self._classes = list(self._class_hierarchy())
        left_out = (store.minter.graph("validation"), store.minter.graph("loads"))
        self._left_out = {ox.NamedNode(graph) for graph in left_out}

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """Yield graphs that together hold every mandate and every other described thing, each whole in one graph."""
        seen: set[str] = set()
        for at in range(0, len(self._roots.mandates), size):
            yield self._graph(self._roots.mandates[at : at + size], seen)
        yield self._graph(sorted(self._roots.others - seen), seen)

    def around(self, things: Iterable[str]) -> Batch:
        """Return one graph with these things whole."""
        return self._graph(things, set())

    def _class_hierarchy(self) -> Iterator[tuple[Node, Node, Node]]:
        for quad in self._store.quads(None, _SUBCLASS, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                yield URIRef(quad.subject.value), URIRef(_SUBCLASS.value), URIRef(quad.object.value)

    def _graph(self, things: Iterable[str], seen: set[str]) -> Batch:
        graph = Graph()
        for triple in self._classes:
            graph.add(triple)
        terms = _Terms()
        briefs: set[str] = set()
        waiting = list(things)
        whole: set[str] = set()
        while waiting:
            thing = waiting.pop()
            whole.add(thing)
            for named in self._copy(thing, graph, terms):
                if named not in self._roots.others:
                    briefs.add(named)
                elif named not in whole:
                    waiting.append(named)
                    whole.add(named)
        for thing in briefs - whole:
            self._copy_brief(thing, graph, terms)
        seen |= whole
        return Batch(graph, {thing for thing in briefs - whole if thing in self._mandates})

    def _copy(self, thing: str, graph: Graph, terms: _Terms) -> Iterator[str]:
        """Copy all that is said of a thing, with the flags on it; yield the things that it points at."""
        node = ox.NamedNode(thing)
        told: dict[str, dict[object, set[Node]]] = {}
        for quad in self._store.quads(node, None, None, None):
            if quad.graph_name in self._left_out or quad.predicate.value in _HEAVY:
                continue
            graph.add(terms.triple(quad))
            if thing in self._mandates and (disputed := _DISPUTED.get(quad.predicate.value)):
                told.setdefault(disputed, {}).setdefault(quad.graph_name, set()).add(terms.term(quad.object))
            if isinstance(quad.object, ox.NamedNode) and "#char=" not in quad.object.value:
                yield quad.object.value
        for disputed, by_source in told.items():
            counts = Counter(value for values in by_source.values() for value in values)
            for value in (value for value, sources in counts.items() if sources < len(by_source)):
                graph.add((terms.term(node), URIRef(disputed), value))
        focus, shape = (ox.NamedNode(iri) for iri in _FLAG_PROPERTIES)
        for quad in self._store.quads(None, focus, node, None):
            if quad.graph_name not in self._left_out and isinstance(quad.subject, ox.NamedNode):
                graph.add(terms.triple(quad))
                for named in self._store.quads(quad.subject, shape, None, None):
                    graph.add(terms.triple(named))

    def _copy_brief(self, thing: str, graph: Graph, terms: _Terms) -> None:
        node = ox.NamedNode(thing)
        for predicate in _BRIEF:
            for quad in self._store.quads(node, predicate, None, None):
                graph.add(terms.triple(quad))


class _Terms:
    """Makes rdflib terms, each IRI once."""

    def __init__(self) -> None:
        self._iris: dict[str, URIRef] = {}

    def triple(self, quad: ox.Quad) -> tuple[Node, Node, Node]:
        return self.term(quad.subject), self.term(quad.predicate), self.term(quad.object)

    def term(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
        if isinstance(term, ox.NamedNode):
            known = self._iris.get(term.value)
            if known is None:
                known = self._iris[term.value] = URIRef(term.value)
            return known
        if isinstance(term, ox.Literal):
            datatype = term.datatype.value
            if term.language or datatype == _STRING:
                return Literal(term.value, lang=term.language)
            return Literal(term.value, datatype=URIRef(datatype), normalize=False)
        return BNode(term.value) if isinstance(term, ox.BlankNode) else BNode()
