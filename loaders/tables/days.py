"""Days and periods in the cells of a table."""

from __future__ import annotations

import re

from ..pages.dates import DAY, ISO_DAY, parse_day
from ..pages.periods import Written
from .cells import Cell

_TIME = re.compile(rf"({ISO_DAY})[T ]\d\d:?\d\d.*", re.ASCII | re.DOTALL)
_BETWEEN = re.compile(
    rf"\s+[-–—]\s+|\s*[–—]\s*|\s+(?:to|until|till|au|à|jusqu'au|hasta|al?)\s+|(?<=[\d.])\s*-\s*(?={DAY})"
    rf"|(?<={'[0-9]' * 4}-[0-9][0-9]-[0-9][0-9])/(?={ISO_DAY})|^\s*[-–—]\s*|\s*[-–—]\s*$",
    re.IGNORECASE,
)
_SINCE = re.compile(r"(?:from|since|du|de|depuis|desde|del)\s+", re.IGNORECASE)


def read_day(cell: Cell) -> Written | None:
    """Return the day of a cell, None if the cell is empty; a time of day after an ISO day is not heeded."""
    if not cell.value:
        return None
    timed = _TIME.fullmatch(cell.value)
    return Written(cell.value, *cell.span(), parse_day(timed[1] if timed else cell.value))


def read_written(cell: Cell | None, written: Cell | None) -> Written | None:
    """Return the day of a cell beside which another has the day as its source writes it: that one's literal counts.

    The literal is only taken where it writes the same day, or a day that only its own source's rules can read.
    """
    plain = read_day(cell) if cell else None
    literal = read_day(written) if written else None
    if literal is None or (plain and plain.day and literal.day and plain.day != literal.day):
        return plain
    return literal._replace(day=plain.day if plain else literal.day)


def read_period(cell: Cell) -> tuple[Written | None, Written | None]:
    """Return start and end of a cell like ``01/07/2014 - 31/08/2015``; one side may be left out."""
    opening = _SINCE.match(cell.value)
    inner = cell.part(opening.end() if opening else 0, len(cell.value))
    found = _BETWEEN.search(inner.value)
    if not found:
        return read_day(inner), None
    return read_day(inner.part(0, found.start())), read_day(inner.part(found.end(), len(inner.value)))
