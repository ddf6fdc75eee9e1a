"""Years in prose: ``in 2014``, ``between 2012 and 2014``, ``the 1990s``, and parts of one, such as ``late 2014``.

A year, a span of years and a decade have days. A part without clear ends (``early 2016``, ``spring 2015``) and a side
of a year (``since 2009``) have none: the quote is all there is to say, as it is of ``mid-2016``.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date

from ..records import Reading
from .folding import fold

_YEAR = r"(?:19|20)\d\d"
_MARKS = tuple(
    re.compile(rf"{century}(?<![\w/.,:]{century})\d\d(?:'?s\b|(?![\w/-]|[.,]\d|\s?[-/]\s?(?:19|20)\d\d\b))")
    for century in ("19", "20")
)
"""A year or a decade that stands alone, not that of a day in digits; each begins with characters, for speed."""
_PART = (
    r"(?:early|late|mid)\s+(?:in\s+)?|(?:the\s+)?(?:very\s+)?(?:beginning|start|middle|end)\s+of\s+"
    r"(?:the\s+year\s+)?|end\s+|(?:spring|summer|autumn|fall|winter)\s+(?:of\s+)?"
    r"|(?:debut|fin|mi|printemps|ete|automne|hiver)\s+(?:de\s+)?"
    r"|(?:principios|comienzos|mediados|finales|fines|primavera|verano|otono|invierno)\s+(?:de\s+|del\s+)"
)
_SIDE = (
    r"(?:since|until|till|by|before|after|from|prior\s+to|depuis|avant|apres|jusqu'en|jusqu'a|desde|hasta|antes\s+de|despues\s+de)"
    r"\s+(?:the\s+year\s+)?"
)
_IN = (
    r"(?:in|during|throughout|(?:in|over|during)\s+the\s+course\s+of|en|во|u|ne|في)\s+"
    r"(?:(?:the\s+year|l'annee|el\s+ano|vitin|عام|سنة)\s+)?"
)
_SPAN = (
    rf"(?:between|entre)\s+{_YEAR}\s+(?:and|et|y)\s+|(?:from|de|desde)\s+{_YEAR}\s+(?:to|until|till|through|a|hasta)\s+"
)
_BEFORE = re.compile(
    rf"(?<![\w'-])(?:(?P<span>{_SPAN})|(?P<part>{_PART})|(?P<side>{_SIDE})|(?P<in>{_IN})(?:{_YEAR}\s*(?:,|and|or|,\s*and|et|y)\s+){{0,3}})$"
)
_BEFORE_DECADE = re.compile(
    rf"(?<![\w'-])(?:(?P<part>(?:early|late|mid)-|(?:{_PART})(?:the\s+)?)"
    rf"|(?P<side>{_SIDE})the\s+)$"
)
_COUNTED = re.compile(
    r"\s*(?:[%€$£]|(?:\s(?:[\w-]+\s)?)?(?:people|persons|men|women|children|officers|soldiers|troops|police(?:men|women)?|staff|personnel"
    r"|civilians|participants|prisoners|inmates|judges|refugees|households|families|villages|towns|schools|prisons|cases|files|copies|posts"
    r"|vehicles|weapons|rifles|times|hours|days|weeks|euros?|dollars?|pounds|francs|km|kilomet(?:er|re)s|met(?:er|re)s|miles|tons|tonnes"
    r"|per\s*cent)\b)"
)
"""What makes four digits a count: "in 2014 villages", "by 2000 armed men"."""
_GOES_ON = re.compile(rf"\s+(?:to|and|until|till|through|a|et|y|hasta)\s+{_YEAR}\b")
_REACH = 48


def year_dates(folded: str, months: Container[str]) -> list[tuple[int, int]]:
    """Return where a folded text has years and decades, each with the words that make it part of one.

    A year behind one of ``months`` belongs to that month.
    """
    found = []
    for mark in (mark for marks in _MARKS for mark in marks.finditer(folded)):
        start, end = mark.span()
        low = max(0, start - _REACH)
        decade = mark[0][-1] == "s"
        before_it = folded[start - 1] if start else " "
        if not decade and (
            not before_it.isspace() or folded[folded.rfind(" ", low, start - 1) + 1 : start - 1] in months
        ):
            continue
        if start and _COUNTED.match(folded, end, end + 40):
            continue
        if decade:
            before = _BEFORE_DECADE.search(folded, low, start)
        else:
            before = _BEFORE.search(folded, low, start)
            if not before or (before["side"] and _opens_span(folded, before, end)):
                continue
        found.append((start if not before or _is_in(before) else before.start(), end))
    return found


def _is_in(before: re.Match[str]) -> bool:
    return bool(before.groupdict().get("in"))


def _opens_span(folded: str, before: re.Match[str], end: int) -> bool:
    """Tell whether "from 2012" is the first half of "from 2012 to 2014", which its second half tells."""
    return before["side"].startswith(("from", "desde")) and bool(_GOES_ON.match(folded, end))


def year_date(text: str, start: int, end: int) -> Reading:
    """Return the years at ``text[start:end]``, of ``year_dates``."""
    words = fold(text[start:end])
    if words[0].isdigit():
        first = int(words[:4])
        return _years(start, end, first, first + (9 if words.endswith("s") else 0))
    years = [int(year) for year in re.findall(_YEAR, words)]
    return _years(start, end, *years) if len(years) == 2 else Reading("date-mention", start, end)


def _years(start: int, end: int, first: int, last: int) -> Reading:
    """Return whole years; a span that runs backwards has no days."""
    value = (date(first, 1, 1), date(last, 12, 31)) if first <= last else None
    return Reading("date-mention", start, end, value)
