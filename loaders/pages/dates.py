"""Days as the pages write them: day before month, always."""

from __future__ import annotations

import re
from datetime import date

DAY = r"\d{1,2}[/.]\d{1,2}[/.]\d{4}\.?"
"""The shape of a day in a header line: 01/07/2014, 3.10.2016 or 03.10.2016. (the final dot belongs to it)."""

ISO_DAY = r"\d{4}-\d{2}-\d{2}"
"""The shape of an ISO 8601 day, which tables use."""

_LOOSE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\.?|(\d{4})([/.-])(\d{1,2})\6(\d{1,2})\.?")


def parse_day(literal: str) -> date | None:
    """Return the day that ``literal`` writes, or None if it has another shape or no such day exists.

    Read are d/m/yyyy, d.m.yyyy, d.m.yyyy. and d-m-yyyy (day first), yyyy-mm-dd, yyyy/mm/dd and yyyy.mm.dd. A year has
    four digits; digits of any script count. Nothing stands before or after.
    """
    if literal[2:3] in ("/", ".") and literal[5:6] == literal[2] and literal[10:] in ("", "."):
        try:
            return date.fromisoformat(f"{literal[6:10]}-{literal[3:5]}-{literal[:2]}")
        except ValueError:
            pass
    return _parse_loose(literal)


def _parse_loose(literal: str) -> date | None:
    found = _LOOSE.fullmatch(literal.strip())
    if not found:
        return None
    day, _, month, year, iso_year, _, iso_month, iso_day = found.groups()
    try:
        return date(int(year or iso_year), int(month or iso_month), int(day or iso_day))
    except ValueError:
        return None
