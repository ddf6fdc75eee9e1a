"""Rows and cells of a table: what they say, and where each character of it stands in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_SEPARATOR = re.compile(r"[;|؛\r\n]+")
_LINE_END = re.compile(r"[\r\n]+")
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)


class Cell(NamedTuple):
    """A value without white space around it; ``start`` to ``end`` is its place in the text.

    ``offsets`` has the place of each character, and of the end, where the text holds escapes; else they run in step.
    ``note`` is what the table says of the value beside it, such as the status of a report.
    """

    value: str
    start: int
    end: int
    offsets: tuple[int, ...] | None = None
    note: str = ""

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """Return where a part of the value stands in the text."""
        stop = len(self.value) if end is None else end
        if self.offsets:
            return self.offsets[start], self.offsets[stop]
        return self.start + start, self.start + stop

    def part(self, start: int, end: int) -> Cell:
        """Return a part of the value, without white space around it, as a cell of its own."""
        value = self.value[start:end]
        start += len(value) - len(value.lstrip())
        stop = start + len(value.strip())
        offsets = self.offsets[start : stop + 1] if self.offsets else None
        return Cell(value.strip(), *self.span(start, stop), offsets, self.note)

    def parts(self) -> Iterator[Cell]:
        """Yield the values that semicolons, bars or line ends separate; empty ones are left out."""
        yield from self._split(_SEPARATOR)

    def lines(self) -> Iterator[Cell]:
        """Yield the lines; empty ones are left out."""
        yield from self._split(_LINE_END)

    def _split(self, separator: re.Pattern[str]) -> Iterator[Cell]:
        start = 0
        for found in [*separator.finditer(self.value), None]:
            part = self.part(start, found.start() if found else len(self.value))
            if part.value:
                yield part
            start = found.end() if found else start


def quoted_cell(text: str, start: int, end: int) -> Cell:
    """Return the cell of a CSV file whose quotes stand around ``start`` to ``end``; doubled quotes are one."""
    raw = text[start:end]
    if '""' not in raw:
        return Cell(raw, start, end).part(0, len(raw))
    value, offsets = [], []
    for found in re.finditer(r'""|[^"]|"', raw):
        value.append(found[0][0])
        offsets.append(start + found.start())
    return Cell("".join(value), start, end, (*offsets, end)).part(0, len(value))


def json_cell(text: str, start: int, end: int, value: str) -> Cell:
    """Return the cell of a JSON string whose quotes stand around ``start`` to ``end``; ``value`` is what it says."""
    raw = text[start:end]
    if "\\" not in raw:
        return Cell(value, start, end).part(0, len(value))
    offsets = tuple(start + found.start() for found in _ESCAPE.finditer(raw))
    return Cell(value, start, end, (*offsets, end)).part(0, len(value))


class Row(NamedTuple):
    """A row: its place in the text, and the cells of each field that are not empty; ``single``: a name in each."""

    start: int
    end: int
    fields: Mapping[str, Sequence[Cell]]
    single: bool = False

    def first(self, field: str) -> Cell | None:
        """Return the first cell of a field."""
        return next(iter(self.fields.get(field, ())), None)

    @property
    def exported(self) -> bool:
        """Whether this is an export of ours: then every fact has its own cell, and nothing is read from prose."""
        return "iri" in self.fields

    def parts(self, field: str) -> Iterator[Cell]:
        """Yield the values of a field, each a cell of its own."""
        for cell in self.fields.get(field, ()):
            yield from (cell,) if self.single else cell.parts()
