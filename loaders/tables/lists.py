"""Cells of a table that we wrote: the values in them, each with its place (see ``graph.interchange.listing``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ...graph.interchange.listing import MARK
from .cells import Cell

_PART = re.compile(r"(?:\\[^\r\n]|[^\\;\r\n]|\\)+")
_LINE = re.compile(r"[^\r\n]+")
_END = r"(?:\r\n?|\n)"
_OPENING = re.compile(rf"{MARK}[ \t]*(?:{_END}|$)")
_MARK_LINE = re.compile(rf"(?:^|{_END}){MARK}[ \t]*(?={_END}|$)")
_CHARACTER = re.compile(r"\\u([0-9a-fA-F]{4})|\\([\\;nr])|.", re.DOTALL)
_MEANINGS = {"n": "\n", "r": "\r", ";": ";", "\\": "\\"}
_PAIR = re.compile(r"([a-z ]+):[ ]?")

_LINES = frozenset(("objective", "targetOrganisationType", "relatedActivity", "lesson"))
_BLOCKS = frozenset(("title", "description"))
_OTHERS = "otherValues"
_WHOLE = frozenset(("iri", "periodStatus", "shareBasis", "statements"))


def exact_fields(fields: Mapping[str, Sequence[Cell]]) -> dict[str, list[Cell]]:
    """Return the fields of an exported row with each value as a cell of its own; ``otherValues`` stay lines."""
    return {field: [value for cell in cells for value in _values(field, cell)] for field, cells in fields.items()}


def _values(field: str, cell: Cell) -> Iterator[Cell]:
    if field in _WHOLE:
        yield cell
    elif field == _OTHERS:
        yield from _found(_LINE, cell)
    elif field in _BLOCKS:
        yield from _texts(cell)
    else:
        yield from map(unescaped, _found(_LINE if field in _LINES else _PART, cell))


def other_values(line: Cell) -> dict[str, Cell]:
    """Return what a line of other values gives, by its names; a value that is empty stands for none."""
    found: dict[str, Cell] = {}
    for part in map(unescaped, _found(_PART, line)):
        if named := _PAIR.match(part.value):
            at = named.end()
            offsets = part.offsets[at:] if part.offsets else None
            found[named[1]] = Cell(part.value[at:], *part.span(at), offsets)
    return found


def unescaped(cell: Cell) -> Cell:
    """Return a cell with its escapes as what they stand for; a backslash that escapes nothing is one."""
    if "\\" not in cell.value:
        return cell
    value: list[str] = []
    offsets: list[int] = []
    for found in _CHARACTER.finditer(cell.value):
        value.append(chr(int(found[1], 16)) if found[1] else _MEANINGS[found[2]] if found[2] else found[0])
        offsets.append(cell.span(found.start())[0])
    return Cell("".join(value), cell.start, cell.end, (*offsets, cell.span()[1]), cell.note)


def _found(pattern: re.Pattern[str], cell: Cell) -> Iterator[Cell]:
    parts = (cell.part(*found.span()) for found in pattern.finditer(cell.value))
    return (part for part in parts if part.value)


def _texts(cell: Cell) -> Iterator[Cell]:
    """Yield the texts of a block, or the one text that the cell is."""
    if not _OPENING.match(cell.value):
        yield cell
        return
    marks = list(_MARK_LINE.finditer(cell.value))
    ends = [*(mark.start() for mark in marks[1:]), len(cell.value)]
    for mark, end in zip(marks, ends, strict=True):
        part = cell.part(mark.end(), end)
        if part.value:
            yield unescaped(part)
