"""Days and periods that are told from something else: ``the second day`` of a course, ``over the last decade``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta

from ...graph.entities import Entity
from ..records import Reading

Days = tuple[date, date]

_ORDINALS = (
    "first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th", "eighth 8th",
    "ninth 9th", "tenth 10th", "last final",
)  # fmt: skip
_NUMBERS = {word: n for n, words in enumerate(_ORDINALS, 1) for word in words.split()}
_LAST = len(_ORDINALS)
"""The number of "the last day", which has none of its own."""

DAYS = tuple(f"{word} day" for word in _NUMBERS)
PERIODS = tuple(
    f"{link} the {which}"
    for link in ("over", "in", "during", "within", "for", "throughout", "across")
    for which in ("last", "past", "next", "coming", "previous", "preceding")
)

_COURSES = r"(?:trainings?|courses?|workshops?|seminars?|masterclass|sessions?|round\s+table|conference)"
_COURSE = re.compile(rf"\b{_COURSES}\b(?!\s+of\s+(?:action|events|justice))")
_THE = re.compile(r"(?P<no>\b(?:from|since|until|till|before|after|to|by|between)\s+)?\b(?P<the>the\s+)$")
_VERB = (
    r"(?:will|would|shall|should|is|was|has|had|can|may|looks?|looked|focus(?:es|ed)?|covers?|covered|deals?|dealt|discuss(?:es|ed)?"
    r"|examin(?:es|ed)|introduc(?:es|ed)|explor(?:es|ed)|present(?:s|ed)?|address(?:es|ed)?|provid(?:es|ed)|includ(?:es|ed)"
    r"|consist(?:s|ed)|begins?|began|starts?|started|ends?|ended|conclud(?:es|ed)|brings?|brought|aim(?:s|ed)?|sets?|gives?|gave"
    r"|turn(?:s|ed)|concentrat(?:es|ed))\b"
)
_ON_IT = re.compile(
    rf"\s*[,;:)]|\.(?:\s|$)|\s+{_VERB}|\s+of\s+(?:(?:the|this|its|their)\s+)?(?:[\w-]+\s+){{0,2}}{_COURSES}\b"
)
_FOLLOWING = tuple(
    re.compile(rf"(?:[;,.]|\band)\s+(?:and\s+)?(?P<day>the\s+(?:{words.replace(' ', '|')}|last|final))\s+(?={_VERB})")
    for words in _ORDINALS
)
_LENGTH = re.compile(
    r"\s+(?:(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty|few|several|couple\s+of)\s+)?"
    r"(?:days?|weeks?|months?|quarters?|years?|decades?|century|centuries)\b(?!['-]|\s+of\b)"
)
_DAY_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_HELD = re.compile(
    rf"\b(?:(?:take|takes|took|taking)\s+place|held|runs?|organi[sz]ed|delivered|conducted|{_COURSES})\b"
)
_STOP = re.compile(r"[.!?](?=\s|$)|[\r\n]")
_BREAK = re.compile(r"[\r\n]")
_LONGEST = 31
_CONTEXT, _REACH, _SENTENCE = 1500, 400, 300


def read_period(folded: str, start: int, end: int) -> Reading | None:
    """Return the span of time that "over the last" or the like begins; no value, for it counts from an unknown day."""
    length = _LENGTH.match(folded, end)
    return Reading("relative-period", start, length.end()) if length else None


def read_days(folded: str, start: int, end: int, block: int, high: int) -> Iterator[Reading]:
    """Yield the day of a course that is called by its number at ``start`` to ``end``, and those counted on from it.

    A day is one of a course only after a word for one in the same block, and if a verb or a stop follows; "the second"
    alone only if it follows the first in the same paragraph. Their values come from ``with_days``.
    """
    before = _THE.search(folded, max(block, start - 16), start)
    if not before or before["no"] or not _ON_IT.match(folded, end):
        return
    if not _COURSE.search(folded, max(block, start - _CONTEXT), start) and not _COURSE.search(folded, end, end + 40):
        return
    yield Reading("course-day", before.start("the"), end)
    number = _NUMBERS[folded[start:end].split()[0]]
    while number < _LAST - 1:
        stop = min(high, end + _REACH)
        line = _BREAK.search(folded, end, stop)
        found = _FOLLOWING[number].search(folded, end, line.start() if line else stop)
        if not found:
            return
        yield Reading("course-day", *found.span("day"))
        end, number = found.end("day"), _NUMBERS[found["day"].split()[1]]


def with_days(readings: list[Reading], folded: str) -> list[Reading]:
    """Return readings of one block with the day that each day of a course is, where the course's own days are told.

    These are the one span of days, written as days, in a sentence about a course or that something takes place: in the
    same paragraph before, else in the whole block; and at least as many as the days that are counted.
    """
    spans = [(found, days) for found in readings if (days := _course_period(found, folded))]
    numbers = {found: _number(found, folded) for found in readings if found.rule == "course-day"}
    periods = _periods(list(numbers), spans, folded)
    most: dict[Days | None, int] = {}
    for found, number in numbers.items():
        if number < _LAST:
            most[periods[found]] = max(most.get(periods[found], 1), number)
    return [
        found
        if found not in numbers
        else _on_its_day(found, numbers[found], periods[found], most.get(periods[found], 1))
        for found in readings
    ]


def _number(found: Reading, folded: str) -> int:
    return _NUMBERS[folded[found.start : found.end].split()[1]]


def _course_period(found: Reading, folded: str) -> Days | None:
    """Return the days of a date that is a span of at least two written days, of a course by its sentence."""
    if found.rule != "date-mention" or not isinstance(found.value, tuple) or isinstance(found.value, Entity):
        return None
    first, last = found.value
    written = len(_DAY_NUMBER.findall(folded[found.start : found.end])) >= 2
    if not written or not timedelta(0) < last - first < timedelta(_LONGEST):
        return None
    low = max(0, found.start - _SENTENCE)
    opening = max(low, *(folded.rfind(stop, low, found.start) for stop in (". ", "\n", "\r")))
    closing = _STOP.search(folded, found.end, found.end + _SENTENCE)
    held = _HELD.search(folded, opening, closing.start() if closing else found.end + _SENTENCE)
    return (first, last) if held else None


def _periods(counted: list[Reading], spans: list[tuple[Reading, Days]], folded: str) -> dict[Reading, Days | None]:
    """Return, for each day, the one span of days before it in its paragraph; if there is none, that of the block."""
    places = [found.start for found in counted] + [span.start for span, _ in spans]
    breaks = [found.start() for found in _BREAK.finditer(folded, min(places), max(places))]
    told: dict[int, list[tuple[int, Days]]] = {}
    for span, days in sorted(spans):
        told.setdefault(bisect_left(breaks, span.start), []).append((span.end, days))
    only = spans[0][1] if len(spans) == 1 else None
    periods: dict[Reading, Days | None] = {}
    for found in counted:
        here = told.get(bisect_left(breaks, found.start), [])
        before = bisect_left(here, (found.start + 1,))
        periods[found] = here[0][1] if before == 1 else (only if before == 0 else None)
    return periods


def _on_its_day(found: Reading, number: int, period: Days | None, most: int) -> Reading:
    """Give a day of a course its date, unless its course is not known or has fewer days than are counted."""
    if period is None or (period[1] - period[0]).days + 1 < most:
        return found
    day = period[1] if number == _LAST else period[0] + timedelta(number - 1)
    return found._replace(value=(day, day))
