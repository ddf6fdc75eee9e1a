"""How a mandate is split between its places, where a source declares it: ``Mali 60; Niger 40``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..graph.countries.resolver import Resolver
from ..graph.entities import Entity
from .pages.name_lists import Named
from .records import Problem, Reading
from .tables.cells import Cell, Row

_SHARE = re.compile(r"(\S.*(?<=[\s:]))(\d{1,3}(?:\.\d{1,30})?)\s*%?", re.DOTALL)
_WHOLE, _TOLERANCE, _CENT = Decimal(100), Decimal("0.5"), Decimal("0.01")
EQUAL, DECLARED = "equal", "declared"
_BASES = {EQUAL: EQUAL, "equal shares": EQUAL, DECLARED: DECLARED}
RULE = "country-share"
FIELDS = ("share", "shareBasis", "declaredShare")
"""The fields of a row that are about shares."""


class _Share(NamedTuple):
    """A share as a row has it: its cell, the place of the mandate, the percentage and where that stands in the text."""

    cell: Cell
    place: Entity | None
    percent: Decimal
    span: tuple[int, int]


def row_shares(row: Row, places: Sequence[Named], resolver: Resolver, problems: list[Problem]) -> Iterator[Reading]:
    """Yield the share of each place that a row declares: the quote is the percentage.

    Shares that an export made equal are none, unless a person has changed them. The note of a cell is the vocabulary of
    a region. Reported are: a place with two shares or that the row does not name, and what does not add up to 100.
    """
    reader = _Reader(places, resolver, problems)
    cells = list(row.parts("share"))
    shares = reader.read(cells)
    whole = len(shares) == len(cells)  # of what is not understood, no sum is known
    if not _are_made(shares, whole, list(row.fields.get("shareBasis", ())), problems):
        yield from reader.named(shares)
        problems += _repeated(shares)
        problems += _sums(shares) if whole else []
    yield from reader.named(reader.read(row.parts("declaredShare")))


class _Reader:
    """Reads the shares of one row."""

    def __init__(self, places: Sequence[Named], resolver: Resolver, problems: list[Problem]) -> None:
        self._places = {text: name.entity for name in places for text in (name.entity.key, name.text)}
        self._resolver, self._problems = resolver, problems

    def read(self, cells: Iterable[Cell]) -> list[_Share]:
        """Return the shares that cells give; what is none is reported."""
        found: list[_Share] = []
        for cell in cells:
            if share := _SHARE.fullmatch(cell.value):
                span = cell.span(*share.span(2))
                found.append(_Share(cell, self._place(share[1].rstrip()), Decimal(share[2]), span))
            else:
                what = f"The share {cell.value!r} is no place with its percentage, as 'Mali 60' is; it was not read."
                remedy = "Write a number from 0 to 100, with a point before decimals."
                self._problems.append(Problem(cell.start, what, remedy))
        return found

    def _place(self, name: str) -> Entity | None:
        plain = name.rstrip(": ")
        place = self._places.get(name) or self._places.get(plain) or self._resolver.resolve(plain).entity
        return place if place in self._places.values() else None

    def named(self, shares: Iterable[_Share]) -> Iterator[Reading]:
        """Yield the shares of places that the mandate names; others are reported."""
        for share in shares:
            if share.place:
                yield Reading(RULE, *share.span, share.place)
            else:
                what = f"The share {share.cell.value!r} is of no place that the mandate names; it was not read."
                remedy = "Name that place as one of the mandate, or correct it."
                self._problems.append(Problem(share.cell.start, what, remedy))


def _are_made(shares: Sequence[_Share], whole: bool, bases: Sequence[Cell], problems: list[Problem]) -> bool:
    """Tell whether an export made the shares equal; report those so marked that are not, for they are declared."""
    for basis in bases:
        if basis.value.casefold() not in _BASES:
            what = f"The share basis {basis.value!r} is not known; the shares were taken as declared."
            problems.append(Problem(basis.start, what, "Write declared, or equal."))
    marked = [basis for basis in bases if _BASES.get(basis.value.casefold()) == EQUAL]
    if not marked or (len(marked) == len(bases) and whole and _are_equal([share.percent for share in shares])):
        return bool(marked)
    what = "Not all shares that are marked as equal are equal; all were taken as declared."
    problems.append(Problem(marked[0].start, what, "Mark them as declared, or leave out what nobody declares."))
    return False


def _are_equal(percents: Sequence[Decimal]) -> bool:
    """Tell whether percentages are what an equal split gives, but for rounding; so are none at all."""
    return not percents or (max(percents) - min(percents) <= _CENT and _is_whole(percents))


def _is_whole(percents: Iterable[Decimal]) -> bool:
    return abs(sum(percents) - _WHOLE) <= _TOLERANCE


def _repeated(shares: Iterable[_Share]) -> Iterator[Problem]:
    """Yield the problem of a place that is given again; a code of another vocabulary may give the same region."""
    seen: set[tuple[str, str]] = set()
    for share in shares:
        if share.place and (share.place.key, share.cell.note) in seen:
            what = f"The place {share.place.label!r} has more than one share; each was read as a declared one."
            yield Problem(share.cell.start, what, "Give one share for each place.")
        elif share.place:
            seen.add((share.place.key, share.cell.note))


def _sums(shares: Sequence[_Share]) -> Iterator[Problem]:
    """Yield the problem of shares that add up to 100 neither all together nor with the regions of each vocabulary.

    The standard asks for 100 "for all reported countries and regions within a vocabulary" (IATI 2.03, @percentage).
    """
    if not shares or _is_whole(share.percent for share in shares):
        return
    for vocabulary in sorted({share.cell.note for share in shares if share.cell.note}) or [""]:
        percents = [share.percent for share in shares if share.cell.note in ("", vocabulary)]
        if not _is_whole(percents):
            beside = f" with the regions of vocabulary {vocabulary}" if vocabulary else ""
            what = f"The declared shares{beside} add up to {sum(percents):f}, not to 100."
            yield Problem(shares[-1].cell.start, what, "Correct them, or leave them out.")
