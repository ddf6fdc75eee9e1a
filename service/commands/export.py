"""``export``: graphs of the store as RDF."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

import typer

from ..options import BaseOption, OutputOption, QuietOption, StoreOption, settings
from ..terminal import Terminal, output_bytes


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("export")(export)


def export(
    store: StoreOption = None,
    base_iri: BaseOption = None,
    format: Annotated[
        Literal["nquads", "trig", "jsonld", "nt", "turtle", "rdfxml"],
        typer.Option("--format", "-f", help="The last three hold triples: the graphs become one."),
    ] = "nquads",
    graph: Annotated[
        list[str] | None,
        typer.Option(
            "--graph",
            metavar="GRAPH",
            help="Only this graph: its IRI or its name, such as countries; may be given again.",
        ),
    ] = None,
    canonical: Annotated[
        bool, typer.Option("--canonical", help="RDFC-1.0 canonical N-Quads: the same data gives the same bytes.")
    ] = False,
    with_log: Annotated[
        bool, typer.Option("--with-log", help="With the graph of loads, which holds times and so differs each time.")
    ] = False,
    output_file: OutputOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write the graph as RDF, sorted: all of it but the log of loads, or the graphs named."""
    from ...graph.export import export as write
    from ...graph.store import open_store

    place = settings(store).store
    with open_store(place, base_iri=base_iri, command="export") as opened, output_bytes(output_file) as stream:
        done = write(opened, stream, format, graphs=graph, include_log=with_log, canonical=canonical)
    merged = ", merged into one" if done.merged else ""
    Terminal(quiet=quiet).say(f"{done.statements} statements of {len(done.graphs)} graphs{merged}")
