"""``sources``: what the store was loaded from, and taking one of them out again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import typer

from ...graph.clock import now
from ..cli.groups import group
from ..cli.options import BaseOption, JsonOption, OutputOption, QuietOption, StoreOption, VerboseOption, settings
from ..cli.tables import print_table
from ..cli.terminal import Terminal, output, print_json
from .load import as_data, tell

_COLUMNS = ("address", "mandates", "readOn", "mediaType", "encoding", "sha256")
_HASH = 16
"""Digits of a hash that are shown; `--json` gives all."""


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    help = "List what the store was loaded from; `sources remove` takes some of it out again."
    sources = group(help, list_sources)
    sources.command("remove")(remove_sources)
    app.add_typer(sources, name="sources")


def list_sources(
    context: typer.Context,
    store: StoreOption = None,
    base_iri: BaseOption = None,
    output_file: OutputOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """List what the store was loaded from."""
    if context.invoked_subcommand is not None:
        return
    from ...graph.queries.catalogue import Catalogue
    from ...graph.store.store import open_store

    with open_store(settings(store).store, base_iri=base_iri, command="sources") as opened:
        records = Catalogue.read(portable=False).run(opened, "sources").records()
    if as_json:
        print_json(records, output_file)
        return
    rows = ([str(record[name])[: _HASH if name == "sha256" else None] for name in _COLUMNS] for record in records)
    with output(output_file) as stream:
        print_table(_COLUMNS, rows, stream)


def remove_sources(
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS", help="As `sources` lists them.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take sources out of the store: exactly the statements that they alone made."""
    from ...loaders.load import remove

    report = remove(addresses, settings(store).store, started=now())
    tell(report, Terminal(verbose=verbose, quiet=quiet))
    if as_json:
        print_json(as_data(report))
