"""``list``: everything of one kind that the store holds, by the stored query of that name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

import typer

from ..options import BaseOption, Format, JsonOption, OutputOption, QuietOption, StoreOption, VerboseOption
from .query import FormatOption, LimitOption, OffsetOption, Shared, answer_query, list_names


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("list")(list_things)


def list_things(
    what: Annotated[
        Literal["mandates", "trainings", "reports", "donors", "countries", "themes", "queries"],
        typer.Argument(metavar="WHAT", help="mandates, trainings, reports, donors, countries, themes or queries."),
    ],
    store: StoreOption = None,
    base_iri: BaseOption = None,
    output_file: OutputOption = None,
    format: FormatOption = None,
    as_json: JsonOption = False,
    limit: LimitOption = None,
    offset: OffsetOption = 0,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """List everything of one kind that the store holds. It is the answer of the stored query of that name."""
    if what == "queries":
        list_names(output_file, as_json=as_json or format == "json")
        return
    chosen: Format | None = format
    shared = Shared(store, base_iri, output_file, chosen, as_json, limit, offset, None, verbose, quiet)
    answer_query(what, shared, {})
