"""The stored queries: their list, and a page for each with its form, its answer and how to cite it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.errors import MandategraphError
from ...graph.queries.answers import Answer
from ...graph.queries.header import Column, Parameter
from ...graph.queries.relabelling import Relabelled
from ...graph.queries.results import RowTerm
from ...graph.readable import lexical
from .answer_views import Drawn, draw
from .lists import Turn
from .rendering import render
from .view import Fields, View

ROWS = 100
MOST_OPTIONS = 400
_FORMATS = (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML"))
_TITLED = ("mandate", "focus", "about", "document")
"""Columns of things, one of which a column ``title`` names."""
_TOPICS = (
    ("Mandates", ("mandates", "mandates-", "search-", "timeline", "trainings")),
    ("Countries and regions", ("countries", "regions", "places-", "groupings", "identities-", "oda-")),
    ("Donors and organisations", ("donors", "organisations-")),
    ("Reports, themes, dates", ("reports", "themes", "documents", "dates-")),
    ("Sources and evidence", ("sources", "evidence-", "everything-", "loads", "changes-", "names-")),
    ("Findings", ("findings", "periods-", "possible-", "conflicting-")),
)


@dataclass(frozen=True)
class Entry:
    """A stored query in the list."""

    name: str
    title: str
    question: str
    view: str
    href: str


@dataclass(frozen=True)
class Field:
    """A parameter as a field of the form."""

    parameter: Parameter
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    closed: bool


@dataclass(frozen=True)
class Cell:
    """One value of an answer, as a table shows it."""

    text: str
    href: str
    kind: str


@dataclass(frozen=True)
class Extra:
    """What the service adds to the page of a query: addresses of the answer in other formats, and of its citation.

    ``told`` is the answer in the terms of another vocabulary, which the table shows in its place.
    """

    formats: Sequence[tuple[str, str]] = ()
    citations: Sequence[tuple[str, str]] = ()
    permalink: str = ""
    told: Relabelled | None = None


def queries_page(view: View) -> str:
    """Render the list of stored queries, by topic."""
    topics: dict[str, list[Entry]] = {title: [] for title, _ in _TOPICS}
    for name in view.catalogue:
        header = view.catalogue[name].header
        entry = Entry(name, header.title, header.question, header.view, view.url(f"/queries/{name}"))
        topics.setdefault(_topic(name), []).append(entry)
    shown = [(title, entries) for title, entries in topics.items() if entries]
    return render(
        view, "queries.html", title="Stored queries", here="/queries", topics=shown, count=len(view.catalogue)
    )


def _topic(name: str) -> str:
    fits = [(len(start), title) for title, starts in _TOPICS for start in starts if name.startswith(start)]
    return max(fits)[1] if fits else "Other"


def query_page(
    view: View,
    name: str,
    fields: Fields,
    answer: Answer | None = None,
    *,
    problem: MandategraphError | None = None,
    extra: Extra | None = None,
) -> str:
    """Render a stored query: its form filled with ``fields``, and the answer or the problem where there is one.

    UsageError if there is no such query.
    """
    query = view.catalogue[name]
    told = extra.told.answer if extra and extra.told else answer
    columns, rows = _table(view, told.columns if told else query.header.columns, told.rows if told else ())
    return render(
        view,
        "query.html",
        title=query.header.title,
        here="/queries",
        name=name,
        header=query.header,
        text=query.text,
        version=query.version,
        fields=[_field(view, name, parameter, fields) for parameter in query.header.parameters],
        action=view.url(f"/queries/{name}"),
        example=view.url(f"/queries/{name}", {**view.catalogue.golden_call(name), "run": ["1"]}),
        editor=view.url("/editor", {"query": [name]}),
        answer=answer,
        asked=answer is not None or problem is not None,
        problem=problem,
        columns=[(column, _heading(column.name), _numeric(column)) for column in columns],
        rows=rows,
        statements=[str(statement) + " ." for statement in answer.statements] if answer else [],
        drawn=draw(view, query.header.view, answer) if answer and answer.rows else Drawn(),
        vocabulary=next(iter(fields.get("as", ())), ""),
        extra=extra or Extra(formats=_formats(view, name, fields)),
        turn=_turn(view, name, fields, answer),
    )


def _table(
    view: View, columns: Sequence[Column], rows: Sequence[Sequence[RowTerm]]
) -> tuple[list[Column], list[list[Cell]]]:
    """Return the columns that a page shows and their cells.

    A column of labels is the text of its column of links, and stands there alone in a row that has no link.
    """
    names = [column.name for column in columns]
    labels = {thing: n for n, name in enumerate(names) if (thing := _labelled(name, columns))}
    shown = [n for n in range(len(columns)) if n not in labels.values()]

    def cell(row: Sequence[RowTerm], n: int) -> Cell:
        said = n if row[n] is not None else labels.get(names[n], n)
        return _cell(view, columns[said], row[said])

    return [columns[n] for n in shown], [[cell(row, n) for n in shown] for row in rows]


def _formats(view: View, name: str, fields: Fields) -> list[tuple[str, str]]:
    kept = {key: values for key, values in fields.items() if key not in ("run", "limit", "offset", "format")}
    return [(label, view.url(f"/queries/{name}", {**kept, "format": [format]})) for format, label in _FORMATS]


def _turn(view: View, name: str, fields: Fields, answer: Answer | None) -> Turn:
    if answer is None or answer.limit is None:
        return Turn("", "")
    size = max(answer.limit, 1)

    def at(offset: int) -> str:
        return view.url(f"/queries/{name}", {**fields, "run": ["1"], "offset": [str(offset) if offset else ""]})

    back = at(max(answer.offset - size, 0)) if answer.offset else ""
    return Turn(back, at(answer.offset + size) if answer.truncated else "")


def _field(view: View, name: str, parameter: Parameter, fields: Fields) -> Field:
    given = tuple(fields.get(parameter.name, ())) or parameter.default
    options: list[tuple[str, str]] = []
    if parameter.values or parameter.options:
        listed = view.catalogue.options(view.reader, name, parameter.name)[:MOST_OPTIONS]
        options = [(_short(view, option.value), option.label) for option in listed]
    return Field(parameter, given, tuple(options), bool(parameter.values))


def _short(view: View, value: str) -> str:
    return view.reader.minter.key(value) or value


def _cell(view: View, column: Column, term: RowTerm) -> Cell:
    written = lexical(term) if term is not None else ""
    if term is not None and not hasattr(term, "datatype"):
        shown = view.names.label(written) if "#char=" not in written else "where it stands"
        return Cell(shown, view.href(written), "link")
    kind = "number" if _numeric(column) else "day" if column.type == "date" else "text"
    return Cell(written, "", kind if written else "none")


def _labelled(name: str, columns: Sequence[Column]) -> str:
    """Return the column of things that a column only names; empty for a column that says something of its own."""
    things = [column.name for column in columns if column.type not in ("string", "integer", "decimal", "any")]
    named: tuple[str, ...]
    if name.endswith("Label"):
        named = (name.removesuffix("Label"),)
    elif name == "title":
        named = _TITLED
    else:
        named = (columns[0].name,) if name == "label" else ()
    return next((thing for thing in named if thing in things), "")


def _numeric(column: Column) -> bool:
    return column.type in ("integer", "decimal") and column.name != "year"


def _heading(name: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.strip().removesuffix(" label")
