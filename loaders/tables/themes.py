"""Themes in the cells of a table, by their names."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from ...graph.entities import Entity
from ...graph.things import named_things
from ..prose.folding import fold
from ..records import Problem, Reading
from .cells import Cell, Row


def read_themes(row: Row, problems: list[Problem]) -> Iterator[Reading]:
    """Yield the themes of a row; a name of none is reported."""
    themes = _themes()
    for cell in row.fields.get("theme", ()):
        for part in (cell,) if row.exported else _theme_parts(cell, themes):
            if entity := themes.get(fold(part.value)):
                yield Reading("table-theme", *part.span(), entity)
            else:
                what = f"The theme {part.value!r} is not known; it stands only in the text of the source."
                problems.append(Problem(part.start, what, "Correct it, or add it to the list of themes."))


@functools.cache
def _themes() -> Mapping[str, Entity]:
    """Return the themes by their folded names."""
    return {fold(name): entity for entity, name in named_things() if entity.kind == "theme"}


def _theme_parts(cell: Cell, themes: Mapping[str, Entity]) -> Iterator[Cell]:
    """Yield the themes of a cell; a comma separates them unless the whole is one."""
    for part in cell.parts():
        pieces = part.value.split(",")
        if len(pieces) == 1 or fold(part.value) in themes:
            yield part
            continue
        start = 0
        for piece in pieces:
            found = part.part(start, start + len(piece))
            if found.value:
                yield found
            start += len(piece) + 1
