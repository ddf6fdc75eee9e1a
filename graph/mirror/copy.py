"""What the copy of a vocabulary can tell: its properties, codes and IRIs, and of which IRIs it knows the absence."""

from __future__ import annotations

import re
from functools import cached_property

import pyoxigraph as ox

from ..iris import MG, PREFIXES
from ..readable import Readable
from ..vocabularies.rdf import ENTRY_TERMS
from ..vocabularies.stored import vocabulary_graph

_TYPE, _NOTATION = ox.NamedNode(f"{PREFIXES['rdf']}type"), ox.NamedNode(f"{PREFIXES['skos']}notation")
_ENTRY = ox.NamedNode(f"{MG}VocabularyEntry")
_SPACE = re.compile(r".*[/#:]")
_NO_THINGS = (PREFIXES["xsd"], "http://www.w3.org/2005/xpath-functions", f"{PREFIXES['rdf']}langString")
"""Datatypes and functions: a query names them, and no vocabulary has to hold them."""


class Copy:
    """The graph of a loaded vocabulary."""

    def __init__(self, name: str, store: Readable) -> None:
        self.name, self._store = name, store
        self._graph = ox.NamedNode(vocabulary_graph(name, store.minter))

    def says(self, property: str) -> bool:
        """Tell whether the copy has statements with this property."""
        return self._any(predicate=ox.NamedNode(property))

    def lists(self, scheme: str) -> bool:
        """Tell whether the copy has codes of a list."""
        return f"{MG}{scheme}" in self._datatypes

    def knows(self, iri: str) -> bool:
        """Tell whether an IRI stands in the copy, or is none of those that have to."""
        if iri in ENTRY_TERMS or iri.startswith(_NO_THINGS):
            return True
        try:
            node = ox.NamedNode(iri)
        except ValueError:  # the engine says what is wrong with it
            return True
        held = self._any(subject=node) or self._any(predicate=node) or self._any(object=node)
        return held or (iri.startswith(MG) and iri in self._datatypes)

    def covers(self, iri: str) -> bool:
        """Tell whether the copy has entries, or what entries point to, beside an IRI: then its absence is a fact."""
        return space_of(iri) in self._spaces

    @cached_property
    def example(self) -> str:
        """The IRI of an entry."""
        entries = self._store.quads(None, _TYPE, _ENTRY, self._graph)
        return min((str(quad.subject) for quad in entries), default="none")

    @cached_property
    def _datatypes(self) -> frozenset[str]:
        quads = self._store.quads(None, _NOTATION, None, self._graph)
        return frozenset(quad.object.datatype.value for quad in quads if isinstance(quad.object, ox.Literal))

    @cached_property
    def _spaces(self) -> frozenset[str]:
        found: set[str] = set()
        for quad in self._store.quads(None, None, None, self._graph):
            if quad.predicate != _TYPE:
                found |= {space_of(one.value) for one in (quad.subject, quad.object) if isinstance(one, ox.NamedNode)}
        return frozenset(found)

    def _any(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | None = None,
    ) -> bool:
        return any(True for _ in self._store.quads(subject, predicate, object, self._graph))


def space_of(iri: str) -> str:
    """Return what stands before the last segment of an IRI; all of it if it has but one."""
    found = _SPACE.match(iri.rstrip("/#"))
    return found[0] if found else iri
