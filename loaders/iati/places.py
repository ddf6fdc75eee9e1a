"""The recipient countries and regions of an IATI activity, with the shares that it declares for them."""

from __future__ import annotations

from typing import NamedTuple

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity
from ..records import Problem
from ..tables.cells import Cell
from .tree import Element, placed

_SCHEMES = {"": "dac", "1": "dac", "2": "m49"}
"""Vocabularies of recipient-region: OECD DAC (also where none is named), and UN M49."""
_OWN = "99"
EQUAL = "equal"


class PlaceCells(NamedTuple):
    """The names of places as cells of a table have them, and the shares as ``place share``."""

    names: list[Cell]
    shares: list[Cell]


def place_cells(activity: Element, resolver: Resolver, problems: list[Problem]) -> PlaceCells:
    """Return where an activity is; a code that is not understood is kept, by its name where it has one."""
    found = PlaceCells([], [])
    for element in (*activity.all("recipient-country"), *activity.all("recipient-region")):
        entity = _entity(element, resolver)
        code = element.attributes.get("code")
        named = next(iter(element.narratives()), None)
        if entity is None:
            found.names.extend(cell for cell in [named or (code and _as_written(element, code))] if cell)
            _report(element, code, named, problems)
        elif code:
            found.names.append(placed(entity.key, *code.span()))
            found.shares.extend(_share(element, entity))
    for name in ("mg:place", "mg:unresolvedPlace"):
        found.names.extend(each.text(joined=False) for each in activity.all(name))
    found.shares.extend(each.text() for each in activity.all("mg:declaredShare"))
    return found


def _entity(element: Element, resolver: Resolver) -> Entity | None:
    code = element.value("code")
    if element.name == "recipient-country":
        return resolver.resolve(code, scheme="iati").entity
    vocabulary = element.value("vocabulary")
    if vocabulary in _SCHEMES:
        return resolver.resolve(code, scheme=_SCHEMES[vocabulary]).entity
    return resolver.entity(f"region/{code}") if vocabulary == _OWN else None


def _as_written(element: Element, code: Cell) -> Cell:
    """Return a code that is not understood as a name, so that it is not taken for a code of another list."""
    vocabulary = element.value("vocabulary")
    listed = f" of the vocabulary {vocabulary}" if vocabulary else ""
    return placed(f"{element.name} {code.value}{listed}", *code.span())


def _share(element: Element, entity: Entity) -> list[Cell]:
    """Return the declared share of a place; what an export of ours made equal is no declaration."""
    percentage = element.attributes.get("percentage")
    if percentage is None or element.value("mg:share") == EQUAL:
        return []
    start, end = percentage.span()
    value = f"{entity.key} {percentage.value}"
    if end - start != len(percentage.value):
        return [placed(value, start, end)]
    return [Cell(value, start, end, (*((start,) * (len(entity.key) + 1)), *range(start, end + 1)))]


def _report(element: Element, code: Cell | None, named: Cell | None, problems: list[Problem]) -> None:
    place = code or named
    if place is None:
        what = f"This {element.name} has neither a code nor a name; it was not read."
        problems.append(Problem(element.start, what, "Give it a code."))
    elif code:
        what = f"The code {code.value!r} of {element.name} stands for no known place in its vocabulary."
        problems.append(Problem(code.start, what, "Correct the code, or its vocabulary."))
