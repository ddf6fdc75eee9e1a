"""Dates in prose: ``from 19 to 21 May 2015``, ``18 May 2015``, ``May 2015``, ``mid-2016``, ``18/05/2015``."""

from __future__ import annotations

import calendar
import re
from datetime import date

from .dates import parse_day
from .folding import fold
from .records import Reading

_NAMES = (
    "january february march april may june july august september october november december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
MONTHS: dict[str, int] = {name: n for names in _NAMES for n, name in enumerate(names.split(), 1)}

_ORDINAL = r"(?:st|nd|rd|th|er|º)?"
_BEFORE = re.compile(
    r"(?:\b(?:from|between|du|del|de)\s+)?(?:the\s+)?"
    rf"(?:\b(?P<from>\d{{1,2}}){_ORDINAL}\s*(?:to|until|and|-|au|al|y|et)\s*(?:the\s+)?)?"
    rf"\b(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+|de\s+)?$"
)
_AFTER = re.compile(r",?\s+(?:de\s+|del\s+)?(?P<year>(?:19|20)\d\d)\b")
_AFTER_DAY = re.compile(rf"\s+(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?P<year>(?:19|20)\d\d)\b")
_YEAR = (re.compile(r"/(?:19|20)\d\d\b"), re.compile(r"\.(?:19|20)\d\d\b"), re.compile(r"-(?:19|20)\d\d\b"))
_DAY_BEFORE = re.compile(r"(?<![\d/.])\d{1,2}[/.]\d{1,2}$")
_ABOUT_BEFORE = re.compile(r"\b(?:mid|early|late|end)$")


def month_dates(text: str, folded: str, start: int, end: int) -> Reading | None:
    """Return the date that the month's name at ``text[start:end]`` is part of, if the year is said."""
    month = MONTHS[fold(text[start:end])]
    if turned := _AFTER_DAY.match(folded, end):
        return _reading(start, turned.end(), None, int(turned["day"]), month, int(turned["year"]))
    after = _AFTER.match(folded, end)
    if not after:
        return None
    year = int(after["year"])
    before = _BEFORE.search(folded[max(0, start - 48) : start])
    if not before:
        days = calendar.monthrange(year, month)[1]
        return Reading("date-mention", start, after.end(), (date(year, month, 1), date(year, month, days)))
    begin = max(0, start - 48) + before.start()
    return _reading(begin, after.end(), before["from"], int(before["day"]), month, year)


def _reading(begin: int, end: int, first: str | None, day: int, month: int, year: int) -> Reading | None:
    try:
        last = date(year, month, day)
        opening = last.replace(day=int(first)) if first else last
    except ValueError:
        return None
    return Reading("date-mention", begin, end, (opening, last)) if opening <= last else None


def other_dates(folded: str) -> list[tuple[int, int]]:
    """Return where a folded text has days in digits, and years like ``mid-2016``, in order."""
    found = []
    for mark, before in zip(_YEAR, (_DAY_BEFORE, _DAY_BEFORE, _ABOUT_BEFORE), strict=True):
        for year in mark.finditer(folded):
            low = max(0, year.start() - 6)
            if opening := before.search(folded[low : year.start()]):
                found.append((low + opening.start(), year.end()))
    return sorted(found)


def other_date(text: str, start: int, end: int) -> Reading | None:
    """Return the date at ``text[start:end]``, of ``other_dates``; the quote of ``mid-2016`` is all there is to say."""
    if text[start].isalpha():
        return Reading("date-mention", start, end)
    day = parse_day(text[start:end])
    return Reading("date-mention", start, end, (day, day)) if day else None
