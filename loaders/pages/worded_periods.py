"""Periods that hold words: ``01/07/2014 - ongoing``, ``July 2014 - August 2015``, ``from 2014 to 2015``.

A whole day in words (``1 July 2014``) is read as that day. All else is kept as written and is no day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from ..prose.dates import MONTHS as _NAMED
from ..prose.folding import fold
from .periods import DAY, UNSEEN, Period, Written, period_at_end, read_day

MONTHS = _NAMED | {
    name: number for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep sept", "oct", "nov", "dec"), 1
    ) for name in names.split()
}  # fmt: skip
"""The number of each month by its folded names, long and short."""
_MONTH = f"(?:{'|'.join(sorted(MONTHS, key=lambda name: (-len(name), name)))})\\b\\.?"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
_OF = r"\s+(?:of\s+|de\s+)?"
_OF_YEAR = rf"(?:,?\s+(?:de\s+|del\s+)?{_YEAR})"
_WHOLE = rf"(?:{_NUMBER}{_OF}{_MONTH}{_OF_YEAR}|{_MONTH}\s+{_NUMBER},?\s+{_YEAR})"
_DAY_PARTS = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?{_OF}(?P<month>\w+)\.?,?\s+(?:de\s+|del\s+)?(?P<year>{_YEAR})"
    rf"|(?P<month_>\w+)\.?\s+(?P<day_>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?,?\s+(?P<year_>{_YEAR})"
)
_DAY_ALONE = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:{_OF}(?P<month>\w+)\.?)?")
_PART = r"(?:mid|early|late|end|beginning|start|spring|summer|autumn|fall|winter|q[1-4]|debut|fin|finales|principios)"
_OPEN = (
    r"(?:on-?\s?going|continuing|(?:the\s+)?present(?:\s+day)?|today|now|current(?:ly)?|(?:to|till|until)\s+date|date"
    r"|t\.?b\.?[acd]\b\.?|to\s+be\s+(?:announced|confirmed|decided|determined|defined)|open(?:[\s-]ended)?|unknown"
    r"|undetermined|not\s+known|n/a|\?{1,3}|\.{3}|…|en\s+cours|a\s+ce\s+jour|(?:ce\s+jour|aujourd'hui)|en\s+curso"
    r"|(?:la\s+)?actualidad|(?:el\s+)?presente|hoy|во\s+тек|денес|ne\s+vazhdim|sot|u\s+toku|danas|جار|جاري|مستمر|الان)"
)
_TO_COME = r"(?:on-?\s?going|t\.?b\.?[acd]\b\.?|n/a\b|to\s+be\s+(?:announced|confirmed|decided|determined|defined))"
"""What may stand alone instead of a period."""
_LOOSE = (
    rf"(?:{_WHOLE}|{DAY}|{_NUMBER}{_OF}{_MONTH}|{_PART}(?:\s+(?:of\s+|de\s+)?|-){_YEAR}|{_PART}\s+(?:of\s+)?{_MONTH}{_OF_YEAR}"
    rf"|{_MONTH}{_OF_YEAR}?|\d{{1,2}}[/.]{_YEAR}|{_YEAR}|\d{{1,2}}[/.]\d{{1,2}}\.?(?![\d/.]))"
)
_SIDE = rf"(?:{_LOOSE}|{_OPEN})"
_GAP = rf"[\s{UNSEEN}]*"
_DASH = rf"{_GAP}[-‒―~]{_GAP}"
_TO = rf"(?:{_DASH}|\s+(?:to|until|till|au|al|a|do|до|deri|إلى|الى)\s+(?:the\s+)?)"
_FROM = r"(?:from|since|starting|between|de|du|depuis|desde|del|entre|од|nga|od|من|منذ)\s+(?:the\s+)?"
_UNTIL = r"(?:until|till|up\s+to|jusqu'au|hasta(?:\s+el)?|до|deri|do|حتى)\s+(?:the\s+)?"
_END = rf"[\s,;|*†{UNSEEN}]*(?P<remark>[(\[][^()\[\]]{{1,60}}[)\]])?[\s.,;|*†{UNSEEN}]*$"
_PERIOD = re.compile(
    rf"(?<![\w/.-])(?:(?P<said>{_FROM})?(?P<start>{_SIDE}|{_NUMBER}(?={_TO}{_NUMBER}{_OF}{_MONTH})){_TO}(?P<end>{_SIDE})?"
    rf"|(?P<between>(?:between|entre)\s+)(?P<start_>{_LOOSE})\s+(?:and|et|y)\s+(?P<end_>{_LOOSE})"
    rf"|(?P<since>{_FROM})(?P<begun>{_LOOSE})|(?P<until>{_UNTIL})(?P<over>{_LOOSE})"
    rf"|(?<!\d)-\s*(?P<last>{_SIDE})|(?P<only>{_LOOSE}|{_TO_COME})){_END}"
)
_ODD = re.compile(rf"(?P<start>{DAY}){_DASH}(?!{DAY})(?P<end>[^\s.!?:;][^\s.!?:;]*(?:\s+[^\s.!?:;]+){{0,3}})[\s.]*$")
_OPENED = re.compile(rf"(?<!\w){_FROM}$")
_ANY_DAY = re.compile(rf"{_WHOLE}|{DAY}")
_NUMERIC = re.compile(DAY)
_LONGEST = 120
"""Code points at the end of a line in which a period is looked for."""


def period_of(text: str, start: int, end: int) -> Period | None:
    """Return the period with which ``text[start:end]`` ends, in digits or in words."""
    plain = period_at_end(text, start, end)
    if plain and plain.first and plain.last and not _introduced(text, start, plain.at):
        return plain
    at = max(start, end - _LONGEST)
    folded = fold(text[at:end])
    found = _PERIOD.search(folded)
    if found and not (plain and plain.at <= at + found.start()):
        return _period(text, at, found)
    if plain is None and (odd := _ODD.search(folded)):
        first, last = _written(text, at, odd, "start"), _written(text, at, odd, "end")
        return Period(at + odd.start(), first, last, "", "odd")
    return plain


def find_day(text: str, start: int, end: int) -> Written | None:
    """Return the first whole day of ``text[start:end]``, in digits or in words."""
    found = _ANY_DAY.search(fold(text[start : min(end, start + _LONGEST)]))
    if not found:
        return None
    literal = text[start + found.start() : start + found.end()]
    return Written(literal, start + found.start(), start + found.end(), _day(literal))


def _introduced(text: str, start: int, at: int) -> bool:
    """Tell whether a word such as "from" stands before a period."""
    if not text[max(start, at - 1) : at].isspace():
        return False
    word = text.rfind(" ", start, at - 1) + 1
    return not text[word].isupper() and bool(_OPENED.search(fold(text[max(start, at - 12) : at])))


def _period(text: str, at: int, found: re.Match[str]) -> Period:
    first = _written(text, at, found, "start", "start_", "begun")
    last = _written(text, at, found, "end", "end_", "over", "last")
    if first and last and last.day and first.day is None:
        first = first._replace(day=_day_before(first.literal, last.day))
    if only := _written(text, at, found, "only"):
        is_open = not only.literal[-1:].isdigit() and re.fullmatch(_OPEN, fold(only.literal))
        first, last = (None, only) if is_open else (only, None)
    digits = any(side and _NUMERIC.fullmatch(side.literal) for side in (first, last))
    words = any(side and not _NUMERIC.fullmatch(side.literal) for side in (first, last))
    kind: Literal["days", "partly", "words"] = "days" if not words else "partly" if digits else "words"
    said = bool(found["said"] or found["between"] or found["since"] or found["until"])
    return Period(at + found.start(), first, last, (found["remark"] or "").strip(" ()[]"), kind, said)


def _written(text: str, at: int, found: re.Match[str], *names: str) -> Written | None:
    for name in names:
        if found[name]:
            start, end = found.span(name)
            literal = text[at + start : at + end].rstrip()
            return Written(literal, at + start, at + start + len(literal), _day(literal))
    return None


def _day_before(literal: str, last: date) -> date | None:
    """Return the day of ``1`` or ``28 June`` before a last day, whose month and year hold for it too."""
    found = _DAY_ALONE.fullmatch(fold(literal))
    month = MONTHS.get(found["month"], 0) if found and found["month"] else last.month
    try:
        first = date(last.year, month, int(found["day"])) if found else last
    except ValueError:
        return None
    return first if first <= last else None


def _day(literal: str) -> date | None:
    """Return the day that a literal writes, in digits or with the month as a word and a year of four digits."""
    if day := read_day(literal):
        return day
    found = _DAY_PARTS.fullmatch(fold(literal))
    month = MONTHS.get((found["month"] or found["month_"]).rstrip(".")) if found else None
    if not found or month is None:
        return None
    try:
        return date(int(found["year"] or found["year_"]), month, int(found["day"] or found["day_"]))
    except ValueError:
        return None
