"""Lines that are nothing but a day or a period; such a line belongs to a header line above it and is no title."""

from __future__ import annotations

import re

from ..prose.folding import fold
from .lines import BLANKS, Line
from .periods import Period
from .worded_periods import MONTHS, period_of

LONGEST = 60
"""Code points that such a line has at most."""
_YEAR = re.compile(r"(?:\D*\d){4}")
"""The digits of a year at least, which every day has."""
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = re.compile(r"(?:[^:]{1,24}:|from|since|to|until|till|up to|de|du|au|al|desde|hasta)?", re.IGNORECASE)
"""What may stand before the day on a line that tells a day."""


def lone_period(text: str, line: Line) -> Period | None:
    """Return the period that a whole line is, if it is one with a year."""
    period = _period(text, line, opened=True)
    return period if period and not _before(text, line, period) else None


def is_day_line(text: str, line: Line) -> bool:
    """Tell whether a whole line is a day or a period with one, in digits or with the month as a word."""
    if text[line.start].isalpha() and text[line.end - 1].isalpha():
        return False
    period = lone_period(text, line)
    return bool(period and (period.kind == "days" or any(side and side.day for side in (period.first, period.last))))


def tells_days(text: str, line: Line) -> bool:
    """Tell whether a line is a period, maybe with a word or a label before it: ``Start: 01/07/2014``."""
    period = _period(text, line)
    return bool(period and _BEFORE.fullmatch(_before(text, line, period)))


def _period(text: str, line: Line, *, opened: bool = False) -> Period | None:
    """Return the period that ends a line; ``opened`` asks for none after another word than a month's name."""
    if line.end - line.start > LONGEST or not _YEAR.match(text, *line):
        return None
    word = _WORD.match(text, *line) if opened else None
    return period_of(text, *line) if not word or fold(word[0]) in MONTHS else None


def _before(text: str, line: Line, period: Period) -> str:
    return text[line.start : period.at].strip(BLANKS + ",;")
