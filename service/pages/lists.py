"""What pages with lists share: counts by a property, turning pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..web.messages import Problem
from .cards import PAGE, Cards, count_mandates
from .reading import select
from .view import Fields, Link, View

NONE = {"donor": "no donor named", "country": "no country named", "theme": "no theme found"}
"""What a mandate without a value of a property is counted under, in the words of the stored queries."""


@dataclass(frozen=True)
class Turn:
    """Where the page before and the page after are; empty where there is none.

    ``first`` is the first page, and ``total`` says after how many entries, where an offset leads beyond the last one.
    """

    back: str
    on: str
    first: str = ""
    total: int = 0


def offset_of(fields: Fields) -> int:
    """Return how many entries to leave out; Problem 400 for what is no such number."""
    return number_of(fields, "offset")


def number_of(fields: Fields, name: str) -> int:
    """Return a whole number, 0 where none is given; Problem 400."""
    given = [value for value in fields.get(name, ()) if value] or ["0"]
    if len(given) > 1 or not (given[0].isascii() and given[0].isdigit() and len(given[0]) < 10):
        raise bad_value(name, " and ".join(given), ["one whole number of 0 or more"])
    return int(given[0])


def one_of(fields: Fields, name: str, accepted: Sequence[str]) -> str:
    """Return which of some values is given, an empty text where none is; Problem 400."""
    given = [value for value in fields.get(name, ()) if value] or [""]
    if len(given) > 1 or given[0] not in ("", *accepted):
        raise bad_value(name, " and ".join(given), accepted)
    return given[0]


def bad_value(name: str, value: str, accepted: Sequence[str]) -> Problem:
    """Return the problem of a parameter with a value that it does not take."""
    extra = {"parameter": name, "accepted": list(accepted)}
    detail = f"{name}={value[:80]!r} is not known here; it takes: {', '.join(accepted)}."
    return Problem(400, "Bad parameter", detail, extra=extra)


def turn(view: View, found: Cards, path: str, fields: Fields) -> Turn:
    """Return the addresses of the pages before and after one of mandates."""
    return turns(view, path, fields, offset=found.offset, last=found.last, total=found.total, size=PAGE)


def turns(view: View, path: str, fields: Fields, *, offset: int, last: int, total: int, size: int) -> Turn:
    """Return the addresses of the pages before and after; ``last`` is the number of the last entry shown."""

    def at(first: int) -> str:
        return view.url(path, {**fields, "offset": [str(first) if first else ""]})

    if offset and offset >= total:
        return Turn("", "", at(0), total)
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
