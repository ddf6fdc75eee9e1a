"""What the graph says of a mandate that came as RDF: its statements as they are, which columns alone could not keep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ..iris import MG, PREFIXES, RULE, is_node
from ..readable import Readable, graph_of

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_STATED = ox.NamedNode(f"{RULE}rdf-statement")
_OF_SOURCES = frozenset((f"{PREFIXES['prov']}wasDerivedFrom", f"{MG}identityClaim"))
"""What is said of a mandate that belongs to the file it is read from."""
_REFERENCE = ("countries/", "ontology/", "loads/", "validation/", "vocabulary/", "links/")
"""Graphs that are not what anybody says of mandates."""
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def rdf_statements(store: Readable, iri: str, graphs: Iterable[str]) -> tuple[str, ...]:
    """Return the statements about a mandate, as lines of N-Triples in order; none if nothing of it came as RDF.

    With it come those about what it names, where anything but the reference data describes that, and about its blank
    nodes, however deep. ``graphs`` are those that speak of the mandate.
    """
    mandate = ox.NamedNode(iri)
    if not _came_as_rdf(store, mandate, graphs):
        return ()
    lines: set[str] = set()
    seen, waiting = {mandate}, [(mandate, True)]
    while waiting:
        subject, whole = waiting.pop()
        for quad in _about(store, subject):
            lines.add(_UNSEEN.sub(_escaped, f"{quad.subject} {quad.predicate} {quad.object} ."))
            for node in _named(store, quad) if whole else ():
                if node not in seen:
                    seen.add(node)
                    waiting.append((node, is_node(node.value)))
    return tuple(sorted(lines))


def _came_as_rdf(store: Readable, mandate: ox.NamedNode, graphs: Iterable[str]) -> bool:
    """Tell whether a file of RDF, or a writer of statements, says something of a mandate."""
    sources = store.minter.graph("source/")
    told = {graph_of(quad) for quad in store.quads(None, _STATED, mandate, None)}
    return any(graph in told or not graph.startswith(sources) for graph in graphs)


def _about(store: Readable, subject: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what is said of a thing, but not by the reference data, nor of where it was read."""
    ours = tuple(store.minter.graph(name) for name in _REFERENCE)
    for quad in store.quads(subject, None, None, None):
        if quad.predicate.value not in _OF_SOURCES and not f"{graph_of(quad)}/".startswith(ours):
            yield quad


def _named(store: Readable, quad: ox.Quad) -> Iterator[ox.NamedNode]:
    """Yield what a statement names, unless it is another mandate, which has a row of its own."""
    node = quad.object
    if isinstance(node, ox.NamedNode) and not any(store.quads(node, _TYPE, ox.NamedNode(f"{MG}Mandate"), None)):
        yield node


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"
