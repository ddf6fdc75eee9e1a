"""What is read of any store of the engine, be it the open store or one revision that the service keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pyoxigraph as ox

from ..iris import Minter
from ..queries.guard import Term
from .database import named

_OPEN = nullcontext()


class EngineReads:
    """Reads statements from the engine that answers now."""

    minter: Minter

    @property
    def engine(self) -> ox.Store:
        """The engine that answers now, for other libraries to read from; never write to it."""
        raise NotImplementedError

    @property
    def base_iri(self) -> str:
        """The IRI below which the store's own things live."""
        return self.minter.base

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the statements that fit; None fits everything."""
        with self._passing():
            return self.engine.quads_for_pattern(subject, predicate, object, graph)

    def graphs(self) -> list[str]:
        """Return the IRIs of all graphs, sorted."""
        with self._passing():
            return sorted(node.value for node in self.engine.named_graphs() if isinstance(node, ox.NamedNode))

    def contains(self, graph: str) -> bool:
        """Tell whether there is such a graph."""
        return self.engine.contains_named_graph(named(graph))

    def count(self, graph: str | None = None) -> int:
        """Return how many statements a graph has, or all graphs together."""
        with self._passing():
            if graph is None:
                return len(self.engine)
            return _number(self.engine, f"SELECT (COUNT(*) AS ?n) {{ GRAPH {named(graph)} {{ ?s ?p ?o }} }}")

    def _passing(self) -> AbstractContextManager[None]:
        """Hold off what must not happen while a read begins; nothing has to be here."""
        return _OPEN


def _number(engine: ox.Store, query: str) -> int:
    solutions = engine.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(solutions)["n"].value)
