"""What other sources say of an exported mandate, as records beside the one of the row: other titles, days, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...graph.entities import Entity
from ..flags import period_flags
from ..identity import parse_claim
from ..pages.periods import Written
from ..records import MandateRecord, Problem, Reading
from .cells import Cell
from .days import read_written
from .lists import other_values

_KNOWN = ("title", "start", "start as written", "end", "end as written", "names")
_PERIOD = ("date-valid", "period-order")
Values = Mapping[str, Cell]


def variants_of(record: MandateRecord, lines: Sequence[Cell], problems: list[Problem]) -> tuple[MandateRecord, ...]:
    """Return the records that a row and its lines of other values stand for; the first has what all sources say.

    A line gives what differs from the row. Where lines give names, they stand for all records.
    """
    read = [values for line in lines if (values := _read(line, problems))]
    claims = [values["names"].value for values in read if "names" in values]
    told = [_told(record, values, claims) for values in read]
    if claims:
        found = [replace(told[0], texts=record.texts, reports=record.reports), *told[1:]]
        found[0] = replace(found[0], readings=(*record.readings, *found[0].readings))
    else:
        found = [record, *told]
    return tuple(found)


def _read(line: Cell, problems: list[Problem]) -> dict[str, Cell]:
    found = other_values(line)
    unknown = [name for name in found if name not in _KNOWN]
    if unknown or not found:
        what = f"{line.value!r} does not say what other sources give; what is not understood of it was not read."
        problems.append(Problem(line.start, what, f"Write it as 'end: 2019-08-31'; known are {', '.join(_KNOWN)}."))
    return {name: cell for name, cell in found.items() if name in _KNOWN}


def _told(record: MandateRecord, values: Values, claims: Sequence[str]) -> MandateRecord:
    """Return the record that a line stands for, without what it shares with that of the row."""
    title = values.get("title")
    start, end = _side(record, values, "start"), _side(record, values, "end")
    days = [Reading(f"table-{side}", *day.span) for side, day in (("start", start), ("end", end)) if day]
    flags = tuple(flag for flag in record.flags if flag.check not in _PERIOD)
    donors, places = record.donors, record.places
    if "names" in values:
        donors = _claimed(donors, values["names"].value, claims, 0)
        places = _claimed(places, values["names"].value, claims, 1)
    return replace(
        record,
        title=title.value if title else record.title,
        donors=donors,
        places=places,
        start=start.day if start else None,
        end=end.day if end else None,
        start_literal=start.literal if start else "",
        end_literal=end.literal if end else "",
        reports=(),
        texts=(),
        readings=(*([Reading("table-title", *title.span())] if title and title.value else ()), *days),
        flags=(*flags, *period_flags(start, end)),
    )


def _side(record: MandateRecord, values: Values, side: str) -> Written | None:
    """Return a day as a line gives it, else as the row does."""
    day, written = values.get(side), values.get(f"{side} as written")
    if day or written:
        return read_written(day, written)
    literal, read = (record.start_literal, record.start) if side == "start" else (record.end_literal, record.end)
    at = next(((each.start, each.end) for each in record.readings if each.rule == f"table-{side}"), record.block)
    return Written(literal, *at, read) if literal or read else None


def _claimed(things: tuple[Entity, ...], claim: str, claims: Sequence[str], part: int) -> tuple[Entity, ...]:
    """Return those things that a claim names, and those that no claim does."""
    named = [(parse_claim(each).donors, parse_claim(each).places)[part] for each in (claim, *claims)]
    elsewhere = frozenset[str]().union(*named)
    return tuple(thing for thing in things if thing.key in named[0] or thing.key not in elsewhere)
