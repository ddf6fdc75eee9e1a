"""What an export says that prose mentions: organisations and places, by their keys."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity
from ...graph.things import named_things
from ..records import Problem, Reading
from .cells import Cell


def read_mentions(cells: Iterable[Cell], resolver: Resolver, problems: list[Problem]) -> Iterator[Reading]:
    """Yield the mention that each cell is; a key of nothing known is reported."""
    for cell in cells:
        entity = resolver.entity(cell.value) or _named().get(cell.value)
        if entity:
            rule = "place-mention" if entity.kind == "place" else "organisation-mention"
            yield Reading(rule, *cell.span(), entity)
        else:
            what = f"{cell.value!r} is no key of a place or organisation; it stands only in the text of the source."
            problems.append(Problem(cell.start, what, "Write keys as an export does, such as place/bamako."))


@functools.cache
def _named() -> Mapping[str, Entity]:
    """Return what prose can mention, by key."""
    return {entity.key: entity for entity, _ in named_things()}
