"""Where header lines stand among the lines of a page, and what looks like one and is none."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from ...graph.countries.resolver import Resolver
from ..records import Problem
from .header import LONGEST, is_name_list, is_too_long, looks_like_header
from .lines import Line, are_adjacent
from .periods import has_range
from .worded_periods import period_of
from .wrapped_lines import GOES_ON, HINT, HeaderLine, read_lines

_NEAR = re.compile(r"mandat(?!e\s+in\b)\w*(?:\s+(?:in|for|to|on|au|aux|dans|en|pour|para)\b)?")
"""Words like those of a header line."""
_OPEN = re.compile(r"\bmandate(?:\s+in)?[\s,;:]*$", re.IGNORECASE)
_NEARBY = 5
"""Lines in which the places and the days of a line that only has the words are looked for."""

LIKE_HEADER = (
    "This line looks like a header line but also like prose or an item of a list; it was read as prose.",
    "If it is a header line, write it as DONORS mandate in PLACES START - END.",
)
NO_TITLE_NOR_DAY = (
    "This line looks like a header line without a day, and no title is above it; no mandate was read from it.",
    "If it is a header line, write the mandate's title above it, and its dates at its end.",
)
_TITLE_LIKE_HEADER = (
    "This line looks like a header line but was taken as the title of the next one; no mandate was read from it.",
    "If it is a header line, end it after its dates, and write the next title on a line of its own.",
)
_TOO_LONG = (
    f"This line has the words of a header line but more than {LONGEST} characters; it was read as prose.",
    "If it is a header line, shorten it; else give its dates a sentence of their own.",
)


def header_lines(
    text: str, folded: str, lines: Sequence[Line], resolver: Resolver, problems: list[Problem]
) -> Iterator[HeaderLine]:
    """Yield the header lines; one like another just above it is that one's title, or the same line again."""
    doubtful: dict[int, Problem] = {}
    waiting: HeaderLine | None = None
    for number in _candidates(folded, lines):
        if waiting and number <= waiting.last:
            continue
        found = read_lines(text, folded, lines, number, resolver)
        if found is None:
            if problem := _doubt(text, lines, number, resolver):
                doubtful[number] = problem
            continue
        if waiting and waiting.last == found.first - 1:
            if text[slice(*waiting.header[:2])] == text[slice(*found.header[:2])]:
                continue
            if waiting.header.form != "days":
                waiting = None
        if found.first - 1 in doubtful:  # it is the title of this one
            del doubtful[found.first - 1]
            if has_range(text, *lines[found.first - 1]):
                problems.append(Problem(lines[found.first - 1].start, *_TITLE_LIKE_HEADER))
        if waiting:
            yield waiting
        waiting = found
    if waiting:
        yield waiting
    problems.extend(doubtful.values())


def near_headers(
    text: str, folded: str, lines: Sequence[Line], found: Sequence[HeaderLine], problems: list[Problem]
) -> Iterator[Problem]:
    """Yield what is to be said of lines that would be header lines if their words were "mandate in".

    The line above a header line is its title, and nothing is said of a line that has a problem already.
    """
    near = [number for number in _candidates(folded, lines, _NEAR) if _is_near(text, folded, lines[number])]
    told = {problem.offset for problem in problems} if near else set()
    for number in near:
        after = bisect_left(found, number, key=lambda line: line.last)
        if (after == len(found) or number < found[after].first - 1) and lines[number].start not in told:
            yield Problem(lines[number].start, *LIKE_HEADER)


def _is_near(text: str, folded: str, line: Line) -> bool:
    """Tell whether a line has two days at its end, and lists of names before them, but for its words."""
    start, end = line
    if not (text[end - 1].isdigit() or text[end - 2].isdigit()) or end - start > LONGEST:
        return False
    words = _NEAR.search(folded, *line)
    period = period_of(text, words.end(), line.end) if words else None
    if not words or not period or not has_range(text, *line):
        return False
    return is_name_list(text[line.start : words.start()]) and is_name_list(text[words.end() : period.at])


def _candidates(folded: str, lines: Sequence[Line], hints: re.Pattern[str] = HINT) -> Iterator[int]:
    """Yield the numbers of the lines with the words, each once."""
    before = -1
    for hint in hints.finditer(folded):
        number = bisect_right(lines, (hint.start(), sys.maxsize)) - 1
        if number != before:
            before = number
            yield number


def _doubt(text: str, lines: Sequence[Line], number: int, resolver: Resolver) -> Problem | None:
    """Return what is to be said of a line that has the words and is no header line, if anything."""
    start, end = lines[number]
    if looks_like_header(text, start, end, resolver):
        return Problem(start, *LIKE_HEADER)
    if is_too_long(text, start, end):
        return Problem(start, *_TOO_LONG)
    following = number + 1
    below = following < len(lines) and GOES_ON.search(text, start, end) and are_adjacent(text, lines, number, following)
    if below and looks_like_header(text, start, lines[following].end, resolver):
        return Problem(start, *LIKE_HEADER)
    return Problem(start, *LIKE_HEADER) if _goes_on_far(text, lines, number) else None


def _goes_on_far(text: str, lines: Sequence[Line], number: int) -> bool:
    """Tell whether a line is names and the words alone, and a line near below it ends with a day."""
    start, end = lines[number]
    words = _OPEN.search(text, start, end) if end - start <= LONGEST else None
    if not words or not is_name_list(text[start : words.start()]):
        return False
    return any(period_of(text, *line) for line in lines[number + 1 : number + 1 + _NEARBY])
