"""``list``: everything of one kind that the store holds, by the stored query of that name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

import typer

from ..options import (
    AnswerFormatOption,
    AsOption,
    BaseOption,
    JsonOption,
    LimitOption,
    OffsetOption,
    OutputOption,
    QuietOption,
    StoreOption,
    VerboseOption,
)
from .query import Shared, answer_query, list_names

WhatArgument = Annotated[
    Literal["mandates", "trainings", "reports", "donors", "countries", "themes", "queries"],
    typer.Argument(metavar="WHAT", help="mandates, trainings, reports, donors, countries, themes or queries."),
]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("list")(list_things)


def list_things(
    what: WhatArgument,
    store: StoreOption = None,
    base_iri: BaseOption = None,
    output_file: OutputOption = None,
    format: AnswerFormatOption = None,
    as_json: JsonOption = False,
    limit: LimitOption = None,
    offset: OffsetOption = 0,
    vocabulary: AsOption = None,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """List everything of one kind that the store holds. It is the answer of the stored query of that name."""
    if what == "queries":
        list_names(output_file, as_json=as_json or format == "json")
        return
    shared = Shared(
        store, base_iri, output_file, format, as_json, limit, offset,
        verbose=verbose, quiet=quiet, vocabulary=vocabulary,
    )  # fmt: skip
    answer_query(what, shared, {})
