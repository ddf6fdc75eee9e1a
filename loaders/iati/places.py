"""The recipient countries and regions of an IATI activity, with the shares that it declares for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity
from ..records import Problem
from ..shares import DECLARED
from ..tables.cells import Cell
from .tree import Element, placed

_SCHEMES = {"": "dac", "1": "dac", "2": "m49"}
"""Vocabularies of recipient-region: OECD DAC (also where none is named), and UN M49."""
_OWN = "99"
_DAC = "1"


class PlaceCells(NamedTuple):
    """The names of places as cells of a table have them, the shares as ``place share``, and where each comes from."""

    names: list[Cell]
    shares: list[Cell]
    bases: list[Cell]
    declared: list[Cell]


def place_cells(activity: Element, resolver: Resolver, problems: list[Problem]) -> PlaceCells:
    """Return where an activity is; a code that is not understood is kept, by its name where it has one.

    Places of transactions count where the activity has none of its own, each once, for the standard allows one or the
    other; they have no shares.
    """
    found = PlaceCells([], [], [], [each.text() for each in activity.all("mg:declaredShare")])
    own = list(_places(activity))
    for element in own:
        name = _name(element, resolver, problems)
        found.names.extend([name] if name else [])
        if percentage := element.attributes.get("percentage"):
            found.shares.append(_share(element, name.value if name else element.name, percentage))
            found.bases.append(element.attributes.get("mg:share") or placed(DECLARED, *percentage.span()))
    inner = _first(each for transaction in activity.all("transaction") for each in _places(transaction))
    more = [each for written, each in inner.items() if written not in _first(own)]
    if own and more:
        what = "Its transactions name places that the activity does not; those of the activity were read."
        problems.append(Problem(more[0].start, what, "Name places either in the activity or in its transactions."))
    elif not own:
        names = (_name(each, resolver, problems) for each in more)
        found.names.extend(name for name in names if name)
    for own_name in ("mg:place", "mg:unresolvedPlace"):
        found.names.extend(each.text(joined=False) for each in activity.all(own_name))
    return found


def _places(element: Element) -> Iterator[Element]:
    yield from element.all("recipient-country")
    yield from element.all("recipient-region")


def _first(elements: Iterable[Element]) -> dict[tuple[str, ...], Element]:
    """Return the first element of each place, by how that is written."""
    found: dict[tuple[str, ...], Element] = {}
    for each in elements:
        names = [narrative.value for narrative in each.narratives()[:1]] if not each.value("code") else []
        found.setdefault((each.name, each.value("vocabulary"), each.value("code"), *names), each)
    return found


def _name(element: Element, resolver: Resolver, problems: list[Problem]) -> Cell | None:
    """Return the key of a place, else how it is written; None, with a problem, if it is not."""
    entity, code = _entity(element, resolver), element.attributes.get("code")
    if entity and code:
        return placed(entity.key, *code.span())
    named = next(iter(element.narratives()), None)
    _report(element, code, named, problems)
    return named or (_as_written(element, code) if code else None)


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


def _share(element: Element, name: str, percentage: Cell) -> Cell:
    """Return the share of a place as a cell of a table has it; its note is the vocabulary of a region."""
    start, end = percentage.span()
    value = f"{name} {percentage.value}"
    cell = placed(value, start, end)
    if end - start == len(percentage.value):
        cell = Cell(value, start, end, (*((start,) * (len(name) + 1)), *range(start, end + 1)))
    return cell._replace(note=(element.value("vocabulary") or _DAC) if element.name == "recipient-region" else "")


def _report(element: Element, code: Cell | None, named: Cell | None, problems: list[Problem]) -> None:
    place = code or named
    if place is None:
        what = f"This {element.name} has neither a code nor a name; it was not read."
        problems.append(Problem(element.start, what, "Give it a code."))
    elif code:
        what = f"The code {code.value!r} of {element.name} stands for no known place in its vocabulary."
        problems.append(Problem(code.start, what, "Correct the code, or its vocabulary."))
