"""The ontology, the rules and the shapes as documents, read from the files they are written in."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pyoxigraph as ox

from ..iris import DEFAULT_BASE, RULE, SHAPE
from ..reference import ontology_files, read_turtle
from ..validation.shapes import FOLDER as SHAPES_FOLDER
from .addresses import ONTOLOGY, RULES, SHAPES
from .statements import term

_THINGS = f"{DEFAULT_BASE}id/"


def vocabulary_document(iri: str) -> list[ox.Quad] | None:
    """Return the statements of the document of the ontology, of its current version, of all rules or of all shapes.

    None for any other IRI: also for a version of the ontology that is not the current one.
    """
    if iri in (ONTOLOGY, ontology_version()):
        return list(ontology_statements())
    if iri == RULES:
        return [quad for quad in ontology_statements() if _value(quad.subject).startswith(RULE)]
    return list(shape_statements()) if iri == SHAPES else None


def own_statements(iri: str) -> list[ox.Quad]:
    """Return what the files of shapes say of one shape, with the parts that have no name; nothing of any other IRI."""
    if not iri.startswith(SHAPE):
        return []
    found: list[ox.Quad] = []
    waiting: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri)]
    seen = set(waiting)
    while waiting:
        quads = _by_subject().get(waiting.pop(), ())
        found.extend(quads)
        parts = [quad.object for quad in quads if isinstance(quad.object, ox.BlankNode) and quad.object not in seen]
        waiting.extend(parts)
        seen.update(parts)
    return found


@functools.cache
def ontology_version() -> str:
    """Return the version IRI of the ontology."""
    version = term("owl:versionIRI")
    return next((_value(quad.object) for quad in ontology_statements() if quad.predicate == version), "")


@functools.cache
def ontology_statements() -> tuple[ox.Quad, ...]:
    """Return the statements of the ontology; the countries, organisations, places and themes are data, not terms."""
    quads = _canonical(quad for path in ontology_files() for quad in read_turtle(path))
    return tuple(quad for quad in quads if not _value(quad.subject).startswith(_THINGS))


@functools.cache
def shape_statements() -> tuple[ox.Quad, ...]:
    """Return the statements of the shapes."""
    return _canonical(quad for path in sorted(SHAPES_FOLDER.glob("*.ttl")) for quad in read_turtle(path))


@functools.cache
def _by_subject() -> Mapping[ox.NamedNode | ox.BlankNode | ox.Triple, list[ox.Quad]]:
    found: dict[ox.NamedNode | ox.BlankNode | ox.Triple, list[ox.Quad]] = {}
    for quad in shape_statements():
        found.setdefault(quad.subject, []).append(quad)
    return MappingProxyType(found)


def _canonical(quads: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(dataset)


def _value(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""
