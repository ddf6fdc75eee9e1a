"""Whether the terms of an answer are what its columns promise."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pyoxigraph

from mandategraph.graph.queries.answers import Answer, Value, python_value
from mandategraph.graph.queries.header import THING_TYPES
from mandategraph.graph.queries.results import RowTerm

_YEAR = re.compile("[0-9]{4}")


def misfits(answer: Answer) -> list[str]:
    """Return a line for each term that its column's type does not allow, with row and column."""
    return [
        f"{answer.name}: row {number}, column {column.name}: {term} is no {column.type}"
        for number, row in enumerate(answer.rows, answer.offset + 1)
        for column, term in zip(answer.columns, row, strict=True)
        if term is not None and not fits(column.type, term)
    ]


def fits(kind: str, term: RowTerm) -> bool:
    """Return whether a term belongs in a column of this type."""
    if kind == "any":
        return True
    if kind == "iri" or kind in THING_TYPES:
        return isinstance(term, pyoxigraph.NamedNode)
    return isinstance(term, pyoxigraph.Literal) and _FITS[kind](python_value(term))


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_boolean(value: Value) -> bool:
    return isinstance(value, bool)


def _is_day(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_year(value: Value) -> bool:
    return _is_integer(value) or (isinstance(value, str) and bool(_YEAR.fullmatch(value)))


_FITS: dict[str, Callable[[Value], bool]] = {
    "string": _is_text,
    "integer": _is_integer,
    "decimal": _is_number,
    "boolean": _is_boolean,
    "date": _is_day,
    "year": _is_year,
    "language": _is_text,
}
