"""How a mandate is split between its places, where a source declares it: ``Mali 60; Niger 40``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ..graph.countries.resolver import Resolver
from ..graph.entities import Entity
from .records import Problem, Reading
from .tables.cells import Cell

_SHARE = re.compile(r"(\S.*?)[\s:]+(\d{1,3}(?:\.\d{1,6})?)\s*%?")
_WHOLE, _TOLERANCE = Decimal(100), Decimal("0.5")
EQUAL = ("equal", "equal shares")
RULE = "country-share"


def are_equal(basis: Cell | None) -> bool:
    """Tell whether an export says that it made the shares of a row equal, so that no source declares them."""
    return basis is not None and basis.value.casefold() in EQUAL


def read_shares(
    parts: Iterable[Cell], places: Sequence[Entity], resolver: Resolver, problems: list[Problem]
) -> Iterator[Reading]:
    """Yield the share of each place: the quote is the percentage.

    A share of a place that the mandate does not name is reported, and so is a sum that is not 100.
    """
    total, last = Decimal(0), None
    for part in parts:
        found = _SHARE.fullmatch(part.value)
        entity = resolver.resolve(found[1]).entity if found else None
        if found is None or entity is None or entity not in places:
            what = f"The share {part.value!r} is none of a place of the mandate, as 'Mali 60' is; it was not read."
            problems.append(Problem(part.start, what, "Name a place of the row, and its percentage."))
            continue
        yield Reading(RULE, *part.span(*found.span(2)), entity)
        total, last = total + Decimal(found[2]), part
    if last and abs(total - _WHOLE) > _TOLERANCE:
        what = f"The declared shares add up to {total:f}, not to 100."
        problems.append(Problem(last.start, what, "Correct them, or leave them out."))
