"""What can be matched at one revision: things, their names, codes and links, read once from the graph."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from ...graph.countries.code_schemes import SCHEMES
from ...graph.countries.foreign_iris import canonical
from ...graph.countries.gazetteer import ALIASES, FOLDER, read_aliases
from ...graph.countries.names import fold, forms
from ...graph.countries.resolver import Resolver
from ...graph.iris import MG, PREFIXES
from ...graph.readable import Readable, graph_of
from .entity_types import types_of
from .near_names import NearNames

_SKOS = PREFIXES["skos"]
_LABELS = (f"{PREFIXES['rdfs']}label", f"{_SKOS}prefLabel")
_OTHERS = (f"{_SKOS}altLabel", f"{MG}abbreviation", f"{_SKOS}hiddenLabel")
_EXACT = ox.NamedNode(f"{_SKOS}exactMatch")
_SCHEME = ox.NamedNode(f"{_SKOS}inScheme")
_TARGET = ox.NamedNode(f"{PREFIXES['void']}objectsTarget")
_NOTATION = ox.NamedNode(f"{_SKOS}notation")
_DONOR = ox.NamedNode(f"{MG}donor")
_TRAINING = ox.NamedNode(f"{MG}Training")
_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")


class Thing(NamedTuple):
    """A thing that a name may stand for; ``types`` are ids of entity types."""

    key: str
    label: str
    types: tuple[str, ...]


class Name(NamedTuple):
    """A name of a thing: ``kind`` is ``label`` or ``alias``, or the name of the vocabulary that calls it so."""

    key: str
    kind: str


@dataclass
class Index:
    """Tables for look-ups. ``known`` are the things whose names the resolver knows better than a table can."""

    resolver: Resolver
    things: dict[str, Thing] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    codes: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=lambda: defaultdict(dict))
    notations: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=lambda: defaultdict(dict))
    links: dict[str, str] = field(default_factory=dict)
    unlinked: frozenset[str] = frozenset()
    """IRIs of entries of which the links of their vocabulary say that they are none of ours."""

    def by_code(self, scheme: str, code: str) -> tuple[str, ...]:
        """Return the keys of the things with a code of a scheme."""
        return self.codes.get(scheme, {}).get(normal_code(scheme, code), ())

    def by_name(self, folded: str) -> Iterator[Name]:
        """Yield what has this folded name, but for the names that are for the resolver to judge."""
        for key, kind in self.names.get(folded, {}).items():
            yield Name(key, kind)

    def schemes(self) -> list[str]:
        """Return the names of the code schemes, in order."""
        return sorted(self.codes)

    def starting(self, prefix: str) -> Iterator[Name]:
        """Yield what has a name that starts so, in the order of the names; a thing may come several times."""
        for number in range(bisect_left(self.spelled, (prefix, "", "")), len(self.spelled)):
            name, key, kind = self.spelled[number]
            if not name.startswith(prefix):
                return
            yield Name(key, kind)

    @cached_property
    def spelled(self) -> list[tuple[str, str, str]]:
        """Every folded name with its thing and kind, in order, those that the resolver knows included."""
        own = {(name, key, kind) for name, found in self.names.items() for key, kind in found.items()}
        known = {(name, key, "label") for name, key in self._resolved()}
        return sorted(own | known)

    @cached_property
    def near(self) -> NearNames:
        """Every name, for the search of names that are nearly the same."""
        return NearNames((name, key) for name, key, _ in self.spelled)

    def _resolved(self) -> Iterator[tuple[str, str]]:
        data = self.resolver.gazetteer
        for table in (data.places, data.towns, data.donors):
            for name, entities in table.items():
                yield from ((name, entity.key) for entity in entities if entity.key in self.things)


def read_index(reader: Readable, resolver: Resolver) -> Index:
    """Return the tables for the graph at the revision of ``reader``."""
    index = Index(resolver)
    labels: dict[str, str] = {}
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, predicates in (("label", _LABELS), ("alias", _OTHERS)):
        for predicate in predicates:
            for subject, literal in _literals(reader, predicate):
                key = reader.minter.key(subject)
                if key is not None and types_of(key):
                    names[key].append((literal.value, kind))
                    if predicate == _LABELS[0] and (key not in labels or literal.language == "en"):
                        labels[key] = literal.value
    _add_things(index, reader, labels)
    _add_names(index, names)
    _add_codes(index, reader)
    _add_links(index, reader)
    return index


def normal_code(scheme: str, code: str) -> str:
    """Return a code as the tables have it: in capitals, numbers with their leading zeros."""
    known = SCHEMES.get(scheme)
    padded = code.strip().zfill(known.width) if known and known.width and code.strip().isdigit() else code.strip()
    return padded.upper()


def _literals(reader: Readable, predicate: str) -> Iterator[tuple[str, ox.Literal]]:
    for quad in reader.quads(None, ox.NamedNode(predicate), None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object


def _keys(reader: Readable, nodes: Iterable[object]) -> set[str]:
    iris = (node.value for node in nodes if isinstance(node, ox.NamedNode))
    return {key for iri in iris if (key := reader.minter.key(iri)) is not None}


def _add_things(index: Index, reader: Readable, labels: dict[str, str]) -> None:
    donors = _keys(reader, (quad.object for quad in reader.quads(None, _DONOR, None, None)))
    trainings = _keys(reader, (quad.subject for quad in reader.quads(None, _TYPE, _TRAINING, None)))
    for key in sorted(labels):
        types = types_of(key)
        if key in donors and "Donor" not in types:
            types = ("Donor", *types)
        if key in trainings:
            types = (*types, "Training")
        index.things[key] = Thing(key, labels[key], types)


def _add_names(index: Index, names: dict[str, list[tuple[str, str]]]) -> None:
    """Add the names of what the resolver does not know: mandates, themes, organisations of the sources."""
    known = index.resolver.gazetteer.entities
    for key, said in names.items():
        if key in known or key not in index.things:
            continue
        for text, kind in said:
            for form in (fold(text),) if key.startswith("mandate/") else forms(text):
                index.names[form].setdefault(key, kind)


def _add_codes(index: Index, reader: Readable) -> None:
    for quad in reader.quads(None, _NOTATION, None, None):
        if not (isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)):
            continue
        key, datatype = reader.minter.key(quad.subject.value), quad.object.datatype.value
        if key in index.things and key is not None and datatype.startswith(MG):
            add_code(index, key, datatype.removeprefix(MG), quad.object.value)


def add_code(index: Index, key: str, scheme: str, code: str) -> None:
    """Add a code of a thing."""
    normal = normal_code(scheme, code)
    held = index.codes[scheme].get(normal, ())
    if key not in held:
        index.codes[scheme][normal] = tuple(sorted((*held, key)))
    own = index.notations[key].get(scheme, ())
    if code not in own:
        index.notations[key][scheme] = tuple(sorted((*own, code)))


def _decided(reader: Readable) -> dict[str, set[str]]:
    """Return the entries of the vocabularies that are linked, with the graphs of links that decide what they are."""
    found: dict[str, set[str]] = defaultdict(set)
    for linkset in reader.quads(None, _TARGET, None, None):
        if isinstance(linkset.object, ox.NamedNode):
            for entry in reader.quads(None, _SCHEME, linkset.object, None):
                if isinstance(entry.subject, ox.NamedNode):
                    found[entry.subject.value].add(graph_of(linkset))
    return found


def _add_links(index: Index, reader: Readable) -> None:
    """Add the IRIs that other vocabularies have for our things, and the names that loaded vocabularies give them.

    Of the entries of a vocabulary that is linked, its accepted links decide.
    """
    entries: dict[str, str] = {}
    decided = _decided(reader)
    for quad in reader.quads(None, _EXACT, None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            key, graphs = reader.minter.key(quad.subject.value), decided.get(quad.object.value)
            if key is not None and key in index.things and (graphs is None or graph_of(quad) in graphs):
                index.links.setdefault(canonical(quad.object.value), key)
                entries.setdefault(quad.object.value, key)
    index.unlinked = frozenset(canonical(iri) for iri in decided) - index.links.keys()
    prefix = reader.minter.graph("vocabulary/")
    withheld = {
        form for alias in read_aliases(FOLDER / ALIASES) if alias.use == "withheld" for form in forms(alias.name)
    }
    for predicate in (_LABELS[1], _OTHERS[0]):
        for quad in reader.quads(None, ox.NamedNode(predicate), None, None):
            graph = graph_of(quad)
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if graph.startswith(prefix) and subject in entries and isinstance(quad.object, ox.Literal):
                _add_foreign(index, entries[subject], quad.object.value, graph.removeprefix(prefix), withheld)


def _add_foreign(index: Index, key: str, text: str, vocabulary: str, withheld: set[str]) -> None:
    """Add a vocabulary's name for one of our things, if the resolver has nothing to say about that name."""
    data = index.resolver.gazetteer
    for form in forms(text):
        judged = any(form in table for table in (data.places, data.towns, data.donors, data.insufficient))
        if not judged and form not in withheld:
            index.names[form].setdefault(key, vocabulary)
