"""Days as pages and tables write them, and what is wrong with a period."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandategraph.loaders.flags import period_flags
from mandategraph.loaders.pages.dates import parse_day
from mandategraph.loaders.pages.periods import Written


@given(st.dates())
def test_every_way_of_writing_a_day(day: date) -> None:
    d, m, y = day.day, day.month, f"{day.year:04}"
    for literal in (
        f"{d:02}/{m:02}/{y}",
        f"{d:02}.{m:02}.{y}.",
        f"{d}.{m}.{y}",
        f"{d}-{m}-{y}",
        day.isoformat(),
        f"{y}/{m}/{d}",
    ):
        assert parse_day(literal) == day


@pytest.mark.parametrize(
    "literal",
    ["", "31/02/2015", "29.02.2015.", "00/00/0000", "13/13/2013", "1/2/14", "01/07.2014", "01/07/2014..", "2015-W01-1",
     "20150101", "01/07/2014 x", "x01/07/2014", "July 2014", "2014-07-01T00:00", "/", "//"],
)  # fmt: skip
def test_what_is_no_day(literal: str) -> None:
    assert parse_day(literal) is None


def reading(literal: str, start: int) -> Written:
    return Written(literal, start, start + len(literal), parse_day(literal))


def test_flags_of_a_period() -> None:
    early, late, bad = reading("01/07/2014", 5), reading("31/08/2015", 18), reading("31/02/2014", 5)
    assert period_flags(early, late) == period_flags(None, late) == period_flags(early, early) == ()
    (flag,) = period_flags(late, early, (date(2014, 7, 1), date(2014, 7, 2)))
    assert (flag.check, flag.start, flag.end, flag.value) == ("period-order", 5, 28, "31/08/2015 - 01/07/2014")
    assert flag.suggestion == (date(2014, 7, 1), date(2014, 7, 2))
    assert [(flag.check, flag.value) for flag in period_flags(bad, None)] == [("date-valid", "31/02/2014")]
