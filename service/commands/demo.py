"""``demo``: the example pages, from loading to a chart, with the commands that do each step."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from ...graph.errors import InputError
from ..cli.chart import Span, timeline
from ..cli.options import QuietOption, VerboseOption
from ..cli.terminal import Terminal

if TYPE_CHECKING:
    from ...graph.queries.answers import Value
    from ...loaders.workspace import Workspace

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "pages"
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("mandates-in-country", {"country": "Mali"}),
    ("mandates-active-on", {"day": "2015-07-01"}),
    ("trainings", {}),
    ("donors-overlapping-in-country", {"country": "ML"}),
    ("periods-in-doubt", {}),
)
CHART = "mandates.svg"
_WIDTH = 120

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Where pages, store and chart go.")]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("demo")(demo)


def demo(
    folder: FolderArgument = Path("mandategraph-demo"),
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Load the example pages, check them, answer five questions, and draw a chart.

    Each step is printed as the command that does the same. Run it again after editing a page in DIR/pages: only that
    page is loaded again.
    """
    from ...loaders.workspace import Workspace
    from .load import tell

    terminal = Terminal(verbose=verbose, quiet=quiet)
    pages, store = folder / "pages", folder / "store"
    _copy_examples(pages)
    with Workspace(store) as workspace:
        _step(f"load {pages} --store {store}")
        with terminal.progress("loading") as tick:
            report = workspace.load(pages, progress=tick)
        tell(report, terminal)
        _step(f"validate --store {store} --fail-on none")
        _print_findings(workspace)
        for name, given in QUESTIONS:
            _step(f"query {name}{''.join(f' --{key} {value}' for key, value in given.items())} --store {store}")
            _print_answer(workspace, name, given, terminal)
        chart = folder / CHART
        chart.write_text(_chart(workspace), encoding="utf-8")
    terminal.say(f"\nThe chart: {chart}\nMore questions: mandategraph query")


def _step(command: str) -> None:
    """Print the command of a step, as a person would type it."""
    print(f"\n$ mandategraph {command}", flush=True)


def _copy_examples(pages: Path) -> None:
    """Copy the example pages that are not there yet; those that somebody edited stay."""
    try:
        for page in sorted(path for path in EXAMPLES.rglob("*") if path.is_file()):
            copy = pages / page.relative_to(EXAMPLES)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not copy.exists():
                shutil.copyfile(page, copy)
    except OSError as error:
        where, remedy = str(error.filename or pages), "Name a folder that can be written."
        raise InputError(f"The pages cannot be copied: {error.strerror}.", where=where, remedy=remedy) from error


def _print_findings(workspace: Workspace) -> None:
    from ...graph.validation.reports import human

    width = get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH
    sys.stdout.write(human(workspace.validate().findings, width=min(width, _WIDTH)))


def _print_answer(workspace: Workspace, name: str, given: dict[str, str], terminal: Terminal) -> None:
    from ..cli.answers import tell_size, write_answer

    print(workspace.queries[name].header.question, flush=True)
    answer = workspace.queries.run(workspace.store, name, given)
    tell_size(answer, terminal, write_answer(answer, "table", None, workspace.store.minter))


def _chart(workspace: Workspace) -> str:
    records = workspace.query("mandates").records()
    spans = [Span(str(row["title"]), _day(row["start"]), _day(row["end"])) for row in records]
    return timeline("Mandates of the example pages", spans)


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None
