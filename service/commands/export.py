"""``export``: graphs of the store as RDF, mandates as IATI activities or as a table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal

import typer

from ...graph.errors import UsageError
from ..cli.options import BaseOption, OutputOption, QuietOption, StoreOption, VerboseOption, settings
from ..cli.terminal import Terminal, counted, output_bytes

if TYPE_CHECKING:
    from ...graph.store.store import Store

_MANDATES = ("iati", "mandates-csv")
_SHOWN = 20

FormatOption = Annotated[
    Literal["nquads", "trig", "jsonld", "nt", "turtle", "rdfxml", "iati", "mandates-csv"],
    typer.Option(
        "--format",
        "-f",
        help="nt, turtle and rdfxml hold triples: the graphs become one. The last two hold the mandates alone: IATI"
        " 2.03 activities, and a table that load reads back.",
    ),
]
GraphOption = Annotated[
    list[str] | None,
    typer.Option(
        "--graph", metavar="GRAPH", help="Only this graph: its IRI or its name, such as countries; may be given again."
    ),
]
CanonicalOption = Annotated[
    bool, typer.Option("--canonical", help="RDFC-1.0 canonical N-Quads: the same data gives the same bytes.")
]
LogOption = Annotated[
    bool, typer.Option("--with-log", help="With the graph of loads, which holds times and so differs each time.")
]
ReporterOption = Annotated[
    str | None,
    typer.Option("--reporter", metavar="REF", help="For iati: the reference of the organisation that reports."),
]
ReporterNameOption = Annotated[
    str | None, typer.Option("--reporter-name", metavar="NAME", help="For iati: the name of that organisation.")
]
OnOption = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help="For iati: the day that tells what is planned from what has begun.",
        show_default="the latest day on which a source was read",
    ),
]
UndatedOption = Annotated[
    bool,
    typer.Option(
        "--with-undated",
        help="For iati: with the mandates that have no day; the file is then not valid by the standard's schema.",
    ),
]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("export")(export)


def export(
    store: StoreOption = None,
    base_iri: BaseOption = None,
    format: FormatOption = "nquads",
    graph: GraphOption = None,
    canonical: CanonicalOption = False,
    with_log: LogOption = False,
    reporter: ReporterOption = None,
    reporter_name: ReporterNameOption = None,
    on: OnOption = None,
    with_undated: UndatedOption = False,
    output_file: OutputOption = None,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write the graph as RDF, sorted: all of it but the log of loads, or the graphs named; or its mandates alone."""
    from ...graph.store.export import export as write
    from ...graph.store.store import open_store

    day, place, terminal = _day(on), settings(store).store, Terminal(verbose=verbose, quiet=quiet)
    if format in _MANDATES and (graph or canonical or with_log):
        raise UsageError(
            f"{format} holds the mandates of all sources.", where="--format", remedy="Leave the others out."
        )
    with open_store(place, base_iri=base_iri, command="export") as opened, output_bytes(output_file) as stream:
        if format == "iati":
            _iati(opened, stream, terminal, (reporter, reporter_name), day, with_undated)
        elif format == "mandates-csv":
            _table(opened, stream, terminal)
        else:
            done = write(opened, stream, format, graphs=graph, include_log=with_log, canonical=canonical)
            merged = ", merged into one" if done.merged else ""
            terminal.say(f"{done.statements} statements of {len(done.graphs)} graphs{merged}")


def _iati(
    store: Store,
    stream: BinaryIO,
    terminal: Terminal,
    reporter: tuple[str | None, str | None],
    day: date | None,
    with_undated: bool,
) -> None:
    from ...graph.countries.resolver import Resolver
    from ...graph.interchange.iati import Reporter, write_iati

    ref, name = reporter
    named = Reporter(ref, name or ref) if ref else None
    done = write_iati(store, stream, Resolver.load(), named, day, with_undated)
    terminal.say("1 activity" if done.activities == 1 else f"{done.activities} activities")
    if done.undated:
        terminal.say(
            f"without a day: {counted(done.undated, 'mandate')}; the file is not valid by the standard's schema"
        )
    for left in done.left_out[:_SHOWN]:
        terminal.say(f"left out: {left.key}: {left.reason}")
    if len(done.left_out) > _SHOWN:
        terminal.say(f"... and {len(done.left_out) - _SHOWN} more left out for the same reason")
    if done.left_out:
        terminal.say("--with-undated writes them too; the file is then not valid by the standard's schema")


def _table(store: Store, stream: BinaryIO, terminal: Terminal) -> None:
    from ...graph.countries.resolver import Resolver
    from ...graph.interchange.mandate_table import write_table

    terminal.say(counted(write_table(store, stream, Resolver.load()), "mandate"))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text!r} is no day.", where="--on", remedy="Write it as 2026-01-31.") from error
