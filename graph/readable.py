"""As much of a store as reading needs, whoever holds it: a program, the service, a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pyoxigraph as ox

from .iris import Minter

Term = ox.NamedNode | ox.Literal


class Queryable(Protocol):
    """The graph at one revision, as stored queries need it: all graphs together."""

    @property
    def base_iri(self) -> str: ...
    @property
    def revision(self) -> int: ...
    def query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples: ...


class Readable(Protocol):
    """The graph at one revision."""

    @property
    def base_iri(self) -> str: ...
    @property
    def minter(self) -> Minter: ...
    @property
    def revision(self) -> int: ...
    def query(self, sparql: str, *, union: bool = True) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples: ...
    def graphs(self) -> list[str]: ...
    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]: ...


def lexical(term: object) -> str:
    """Return an IRI or the lexical form of a literal; nothing for a triple term, which the store does not hold."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""


def graph_of(quad: ox.Quad) -> str:
    """Return the IRI of the graph that a statement stands in; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
