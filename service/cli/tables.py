"""Tables that fit: cells side by side, wrapped where a terminal is narrow, below each other where it is too narrow."""

from __future__ import annotations

import os
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size
from typing import IO

GAP = "  "
NARROWEST = 12
"""A column that needs no more is never wrapped, and no column is made narrower."""

Row = Sequence[str]


def columns_of(stream: IO[str]) -> int | None:
    """Return how wide a table on ``stream`` may be: the terminal's width, or COLUMNS; None if nothing limits it."""
    if stream.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return get_terminal_size().columns
    return None


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return (
        sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
        if not text.isascii()
        else len(text)
    )


def natural_widths(columns: Row, rows: Iterable[Row]) -> list[int]:
    """Return how wide each column would like to be."""
    widths = [width_of(column) for column in columns]
    for row in rows:
        widths = [max(width, width_of(text)) for width, text in zip(widths, row, strict=True)]
    return widths


def fits(widths: Sequence[int], room: int | None) -> bool:
    """Tell whether columns of these widths fit beside each other."""
    return room is None or sum(widths) + len(GAP) * (len(widths) - 1) <= room


def print_table(columns: Row, rows: Iterable[Row], stream: IO[str]) -> None:
    """Write a table to ``stream``, as well as its width allows."""
    listed = [tuple(row) for row in rows]
    room, widths = columns_of(stream), natural_widths(columns, listed)
    if not fits(widths, room):
        assert room is not None
        least = [min(width, NARROWEST) for width in widths]
        if not fits(least, room):
            stream.writelines(_one_value_a_line(columns, listed, room))
            return
        widths = _shared(widths, least, room - len(GAP) * (len(widths) - 1))
    stream.write(_line(columns, widths))
    stream.write(f"{'─' * (sum(widths) + len(GAP) * (len(widths) - 1))}\n")
    for row in listed:
        stream.writelines(_wrapped(row, widths))


def _shared(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths that fill the room: each column its least, the rest to the columns that still want more."""
    widths = list(least)
    while (rest := room - sum(widths)) > 0:
        wanting = [n for n, width in enumerate(widths) if width < natural[n]]
        if not wanting:
            break
        for n in wanting:
            widths[n] += min(max(rest // len(wanting), 1), natural[n] - widths[n], room - sum(widths))
    return widths


def _line(row: Row, widths: Sequence[int]) -> str:
    cells = (text + " " * (width - width_of(text)) for text, width in zip(row, widths, strict=True))
    return GAP.join(cells).rstrip() + "\n"


def _wrapped(row: Row, widths: Sequence[int]) -> Iterator[str]:
    if all(width_of(text) <= width for text, width in zip(row, widths, strict=True)):
        yield _line(row, widths)
        return
    parts = [textwrap.wrap(text, width) or [""] for text, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, parts))):
        yield _line([part[number] if number < len(part) else "" for part in parts], widths)


def _one_value_a_line(columns: Row, rows: Iterable[Row], room: int) -> Iterator[str]:
    """Yield each row as lines ``column  value``, without what is empty, and an empty line after it."""
    widest = max(map(width_of, columns), default=0)
    for row in rows:
        for column, text in zip(columns, row, strict=True):
            if text:
                indent = " " * (widest + 2)
                first = column + " " * (widest - width_of(column) + 2)
                width = max(room, len(indent) + NARROWEST)
                yield from (
                    f"{line}\n" for line in textwrap.wrap(text, width, initial_indent=first, subsequent_indent=indent)
                )
        yield "\n"
