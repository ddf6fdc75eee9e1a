"""Mandates of an export that came as RDF: their statements stand word for word beside the columns, and count."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from ...graph.countries.resolver import Resolver
from ...graph.interchange.facts import TEXTS
from ...graph.interchange.variants import as_day
from ...graph.iris import MG, PREFIXES
from ...graph.readable import lexical
from ...graph.store.triple_terms import triple_term
from ...graph.things import named_things, resource_types
from ..records import MandateRecord, Problem, StatedMandate
from ..shares import RULE
from .cells import Cell, Row
from .reports import exact_report

_TYPE, _LABEL, _MANDATE = f"{PREFIXES['rdf']}type", f"{PREFIXES['rdfs']}label", f"{MG}Mandate"
_DAYS = {f"{MG}start": "start", f"{MG}end": "end"}
_TEXTS = {
    _LABEL: "title",
    f"{MG}startLiteral": "start as written",
    f"{MG}endLiteral": "end as written",
    **_DAYS,
    **{f"{MG}{name}": name for name in TEXTS},
}
_THINGS = {
    field: frozenset(f"{MG}{name}" for name in names)
    for field, names in {
        "donor": ("donor",),
        "place": ("country", "region", "unresolvedPlace"),
        "theme": ("theme",),
        "type": ("resourceType",),
        "mention": ("mentions",),
        "report": ("report",),
    }.items()
}
"""The properties of what a field names."""
_REMEDY = "Empty the cell of its rdf statements to have the columns read, or correct one of them."


def stated_mandate(
    row: Row, records: Sequence[MandateRecord], resolver: Resolver, problems: list[Problem]
) -> StatedMandate | None:
    """Return the mandate that the statements of a row give; None, with a problem, if they give none.

    ``records`` are what its columns say. Where that differs, it is reported, for a person may have changed them.
    """
    cells = [line for cell in row.fields["statements"] for line in cell.lines()]
    try:
        found = _read(cells)
    except _NotStatements as error:
        problems.append(Problem(error.cell.start, f"{error}; the columns were read instead.", "Correct the statement."))
        return None
    differences = [*_differing_texts(found, records), *_differing_names(found, row, resolver)]
    if differences:
        what = (
            f"The columns of this row and its rdf statements differ ({'; '.join(differences)}); the statements count."
        )
        problems.append(Problem(cells[0].start, what, _REMEDY))
    shares = tuple(reading for reading in records[0].readings if reading.rule == RULE)
    return StatedMandate(found.mandate, tuple(map(str, found.triples)), (cells[0].start, cells[-1].end), shares)


class _NotStatements(Exception):
    def __init__(self, cell: Cell, what: str) -> None:
        super().__init__(what)
        self.cell = cell


class _Stated(NamedTuple):
    """The statements of a row, and the one mandate that they are about."""

    mandate: str
    triples: tuple[ox.Triple, ...]

    def of(self, subject: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
        for triple in self.triples:
            if lexical(triple.subject) == subject and isinstance(triple.object, ox.NamedNode | ox.Literal):
                yield triple.predicate.value, triple.object


def _read(cells: Sequence[Cell]) -> _Stated:
    triples = tuple(_triple(cell) for cell in cells)
    mandates = {lexical(t.subject) for t in triples if t.predicate.value == _TYPE and lexical(t.object) == _MANDATE}
    if len(mandates) != 1:
        raise _NotStatements(cells[0], f"The rdf statements of this row are of {len(mandates)} mandates, not of one")
    return _Stated(mandates.pop(), triples)


def _triple(cell: Cell) -> ox.Triple:
    if triple_term(cell.value) is not None:
        raise _NotStatements(cell, f"{cell.value[:80]!r} has a triple term, which is not kept")
    try:
        (quad,) = ox.parse(cell.value.encode(), format=ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError) as error:
        raise _NotStatements(cell, f"{cell.value[:80]!r} is not a statement in N-Triples") from error
    if any(isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object)):
        raise _NotStatements(cell, f"{cell.value[:80]!r} has a blank node, which has no name to keep")
    return ox.Triple(quad.subject, quad.predicate, quad.object)


def _differing_texts(found: _Stated, records: Sequence[MandateRecord]) -> Iterator[str]:
    """Yield what only the columns, and what only the statements, have of titles, days and texts."""
    columns = {pair for record in records for pair in _texts(record)}
    stated = {
        (_TEXTS[predicate], value.value)
        for predicate, value in found.of(found.mandate)
        if predicate in _TEXTS and (predicate not in _DAYS or as_day(value.value))
    }
    days = {text for name, text in columns | stated if name in _DAYS.values()}
    for where, only in (("column", columns - stated), ("statement", stated - columns)):
        for name, text in sorted(only):
            if not (name.endswith("as written") and text in days):
                yield f"{where} {name}: {text[:80]}"


def _texts(record: MandateRecord) -> Iterator[tuple[str, str]]:
    """Yield the literal values of a record that are not empty, by what they are."""
    for side, day, literal in (
        ("start", record.start, record.start_literal),
        ("end", record.end, record.end_literal),
    ):
        yield from [(side, day.isoformat())] if day else []
        yield from [(f"{side} as written", literal)] if literal else []
    yield from [("title", record.title)] if record.title else []
    yield from record.texts


def _differing_names(found: _Stated, row: Row, resolver: Resolver) -> Iterator[str]:
    """Yield the things that only a column names, and the known ones that only a statement does."""
    for field, properties in _THINGS.items():
        things = [_names(found, value, resolver) for p, value in found.of(found.mandate) if p in properties]
        cells = [_spelled(field, cell, resolver) for cell in row.parts(field)]
        stated, shown = frozenset[str]().union(*things), frozenset[str]().union(*cells)
        yield from (f"column {field}: {min(names, key=len)[:80]}" for names in cells if not names & stated)
        for names in things:
            if not names & shown and any(_is_known(name, resolver) for name in names):
                yield f"statement {field}: {min(names, key=len)[:80]}"


def _names(found: _Stated, thing: ox.NamedNode | ox.Literal, resolver: Resolver) -> frozenset[str]:
    """Return how a thing may be spelled: its IRI or key, and its labels."""
    key = thing.value.partition("/id/")[2]
    stated = (value.value for predicate, value in found.of(thing.value) if predicate == _LABEL)
    known = resolver.entity(key)
    return frozenset(filter(None, (thing.value, key, known.label if known else _labels().get(key), *stated)))


def _spelled(field: str, cell: Cell, resolver: Resolver) -> frozenset[str]:
    """Return what a cell says, and the key of what that stands for."""
    if field == "report":
        return frozenset((exact_report(cell).title,))
    entity = resolver.resolve(cell.value, "donor" if field == "donor" else "place").entity
    return frozenset((cell.value, *([entity.key] if entity else [])))


def _is_known(name: str, resolver: Resolver) -> bool:
    return resolver.entity(name) is not None or name in _labels()


@functools.cache
def _labels() -> Mapping[str, str]:
    """Return the labels of themes, of what prose mentions and of types of resources, by key."""
    things = [*(each[0] for each in named_things()), *(each[0] for each in resource_types())]
    return {entity.key: entity.label for entity in things}
