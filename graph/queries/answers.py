"""The answer to a stored query: its rows, and what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph

from ..errors import UnsupportedError
from .header import Column
from .parameters import Term
from .results import RowTerm, write_boolean, write_rows, write_statements

if TYPE_CHECKING:
    import pandas
    import polars

Value = str | int | float | bool | Decimal | date | None

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = re.compile("integer|(unsigned)?(long|int|short|byte)|(non)?(positive|negative)Integer", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What a query answered. ``rows`` belongs to SELECT, ``boolean`` to ASK, ``statements`` to CONSTRUCT.

    ``bindings`` are the parameters as terms, defaults included. ``truncated`` says that there is more beyond ``limit``.
    ``seconds`` is how long the store took, ``revision`` the state of the data, ``version`` that of the query's file.
    """

    name: str
    form: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[RowTerm, ...], ...]
    bindings: Mapping[str, tuple[Term, ...]]
    limit: int | None
    offset: int
    truncated: bool
    seconds: float
    revision: int
    version: str
    boolean: bool | None = None
    statements: tuple[pyoxigraph.Triple, ...] = ()
    repeats: bool = False
    """A statement that stands in several graphs may have counted more than once."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def values(self) -> tuple[tuple[Value, ...], ...]:
        """Return the rows as Python values: str, int, Decimal, float, bool, date, datetime, or None where unbound."""
        return tuple(tuple(python_value(term) for term in row) for row in self.rows)

    def records(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries by column name."""
        return [dict(zip(self.names, row, strict=True)) for row in self.values()]

    def write(self, stream: BinaryIO, format: str = "json") -> None:
        """Write the answer in ``json``, ``xml``, ``csv`` or ``tsv`` (rows, yes or no), or ``nt`` (statements)."""
        if self.form == "SELECT":
            write_rows(stream, format, self.names, self.rows)
        elif self.form == "ASK":
            write_boolean(stream, format, bool(self.boolean))
        else:
            write_statements(stream, format, self.statements)

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas data frame; integers and booleans are nullable, dates are datetime64."""
        try:
            import pandas
        except ImportError as error:
            raise _missing("pandas") from error
        series = {
            column.name: pandas.Series([row[n] for row in self.values()], dtype=_PANDAS.get(column.type, "object"))
            for n, column in enumerate(self.columns)
        }
        return pandas.DataFrame(series, columns=list(self.names))

    def to_polars(self) -> polars.DataFrame:
        """Return the rows as a polars data frame."""
        try:
            import polars
        except ImportError as error:
            raise _missing("polars") from error
        kinds = {
            "integer": polars.Int64, "year": polars.Int64, "decimal": polars.Float64, "boolean": polars.Boolean,
            "date": polars.Date,
        }  # fmt: skip
        schema = {column.name: kinds.get(column.type, polars.String) for column in self.columns}
        columns = zip(*self.values(), strict=True) if self.rows else [()] * len(schema)
        series = [
            polars.Series(name, [_fit(value, kind is polars.String) for value in values], dtype=kind, strict=False)
            for (name, kind), values in zip(schema.items(), columns, strict=True)
        ]
        return polars.DataFrame(series)


_PANDAS = {
    "integer": "Int64", "year": "Int64", "decimal": "Float64", "boolean": "boolean", "date": "datetime64[s]"
}  # fmt: skip


def _fit(value: Value, as_text: bool) -> Value:
    return str(value) if as_text and value is not None else value


def _missing(package: str) -> UnsupportedError:
    return UnsupportedError(f"{package} is not installed.", remedy=f"Run: pip install 'mandategraph[{package}]'")


def python_value(term: RowTerm) -> Value:
    """Return a term as a Python value; a literal that its datatype does not allow stays the text it is."""
    if term is None:
        return None
    if not isinstance(term, pyoxigraph.Literal):
        return term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)
    kind = term.datatype.value.removeprefix(_XSD)
    try:
        if _INTEGERS.fullmatch(kind):
            return int(term.value)
        if kind == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}[term.value]
        if kind == "decimal":
            return Decimal(term.value)
        if kind in ("double", "float"):
            return float(term.value.replace("INF", "inf"))
        if kind == "date":
            return date.fromisoformat(term.value)
        return datetime.fromisoformat(term.value) if kind == "dateTime" else term.value
    except (ValueError, KeyError, InvalidOperation):
        return term.value
