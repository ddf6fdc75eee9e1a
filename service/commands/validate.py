"""``validate``: the findings about the data, with place, sentence and advice."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ...graph.clock import now
from ..cli.options import (
    BaseOption,
    FailOption,
    JsonOption,
    OutputOption,
    QuietOption,
    StoreOption,
    VerboseOption,
    settings,
)
from ..cli.terminal import Terminal, counted, output

if TYPE_CHECKING:
    from ...graph.validation.validation import Validation

_WIDTH = 100

FormatOption = Annotated[
    Literal["human", "table", "json", "turtle", "sarif"],
    typer.Option("--format", "-f", help="How to write the findings."),
]
WaiversOption = Annotated[
    Path | None,
    typer.Option("--waivers", metavar="FILE", help="YAML: which findings are accepted, why, until when."),
]
ShapesOption = Annotated[
    Path | None, typer.Option("--shapes", metavar="DIR", help="A folder of shapes of your own, checked as well.")
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Do not store the findings in the graph.")]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("validate")(validate)


def validate(
    store: StoreOption = None,
    base_iri: BaseOption = None,
    fail_on: FailOption = "violation",
    format: FormatOption = "human",
    as_json: JsonOption = False,
    waivers: WaiversOption = None,
    shapes: ShapesOption = None,
    dry_run: DryOption = False,
    output_file: OutputOption = None,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check the data, and say of each finding where it stands, what is wrong, and what to do.

    The findings are stored in the graph, in place of the last ones, so that queries can show them. A waived finding
    does not count for --fail-on; a waiver that has expired is itself a finding.
    """
    from ...graph.store.store import open_store
    from ...graph.validation.findings import fails
    from ...graph.validation.reports import render, summary
    from ...graph.validation.validation import known_checks, record
    from ...graph.validation.validation import validate as check
    from ...graph.validation.waivers import read_waivers

    terminal = Terminal(verbose=verbose, quiet=quiet)
    accepted = read_waivers(waivers, known_checks(shapes)) if waivers else ()
    with open_store(settings(store).store, write=not dry_run, base_iri=base_iri, command="validate") as opened:
        found = check(opened, today=date.today(), waivers=accepted, extra=shapes)
        if not dry_run:
            record(opened, found, started=now())
        text = render(found, "json" if as_json else format, minter=opened.minter, width=_width())
    with output(output_file) as stream:
        stream.write(text)
    _tell(found, terminal)
    if format != "human" or as_json or output_file:
        terminal.say(summary(found.findings))
    if fails(found.findings, fail_on):
        raise typer.Exit(1)


def _tell(found: Validation, terminal: Terminal) -> None:
    """Say how many findings each check has."""
    numbers = Counter(finding.check for finding in found.findings)
    for name in sorted({*found.checks, *numbers}):
        terminal.detail(f"{name}: {counted(numbers[name], 'finding')}")


def _width() -> int:
    return get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH
