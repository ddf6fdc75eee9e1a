"""Periods as header lines and pages write them: ``01/07/2014 - 31/08/2015``, open at an end, or one day alone."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple

from ..records import make
from .dates import parse_day

UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""What does not show, for a class of a pattern: soft hyphens, joiners, marks of direction, byte order marks."""

DAY = (
    r"(?:\d{1,2}[/.]\s?\d{1,2}[/.]\s?\d{2,4}|\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}"
    r"|\d{4}\.\d{1,2}\.\d{1,2})(?!\d)\.?"
)
"""The shape of a day, which may turn out to be none: 01/07/2014, 3.10.2016., 1. 7. 2014., 01-07-2014, 2014-07-01."""

_GAP = rf"[\s{UNSEEN}]*"
_TO = rf"(?:{_GAP}(?:[-‐‑‒–—―−~]|(?<=[\s\d.])(?:to|until|till|au|al|do|do|до|deri|إلى|الى)\b){_GAP})"
_END = rf"(?P<rest>[\s.,;|*†{UNSEEN}]*(?:[(\[][^()\[\]]{{1,60}}[)\]])?[\s.,;|*†{UNSEEN}]*)$"
_PERIOD = re.compile(
    rf"(?:(?P<start>{DAY}){_TO}(?P<end>{DAY})?|[-‐‑‒–—―−]{_GAP}(?P<only>{DAY})|(?P<first>{DAY})){_END}", re.IGNORECASE
)
_OPENING = re.compile(r"[-\d‐‑‒–—―−]")
"""What a period begins with; where there is none, there is no period to look for."""
_RANGE = re.compile(rf"{DAY}{_TO}{DAY}", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")


class Written(NamedTuple):
    """A day as written, where it stands, and the day it is, if it is one."""

    literal: str
    start: int
    end: int
    day: date | None

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


class Period(NamedTuple):
    """The period that ends a line: where it begins, its two days, and what brackets say after it.

    ``kind`` tells whether both ends are in digits, one or both in words, or one ``odd``, by its place alone; ``said``
    whether a word such as "from" opens it.
    """

    at: int
    first: Written | None
    last: Written | None
    remark: str
    kind: Literal["days", "partly", "words", "odd"] = "days"
    said: bool = False


def read_day(literal: str) -> date | None:
    """Return the day that a literal writes, with or without spaces in it."""
    return parse_day(literal) or (parse_day(_SPACE.sub("", literal)) if " " in literal or "\u00a0" in literal else None)


def period_at_end(text: str, start: int, end: int) -> Period | None:
    """Return the period with which ``text[start:end]`` ends, if it does."""
    opening = _OPENING.search(text, start, end)
    found = _PERIOD.search(text, opening.start(), end) if opening else None
    if not found:
        return None
    remark = found["rest"].strip(" \t.,;|*†()[]") if found["rest"] else ""
    first, last = _written(found, "start", "first"), _written(found, "end", "only")
    return make(Period, (found.start(), first, last, remark, "days", False))


def _written(found: re.Match[str], *names: str) -> Written | None:
    for name in names:
        if literal := found[name]:
            return make(Written, (literal, *found.span(name), read_day(literal)))
    return None


def has_range(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` has two days with a dash or a "to" between them."""
    return bool(_RANGE.search(text, start, end))


def end_of_range(text: str, start: int, end: int) -> int | None:
    """Return where the first two days of ``text[start:end]`` end that have a dash or a "to" between them."""
    found = _RANGE.search(text, start, end) if has_digit(text, start, end) else None
    return found.end() if found else None


def has_digit(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` has a digit of any script."""
    return bool(_DIGIT.search(text, start, end))
