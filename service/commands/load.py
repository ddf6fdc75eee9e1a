"""``load``: documents into the store."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...graph.clock import now
from ...graph.errors import UsageError
from ..cli.options import BaseOption, DayOption, JsonOption, QuietOption, StoreOption, VerboseOption, settings
from ..cli.terminal import Terminal, counted, print_json

if TYPE_CHECKING:
    from ...loaders.outcomes import LoadReport, Located, Outcome, SourceOutcome

OUTCOMES: tuple[Outcome, ...] = ("added", "changed", "unchanged", "removed", "failed")
MOST = 100
"""Lines about sources that a run shows without -v; failures are always shown."""

FilesArgument = Annotated[
    list[str],
    typer.Argument(metavar="FILES", help="Files, folders, patterns; - is standard input.", show_default=False),
]
AddressOption = Annotated[
    str | None, typer.Option("--address", metavar="URL", help="The address that the one file was copied from.")
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Refuse a document with a value that cannot be understood.")
]

SchemaOption = Annotated[
    Path | None,
    typer.Option(
        "--iati-schema",
        metavar="DIR",
        help="Refuse a file of IATI that is not valid by the standard's schema, in this folder.",
    ),
]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("load")(load)


def load(
    files: FilesArgument,
    store: StoreOption = None,
    base_iri: BaseOption = None,
    address: AddressOption = None,
    read_on: DayOption = None,
    strict: StrictOption = False,
    iati_schema: SchemaOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Load documents into the store, which is made if there is none.

    Listing pages (text, HTML), a mandate's own page, tables (CSV, JSON), IATI activities (XML) and RDF are known by
    what they hold. What has not changed is skipped; one bad document never stops the others. The exit code is 3 if a
    document could not be read, 1 if --strict refused one.
    """
    from ...loaders.load import load as load_documents

    terminal = Terminal(verbose=verbose, quiet=quiet)
    chosen = settings(store, base_iri)
    with terminal.progress("loading") as tick:
        report = load_documents(
            files,
            chosen.store,
            started=now(),
            read_on=day(read_on),
            base_iri=base_iri,
            address=address,
            strict=strict,
            iati_schema=iati_schema,
            progress=tick,
        )
    tell(report, terminal)
    if as_json:
        print_json(as_data(report))
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def tell(report: LoadReport, terminal: Terminal) -> None:
    """Say what became of each source, and what in them a person should look at; of very many only the first."""
    for source in report.sources:
        if source.outcome == "failed":
            for problem in source.problems:
                terminal.complain(_line(problem))
    lines = [line for source in report.sources for line in _lines(source, terminal)]
    shown = lines if terminal.verbose else lines[:MOST]
    for line in shown:
        terminal.say(line)
    if len(shown) < len(lines):
        terminal.say(f"... and {counted(len(lines) - len(shown), 'line')} more (-v shows all)")
    for name, reason in report.skipped:
        terminal.detail(f"{name}: not read: {reason}")
    counts = ", ".join(f"{report.counts[name]} {name}" for name in OUTCOMES if report.counts[name])
    mandates = counted(report.mandates, "mandate")
    terminal.say(f"{counts or 'nothing to load'}; {mandates} read; revision {report.revision}")
    if report.findings_dropped:
        terminal.say("The findings of the last validation are dropped, for the data changed: mandategraph validate")


def _lines(source: SourceOutcome, terminal: Terminal) -> Iterator[str]:
    if source.outcome != "failed":
        yield from map(_line, source.problems)
    line = f"{source.outcome:<9} {source.address}"
    if source.outcome in ("added", "changed"):
        documents = f", {counted(source.documents, 'other resource')}" if source.documents else ""
        kept = "" if source.mandates or source.documents else "; its text is kept"
        yield f"{line} ({counted(source.mandates, 'mandate')}{documents}{kept})"
    elif source.outcome != "unchanged" or terminal.verbose:
        yield line


def _line(problem: Located) -> str:
    return f"{problem.where}: {problem.what} {problem.remedy}".rstrip()


def as_data(report: LoadReport) -> dict[str, object]:
    """Return a report as plain data."""
    sources = [
        {
            "address": source.address,
            "outcome": source.outcome,
            "mandates": source.mandates,
            "documents": source.documents,
            "problems": [problem._asdict() for problem in source.problems],
        }
        for source in report.sources
    ]
    counts = {name: report.counts[name] for name in OUTCOMES}
    return {"revision": report.revision, "counts": counts, "mandates": report.mandates, "sources": sources}


def day(text: str | None) -> date:
    """Return the day that `--read-on` gives, or today; UsageError for what is no day, or a day that is yet to come."""
    today = date.today()
    if text is None:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no day.", where="--read-on", remedy="Write it as 2026-01-31.") from error
    if found > today:
        remedy = f"Give the day on which the files were copied, {today.isoformat()} at the latest."
        raise UsageError(f"{text!r} is yet to come.", where="--read-on", remedy=remedy)
    return found
