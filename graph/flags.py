"""Flags: what a loader saw to be wrong, as it stands in the graph of a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from .iris import MG, PREFIXES, SHAPE
from .shape_data import Readable, lexical

_FOCUS, _SHAPE, _VALUE = (ox.NamedNode(PREFIXES["sh"] + name) for name in ("focusNode", "sourceShape", "value"))


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag, with its passage in every source that has it."""

    iri: str
    check: str
    focus: str
    value: str = ""
    passages: tuple[str, ...] = ()
    suggestion: tuple[date, date] | None = None


def read_flags(store: Readable) -> list[Flag]:
    """Return the flags of all sources, in order of their IRIs."""
    return sorted(_flags(store), key=lambda flag: flag.iri)


def _flags(store: Readable) -> Iterator[Flag]:
    sources = store.minter.graph("source/")
    focus_of: dict[ox.NamedNode, str] = {}
    for quad in store.quads(None, _FOCUS, None, None):
        in_source = isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(sources)
        if in_source and isinstance(quad.subject, ox.NamedNode):
            focus_of[quad.subject] = lexical(quad.object)
    for node, focus in focus_of.items():
        said: dict[str, set[str]] = {}
        for quad in store.quads(node, None, None, None):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(sources):
                said.setdefault(quad.predicate.value, set()).add(lexical(quad.object))
        first, last = min(said.get(MG + "suggestedStart", ("",))), min(said.get(MG + "suggestedEnd", ("",)))
        yield Flag(
            iri=node.value,
            check=min(said.get(_SHAPE.value, ("",))).removeprefix(SHAPE),
            focus=focus,
            value=min(said.get(_VALUE.value, ("",))),
            passages=tuple(sorted(said.get(MG + "passage", ()))),
            suggestion=(date.fromisoformat(first), date.fromisoformat(last)) if first and last else None,
        )
