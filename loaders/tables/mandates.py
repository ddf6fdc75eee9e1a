"""Tables of mandates: CSV (and what spreadsheets call CSV), JSON and JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...graph.countries.resolver import Resolver
from ...graph.errors import InputError
from ..documents.document import Document
from ..documents.media import CSV
from ..prose.folding import fold
from ..records import DocumentRecord, MandateRecord, Page, Problem, StatedMandate
from .cells import Cell, Row
from .columns import Column, are_of_mandates, columns_of, is_single, not_of_mandates
from .csv_text import DELIMITERS, CsvRow, declared_delimiter, read_csv
from .json_rows import JsonRows
from .lists import exact_fields
from .rows import RowReader

_COLUMNS = "title, donor, country, start, end, period, type, training, report, theme, description"


def read_table(document: Document, resolver: Resolver, things: str) -> Page:
    """Return the mandates of a table, one a row, and rows of other types as other resources.

    ``things`` is what the IRIs of this store's things begin with. InputError if no column is known, or if JSON is not
    well-formed. All else is reported and kept.
    """
    problems: list[Problem] = []
    if document.media_type == CSV:
        rows: Iterable[Row] = _csv_rows(document, problems)
    else:
        rows = JsonRows(document, problems).rows()
    reader = RowReader(document.text, resolver, things)
    records = [record for row in rows for record in reader.read(row)]
    problems += reader.problems
    if not records:
        problems.append(Problem(0, "The table has no rows.", "Check that the file is whole."))
    return Page(
        mandates=tuple(record for record in records if isinstance(record, MandateRecord)),
        stated=tuple(record for record in records if isinstance(record, StatedMandate)),
        documents=tuple(record for record in records if isinstance(record, DocumentRecord)),
        problems=tuple(sorted(problems)),
    )


def _csv_rows(document: Document, problems: list[Problem]) -> Iterator[Row]:
    text = document.text
    declared, start = declared_delimiter(text)
    first = _header(text, start, declared)
    delimiter, header = first if first else (",", None)
    columns = columns_of(header.cells) if header else ()
    if header is None or not any(column.field for column in columns):
        raise InputError(
            "No column of this table is known by its heading.",
            where=document.where(header.start if header else 0),
            remedy=f"Name the columns in the first row: {_COLUMNS}.",
        )
    if not are_of_mandates(column.heading.value for column in columns):
        raise not_of_mandates(document.where(header.start))
    problems += _header_problems(header, columns)
    for row in read_csv(text, delimiter, header.end):
        problems += [Problem(offset, what, "Double the quotes inside a quoted cell.") for offset, what in row.faults]
        problems += _width_problems(row, len(columns))
        fields = _fields(row, columns)
        exported = "iri" in fields
        yield Row(row.start, row.end, exact_fields(fields) if exported else fields, single=exported)


def _header(text: str, start: int, declared: str) -> tuple[str, CsvRow] | None:
    """Return the delimiter under which the first row names most columns, and that row."""
    found: list[tuple[int, int, str, CsvRow]] = []
    for rank, delimiter in enumerate([declared] if declared else DELIMITERS):
        row = next(read_csv(text, delimiter, start), None)
        if row:
            known = sum(1 for column in columns_of(row.cells) if column.field)
            found.append((-known, rank, delimiter, row))
    return min(found)[2:] if found else None


def _header_problems(header: CsvRow, columns: Sequence[Column]) -> Iterator[Problem]:
    seen: set[str] = set()
    for column in columns:
        heading = column.heading
        if not column.field:
            shown = f"The column {heading.value!r} is not known" if heading.value else "A column has no heading"
            what = f"{shown}; what it holds stands only in the text of the source."
            yield Problem(heading.start, what, f"Known are, among others: {_COLUMNS}.")
        elif fold(heading.value) in seen:
            counts = "the second counts where the first is empty" if is_single(column.field) else "both are read"
            what = f"The heading {heading.value!r} stands twice; {counts}."
            yield Problem(heading.start, what, "Rename or remove one of the columns.")
        elif is_single(column.field) and any(c.field == column.field for c in columns[: columns.index(column)]):
            what = f"The column {heading.value!r} gives the {column.field} again; it counts where the other is empty."
            yield Problem(heading.start, what, "Remove one of the columns.")
        seen.add(fold(heading.value))
    if not any(column.field == "title" for column in columns):
        yield Problem(header.start, "No column gives the title.", "Name the column of the titles: title.")


def _width_problems(row: CsvRow, width: int) -> Iterator[Problem]:
    if len(row.cells) != width and not (len(row.cells) > width and not any(c.value for c in row.cells[width:])):
        what = f"This row has {len(row.cells)} cells, but the table has {width} columns."
        remedy = (
            "Add what is missing." if len(row.cells) < width else "Put quotes around a cell that holds a separator."
        )
        yield Problem(row.start, what, remedy)


def _fields(row: CsvRow, columns: Sequence[Column]) -> dict[str, list[Cell]]:
    """Return the cells that are not empty by field; a heading that is the field's own name counts first."""
    pairs = sorted(zip(columns, row.cells, strict=False), key=lambda pair: fold(pair[0].heading.value) != pair[0].field)
    found: dict[str, list[Cell]] = {}
    for column, cell in pairs:
        if column.field and cell.value:
            found.setdefault(column.field, []).append(cell._replace(note=column.code_list))
    return found
