"""Answers for people and for pipes: tables, Markdown, and the formats of SPARQL results."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from ...graph.errors import UsageError
from ...graph.iris import PREFIXES, Minter
from ...graph.store.serialising import serialise
from ...graph.visible import visible
from .options import Format
from .tables import columns_of, fits, natural_widths, print_table
from .terminal import Terminal, counted, output_bytes

if TYPE_CHECKING:
    from ...graph.queries.answers import Answer
    from ...graph.queries.results import RowTerm

_ROW_FORMATS = ("table", "json", "csv", "tsv", "xml", "markdown")
_STATEMENT_FORMATS: dict[str, ox.RdfFormat] = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "turtle": ox.RdfFormat.TURTLE,
    "xml": ox.RdfFormat.RDF_XML,
    "json": ox.RdfFormat.JSON_LD,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def write_answer(answer: Answer, format: Format | None, file: str | None, minter: Minter) -> tuple[str, ...]:
    """Write an answer to a file or standard output; without a format, rows are a table and statements Turtle.

    Return the columns that a table left out because it would not have fitted the terminal: those of IRIs.
    """
    left_out: tuple[str, ...] = ()
    chosen = format or ("turtle" if answer.form == "CONSTRUCT" else "table")
    with output_bytes(file) as stream:
        if answer.form == "CONSTRUCT":
            _write_statements(answer, chosen, stream)
        elif chosen not in _ROW_FORMATS:
            raise UsageError(f"rows cannot be written as {chosen}.", remedy=f"Choose one of {', '.join(_ROW_FORMATS)}.")
        elif chosen in ("table", "markdown"):
            left_out = _write_text(answer, chosen, stream, minter)
        else:
            answer.write(stream, chosen)
            if chosen in ("json", "xml"):
                stream.write(b"\n")
    return left_out


_REPEATS = (
    "what several graphs say may have counted more than once: the store is too large to be merged in memory "
    "(use DISTINCT, or allow more with MANDATEGRAPH_MEMORY)"
)


def tell_size(answer: Answer, terminal: Terminal, left_out: Sequence[str] = ()) -> None:
    """Say how many rows there are, whether there are more, and of which revision of the data."""
    if left_out:
        terminal.say(f"not shown, for lack of room: {', '.join(left_out)} (--format csv gives everything)")
    if answer.repeats:
        terminal.say(_REPEATS)
    number = len(answer.statements) if answer.form == "CONSTRUCT" else len(answer.rows)
    if answer.form == "ASK":
        terminal.say(f"revision {answer.revision}")
        return
    size = counted(number, "statement" if answer.form == "CONSTRUCT" else "row")
    step = f"--offset {answer.offset + number}" if number else "give a --limit above 0"
    more = f" (there are more: {step})" if answer.truncated else ""
    chosen = "".join(f"; {name}: {', '.join(_plain(v) for v in values)}" for name, values in answer.bindings.items())
    terminal.say(f"{size}{more}{chosen}; revision {answer.revision}")
    terminal.detail(f"{answer.seconds:.3f} s in the store")


def cell(term: RowTerm, minter: Minter) -> str:
    """Return a term as a person reads it: a value as it is, one of our things by its key, another by its short name."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    if not isinstance(term, ox.NamedNode):
        return str(term)
    if key := minter.key(term.value):
        return key
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace) and len(term.value) > len(namespace):
            return f"{prefix}:{term.value[len(namespace) :]}"
    return term.value


def _plain(term: ox.NamedNode | ox.Literal) -> str:
    return term.value


def _write_statements(answer: Answer, format: str, stream: BinaryIO) -> None:
    if format not in _STATEMENT_FORMATS:
        names = ", ".join(_STATEMENT_FORMATS)
        raise UsageError(f"statements cannot be written as {format}.", remedy=f"Choose one of {names}.")
    serialise(answer.statements, stream, _STATEMENT_FORMATS[format])


def _write_text(answer: Answer, format: str, stream: BinaryIO, minter: Minter) -> tuple[str, ...]:
    if answer.form == "ASK":
        stream.write(b"yes\n" if answer.boolean else b"no\n")
        return ()
    rows = [[visible(cell(term, minter)) for term in row] for row in answer.rows]
    if format == "markdown":
        stream.write(markdown(answer.names, rows).encode())
        return ()
    text = sys.stdout if stream is sys.stdout.buffer else io.StringIO()
    shown = _fitting(answer, rows, columns_of(text))
    lines = [tuple(row[n] for n in shown) for row in rows]
    print_table(
        [answer.names[n] for n in shown], lines if len(shown) == len(answer.names) else dict.fromkeys(lines), text
    )
    if isinstance(text, io.StringIO):
        stream.write(text.getvalue().encode())
    return tuple(name for number, name in enumerate(answer.names) if number not in shown)


def _fitting(answer: Answer, rows: Sequence[Sequence[str]], room: int | None) -> list[int]:
    """Return the numbers of the columns to show: all if they fit the room, else those that hold more than IRIs."""
    everything = list(range(len(answer.names)))
    if fits(natural_widths(answer.names, rows), room):
        return everything
    readable = [n for n in everything if not all(isinstance(row[n], ox.NamedNode | None) for row in answer.rows)]
    return readable or everything


def markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [columns, ["---"] * len(columns), *([text.replace("|", r"\|") for text in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
