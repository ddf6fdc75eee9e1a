"""Dates in prose: ``from 19 to 21 May 2015``, ``1 May - 3 June 2015``, ``May 2015``, ``mid-2016``, ``2014-2016``.

Years that stand alone are those of ``years``.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from ..pages.dates import parse_day
from ..records import Reading
from .folding import fold
from .years import year_date, year_dates

_NAMES = (
    "january february march april may june july august september october november december",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "januar februar mart april maj jun jul avgust septembar oktobar novembar decembar",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
)
MONTHS: dict[str, int] = {fold(name): n for names in _NAMES for n, name in enumerate(names.split(), 1)}
VERBS = frozenset(["march", "may"])
"""English months that are verbs too: the month has a capital."""

_YEAR = r"(?:19|20)\d\d"
_MONTH = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
_ORDINAL = r"(?:st|nd|rd|th|er|º|\.)?"
_OF = r"\s+(?:of\s+|de\s+)?"
_LAST_DAY = re.compile(rf"\b(?P<day>\d{{1,2}}){_ORDINAL}{_OF}$")
_LINK = re.compile(
    r"(?:\s*-\s*|\s+(?:to|until|till|(?P<and>and|et|y|и|dhe|i|و)|au|al|a|до|deri|do|إلى|الى)\s+)(?:the\s+)?$"
)
_FIRST = re.compile(
    r"(?:\b(?P<between>between|entre)\s+|\b(?:from|du|del|de|от|од)\s+)?(?:the\s+)?"
    rf"(?:\b(?P<day>\d{{1,2}}){_ORDINAL}(?:{_OF}(?P<month>{_MONTH})\b(?:,?\s+(?P<year>{_YEAR}))?)?"
    rf"|\b(?P<whole>{_MONTH})(?:\s+(?P<began>{_YEAR}))?)$"
)
_FROM = re.compile(r"(?:from|du|del|de|от|од)\s")
_AFTER = re.compile(rf",?\s+(?:de\s+|del\s+)?(?P<year>{_YEAR})\b")
_AFTER_DAY = re.compile(rf"\s+(?:(?P<from>\d{{1,2}})\s*-\s*)?(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?P<year>{_YEAR})\b")
_GOES_ON = re.compile(
    rf"(?:\s*-\s*|\s+(?:to|until|till|au|al|a|до|deri|do)\s+)(?:the\s+)?(?:\d{{1,2}}{_ORDINAL}{_OF})?(?:{_MONTH}),?\s+{_YEAR}\b"
)
_MARKS = tuple(
    re.compile(rf"{mark}(?![\w/-])")
    for mark in (rf"/{_YEAR}", rf"\.{_YEAR}", rf"-\s?{_YEAR}", r"-\d\d-\d\d", rf"/ {_YEAR}")
)
"""How days in digits and spans of years end; each begins with a character, for speed."""

_WRITTEN = re.compile(
    rf"(?:(?<![\w/.-])(?:\d{{1,2}}/\d{{1,2}}/{_YEAR}|\d{{1,2}}\.\d{{1,2}}\.{_YEAR}|{_YEAR}-\d\d-\d\d|{_YEAR}\s?[-/]\s?{_YEAR})"
    rf"|\b(?:mid|early|late|end)-{_YEAR})$"
)
PARTS = ("q1", "q2", "q3", "q4", "quarter of", "half of")
"""Parts of a year."""

_OF_YEAR = re.compile(rf"\s+(?:the\s+year\s+)?{_YEAR}\b")
_WHICH = re.compile(r"\b(?:first|second|third|fourth|last)\s+$")


_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def part_dates(folded: str, start: int, end: int) -> Reading | None:
    """Return the quarter or half of a year that the words at ``start`` to ``end`` are the middle of, with its days."""
    year = _OF_YEAR.match(folded, end)
    which = _WHICH.search(folded, max(0, start - 8), start)
    if not year or (not which and folded[start] != "q"):
        return None
    parts = 2 if folded.startswith("half", start) else 4
    word = which[0].split()[0] if which else ""
    number = int(folded[end - 1]) if not which else parts if word == "last" else _NUMBERS[word]
    if number > parts:
        return None
    months, written = 12 // parts, year[0][-4:]
    last = number * months
    first_day, last_day = _day(written, last - months + 1, "1"), _last_day(written, last)
    return _days(which.start() if which else start, year.end(), first_day, last_day)


def month_dates(folded: str, start: int, end: int) -> Reading | None:
    """Return the date that ends with the month at ``start`` to ``end`` and a year; the day may follow the month.

    The first half of a range (``1 May 2015`` in ``1 May 2015 - 3 June 2015``) is told by its second half.
    """
    month = MONTHS[folded[start:end]]
    if turned := _AFTER_DAY.match(folded, end):
        return _days(
            start,
            turned.end(),
            _day(turned["year"], month, turned["from"] or turned["day"]),
            _day(turned["year"], month, turned["day"]),
        )
    after = _AFTER.match(folded, end)
    if not after:
        return _without_year(folded, start, end, month)
    if _GOES_ON.match(folded, after.end()):
        return None
    year = after["year"]
    one = _LAST_DAY.search(folded, max(0, start - 12), start)
    last = _day(year, month, one["day"]) if one else _last_day(year, month)
    begin = one.start() if one else start
    link = _LINK.search(folded, max(0, begin - 12), begin)
    before = _FIRST.search(folded, max(0, link.start() - 40), link.start()) if link else None
    if before and not (one or before["month"] or before["whole"]):  # "page 3 - May 2015"
        before = None
    if link and before and (opening := _opening(before, year, month)) and _is_range(before, link, opening, last):
        return _days(before.start(), after.end(), opening, last)
    return _days(begin, after.end(), last if one else _day(year, month, "1"), last)


def _without_year(folded: str, start: int, end: int, month: int) -> Reading | None:
    """Return a span of days ("from 3 to 5 June") that has no year, so no value; a day or month is too little."""
    one = _LAST_DAY.search(folded, max(0, start - 12), start)
    link = _LINK.search(folded, max(0, one.start() - 12), one.start()) if one else None
    before = _FIRST.search(folded, max(0, link.start() - 40), link.start()) if link else None
    if not (one and link and before and before["day"]) or before["year"]:
        return None
    begun = MONTHS[before["month"]] if before["month"] else month
    opened = "-" in link[0] or before["between"] or _FROM.match(before[0])
    days = _day("2000", begun, before["day"]), _day("2000", month, one["day"])
    if not opened or not all(days) or (link["and"] and not before["between"]):
        return None
    return Reading("date-mention", before.start(), end) if begun != month or days < days[::-1] else None


def _opening(first: re.Match[str], year: str, month: int) -> date | None:
    """Return the day a range begins with, which takes its month and year from the last one where it has none."""
    if first["whole"]:
        return _day(first["began"] or year, MONTHS[first["whole"]], "1")
    return _day(first["year"] or year, MONTHS[first["month"]] if first["month"] else month, first["day"])


def _is_range(first: re.Match[str], link: re.Match[str], opening: date, last: date | None) -> bool:
    """Tell a range from a list: an "and" makes one only after "between" or from one day to the next."""
    if last is None or opening > last:
        return False
    return not link["and"] or bool(first["between"]) or (last - opening).days == 1


def _last_day(year: str, month: int) -> date | None:
    return _day(year, month, str(calendar.monthrange(int(year), month)[1]))


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _days(begin: int, end: int, first: date | None, last: date | None) -> Reading | None:
    return Reading("date-mention", begin, end, (first, last)) if first and last and first <= last else None


def other_dates(folded: str) -> list[tuple[int, int]]:
    """Return where a folded text has days in digits, years like ``mid-2016``, and spans of years, in order."""
    found = []
    for mark in _MARKS:
        for ending in mark.finditer(folded):
            if written := _WRITTEN.search(folded, max(0, ending.start() - 7), ending.end()):
                found.append(written.span())
    return sorted([*found, *year_dates(folded, MONTHS)])


def other_date(text: str, start: int, end: int) -> Reading | None:
    """Return the date at ``text[start:end]``, of ``other_dates``; the quote of ``mid-2016`` is all there is to say."""
    if text[start].isalpha() or end - start == 4 or text[end - 1] == "s":
        return year_date(text, start, end)
    if text[start + 4 :].lstrip()[:1] in ("-", "/", "–", "—") and end - start < 14 and text[end - 4 : end].isdigit():
        return _days(start, end, _day(text[start : start + 4], 1, "1"), _day(text[end - 4 : end], 12, "31"))
    day = parse_day(text[start:end])
    return Reading("date-mention", start, end, (day, day)) if day else None
