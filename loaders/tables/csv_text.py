"""CSV -> rows of cells that know where they stand in the text (RFC 4180, and what spreadsheets make of it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .cells import Cell, quoted_cell

DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r"sep=([,;\t|])[ \t]*(?:\r\n?|\n)", re.IGNORECASE)
_NEWLINE = re.compile(r"\r\n?|\n")


class CsvRow(NamedTuple):
    """A row; ``faults`` are (offset, what is wrong) of cells whose quotes are not as they should be."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    faults: tuple[tuple[int, str], ...] = ()


def declared_delimiter(text: str) -> tuple[str, int]:
    """Return the delimiter that a first line ``sep=;`` declares, else an empty string, and where the table begins."""
    found = _SEP_LINE.match(text)
    return (found[1], found.end()) if found else ("", 0)


def read_csv(text: str, delimiter: str, start: int = 0) -> Iterator[CsvRow]:
    """Yield the rows of a CSV text from ``start`` on; lines without any character but white space are left out."""
    scanner = _Scanner(text, delimiter)
    while start < len(text):
        row, start = scanner.row(start)
        if any(cell.value for cell in row.cells):
            yield row


class _Scanner:
    def __init__(self, text: str, delimiter: str) -> None:
        self._text = text
        blank = " " if delimiter == "\t" else " \t"
        self._quote = re.compile(rf'[{blank}]*"')
        self._plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
        self._delimiter = delimiter
        self._closed = True

    def row(self, start: int) -> tuple[CsvRow, int]:
        """Return the row that begins at ``start``, and where the next one begins."""
        cells: list[Cell] = []
        faults: list[tuple[int, str]] = []
        position = start
        while True:
            cell, position, fault = self._cell(position)
            cells.append(cell)
            if fault:
                faults.append((cell.start, fault))
            if self._text[position : position + 1] != self._delimiter:
                break
            position += 1
        newline = _NEWLINE.match(self._text, position)
        return CsvRow(start, position, tuple(cells), tuple(faults)), newline.end() if newline else position

    def _cell(self, start: int) -> tuple[Cell, int, str]:
        """Return the cell that begins at ``start``, where it ends, and what is wrong with its quotes."""
        opening = self._quote.match(self._text, start)
        closing = self._closing(opening.end()) if opening and self._closed else -1
        if opening and closing >= 0:
            rest = self._plain.match(self._text, closing + 1)
            end = rest.end() if rest else closing + 1
            if not self._text[closing + 1 : end].strip():
                return quoted_cell(self._text, opening.end(), closing), end, ""
            return self._unquoted(start, end), end, "Text follows the closing quote of this cell."
        plain = self._plain.match(self._text, start)
        end = plain.end() if plain else start
        fault = (
            "The quote that opens this cell is never closed; the cell was read up to its line's end." if opening else ""
        )
        return self._unquoted(start, end), end, fault

    def _closing(self, position: int) -> int:
        """Return where the quote stands that closes a cell, or -1; a doubled quote closes none."""
        while (position := self._text.find('"', position)) >= 0:
            if self._text[position + 1 : position + 2] != '"':
                return position
            position += 2
        self._closed = False
        return -1

    def _unquoted(self, start: int, end: int) -> Cell:
        return Cell(self._text[start:end], start, end).part(0, end - start)
