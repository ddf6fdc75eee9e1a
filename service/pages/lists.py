"""What pages with lists share: counts by a property, turning pages."""

from __future__ import annotations

from dataclasses import dataclass

from .cards import PAGE, Cards, count_mandates
from .reading import select
from .view import Fields, Link, View

NONE = {"donor": "no donor named", "country": "no country named", "theme": "no theme found"}
"""What a mandate without a value of a property is counted under, in the words of the stored queries."""


@dataclass(frozen=True)
class Turn:
    """Where the page before and the page after are; empty where there is none."""

    back: str
    on: str


def offset_of(fields: Fields) -> int:
    """Return how many entries to leave out; 0 for what is no number."""
    written = next(iter(fields.get("offset", [])), "0")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0


def turn(view: View, found: Cards, path: str, fields: Fields) -> Turn:
    """Return the addresses of the pages before and after one of mandates."""
    return turns(view, path, fields, offset=found.offset, last=found.last, total=found.total, size=PAGE)


def turns(view: View, path: str, fields: Fields, *, offset: int, last: int, total: int, size: int) -> Turn:
    """Return the addresses of the pages before and after; ``last`` is the number of the last entry shown."""

    def at(first: int) -> str:
        return view.url(path, {**fields, "offset": [str(first) if first else ""]})

    return Turn(at(max(offset - size, 0)) if offset else "", at(offset + size) if last < total else "")


def by_value(view: View, property: str, pattern: str = "") -> list[tuple[Link, float]]:
    """Return how many mandates each value of a property has; ``pattern`` restricts ``?mandate``."""
    rows = select(
        view.reader,
        f"SELECT ?value (COUNT(DISTINCT ?mandate) AS ?n) {{ {pattern} ?mandate mg:{property} ?value }} "
        "GROUP BY ?value ORDER BY DESC(?n) ?value",
    )
    return [(view.link(row["value"]), float(row["n"])) for row in rows]


def without(view: View, property: str, pattern: str, fields: Fields) -> list[tuple[Link, float]]:
    """Return how many mandates of a pattern have no value of a property, if any; ``fields`` are the search for it."""
    count = count_mandates(view, f"{pattern} FILTER NOT EXISTS {{ ?mandate mg:{property} ?none }}")
    link = Link(NONE[property], view.url("/search", {**fields, property: ["none"]}))
    return [(link, float(count))] if count else []
