"""The terms of the ontology as its files say them: classes, properties, rules, codes, concepts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from ...graph.iris import MG, PREFIXES, RULE

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
_FILES = (
    "mandategraph",
    "mandates",
    "agents",
    "locations",
    "documents",
    "names",
    "provenance",
    "quality",
    "notations",
    "rules",
)
_OWL, _RDF, _RDFS, _SKOS, _DCT = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "skos", "dct"))
_KINDS = (
    (_OWL + "Class", "Classes"),
    (_OWL + "ObjectProperty", "Relations"),
    (_OWL + "DatatypeProperty", "Properties"),
    (_OWL + "AnnotationProperty", "Annotations"),
    (_RDFS + "Datatype", "Datatypes of codes"),
)


@dataclass(frozen=True)
class Term:
    """One term, with what its file says of it. Things it points to are IRIs."""

    iri: str
    name: str
    kind: str
    label: str
    definition: str
    example: str
    note: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    states: tuple[str, ...]
    version: str
    replaced_by: tuple[str, ...]
    deprecated: bool

    @property
    def anchor(self) -> str:
        """The fragment of the term on the page: its local name, of a rule with ``rule-`` before it."""
        return ("rule-" if self.iri.startswith(RULE) else "") + self.name


@dataclass(frozen=True)
class Ontology:
    """The header of the ontology, and its terms by kind, each list in the order of the names."""

    iri: str
    title: str
    description: str
    version: str
    licence: str
    creator: str
    modified: str
    terms: tuple[tuple[str, tuple[Term, ...]], ...]

    @property
    def classes(self) -> tuple[Term, ...]:
        """The classes."""
        return dict(self.terms).get("Classes", ())


class _Statements:
    """The statements of the files, by subject and property."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, list[str]]] = {}
        for name in _FILES:
            for quad in ox.parse(path=ONTOLOGY / f"{name}.ttl", format=ox.RdfFormat.TURTLE):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                    properties = self._said.setdefault(quad.subject.value, {})
                    properties.setdefault(quad.predicate.value, []).append(quad.object.value)

    def all(self, iri: str, property: str) -> tuple[str, ...]:
        return tuple(sorted(self._said.get(iri, {}).get(property, ())))

    def one(self, iri: str, property: str) -> str:
        return next(iter(self.all(iri, property)), "")

    def of_type(self, kind: str) -> Iterator[str]:
        return (iri for iri in sorted(self._said) if kind in self._said[iri].get(_RDF + "type", ()))

    def pointing(self, property: str, iri: str) -> tuple[str, ...]:
        return tuple(subject for subject in sorted(self._said) if iri in self._said[subject].get(property, ()))


@lru_cache(maxsize=1)
def read_ontology() -> Ontology:
    """Read the files of the ontology, once."""
    said = _Statements()
    header = next(said.of_type(_OWL + "Ontology"))
    groups: dict[str, list[Term]] = {}
    for kind, title in _KINDS:
        for iri in said.of_type(kind):
            if iri.startswith((MG, RULE)):
                groups.setdefault("Extraction rules" if iri.startswith(RULE) else title, []).append(
                    _term(said, iri, title)
                )
    terms = tuple((title, tuple(sorted(found, key=lambda term: term.name.lower()))) for title, found in groups.items())
    return Ontology(
        iri=header,
        title=said.one(header, _DCT + "title"),
        description=said.one(header, _DCT + "description"),
        version=said.one(header, _OWL + "versionInfo"),
        licence=said.one(header, _DCT + "license"),
        creator=said.one(header, _DCT + "creator"),
        modified=said.one(header, _DCT + "modified")[:10],
        terms=terms,
    )


def _term(said: _Statements, iri: str, kind: str) -> Term:
    above = _RDFS + ("subClassOf" if kind == "Classes" else "subPropertyOf")
    return Term(
        iri=iri,
        name=iri.removeprefix(MG).removeprefix(RULE),
        kind=kind,
        label=said.one(iri, _RDFS + "label"),
        definition=said.one(iri, _SKOS + "definition"),
        example=said.one(iri, _SKOS + "example"),
        note="\n".join(said.all(iri, _SKOS + "note") + said.all(iri, _SKOS + "scopeNote")),
        above=said.all(iri, above),
        below=said.pointing(above, iri),
        domain=said.all(iri, _RDFS + "domain"),
        range=said.all(iri, _RDFS + "range"),
        states=said.all(iri, MG + "states"),
        version=said.one(iri, _OWL + "versionInfo"),
        replaced_by=said.all(iri, _DCT + "isReplacedBy"),
        deprecated=said.one(iri, _OWL + "deprecated") == "true",
    )
