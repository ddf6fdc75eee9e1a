"""Everything the graph says about one thing, each value with the sentences it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from .errors import UsageError
from .iris import MG, PREFIXES, RULE
from .readable import graph_of
from .validation.locations import Location, Locator

if TYPE_CHECKING:
    from .readable import Readable

_RDF_TYPE = PREFIXES["rdf"] + "type"
_LABEL = PREFIXES["rdfs"] + "label"
_PREF_LABEL = PREFIXES["skos"] + "prefLabel"
_FOCUS = PREFIXES["sh"] + "focusNode"
_HIDDEN = {MG + "text", MG + "lineMap", PREFIXES["prov"] + "wasDerivedFrom", MG + "sharesNameWith"}
_FIRST = (
    _RDF_TYPE,
    _LABEL,
    *(MG + name for name in ("donor", "country", "region", "unresolvedPlace", "start", "startLiteral", "end")),
    *(
        MG + name
        for name in ("endLiteral", "periodStatus", "resourceType", "trainingLevel", "trainingLanguage", "report")
    ),
)
_READ_WITH = {MG + "startLiteral": MG + "start", MG + "endLiteral": MG + "end"}
"""Properties whose evidence is that of another."""
_CAPITAL = re.compile("(?<=[a-z])[A-Z]")


class Value(NamedTuple):
    """One statement about a thing: ``iri`` is empty for a literal; ``evidence`` is empty for what no text says."""

    property: str
    property_iri: str
    text: str
    iri: str
    graphs: tuple[str, ...]
    evidence: tuple[Location, ...]


class Reference(NamedTuple):
    """Another thing that points at this one."""

    iri: str
    label: str
    property: str


class Description(NamedTuple):
    """What is known of a thing: its values, the mandates that name it, and what the checks found."""

    iri: str
    label: str
    values: tuple[Value, ...]
    references: tuple[Reference, ...]
    findings: tuple[Description, ...]


def describe(store: Readable, iri: str) -> Description:
    """Return all that is said of a thing; UsageError if nothing is."""
    description = _Describer(store).describe(iri)
    if not description.values:
        raise UsageError("nothing is said of this thing.", where=iri, remedy="Look for it: mandategraph list mandates")
    return description


class _Describer:
    """Reads descriptions from one store; keeps the labels it has seen."""

    def __init__(self, store: Readable) -> None:
        self._store = store
        self._locator = Locator(store)
        self._labels: dict[str, str] = {}

    def describe(self, iri: str) -> Description:
        findings = (self._finding(found) for found in sorted(self._subjects(_FOCUS, iri)))
        return Description(iri, self.label(iri), self._values(iri), self._references(iri), tuple(findings))

    def label(self, iri: str) -> str:
        """Return the English label of a thing, or some label, or what its IRI ends in."""
        if iri not in self._labels:
            self._labels[iri] = self._find_label(iri)
        return self._labels[iri]

    def _find_label(self, iri: str) -> str:
        for predicate in (_LABEL, _PREF_LABEL):
            quads = self._store.quads(ox.NamedNode(iri), ox.NamedNode(predicate), None, None)
            literals = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
            if literals:
                return min(literals, key=lambda label: (label.language not in (None, "en"), label.value)).value
        return self._store.minter.key(iri) or _short(iri)

    def _values(self, iri: str) -> tuple[Value, ...]:
        graphs: dict[tuple[str, ox.NamedNode | ox.Literal], list[str]] = {}
        for quad in self._store.quads(ox.NamedNode(iri), None, None, None):
            if quad.predicate.value not in _HIDDEN and isinstance(quad.object, ox.NamedNode | ox.Literal):
                graphs.setdefault((quad.predicate.value, quad.object), []).append(graph_of(quad))
        made = [self._value(iri, predicate, term, names) for (predicate, term), names in graphs.items()]
        return tuple(sorted([*made, *self._quoted(iri, made)], key=_order))

    def _quoted(self, iri: str, made: Iterable[Value]) -> Iterator[Value]:
        """Yield what the sources say of a thing and no value stands for, in their own words."""
        shown = {(value.property_iri, place) for value in made for place in value.evidence}
        quotes: dict[tuple[str, str], list[Location]] = {}
        for predicate, place in self._locator.said(iri):
            if (predicate, place) not in shown and predicate != _RDF_TYPE and place.quote:
                quotes.setdefault((predicate, place.quote), []).append(place)
        for (predicate, quote), places in quotes.items():
            yield Value(self.label(predicate), predicate, quote, "", (), tuple(places))

    def _value(self, iri: str, predicate: str, term: ox.NamedNode | ox.Literal, graphs: Iterable[str]) -> Value:
        thing = term.value if isinstance(term, ox.NamedNode) else ""
        text = self.label(thing) if thing else term.value
        evidence = () if "#char=" in thing else self._evidence(iri, predicate, thing)
        return Value(self.label(predicate), predicate, text, thing, tuple(sorted(graphs)), evidence)

    def _evidence(self, iri: str, predicate: str, thing: str) -> tuple[Location, ...]:
        if predicate == MG + "report":
            return tuple(dict.fromkeys(place for _, place in self._locator.said(thing)))
        if predicate != _RDF_TYPE:
            return tuple(self._locator.evidence(iri, _READ_WITH.get(predicate, predicate), thing))
        rules = self._subjects(MG + "statesValue", thing)
        passages = {
            quad.subject.value
            for quad in self._store.quads(None, None, ox.NamedNode(iri), None)
            if quad.predicate.value in rules and isinstance(quad.subject, ox.NamedNode)
        }
        return tuple(sorted(place for passage in passages if (place := self._locator.locate(passage))))

    def _references(self, iri: str) -> tuple[Reference, ...]:
        found = set()
        for quad in self._store.quads(None, None, ox.NamedNode(iri), None):
            subject, predicate = quad.subject, quad.predicate.value
            if isinstance(subject, ox.NamedNode) and predicate.startswith(MG) and not predicate.startswith(RULE):
                key = self._store.minter.key(subject.value) or ""
                if key.startswith("mandate/"):
                    found.add(Reference(subject.value, self.label(subject.value), self.label(predicate)))
        return tuple(sorted(found, key=lambda reference: (reference.property, reference.label, reference.iri)))

    def _finding(self, iri: str) -> Description:
        return Description(iri, self.label(iri), self._values(iri), (), ())

    def _subjects(self, predicate: str, iri: str) -> set[str]:
        quads = self._store.quads(None, ox.NamedNode(predicate), ox.NamedNode(iri), None)
        return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def _short(iri: str) -> str:
    """Return the local name of a term of a vocabulary in words, or the whole IRI of anything else."""
    for namespace in PREFIXES.values():
        local = iri.removeprefix(namespace)
        if local != iri and local.isalnum():
            return _CAPITAL.sub(lambda found: f" {found[0].lower()}", local)
    return iri


def _order(value: Value) -> tuple[int, str, str, str]:
    rank = _FIRST.index(value.property_iri) if value.property_iri in _FIRST else len(_FIRST)
    return rank, value.property, value.text, value.iri
