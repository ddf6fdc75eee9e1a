"""Labels of things, read once each: English or without a language first."""

from __future__ import annotations

import re

import pyoxigraph as ox

from ...graph.iris import PREFIXES
from ...graph.readable import Readable

_LABELS = tuple(
    ox.NamedNode(iri) for iri in (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel", PREFIXES["dct"] + "title")
)
_CAPITAL = re.compile("(?<=[a-z])[A-Z]")


class Names:
    """The labels of one revision's things, kept while a page is made."""

    def __init__(self, reader: Readable) -> None:
        self._reader = reader
        self._known: dict[str, str] = {}

    def label(self, iri: str) -> str:
        """Return the label of a thing, or what its IRI ends in."""
        if iri not in self._known:
            self._known[iri] = self._read(iri) or self._made_up(iri)
        return self._known[iri]

    def others(self, iri: str) -> list[tuple[str, str]]:
        """Return every other name of a thing with its language, in order."""
        found = {
            (quad.object.language or "", quad.object.value)
            for predicate in (*_LABELS, ox.NamedNode(PREFIXES["skos"] + "altLabel"))
            for quad in self._reader.quads(ox.NamedNode(iri), predicate, None, None)
            if isinstance(quad.object, ox.Literal) and quad.object.value != self.label(iri)
        }
        return sorted(found)

    def _read(self, iri: str) -> str:
        for predicate in _LABELS:
            quads = self._reader.quads(ox.NamedNode(iri), predicate, None, None)
            literals = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
            if literals:
                return min(literals, key=lambda label: (label.language not in (None, "en"), label.value)).value
        return ""

    def _made_up(self, iri: str) -> str:
        for prefix, namespace in PREFIXES.items():
            local = iri.removeprefix(namespace)
            if local != iri and re.fullmatch(r"[\w-]+", local):
                words = _CAPITAL.sub(lambda found: f" {found[0].lower()}", local)
                return words if prefix in ("mg", "mgr", "mgs") else f"{prefix}:{local}"
        return self._reader.minter.key(iri) or iri
