"""Write graphs of a store as RDF, in every format, always in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from ..errors import UsageError
from ..whole_file import whole_file
from .changes import N_QUADS
from .serialising import serialise
from .sorting import sorted_lines
from .store import Store

FORMATS: dict[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_PIECE = 20_000


@dataclass(frozen=True)
class Exported:
    """What was written: statements, graphs, and whether the format merged the graphs into one."""

    statements: int
    graphs: tuple[str, ...]
    merged: bool


def export(
    store: Store,
    target: Path | BinaryIO,
    format: str = "nquads",
    *,
    graphs: Sequence[str] | None = None,
    include_log: bool = False,
    canonical: bool = False,
) -> Exported:
    """Write graphs of ``store`` to a binary stream, or to a file that appears whole or not at all.

    ``format`` is a key of FORMATS. ``graphs`` are IRIs or names below ``{base}graph/`` (``countries``); by default all
    but the load log, which ``include_log`` adds. Output is sorted: the same data gives the same bytes. N-Quads are
    RDFC-1.0 canonical (``canonical`` only insists on that format). Formats of triples merge the graphs.
    """
    syntax = _syntax(format, canonical)
    chosen = select_graphs(store, graphs, include_log=include_log)
    if isinstance(target, Path):
        with whole_file(target) as file:
            return _write(store, file, syntax, chosen)
    return _write(store, target, syntax, chosen)


def select_graphs(store: Store, graphs: Sequence[str] | None, *, include_log: bool = False) -> tuple[str, ...]:
    """Return the IRIs of the graphs meant, sorted; UsageError for a graph that the store does not hold."""
    held, log = store.graphs(), store.minter.graph("loads")
    if graphs is None:
        return tuple(iri for iri in held if include_log or iri != log)
    wanted = {name if ":" in name else store.minter.graph(name) for name in graphs}
    if unknown := sorted(wanted - set(held)):
        names = ", ".join(iri.removeprefix(store.minter.graph("")) for iri in held[:20])
        more = f" and {len(held) - 20} more" if len(held) > 20 else ""
        raise UsageError(f"there is no graph {unknown[0]}.", where="--graph", remedy=f"The store has: {names}{more}.")
    return tuple(sorted(wanted | ({log} & set(held) if include_log else set())))


def _syntax(format: str, canonical: bool) -> ox.RdfFormat:
    if format not in FORMATS:
        raise UsageError(f"{format!r} is not a format.", where="--format", remedy=f"Take one of {', '.join(FORMATS)}.")
    if canonical and format != "nquads":
        raise UsageError(f"{format} has no canonical form here.", where="--canonical", remedy="Take --format nquads.")
    return FORMATS[format]


def _write(store: Store, target: BinaryIO, syntax: ox.RdfFormat, graphs: tuple[str, ...]) -> Exported:
    counter = _Counter()
    if syntax == N_QUADS:
        target.writelines(counter.count(sorted_lines(_quads(store, graphs))))
    elif syntax == ox.RdfFormat.N_TRIPLES:
        target.writelines(counter.count(sorted_lines(_triples(store, graphs))))
    else:
        lines = _by_graph(store, graphs) if syntax.supports_datasets else sorted_lines(_triples(store, graphs))
        serialise(_parsed(counter.count(lines)), target, syntax)
    return Exported(counter.seen, graphs, merged=not syntax.supports_datasets and len(graphs) > 1)


def _quads(store: Store, graphs: Iterable[str]) -> Iterator[ox.Quad]:
    for graph in graphs:
        yield from store.quads(None, None, None, ox.NamedNode(graph))


def _triples(store: Store, graphs: Iterable[str]) -> Iterator[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in _quads(store, graphs))


def _by_graph(store: Store, graphs: Iterable[str]) -> Iterator[bytes]:
    for graph in graphs:
        yield from sorted_lines(_quads(store, [graph]))


def _parsed(lines: Iterator[bytes]) -> Iterator[ox.Quad]:
    while piece := b"".join(islice(lines, _PIECE)):
        yield from ox.parse(piece, format=N_QUADS)


class _Counter:
    """Counts lines as they pass."""

    def __init__(self) -> None:
        self.seen = 0

    def count(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.seen += 1
            yield line
