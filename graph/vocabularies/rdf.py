"""A vocabulary as statements of its named graph, and back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import cast, get_args

import pyoxigraph as ox

from ..iris import DEFAULT_BASE, MG, PREFIXES, Minter
from .data import Code, EntryKind, Fact, Label, LabelKind, VocabularyData, VocabularyEntry

_DCT, _OWL, _RDF, _RDFS, _SKOS, _VOID, _XSD = (
    PREFIXES[prefix] for prefix in ("dct", "owl", "rdf", "rdfs", "skos", "void", "xsd")
)
_LABELS: dict[LabelKind, str] = {
    "preferred": f"{_SKOS}prefLabel",
    "alternative": f"{_SKOS}altLabel",
    "hidden": f"{_SKOS}hiddenLabel",
}
_RELATIONS = {"broader": f"{_SKOS}broader", "replaced_by": f"{_DCT}isReplacedBy", "within": f"{_DCT}isPartOf"}
_PLACE = f"{MG}foundAt"
_HEAD = {
    "title": f"{_DCT}title",
    "source": f"{_DCT}source",
    "licence": f"{_DCT}license",
    "version": f"{_OWL}versionInfo",
    "sha256": f"{MG}sha256",
    "format": f"{MG}format",
}
_DATATYPES = {"string": ox.NamedNode(f"{_XSD}string"), "date": ox.NamedNode(f"{_XSD}date")}
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
ENTRY_TERMS = frozenset(
    {
        *_LABELS.values(),
        *_RELATIONS.values(),
        *(f"{_SKOS}{name}" for name in ("inScheme", "notation", "note")),
        *(f"{MG}{name}" for name in ("entryKind", "validFrom", "validUntil")),
        *(f"{_RDF}type", f"{_RDFS}label", f"{_OWL}deprecated", _PLACE),
    }
)
"""What an entry is described with; every other property of an entry is one of its facts."""
Said = Mapping[str, list[ox.NamedNode | ox.Literal]]


def scheme_iri(name: str, minter: Minter) -> str:
    """Return the IRI of a vocabulary as a concept scheme."""
    return minter.thing(f"vocabulary/{name}")


def moved(iri: str, minter: Minter) -> str:
    """Return an IRI of ours below the base of ``minter``, and any other as it is: readers mint below the default."""
    things = f"{DEFAULT_BASE}id/"
    return minter.thing(iri.removeprefix(things)) if iri.startswith(things) else iri


def statements(data: VocabularyData, minter: Minter) -> Iterator[str]:
    """Yield what a vocabulary says, in N-Triples without the full stop."""
    scheme = scheme_iri(data.name, minter)
    for predicate, term in _scheme(data):
        yield f"<{scheme}> <{predicate}> {term}"
    for entry in data.entries:
        subject = ox.NamedNode(moved(entry.iri, minter))
        yield f"{subject} <{_SKOS}inScheme> <{scheme}>"
        for predicate, term in _entry(entry, minter):
            yield f"{subject} <{predicate}> {term}"


def _scheme(data: VocabularyData) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    yield f"{_RDF}type", ox.NamedNode(f"{_SKOS}ConceptScheme")
    yield f"{_RDF}type", ox.NamedNode(f"{_VOID}Dataset")
    yield f"{_RDFS}label", ox.Literal(data.title, language="en")
    for field, predicate in _HEAD.items():
        value = getattr(data, field)
        if value:
            link = field in ("source", "licence") and _ADDRESS.fullmatch(value)
            yield predicate, ox.NamedNode(value) if link else ox.Literal(value)
    if data.read_on:
        yield f"{MG}readOn", _day(data.read_on)
    yield f"{MG}entryCount", ox.Literal(len(data.entries))


def _entry(entry: VocabularyEntry, minter: Minter) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    yield f"{_RDF}type", ox.NamedNode(f"{_SKOS}Concept")
    yield f"{_RDF}type", ox.NamedNode(f"{MG}VocabularyEntry")
    yield f"{_RDFS}label", ox.Literal(entry.label)
    yield f"{MG}entryKind", ox.Literal(entry.kind)
    for label in entry.labels:
        yield _LABELS[label.kind], ox.Literal(label.text, language=label.language or None)
    for code in entry.notations:
        yield f"{_SKOS}notation", ox.Literal(code.value, datatype=ox.NamedNode(f"{MG}{code.scheme}"))
    for name, day in (("validFrom", entry.valid_from), ("validUntil", entry.valid_until)):
        if day:
            yield f"{MG}{name}", _day(day)
    if entry.deprecated:
        yield f"{_OWL}deprecated", ox.Literal(True)
    if entry.note:
        yield f"{_SKOS}note", ox.Literal(entry.note, language="en")
    for field, predicate in _RELATIONS.items():
        for other in getattr(entry, field):
            yield predicate, ox.NamedNode(moved(other, minter))
    for fact in entry.facts:
        yield fact.property, term_of(fact)
    if entry.place:
        yield _PLACE, ox.Literal(entry.place)


def term_of(fact: Fact) -> ox.NamedNode | ox.Literal:
    """Return the object of a fact; ValueError if it cannot be written as RDF."""
    if fact.language:
        return ox.Literal(fact.value, language=fact.language)
    return ox.Literal(fact.value, datatype=ox.NamedNode(fact.datatype)) if fact.datatype else ox.NamedNode(fact.value)


def fact_of(property: str, term: ox.NamedNode | ox.Literal) -> Fact:
    """Return a fact as its statement has it."""
    if isinstance(term, ox.NamedNode):
        return Fact(property, term.value)
    return Fact(property, term.value, term.datatype.value, term.language or "")


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=_DATATYPES["date"])


def from_quads(name: str, quads: Iterable[ox.Quad], minter: Minter) -> VocabularyData | None:
    """Return the vocabulary that the statements of its graph describe; None if there are none."""
    said: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            said[quad.subject.value][quad.predicate.value].append(quad.object)
    head = said.pop(scheme_iri(name, minter), None)
    if head is None:
        return None
    fields = {field: _one(head, predicate) for field, predicate in _HEAD.items()}
    read_on = _date(head, f"{MG}readOn")
    entries = tuple(_read_entry(iri, said[iri]) for iri in sorted(said))
    return VocabularyData(name=name, read_on=read_on, entries=entries, warnings=(), **fields)


def _read_entry(iri: str, said: Said) -> VocabularyEntry:
    kinds = {predicate: kind for kind, predicate in _LABELS.items()}
    labels = [
        Label(term.value, term.language or "" if isinstance(term, ox.Literal) else "", kind)
        for predicate, kind in kinds.items()
        for term in said.get(predicate, ())
    ]
    notations = [
        Code(term.datatype.value.removeprefix(MG), term.value)
        for term in said.get(f"{_SKOS}notation", ())
        if isinstance(term, ox.Literal)
    ]
    kind = _one(said, f"{MG}entryKind")
    return VocabularyEntry(
        iri=iri,
        labels=tuple(sorted(labels)),
        notations=tuple(sorted(notations)),
        valid_from=_date(said, f"{MG}validFrom"),
        valid_until=_date(said, f"{MG}validUntil"),
        deprecated=bool(said.get(f"{_OWL}deprecated")),
        kind=cast(EntryKind, kind) if kind in get_args(EntryKind) else "other",
        broader=tuple(sorted(term.value for term in said.get(_RELATIONS["broader"], ()))),
        replaced_by=tuple(sorted(term.value for term in said.get(_RELATIONS["replaced_by"], ()))),
        note=_one(said, f"{_SKOS}note"),
        within=tuple(sorted(term.value for term in said.get(_RELATIONS["within"], ()))),
        facts=tuple(sorted(_facts(said))),
        place=_one(said, _PLACE),
    )


def _facts(said: Said) -> Iterator[Fact]:
    """Yield what is said in terms that are none of those above."""
    for predicate, terms in said.items():
        if predicate in ENTRY_TERMS:
            continue
        yield from (fact_of(predicate, term) for term in terms)


def _one(said: Said, predicate: str) -> str:
    return min((term.value for term in said.get(predicate, ())), default="")


def _date(said: Said, predicate: str) -> date | None:
    text = _one(said, predicate)
    return date.fromisoformat(text) if text else None
