"""Labels of everything that a document names."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from ..readable import Readable
from .statements import Statements, term

Own = Callable[[str], Iterable[ox.Quad]]
"""What gives the statements about a term that the store does not hold, such as a shape."""


def say_labels(statements: Statements, reader: Readable, own: Own, *, besides: str = "") -> None:
    """Add a label of each IRI that is named, where there is one; ``besides`` is said already."""
    for iri in sorted(statements.iris() - {besides}):
        if "#char=" not in iri:
            statements.copy(labels(reader, iri, own))


def labels(reader: Readable, iri: str, own: Own) -> list[ox.Quad]:
    """Return the statements that label a thing: ``rdfs:label``, or without one ``skos:prefLabel``."""
    node = ox.NamedNode(iri)
    for name in ("rdfs:label", "skos:prefLabel"):
        if found := list(reader.quads(node, term(name), None, None)):
            return found
    return [quad for quad in own(iri) if quad.predicate == term("rdfs:label")]
