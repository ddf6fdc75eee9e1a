"""The statements of a row, word for word as an export has them, and the one mandate that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from ...graph.interchange.variants import Said
from ...graph.iris import MG, PREFIXES
from ...graph.readable import lexical
from ...graph.store.triple_terms import triple_term
from .cells import Cell

_TYPE, _LABEL = f"{PREFIXES['rdf']}type", f"{PREFIXES['rdfs']}label"
_MANDATE, _TRAINING = f"{MG}Mandate", f"{MG}Training"
_VALUES = (_LABEL, *(f"{MG}{name}" for name in ("start", "startLiteral", "end", "endLiteral", "periodStatus")))
"""The properties of what has one value, in the order of ``Said``."""


class NotStatements(Exception):
    """Why a cell does not give the statements of one mandate."""

    def __init__(self, cell: Cell, what: str) -> None:
        super().__init__(what)
        self.cell = cell


class Stated(NamedTuple):
    """The statements of a row, and the one mandate that they are about."""

    mandate: str
    triples: tuple[ox.Triple, ...]

    def of(self, subject: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
        """Yield what is said of a thing: the IRI of the property, and the value."""
        for triple in self.triples:
            if lexical(triple.subject) == subject and isinstance(triple.object, ox.NamedNode | ox.Literal):
                yield triple.predicate.value, triple.object

    @property
    def training(self) -> bool:
        """Whether the mandate is a training."""
        return any(predicate == _TYPE and value.value == _TRAINING for predicate, value in self.of(self.mandate))

    def said(self, names: frozenset[str]) -> Said:
        """Return all that is said of what has one value; ``names`` tell whom it is for, which no statement does."""
        literals = [(said, value.value) for said, value in self.of(self.mandate) if isinstance(value, ox.Literal)]
        singles = (frozenset(text for said, text in literals if said == property) for property in _VALUES)
        return Said._make((*singles, names))


def read_statements(cells: Sequence[Cell]) -> Stated:
    """Return the statements, one a cell; NotStatements if one is none, or they are not about one mandate."""
    triples = tuple(_triple(cell) for cell in cells)
    mandates = {lexical(t.subject) for t in triples if t.predicate.value == _TYPE and lexical(t.object) == _MANDATE}
    if len(mandates) != 1:
        raise NotStatements(cells[0], f"The rdf statements here are of {len(mandates)} mandates, not of one")
    return Stated(mandates.pop(), triples)


def _triple(cell: Cell) -> ox.Triple:
    if triple_term(cell.value) is not None:
        raise NotStatements(cell, f"{cell.value[:80]!r} has a triple term, which is not kept")
    try:
        (quad,) = ox.parse(cell.value.encode(), format=ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError) as error:
        raise NotStatements(cell, f"{cell.value[:80]!r} is not a statement in N-Triples") from error
    if any(isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object)):
        raise NotStatements(cell, f"{cell.value[:80]!r} has a blank node, which has no name to keep")
    return ox.Triple(quad.subject, quad.predicate, quad.object)
