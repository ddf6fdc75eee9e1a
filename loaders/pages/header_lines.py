"""Where header lines stand among the lines of a page, also one that is wrapped over several lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...graph.countries.resolver import Resolver
from ..records import Problem, make
from .header import LONGEST, Header, is_too_long, looks_like_header, read_header
from .name_lists import read_names
from .periods import UNSEEN, has_range
from .worded_periods import period_of

_ENDS = r"\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^\s{UNSEEN}](?:[^{_ENDS}]*[^\s{UNSEEN}])?")
_BREAK = re.compile(rf"\r\n|[{_ENDS}]")
_BLANKS = "".join(filter(re.compile(rf"[\s{UNSEEN}]").match, map(chr, range(0x10000))))
_HINT = re.compile(r"mandate\s+in\b")
_GOES_ON = re.compile(r"(?:[,;،&/]|\b(?:in|and|et|y|dhe|i|и|of|the))$", re.IGNORECASE)
_DANGLING = re.compile(r"(?:[-‐‑‒–—―−]|\s(?:to|until|till|au|al|do|до|deri|إلى|الى))$", re.IGNORECASE)
_MOST_LINES = 3
"""Lines on which a wrapped header line goes on."""

LIKE_HEADER = (
    "This line looks like a header line but also like prose or an item of a list; it was read as prose.",
    "If it is a header line, write it as DONORS mandate in PLACES START - END.",
)
_TOO_LONG = (
    f"This line has the words of a header line but more than {LONGEST} characters; it was read as prose.",
    "If it is a header line, shorten it; else give its dates a sentence of their own.",
)


class Line(NamedTuple):
    """A line that is not blank, without the white space around it, in code points."""

    start: int
    end: int


class HeaderLine(NamedTuple):
    """A header, and the numbers of the first and the last line that it stands on."""

    first: int
    last: int
    header: Header


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, without what does not show at their ends."""
    return [make(Line, match.span()) for match in _LINE.finditer(text)]


def header_lines(
    text: str, folded: str, lines: Sequence[Line], resolver: Resolver, problems: list[Problem]
) -> Iterator[HeaderLine]:
    """Yield the header lines; one like another just above it is that one's title, or the same line again."""
    doubtful: dict[int, Problem] = {}
    waiting: HeaderLine | None = None
    for number in _candidates(folded, lines):
        if waiting and number <= waiting.last:
            continue
        found = _read(text, folded, lines, number, resolver)
        if found is None:
            if problem := _doubt(text, lines, number, resolver):
                doubtful[number] = problem
            continue
        if waiting and waiting.last == found.first - 1:
            if text[slice(*waiting.header[:2])] == text[slice(*found.header[:2])]:
                continue
            if waiting.header.form != "days":
                waiting = None
        if found.first - 1 in doubtful and not has_range(text, *lines[found.first - 1]):
            del doubtful[found.first - 1]  # it is the title of this one
        if waiting:
            yield waiting
        waiting = found
    if waiting:
        yield waiting
    problems.extend(doubtful.values())


def _candidates(folded: str, lines: Sequence[Line]) -> Iterator[int]:
    """Yield the numbers of the lines with the words, each once."""
    starts = [line.start for line in lines]
    before = -1
    for hint in _HINT.finditer(folded):
        number = bisect_right(starts, hint.start()) - 1
        if number != before:
            before = number
            yield number


def _read(text: str, folded: str, lines: Sequence[Line], number: int, resolver: Resolver) -> HeaderLine | None:
    header = read_header(text, *lines[number], resolver)
    found = HeaderLine(number, number, header) if header else None
    if header is None or not (header.first or header.last):
        found = _on_several_lines(text, folded, lines, number, resolver) or found
    if found and found.header.first and not found.header.last:
        found = _with_end(text, lines, found, resolver)
    return _with_donors(text, lines, found, resolver) if found else None


def _on_several_lines(
    text: str, folded: str, lines: Sequence[Line], number: int, resolver: Resolver
) -> HeaderLine | None:
    """Return the header that goes on below its words, up to the next line that ends with a period."""
    for last in range(number + 1, min(number + _MOST_LINES, len(lines) - 1) + 1):
        if _HINT.search(folded, *lines[last]):
            return None
        if period_of(text, *lines[last]):
            whole = read_header(text, lines[number].start, lines[last].end, resolver)
            one = whole is not None and _is_one_line(text, lines, number, last, whole)
            return HeaderLine(number, last, whole) if whole and one else None
    return None


def _with_end(text: str, lines: Sequence[Line], found: HeaderLine, resolver: Resolver) -> HeaderLine:
    """Add the line below if it is the last day alone, with a dash before it on either line."""
    end, below = found.header.end, found.last + 1
    alone = period_of(text, *lines[below]) if below < len(lines) else None
    if alone is None or alone.at != lines[below].start:
        return found
    if not _DANGLING.search(text, max(0, end - 8), end) and (alone.first or not alone.last):
        return found
    whole = read_header(text, found.header.start, lines[below].end, resolver)
    return HeaderLine(found.first, below, whole) if whole and whole.last else found


def _is_one_line(text: str, lines: Sequence[Line], first: int, last: int, header: Header) -> bool:
    """Tell whether lines are one header line: its dates are the rest of it, or no name is left open or unknown."""
    period = period_of(text, *lines[last])
    if period and last == first + 1 and not text[lines[last].start : period.at].strip(_BLANKS + ",;:"):
        return _are_adjacent(text, lines, first, last) or (period.kind == "days" and bool(period.first and period.last))
    known = all(place.status == "known" for place in header.places)
    left_open = all(_GOES_ON.search(text, *line) for line in lines[first:last])
    return (known or left_open) and all(_are_adjacent(text, lines, n, n + 1) for n in range(first, last))


def _with_donors(text: str, lines: Sequence[Line], found: HeaderLine, resolver: Resolver) -> HeaderLine:
    """Add the line above if it can only be the donors: a comma ends it, or blank lines stand around the two lines.

    There must be a line above that one for the title, and not just the page's heading.
    """
    above, title = found.first - 1, found.first - 2
    if title < 0 or not _are_adjacent(text, lines, above, found.first):
        return found
    line = text[slice(*lines[above])]
    goes_on = bool(_GOES_ON.search(line))
    if not goes_on and (found.header.donors or _are_adjacent(text, lines, title, above)):
        return found
    names = read_names(line, lines[above].start, "donor", resolver)
    heading = text[slice(*lines[0])]
    is_heading = text[slice(*lines[title])] == heading and resolver.resolve(heading, role="place").entity is not None
    if not names or is_heading or any(name.status != "known" for name in names):
        return found
    whole = read_header(text, lines[above].start, found.header.end, resolver)
    return HeaderLine(above, found.last, whole) if whole else found


def _are_adjacent(text: str, lines: Sequence[Line], one: int, other: int) -> bool:
    """Tell whether no blank line stands between two lines that follow each other."""
    return len(_BREAK.findall(text, lines[one].end, lines[other].start)) == 1


def _doubt(text: str, lines: Sequence[Line], number: int, resolver: Resolver) -> Problem | None:
    """Return what is to be said of a line that has the words and is no header line, if anything."""
    start, end = lines[number]
    if looks_like_header(text, start, end, resolver):
        return Problem(start, *LIKE_HEADER)
    if is_too_long(text, start, end):
        return Problem(start, *_TOO_LONG)
    following = number + 1
    if following < len(lines) and _GOES_ON.search(text, start, end) and _are_adjacent(text, lines, number, following):
        return Problem(start, *LIKE_HEADER) if looks_like_header(text, start, lines[following].end, resolver) else None
    return None
