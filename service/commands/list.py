"""``list``: everything of one kind that the store holds, by the stored query of that name."""

from __future__ import annotations

import inspect
from collections.abc import Collection
from typing import Annotated, Literal

import typer

from ..cli.flags import declared, keyword, keywords
from .query import Shared, answer_query, list_names

WhatArgument = Annotated[
    Literal["mandates", "trainings", "reports", "donors", "countries", "themes", "queries"],
    typer.Argument(metavar="WHAT", help="mandates, trainings, reports, donors, countries, themes or queries."),
]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program, with the flags of a query that takes no parameters."""
    flags = [each for each in keywords(Shared) if each.name != "param"]
    what = keyword("what", inspect.Parameter.empty, WhatArgument)
    app.command("list")(declared(list_things, [what, *flags]))


def list_things(*, what: str, **flags: object) -> None:
    """List everything of one kind that the store holds. It is the answer of the stored query of that name."""
    shared = Shared(**flags)  # type: ignore[arg-type]
    if what == "queries":
        list_names(shared.output_file, as_json=shared.as_json or shared.format == "json")
    else:
        answer_query(what, shared, {})
