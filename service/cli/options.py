"""Options that several verbs share, so that one name means one thing everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from ...graph.iris import check_base
from ...graph.settings import Settings

Format = Literal["table", "json", "csv", "tsv", "xml", "markdown", "nt", "turtle", "jsonld"]

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="DIR",
        envvar="MANDATEGRAPH_STORE",
        help="Folder of the store.",
        show_default="mandategraph-store",
    ),
]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base-iri",
        metavar="IRI",
        envvar="MANDATEGRAPH_BASE_IRI",
        help="Where the things of a new store live; an existing store must have the same.",
    ),
]
OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write there instead of standard output (- is standard output)."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
FailOption = Annotated[
    Literal["violation", "warning", "info", "none"],
    typer.Option("--fail-on", help="The least grave finding that makes the exit code 1."),
]
AnswerFormatOption = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="How to write the answer.", show_default="table; turtle for statements"),
]
LimitOption = Annotated[int | None, typer.Option("--limit", min=0, metavar="N", help="Rows to give at most.")]
OffsetOption = Annotated[int, typer.Option("--offset", min=0, metavar="N", help="Rows to leave out at the start.")]
AsOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Give countries and regions by their IRI or code in eu, iso2, dac, ..."),
]
DayOption = Annotated[
    str | None,
    typer.Option("--read-on", metavar="DATE", help="The day the files were copied.", show_default="today"),
]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Say more, and show the traceback of a bug.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]


def settings(store: Path | None = None, base_iri: str | None = None) -> Settings:
    """Return the settings of this run: flags first, then environment, then defaults."""
    found = Settings.read()
    if store is not None:
        found = replace(found, store=store)
    if base_iri is not None:
        found = replace(found, base_iri=check_base(base_iri))
    return found
