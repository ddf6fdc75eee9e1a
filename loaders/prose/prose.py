"""What the prose of a block says: organisations, places, themes, dates, reports, documents, activities, objectives."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any, TypeVar

from ...graph.countries.resolver import Resolver
from ..pages.periods import UNSEEN
from ..records import Reading, ReportRecord, make
from .clauses import read_clause
from .dates import PARTS, month_dates, other_date, other_dates, part_dates
from .folding import fold
from .gazetteer import council, scanner
from .names import Name
from .phrases import CONCLUSIONS, read_phrase
from .relative_days import with_days
from .reports import read_report

_ABBREVIATION = re.compile(r"\s*\([A-Z][A-Za-z0-9 .&/-]{1,24}\)")
_ITEM = re.compile(
    rf"\n[^\S\n]*(?:[{UNSEEN}]+[^\S\n]*)?(?P<item>(?:\(?\d{{1,2}}[.)]|[a-z]\)|\([a-z]\))[^\S\n]+\S[^\n]*)"
)
_NOT_THE_TOWN = re.compile(
    r"\s+(?:Additional\s+|Peace\s+)?(?:Agreement|Accord|Convention|Declaration|Protocol|Statute|Treaty)s?\b"
)
"""What makes a town's name that of a document: Geneva Conventions, Rome Statute."""
_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_TO_NEWLINE = str.maketrans(dict.fromkeys(_BREAKS, "\n"))
_PLACEHOLDER = re.compile(
    r"^[ \t]*(?:No [\w ]{1,40} (?:have|has) been added yet|Downloaded [\d.,]+ times since [^\r\n]*|Loading\.\.\.)"
    r"\.?[ \t]*$",
    re.MULTILINE,
)
_FILLED = ("been added yet", "Downloaded ", "Loading")

_Place = TypeVar("_Place", bound=tuple[Any, ...])
"""Something found in the text: its first two items are where it starts and ends."""


def is_placeholder(line: str) -> bool:
    """Tell whether a line only fills a space that has no content, so that it is no fact."""
    return bool(_PLACEHOLDER.fullmatch(line))


class Prose:
    """One text with every name, date and item of a list in it found once; blocks are then read from it."""

    def __init__(self, text: str, resolver: Resolver) -> None:
        self.text, self.folded, self.resolver = text, fold(text), resolver
        lines = text.translate(_TO_NEWLINE) if any(mark in text for mark in _BREAKS) else text
        filled = any(words in text for words in _FILLED)
        empty = [match.span() for match in _PLACEHOLDER.finditer(lines)] if filled else []
        self._hits = _outside(scanner().hits(text, self.folded), empty)
        self._dates = _outside(other_dates(self.folded), empty)
        self._items = [(match.start("item") - 1, match.end() - 1) for match in _ITEM.finditer(f"\n{lines}")]

    def read(self, *spans: tuple[int, int]) -> tuple[list[Reading], list[ReportRecord]]:
        """Return what these parts of a block say: a theme once, other values once a part and way of writing them."""
        readings: dict[tuple[str, object], Reading] = {}
        reports: dict[str, ReportRecord] = {}
        counted = False
        for start, end in spans:
            counted |= self._read_names(start, end, spans[0][0], readings, reports)
            for span in _between(self._dates, start, end):
                if (dated := other_date(self.text, *span)) is not None:
                    readings.setdefault((dated.rule, dated.value or span), dated)
            for span in _between(self._items, start, end) if self._items else ():
                if span != (start, end):  # a title is no item of a list
                    readings[("objective-item", span[0])] = self._item(*span)
        said = list(readings.values())
        return with_days(said, self.folded) if counted else said, list(reports.values())

    def _read_names(
        self,
        low: int,
        high: int,
        block: int,
        readings: dict[tuple[str, object], Reading],
        reports: dict[str, ReportRecord],
    ) -> bool:
        """Add what the names and the words around them say; tell whether days of a course are among it."""
        text, counted = self.text, False
        for start, end, name in _between(self._hits, low, high):
            entity = name.entity
            if entity is not None:
                same = entity[1], None if entity[0] == "theme" else (low, text[start:end])
                if same not in readings:
                    if entity[0] == "place" and _NOT_THE_TOWN.match(text, end):
                        continue
                    if entity[0] == "organisation" and (longer := _ABBREVIATION.match(text, end)):
                        end = longer.end()
                    readings[same] = make(Reading, (name.rule, start, end, entity))
            elif name.layer == 0:
                continue
            elif name.layer == 2:
                for told in read_clause(name, text, self.folded, start, end, low, high, block, self.resolver):
                    counted |= told.rule == "course-day"
                    here = told.start if told.rule == "course-day" else (low, text[told.start : told.end])
                    readings.setdefault((told.rule, (told.value, here)), told)
            elif name.rule == "report":
                _keep_report(reports, read_report(text, self.folded, start, end, low, high))
            else:
                for found in self._around(start, end, name):
                    readings.setdefault((found.rule, found.value or text[found.start : found.end]), found)
        return counted

    def _around(self, start: int, end: int, name: Name) -> Iterable[Reading]:
        """Return what the words around a trigger say."""
        if name.rule == "date-mention":
            dated = (part_dates if name.text in PARTS else month_dates)(self.folded, start, end)
            return (dated,) if dated else ()
        phrase = read_phrase(name, self.text, start, end, self.resolver)
        if name.text == CONCLUSIONS and (body := council()):
            return (Reading("organisation-mention", start, start + len("Council"), body), *phrase)
        return phrase

    def _item(self, start: int, end: int) -> Reading:
        return Reading("objective-item", start, start + len(self.text[start:end].rstrip()))


def _keep_report(reports: dict[str, ReportRecord], found: ReportRecord | None) -> None:
    """Keep the strongest statement about one report: that it exists, is planned, is mentioned."""
    if found is None:
        return
    order = ("mentioned", "planned", "exists")
    key = found.title.casefold()
    if key not in reports or order.index(found.status) > order.index(reports[key].status):
        reports[key] = found


def _between(found: list[_Place], start: int, end: int) -> list[_Place]:
    """Return those places, in order, that begin from ``start`` to before ``end``."""
    first = bisect_left(found, (start,))
    return found[first : bisect_left(found, (end,), first)]


def _outside(found: list[_Place], spans: list[tuple[int, int]]) -> list[_Place]:
    """Return those places that begin in none of the spans, which are in order."""
    if not spans:
        return found
    kept = []
    for place in found:
        before = bisect_right(spans, (place[0], sys.maxsize)) - 1
        if before < 0 or place[0] >= spans[before][1]:
            kept.append(place)
    return kept
