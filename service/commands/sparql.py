"""``sparql``: a query written by hand."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...graph.errors import InputError, UsageError
from ..cli.options import (
    BaseOption,
    Format,
    JsonOption,
    OutputOption,
    QuietOption,
    StoreOption,
    VerboseOption,
    settings,
)
from ..cli.terminal import Terminal
from ..cli.time_limit import time_limit

if TYPE_CHECKING:
    from ...graph.queries.answers import Answer
    from ...graph.store.store import EmbeddedStore

_SERVICE_TIMEOUT = 30.0

QueryArgument = Annotated[
    str | None, typer.Argument(metavar="QUERY", help="The query; - reads it from standard input.")
]
FileOption = Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE", help="Read the query from a file.")]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="How to write the answer.", show_default="table; turtle for statements"),
]
NamedOption = Annotated[
    bool, typer.Option("--named-only", help="Leave the default graph empty instead of the union of all graphs.")
]
ServiceOption = Annotated[
    list[str] | None,
    typer.Option("--allow-service", metavar="IRI", help="An endpoint that SERVICE may ask; may be given again."),
]
MirrorOption = Annotated[
    list[str] | None,
    typer.Option("--mirror", metavar="IRI=NAME", help="A vocabulary that answers for an endpoint; may be given again."),
]
TimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        help="The most the query may take.",
        show_default=f"{_SERVICE_TIMEOUT:g} with --allow-service",
    ),
]

_UPDATE = re.compile(
    r"(?:\s+|#[^\n\r]*|(?:base\s*|prefix\s+[^\s:<>]*:\s*)<[^<>\s]*>)*+"
    r"(load|clear|drop|create|add|move|copy|insert|delete|with)\b",
    re.IGNORECASE,
)


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("sparql")(sparql)


def sparql(
    query: QueryArgument = None,
    file: FileOption = None,
    store: StoreOption = None,
    base_iri: BaseOption = None,
    output_file: OutputOption = None,
    format: FormatOption = None,
    as_json: JsonOption = False,
    named_only: NamedOption = False,
    allow_service: ServiceOption = None,
    mirror_options: MirrorOption = None,
    timeout: TimeoutOption = None,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Answer a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE. Its default graph is all graphs together.

    SERVICE asks the endpoints that are allowed, and those with a mirror through the vocabulary that mirrors them.
    """
    from ...graph.mirror.declared import check_mirrors, read_mirrors
    from ...graph.mirror.rewriting import mirror
    from ...graph.store.store import open_store
    from ..cli.answers import tell_size, write_answer

    terminal, mirrors = Terminal(verbose=verbose, quiet=quiet), read_mirrors(mirror_options or ())
    text, services = _text(query, file), tuple(allow_service or ())
    _refuse_update(text)
    with open_store(settings(store).store, base_iri=base_iri, command="sparql") as opened:
        check_mirrors(mirrors, opened)
        made = mirror(text, mirrors, opened)
        with time_limit(_seconds(timeout, bool(services))):
            answer = _answer(opened, made.text, services, union=not named_only)
        left_out = write_answer(answer, "json" if as_json else format, output_file, opened.minter)
    tell_size(answer, terminal, left_out)
    for one in made.mirrors:
        terminal.say(f"the vocabulary {one.vocabulary} answered for {one.endpoint}")


def _seconds(given: float | None, asks_others: bool) -> float:
    """Return the time limit, 0 for none; UsageError for what is none."""
    if given is not None and not given > 0:
        raise UsageError(f"{given:g} is no time limit.", where="--timeout", remedy="Give seconds, such as 30.")
    return given or (_SERVICE_TIMEOUT if asks_others else 0.0)


def _refuse_update(text: str) -> None:
    """Raise UsageError for an update, whose first word after comments and prefixes is that of one."""
    if found := _UPDATE.match(text):
        remedy = "Write with `mandategraph load`, or over HTTP to a service that has a token."
        raise UsageError(
            f"this is an update ({found[1].upper()}); this command only reads.", where="query", remedy=remedy
        )


def _answer(store: EmbeddedStore, text: str, services: Collection[str], *, union: bool) -> Answer:
    from ...graph.queries.free_query import ask

    try:
        return ask(store, text, union=union, services=services)
    except OSError as error:
        remedy = "Try again later, or use SERVICE SILENT to do without its answer."
        raise InputError(f"an endpoint that SERVICE asks failed: {error}.", where="query", remedy=remedy) from error


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
