"""Flags: what a loader saw to be wrong, or the linker, as it stands in the graph of a source or of links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from ..iris import MG, PREFIXES, SHAPE
from ..readable import Readable, graph_of, lexical

_SH = PREFIXES["sh"]
_FOCUS, _SHAPE, _VALUE = (ox.NamedNode(_SH + name) for name in ("focusNode", "sourceShape", "value"))
_LABEL = PREFIXES["rdfs"] + "label"


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag, with its passage in every source that has it.

    What the linker found says its own ``title`` and ``message``; ``place`` is the line of the entry in its vocabulary.
    """

    iri: str
    check: str
    focus: str
    value: str = ""
    passages: tuple[str, ...] = ()
    suggestion: tuple[date, date] | None = None
    title: str = ""
    message: str = ""
    place: str = ""


def read_flags(store: Readable) -> list[Flag]:
    """Return the flags of all sources and links, in order of their IRIs."""
    return sorted(_flags(store), key=lambda flag: flag.iri)


def _flags(store: Readable) -> Iterator[Flag]:
    flagging = (store.minter.graph("source/"), store.minter.graph("links/"))
    focus_of: dict[ox.NamedNode, str] = {}
    for quad in store.quads(None, _FOCUS, None, None):
        in_source = graph_of(quad).startswith(flagging)
        if in_source and isinstance(quad.subject, ox.NamedNode):
            focus_of[quad.subject] = lexical(quad.object)
    for node, focus in focus_of.items():
        said: dict[str, set[str]] = {}
        for quad in store.quads(node, None, None, None):
            if graph_of(quad).startswith(flagging):
                said.setdefault(quad.predicate.value, set()).add(lexical(quad.object))
        first, last = min(said.get(MG + "suggestedStart", ("",))), min(said.get(MG + "suggestedEnd", ("",)))
        yield Flag(
            iri=node.value,
            check=min(said.get(_SHAPE.value, ("",))).removeprefix(SHAPE),
            focus=focus,
            value=min(said.get(_VALUE.value, ("",))),
            passages=tuple(sorted(said.get(MG + "passage", ()))),
            suggestion=(date.fromisoformat(first), date.fromisoformat(last)) if first and last else None,
            title=min(said.get(_LABEL, ("",))).partition(": ")[2],
            message=min(said.get(_SH + "resultMessage", ("",))),
            place=min(said.get(MG + "foundAt", ("",))),
        )
