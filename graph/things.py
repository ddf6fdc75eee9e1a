"""The named things of the reference data: what prose is searched for, and the types of resources."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from .entities import Entity, Kind
from .iris import DEFAULT_BASE, MG, PREFIXES, Minter

_ONTOLOGY = Path(__file__).resolve().parents[1] / "ontology"
_FILES: tuple[tuple[Kind, str], ...] = (
    ("organisation", "organisations.ttl"),
    ("place", "places.ttl"),
    ("theme", "themes.ttl"),
)
_LABEL = f"{PREFIXES['rdfs']}label"
_SKOS = PREFIXES["skos"]
_SCANNED = frozenset({_LABEL, f"{_SKOS}prefLabel", f"{_SKOS}altLabel"})

_PLURAL = f"{MG}pluralLabel"

Facts = dict[str, list[tuple[str, NamedNode | Literal]]]


@functools.cache
def named_things() -> tuple[tuple[Entity, str], ...]:
    """Return every organisation, place and theme with each name that prose is searched for."""
    return tuple(found for kind, file in _FILES for found in _names(kind, _read(file)))


@functools.cache
def resource_types() -> tuple[tuple[Entity, str, bool], ...]:
    """Return every type of resource with each of its names, and whether that is a plural."""
    found: list[tuple[Entity, str, bool]] = []
    for iri, facts in _read("schemes.ttl").items():
        key = Minter(DEFAULT_BASE).key(iri) or ""
        if key.startswith("resource-type/"):
            entity = Entity("concept", key, _label(facts, key))
            names = dict.fromkeys(
                (value.value, predicate == _PLURAL) for predicate, value in facts if _is_name(predicate)
            )
            found.extend((entity, name, plural) for name, plural in names)
    return tuple(found)


def _is_name(predicate: str) -> bool:
    return predicate in _SCANNED or predicate == _PLURAL


def _read(file: str) -> Facts:
    facts: Facts = {}
    for quad in parse(path=str(_ONTOLOGY / file), format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            facts.setdefault(quad.subject.value, []).append((quad.predicate.value, quad.object))
    return facts


def _names(kind: Kind, things: Facts) -> Iterator[tuple[Entity, str]]:
    minter = Minter(DEFAULT_BASE)
    for iri, facts in things.items():
        key = minter.key(iri)
        if not key or key.startswith("scheme/") or _hidden(facts):
            continue
        entity = Entity(kind, key, _label(facts, key))
        names = dict.fromkeys(value.value for predicate, value in facts if predicate in _SCANNED)
        yield from ((entity, name) for name in names)


def _hidden(facts: list[tuple[str, NamedNode | Literal]]) -> bool:
    return any(predicate == f"{MG}scanned" and value.value in ("false", "0") for predicate, value in facts)


def _label(facts: list[tuple[str, NamedNode | Literal]], key: str) -> str:
    return next((value.value for predicate, value in facts if predicate == _LABEL), key)
