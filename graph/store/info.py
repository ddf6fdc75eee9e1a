"""What a store holds, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pyoxigraph as ox

from ..iris import Minter


@dataclass(frozen=True)
class StoreInfo:
    """Revision, base IRI, statements, bytes on the disk; and by kind of graph (``source``) how many of each.

    The kind is the first segment below ``{base}graph/``; graphs of others are ``other``.
    """

    revision: int
    base_iri: str
    statements: int
    bytes_on_disk: int
    graphs: dict[str, int] = field(default_factory=dict)
    statements_by_kind: dict[str, int] = field(default_factory=dict)


def describe(source: ox.Store, minter: Minter, revision: int, size: int) -> StoreInfo:
    """Count graphs and statements."""
    rows = source.query("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert isinstance(rows, ox.QuerySolutions)
    graphs: Counter[str] = Counter()
    statements: Counter[str] = Counter()
    for row in rows:
        kind = _kind(minter, row["g"].value)
        graphs[kind] += 1
        statements[kind] += int(row["n"].value)
    return StoreInfo(
        revision,
        minter.base,
        sum(statements.values()),
        size,
        dict(sorted(graphs.items())),
        dict(sorted(statements.items())),
    )


def _kind(minter: Minter, graph: str) -> str:
    below = minter.graph("")
    return graph.removeprefix(below).split("/")[0] if graph.startswith(below) else "other"
