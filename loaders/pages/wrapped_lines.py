"""Header lines that are wrapped over several lines of a page, and days that stand below their header line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ...graph.countries.resolver import Resolver
from .header import Header, read_header
from .lines import BLANKS, Line, are_adjacent
from .name_lists import read_names
from .periods import Written
from .worded_periods import period_of

HINT = re.compile(r"mandate\s+in\b")
"""The words of a header line, in a folded text."""
GOES_ON = re.compile(r"(?:[,;،&/]|\b(?:in|and|et|y|dhe|i|и|of|the|mandate))$", re.IGNORECASE)
"""The end of a line that is not all of a header line."""
_DANGLING = re.compile(r"(?:[-‐‑‒–—―−]|\s(?:to|until|till|au|al|do|до|deri|إلى|الى))$", re.IGNORECASE)
_DASH = re.compile(r"[-‐‑‒–—―−]")
_TO = re.compile(r"(?:to|until|till|au|al|do|до|deri|إلى|الى)\s+", re.IGNORECASE)
_MOST_LINES = 3
"""Lines on which a wrapped header line goes on."""


class HeaderLine(NamedTuple):
    """A header, and the numbers of the first and the last line that it stands on."""

    first: int
    last: int
    header: Header


def read_lines(text: str, folded: str, lines: Sequence[Line], number: int, resolver: Resolver) -> HeaderLine | None:
    """Return the header line whose words begin on a line, with the lines around it that belong to it."""
    header = read_header(text, *lines[number], resolver)
    found = HeaderLine(number, number, header) if header else None
    if header is None or not (header.first or header.last):
        found = _on_several_lines(text, folded, lines, number, resolver) or found
    found = _with_donors(text, lines, found, resolver) if found else None
    if found and found.header.first and not found.header.last:
        found = _with_end(text, lines, found, resolver)
    return found


def _on_several_lines(
    text: str, folded: str, lines: Sequence[Line], number: int, resolver: Resolver
) -> HeaderLine | None:
    """Return the header that goes on below its words, up to the next line that ends with a period."""
    for last in range(number + 1, min(number + _MOST_LINES, len(lines) - 1) + 1):
        if HINT.search(folded, *lines[last]):
            return None
        if period_of(text, *lines[last]):
            whole = read_header(text, lines[number].start, lines[last].end, resolver)
            one = whole is not None and _is_one_line(text, lines, number, last, whole)
            return HeaderLine(number, last, whole) if whole and one else None
    return None


def _is_one_line(text: str, lines: Sequence[Line], first: int, last: int, header: Header) -> bool:
    """Tell whether lines are one header line: its dates are the rest of it, or no name is left open or unknown.

    Blank lines may stand between if every name is known and every line before the places and the days is left open.
    """
    period = period_of(text, *lines[last])
    alone = period is not None and not text[lines[last].start : period.at].strip(BLANKS + ",;:")
    known = all(place.status == "known" for place in header.places)
    sure = known and all(donor.status == "known" for donor in header.donors)
    if period and alone and last == first + 1:
        whole = bool(period.first and period.last) or (sure and bool(period.first and period.first.day))
        return whole or are_adjacent(text, lines, first, last)
    opened = [bool(GOES_ON.search(text, *line)) for line in lines[first:last]]
    if sure and header.places and all(opened[:-1] if alone else opened):
        return True
    return (known or all(opened)) and all(are_adjacent(text, lines, n, n + 1) for n in range(first, last))


def _with_end(text: str, lines: Sequence[Line], found: HeaderLine, resolver: Resolver) -> HeaderLine:
    """Add the line below if it is the last day alone; a dash may end the one, begin the other or stand between."""
    below = found.last + 1
    between = below < len(lines) and bool(_DASH.fullmatch(text, *lines[below]))
    below += between
    if below >= len(lines):
        return found
    start, end = lines[below]
    to = _TO.match(text, start, end)
    alone = period_of(text, to.end() if to else start, end)
    if alone is None or alone.at != (to.end() if to else start):
        return found
    led = between or to or (alone.last and not alone.first)
    if led or _DANGLING.search(text, max(0, found.header.end - 8), found.header.end):
        whole = read_header(text, found.header.start, end, resolver)
        return HeaderLine(found.first, below, whole) if whole and whole.last else found
    first = found.header.first
    if first and first.day and alone.first and _is_all(text, alone.first, lines[below]):
        return HeaderLine(found.first, below, found.header._replace(end=end, last=alone.first))
    return found


def _is_all(text: str, day: Written, line: Line) -> bool:
    """Tell whether a line is one whole day and nothing else."""
    return day.day is not None and text[slice(*line)].rstrip(".") == day.literal.rstrip(".")


def _with_donors(text: str, lines: Sequence[Line], found: HeaderLine, resolver: Resolver) -> HeaderLine:
    """Add the line above if it can only be the donors: a comma ends it, or blank lines stand around the two lines.

    There must be a line above that one for the title, and not just the page's heading.
    """
    above, title = found.first - 1, found.first - 2
    if title < 0 or (text[lines[above].end - 1] not in ",;،&/" and not are_adjacent(text, lines, above, found.first)):
        return found
    line = text[slice(*lines[above])]
    goes_on = bool(GOES_ON.search(line))
    if not goes_on and (found.header.donors or are_adjacent(text, lines, title, above)):
        return found
    names = read_names(line, lines[above].start, "donor", resolver)
    heading = text[slice(*lines[0])]
    is_heading = text[slice(*lines[title])] == heading and resolver.resolve(heading, role="place").entity is not None
    if not names or is_heading or any(name.status != "known" for name in names):
        return found
    whole = read_header(text, lines[above].start, found.header.end, resolver)
    return HeaderLine(above, found.last, whole) if whole else found
