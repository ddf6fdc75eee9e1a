"""The vocabularies that a store holds: each in its own graph, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import pyoxigraph as ox

from ..errors import DataError, UsageError
from ..iris import MG, PREFIXES, Minter
from ..readable import Readable
from ..store.changes import GraphChange, LoadLog
from .data import VocabularyData
from .rdf import from_quads, scheme_iri, statements

_GRAPHS, _LINKS = "vocabulary/", "links/"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RESERVED = frozenset({"countries"})
_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")


class Writable(Readable, Protocol):
    """As much of a store as keeping vocabularies needs."""

    def commit(self, changes: Iterable[GraphChange], log: LoadLog) -> int: ...


def check_name(name: str) -> str:
    """Return ``name`` if a vocabulary can have it; UsageError otherwise."""
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise UsageError(
            f"{name!r} cannot be the name of a vocabulary.",
            where="--as",
            remedy="Use lower-case letters, digits and hyphens, such as eu; countries is the reference itself.",
        )
    return name


def vocabulary_graph(name: str, minter: Minter) -> str:
    """Return the graph that holds a vocabulary."""
    return minter.graph(f"{_GRAPHS}{name}")


def links_graph(name: str, minter: Minter) -> str:
    """Return the graph that holds the links between our things and a vocabulary."""
    return minter.graph(f"{_LINKS}{name}")


def names(store: Readable) -> list[str]:
    """Return the names of the vocabularies in a store."""
    prefix = store.minter.graph(_GRAPHS)
    return sorted(graph.removeprefix(prefix) for graph in store.graphs() if graph.startswith(prefix))


def read(store: Readable, name: str) -> VocabularyData:
    """Return a vocabulary of the store; UsageError, with those that are there, if it holds none of this name."""
    quads = store.quads(None, None, None, ox.NamedNode(vocabulary_graph(check_name(name), store.minter)))
    data = from_quads(name, quads, store.minter)
    if data is None:
        there = ", ".join(names(store))
        raise UsageError(
            f"The store holds no vocabulary {name!r}.",
            where="NAME",
            remedy=f"It holds {there}." if there else "Add one: mandategraph vocabulary add FILE --as NAME",
        )
    return data


def heads(store: Readable) -> list[VocabularyData]:
    """Return the vocabularies of the store, by name, without their entries."""
    found = []
    for name in names(store):
        scheme = ox.NamedNode(scheme_iri(name, store.minter))
        graph = ox.NamedNode(vocabulary_graph(name, store.minter))
        head = from_quads(name, store.quads(scheme, None, None, graph), store.minter)
        if head is not None:
            found.append(head)
    return found


def entry_count(store: Readable, name: str) -> int:
    """Return how many entries a vocabulary has."""
    graph = ox.NamedNode(vocabulary_graph(name, store.minter))
    entry = ox.NamedNode(f"{MG}VocabularyEntry")
    return sum(1 for _ in store.quads(None, _TYPE, entry, graph))


def add(store: Writable, data: VocabularyData, *, started: datetime | str) -> bool:
    """Put a vocabulary into its graph, in place of what was there; tell whether that changed anything.

    DataError, and nothing changes, if two of its entries have one IRI.
    """
    check_name(data.name)
    _check_entries(data)
    graph = vocabulary_graph(data.name, store.minter)
    change = GraphChange.of(graph, sorted(set(statements(data, store.minter))))
    if not is_new(store, change):
        return False
    store.commit([change], LoadLog(started))
    return True


def is_new(store: Readable, change: GraphChange) -> bool:
    """Tell whether a change would change anything."""
    quads = store.quads(None, None, None, ox.NamedNode(change.graph))
    held = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return set(held.splitlines()) != set((change.nquads or b"").splitlines())


def remove(store: Writable, name: str, *, started: datetime | str) -> None:
    """Remove a vocabulary and its links from the store; UsageError if it holds none of this name."""
    read(store, name)
    graphs = (vocabulary_graph(name, store.minter), links_graph(name, store.minter))
    there = set(store.graphs())
    store.commit([GraphChange(graph, None) for graph in graphs if graph in there], LoadLog(started))


def _check_entries(data: VocabularyData) -> None:
    seen: set[str] = set()
    for entry in data.entries:
        if entry.iri in seen:
            raise DataError(
                f"Two entries have the IRI <{entry.iri}>.",
                where=data.name,
                remedy="Correct the file; nothing was stored.",
            )
        seen.add(entry.iri)
