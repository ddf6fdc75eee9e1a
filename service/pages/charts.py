"""Charts as shapes: what is long is an SVG that stretches, what is written is text beside it.

Every length is a share of the width, so one drawing fits a desk and a phone, and no letter is ever scaled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .cards import Card
from .view import Link

MOST_SPANS = 400
"""Of more mandates than this a timeline shows how many began in each year."""
LANE = 10


@dataclass(frozen=True)
class Bar:
    """One bar of a ranked chart: ``share`` of the longest, in percent."""

    link: Link
    amount: float
    share: float


@dataclass(frozen=True)
class Mark:
    """One mandate in a timeline: from ``x`` for ``width`` percent, in a lane ``y`` pixels down.

    ``kind`` is ``span``, ``point`` (one day is known) or ``doubt`` (the end comes before the start).
    """

    x: float
    width: float
    y: int
    kind: str
    words: str
    href: str


@dataclass(frozen=True)
class TimeRow:
    """A row of a timeline: whose it is, and its marks in lanes; or columns, one a year, where there are too many."""

    link: Link
    count: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Tick:
    """A year on the axis, ``x`` percent from the left."""

    x: float
    label: str


@dataclass(frozen=True)
class Timeline:
    """Rows over one axis of years."""

    rows: tuple[TimeRow, ...]
    ticks: tuple[Tick, ...]
    undated: int

    @property
    def yearly(self) -> bool:
        """Whether a column is a year, not a mandate."""
        return any(mark.kind == "column" for row in self.rows for mark in row.marks)

    @property
    def doubtful(self) -> bool:
        """Whether a period stands the wrong way round."""
        return any(mark.kind == "doubt" for row in self.rows for mark in row.marks)


def bars(counts: Iterable[tuple[Link, float]]) -> tuple[Bar, ...]:
    """Return counts as bars, longest first."""
    ranked = sorted(counts, key=lambda pair: (-pair[1], pair[0].label.casefold()))
    longest = max((amount for _, amount in ranked), default=1) or 1
    return tuple(Bar(link, amount, round(100 * amount / longest, 2)) for link, amount in ranked)


class _Scale:
    """Days to percent of the width, over whole years."""

    def __init__(self, days: Sequence[date]) -> None:
        self.first, self.last = min(days).year, min(max(days).year + 1, 9999)
        self._begin = date(self.first, 1, 1).toordinal()
        self._length = max(date(self.last, 1, 1).toordinal() - self._begin, 1)

    def x(self, day: date) -> float:
        return round(100 * (day.toordinal() - self._begin) / self._length, 2)

    def ticks(self) -> tuple[Tick, ...]:
        years = self.last - self.first
        step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 500) if years / s <= 8), 1000)
        shown = range(self.first + -self.first % step, self.last, step)
        return tuple(Tick(self.x(date(year, 1, 1)), str(year)) for year in shown)


def timeline(groups: Iterable[tuple[Link, Sequence[Card]]]) -> Timeline:
    """Lay mandates out in time, one row a group."""
    listed = [(link, list(cards)) for link, cards in groups]
    dated = [day for _, cards in listed for card in cards for day in _days(card)]
    undated = len({card.iri for _, cards in listed for card in cards if not _days(card)})
    if not dated:
        return Timeline((), (), undated)
    scale = _Scale(dated)
    rows = [_row(link, [card for card in cards if _days(card)], scale) for link, cards in listed]
    return Timeline(tuple(row for row in rows if row.count), scale.ticks(), undated)


def yearly(groups: Iterable[tuple[Link, dict[int, float]]], undated: int = 0) -> Timeline:
    """Show how many mandates began in each year, one row a group; all rows share one scale.

    ``undated`` is how many mandates have no start, and stand in no row.
    """
    listed = [(link, years) for link, years in groups if years]
    if not listed:
        return Timeline((), (), undated)
    scale = _Scale([date(year, 1, 1) for _, years in listed for year in years])
    most = max(amount for _, years in listed for amount in years.values())
    rows = [TimeRow(link, round(sum(years.values())), 28, _columns(years, most, scale)) for link, years in listed]
    return Timeline(tuple(rows), scale.ticks(), undated)


def _columns(years: dict[int, float], most: float, scale: _Scale) -> tuple[Mark, ...]:
    marks = []
    for year, amount in sorted(years.items()):
        x, end = scale.x(date(year, 1, 1)), scale.x(date(min(year + 1, 9999), 1, 1))
        top = 28 - max(round(26 * amount / most), 2)
        marks.append(Mark(x, round((end - x) * 0.86, 2), top, "column", f"{year}: {amount:g}", ""))
    return tuple(marks)


def _days(card: Card) -> list[date]:
    found = []
    for written in (card.start, card.end):
        try:
            found.append(date.fromisoformat(written))
        except ValueError:
            continue
    return found


def _row(link: Link, cards: Sequence[Card], scale: _Scale) -> TimeRow:
    """Put mandates in the first lane that is free."""
    free: list[float] = []
    marks = []
    for card in sorted(cards, key=lambda card: (min(_days(card)), card.title, card.iri)):
        days = _days(card)
        x, end = scale.x(min(days)), scale.x(max(days))
        width = max(round(end - x, 2), 0.7)
        x = min(x, 100 - width)
        lane = next((n for n, until in enumerate(free) if until <= x), len(free))
        free[lane : lane + 1] = [x + width + 0.3]
        kind = {"valid": "span", "inverted": "doubt"}.get(card.period, "point")
        words = f"{card.title}, {card.start or 'start not known'} to {card.end or 'end not known'}"
        marks.append(Mark(round(x, 2), width, lane * LANE + 2, kind, words, card.href))
    return TimeRow(link, len(cards), max(len(free), 1) * LANE + 4, tuple(marks))
