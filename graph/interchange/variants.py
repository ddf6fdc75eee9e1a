"""What the sources of one mandate say of that which has one value: its title, its days, and who it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, islice, product, zip_longest
from typing import NamedTuple

from ..periods import period_status
from . import listing

_NUMBER = re.compile(r"\d{1,9}")
_MOST = 10_000
"""Ways to put values together that are looked at."""

Day = tuple[str, str]
"""A day (ISO) and how a source writes it; either may be empty."""


class Variant(NamedTuple):
    """One title with one period; ``names`` are the keys of donors and places that a record gives, where that counts."""

    title: str = ""
    start: str = ""
    start_literal: str = ""
    end: str = ""
    end_literal: str = ""
    names: str = ""

    @property
    def status(self) -> str:
        """Whether the two days make an interval."""
        return period_status(as_day(self.start), as_day(self.end))


class Said(NamedTuple):
    """All that sources say of what has one value."""

    titles: frozenset[str]
    starts: frozenset[str]
    start_literals: frozenset[str]
    ends: frozenset[str]
    end_literals: frozenset[str]
    statuses: frozenset[str]
    names: frozenset[str] = frozenset()


def variants(said: Said) -> tuple[Variant, ...]:
    """Return as few variants as say all of it and nothing else; the fullest come first.

    They hang on what is said alone, not on which source says it, so that they are the same when they are read back.
    """
    return tuple(sorted(_found(said), key=_order)) if any(said) else ()


def _order(variant: Variant) -> tuple[bool, list[bool], Variant]:
    """Put those with days first, then those with a title, then the fullest."""
    title, start, start_literal, end, end_literal, _ = variant
    parts = (title, start, end, start_literal, end_literal)
    return not (start or end), [not part for part in parts], variant


def other_lines(found: Sequence[Variant]) -> list[str]:
    """Return a line for each variant but the first: how it differs from that. With names, all have a line."""
    named = len({variant.names for variant in found}) > 1
    return [listing.pairs(_difference(variant, found[0], named)) for variant in (found if named else found[1:])]


def _difference(variant: Variant, first: Variant, named: bool) -> dict[str, str]:
    told = {} if variant.title == first.title else {"title": variant.title}
    if variant[1:3] != first[1:3]:
        told |= {"start": variant.start, "start as written": variant.start_literal}
    if variant[3:5] != first[3:5]:
        told |= {"end": variant.end, "end as written": variant.end_literal}
    return told | ({"names": variant.names} if named else {})


def as_day(text: str) -> date | None:
    """Return an ISO day, or None."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _found(said: Said) -> Iterator[Variant]:
    starts, ends = _days(said.starts, said.start_literals), _days(said.ends, said.end_literals)
    if said.statuses & {"open", "missing"}:
        ends += [("", "")] * all(day for day, _ in ends)
        starts += [("", "")] * (not said.starts and ("", "") not in starts)
    sides = (sorted(said.titles) or [""], starts or [("", "")], ends or [("", "")], sorted(said.names) or [""])
    wanted = {(at, part) for at, values in enumerate(said) for part in values}
    for fits in (said.statuses, frozenset[str]()):  # what no right period can hold is said all the same
        for variant in islice(chain(_aligned(*sides), _crossed(*sides)), _MOST):
            gives = _statements(variant)
            if gives & wanted and (not fits or variant.status in fits):
                yield variant
                wanted -= gives


def _statements(variant: Variant) -> set[tuple[int, str]]:
    title, start, start_literal, end, end_literal, names = variant
    return set(enumerate((title, start, start_literal, end, end_literal, variant.status, names)))


Sides = tuple[Sequence[str], Sequence[Day], Sequence[Day], Sequence[str]]


def _aligned(*sides: *Sides) -> Iterator[Variant]:
    """Yield the first values of all together, then the second ones, and so on; the last value of each stays."""
    titles, starts, ends, names = sides
    for at in range(max(map(len, sides))):
        start, end = starts[min(at, len(starts) - 1)], ends[min(at, len(ends) - 1)]
        yield Variant(titles[min(at, len(titles) - 1)], *start, *end, names[min(at, len(names) - 1)])


def _crossed(*sides: *Sides) -> Iterator[Variant]:
    for title, start, end, names in product(*sides):
        yield Variant(title, *start, *end, names)


def _days(days: frozenset[str], literals: frozenset[str]) -> list[Day]:
    """Return the days with how they are written; what is left over on both sides goes together."""
    found: list[Day] = []
    left_days, left = set(days), set(literals)
    for literal in sorted(literals):
        if same := sorted(day for day in days if _numbers(day) == _numbers(literal)):
            found.append((same[0], literal))
            left_days.discard(same[0])
            left.discard(literal)
    return sorted([*found, *zip_longest(sorted(left_days), sorted(left), fillvalue="")])


def _numbers(text: str) -> list[int]:
    return sorted(map(int, _NUMBER.findall(text)))
