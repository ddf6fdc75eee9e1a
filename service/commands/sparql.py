"""``sparql``: a query written by hand."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from ...graph.errors import InputError, UsageError
from ..options import BaseOption, Format, JsonOption, OutputOption, QuietOption, StoreOption, VerboseOption, settings
from ..terminal import Terminal


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("sparql")(sparql)


def sparql(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="The query; - reads it from standard input.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", metavar="FILE", help="Read the query from a file.")
    ] = None,
    store: StoreOption = None,
    base_iri: BaseOption = None,
    output_file: OutputOption = None,
    format: Annotated[
        Format | None,
        typer.Option("--format", help="How to write the answer.", show_default="table; turtle for statements"),
    ] = None,
    as_json: JsonOption = False,
    named_only: Annotated[
        bool, typer.Option("--named-only", help="Leave the default graph empty instead of the union of all graphs.")
    ] = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Answer a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE. Its default graph is all graphs together."""
    from ...graph.free_query import ask
    from ...graph.store import open_store
    from ..answers import tell_size, write_answer

    text = _text(query, file)
    with open_store(settings(store).store, base_iri=base_iri, command="sparql") as opened:
        answer = ask(opened, text, union=not named_only)
        left_out = write_answer(answer, "json" if as_json else format, output_file, opened.minter)
    tell_size(answer, Terminal(verbose=verbose, quiet=quiet), left_out)


def _text(query: str | None, file: Path | None) -> str:
    if (query is None) == (file is None):
        raise UsageError(
            "give one query.", where="sparql", remedy="As an argument, as - for standard input, or with -f."
        )
    if query is not None and query != "-":
        return query
    where = str(file) if file and str(file) != "-" else "standard input"
    try:
        return Path(file).read_bytes().decode() if file and str(file) != "-" else sys.stdin.buffer.read().decode()
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}.", where=where, remedy="Name a file with a query."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8.", where=where, remedy="Save the query as UTF-8.") from error
