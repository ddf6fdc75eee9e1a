"""How the statements of an exported row differ from what stands beside them, which a person may have changed."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from ...graph.countries.resolver import Resolver
from ...graph.interchange.facts import TEXTS
from ...graph.interchange.variants import Variant, as_day, other_lines, variants
from ...graph.iris import MG, PREFIXES
from ...graph.periods import period_status
from ...graph.things import named_things, resource_types
from ..records import MandateRecord
from .cells import Cell, Row
from .lists import other_values
from .reports import exact_report
from .statements import Stated
from .trainings import yes_or_no

_LABEL = f"{PREFIXES['rdfs']}label"
_TEXTS = {f"{MG}{name}": name for name in TEXTS}
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

Difference = tuple[bool, str, str]
"""Whether only the statements say it, what it is, and the value."""


def differences(found: Stated, record: MandateRecord, row: Row, resolver: Resolver) -> str:
    """Return what only the row, whose record is given, and what only its statements say; empty if they agree."""
    all = sorted({*_values(found, row), *_texts(found, record), *_things(found, row, resolver)})
    sides = (("only beside them", False), ("only in them", True))
    said = ((name, ", ".join(f"{what} {text[:80]!r}" for at, what, text in all if at is side)) for name, side in sides)
    return "; ".join(f"{name}: {values}" for name, values in said if values)


def _only(name: str, beside: Iterable[str], stated: Iterable[str]) -> Iterator[Difference]:
    """Yield the values that are only beside the statements, and those that are only in them."""
    have, want = frozenset(beside), frozenset(filter(None, stated))
    yield from ((False, name, text) for text in have - want)
    yield from ((True, name, text) for text in want - have)


def _values(found: Stated, row: Row) -> Iterator[Difference]:
    """Yield how that differs which has one value: it stands beside the statements as an export writes it."""
    cells = {field: [cell.value for cell in row.fields.get(field, ())] for field in row.fields}
    lines = row.fields.get("otherValues", ())
    names = frozenset(values["names"].value for line in lines if "names" in (values := other_values(line)))
    told = variants(found.said(names))
    first = told[0] if told else Variant()
    yield from _only("title", cells.get("title", ()), [first.title])
    for side, day, literal in (("start", first.start, first.start_literal), ("end", first.end, first.end_literal)):
        plain, written = (day if as_day(day) else ""), cells.get(f"{side}Written", ())
        yield from _only(side, cells.get(side, ()), [plain])
        if not {literal, *written} <= {"", plain}:  # an activity does not write a day again
            yield from _only(f"{side} as written", written, [literal])
    if status := cells.get("periodStatus"):
        yield from _only("period status", status, [period_status(as_day(first.start), as_day(first.end))])
    yield from _only("other values", cells.get("otherValues", ()), other_lines(told))
    iri, key = cells.get("iri", ()), found.mandate.partition("/id/")[2]
    yield from _only("mandate iri", iri, [key if key in iri else found.mandate] if iri else [])
    trained = [_yes(cell) for cell in row.fields.get("training", ())]
    yield from _only("training", [each for each in trained if each != "no"], ["yes"] * found.training)


def _yes(cell: Cell) -> str:
    said = yes_or_no(cell)
    return cell.value if said is None else "yes" if said else "no"


def _texts(found: Stated, record: MandateRecord) -> Iterator[Difference]:
    for predicate, name in _TEXTS.items():
        texts = [text for property, text in record.texts if property == name]
        yield from _only(name, texts, [value.value for said, value in found.of(found.mandate) if said == predicate])


def _things(found: Stated, row: Row, resolver: Resolver) -> Iterator[Difference]:
    """Yield the things, and the states of reports, that are only named beside the statements, or only in them."""
    for field, properties in _THINGS.items():
        values = (value for property, value in found.of(found.mandate) if property in properties)
        things = [_names(found, value, resolver) for value in values if _is_shown(found, value)]
        cells = [_spelled(field, cell, resolver) for cell in row.parts(field)]
        stated, shown = frozenset[str]().union(*things), frozenset[str]().union(*cells)
        yield from ((False, field, min(names, key=len)) for names in cells if not names & stated)
        yield from ((True, field, min(names, key=len)) for names in things if not names & shown)
    for report in map(exact_report, row.parts("report")):
        states = [state for names, state in _reports(found) if report.title in names]
        if states and report.status not in states:
            yield False, "report", f"{report.title} ({report.status})"


def _reports(found: Stated) -> Iterator[tuple[frozenset[str], str]]:
    """Yield how each report may be called, with each of its states; one without a state is mentioned."""
    for predicate, value in found.of(found.mandate):
        if predicate == f"{MG}report":
            said = list(found.of(value.value))
            names = frozenset((value.value, *(text.value for property, text in said if property == _LABEL)))
            states = [state.value.rpartition("/")[2] for property, state in said if property == f"{MG}reportStatus"]
            yield from ((names, state) for state in states or ["mentioned"])


def _names(found: Stated, thing: ox.NamedNode | ox.Literal, resolver: Resolver) -> frozenset[str]:
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


def _is_shown(found: Stated, thing: ox.NamedNode | ox.Literal) -> bool:
    """Tell whether an export names a thing: not a literal in the place of one, nor what has an empty name, or none."""
    said = list(found.of(thing.value))
    labels = [value.value for property, value in said if property == _LABEL]
    unresolved = any(value.value == f"{MG}UnresolvedName" for _, value in said)
    return isinstance(thing, ox.NamedNode) and (all(labels) if labels else not unresolved)


@functools.cache
def _labels() -> Mapping[str, str]:
    """Return the labels of themes, of what prose mentions and of types of resources, by key."""
    things = [*(each[0] for each in named_things()), *(each[0] for each in resource_types())]
    return {entity.key: entity.label for entity in things}
