"""Statements that are derived for a document: built with prefixed names, written in every syntax, never with chance."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ..iris import PREFIXES
from ..store.serialising import serialise
from ..store.sorting import canonical_lines

Term = ox.NamedNode | ox.Literal
NAMESPACES: dict[str, str] = {
    **PREFIXES,
    "bibo": "http://purl.org/ontology/bibo/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
}
"""The prefixes of documents."""
_PLAIN = frozenset({ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS})


@functools.cache
def term(name: str) -> ox.NamedNode:
    """Return the node of a prefixed name, such as ``void:triples``."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(NAMESPACES[prefix] + local)


def short(iri: str) -> str:
    """Return an IRI as a prefixed name where there is a prefix for it, else as it is."""
    for prefix, namespace in NAMESPACES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def expand(name: str) -> str:
    """Return the IRI that a prefixed name, or an IRI, stands for."""
    prefix, colon, local = name.partition(":")
    return NAMESPACES[prefix] + local if colon and prefix in NAMESPACES and not local.startswith("//") else name


def integer(number: int) -> ox.Literal:
    """Return a whole number as a literal."""
    return ox.Literal(str(number), datatype=term("xsd:integer"))


def english(text: str) -> ox.Literal:
    """Return an English text as a literal."""
    return ox.Literal(text, language="en")


class Statements:
    """A growing set of statements, each held once."""

    def __init__(self) -> None:
        self._quads: dict[ox.Quad, None] = {}

    def say(self, subject: str, predicate: str, *objects: Term | str) -> None:
        """Add statements; ``predicate`` is a prefixed name, an object that is a plain text is an IRI."""
        node, verb = ox.NamedNode(subject), term(predicate)
        for each in objects:
            self._quads[ox.Quad(node, verb, ox.NamedNode(each) if isinstance(each, str) else each)] = None

    def copy(self, quads: Iterable[ox.Quad]) -> None:
        """Add statements of the store, without their graphs."""
        for quad in quads:
            self._quads[ox.Quad(quad.subject, quad.predicate, quad.object)] = None

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(tuple(self._quads))

    def __len__(self) -> int:
        return len(self._quads)

    def iris(self) -> set[str]:
        """Return every IRI that is named."""
        terms = (each for quad in self._quads for each in (quad.subject, quad.predicate, quad.object))
        return {each.value for each in terms if isinstance(each, ox.NamedNode)}


def write(quads: Iterable[ox.Quad], syntax: ox.RdfFormat) -> bytes:
    """Return statements in a syntax, sorted, so that the same statements give the same bytes.

    Only the prefixes that are used are declared. DataError for what RDF/XML cannot say.
    """
    lines = b"".join(canonical_lines(quads))
    if syntax in _PLAIN:
        return lines
    target = io.BytesIO()
    parsed = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    serialise(iter(parsed), target, syntax, _used(lines.decode()))
    return target.getvalue()


def _used(lines: str) -> dict[str, str]:
    return {prefix: namespace for prefix, namespace in NAMESPACES.items() if f"<{namespace}" in lines}
