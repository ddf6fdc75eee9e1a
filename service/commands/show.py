"""``show``: one thing, with the sentence behind each value."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Collection, Iterator
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING, Annotated

import typer

from ..cli.options import BaseOption, JsonOption, OutputOption, QuietOption, StoreOption, VerboseOption, settings
from ..cli.terminal import output

if TYPE_CHECKING:
    from ...graph.description import Description, Value

_WIDEST = 120
_OF_FINDING = ("resultMessage", "comment")
"""What is shown of a finding, by the local names of properties."""

KindArgument = Annotated[
    str,
    typer.Argument(metavar="KIND", help="mandate, country, donor, organisation, region, theme, report, source ..."),
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name, a part of one, a code, a key or an IRI.")]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("show")(show)


def show(
    kind: KindArgument,
    name: NameArgument,
    store: StoreOption = None,
    base_iri: BaseOption = None,
    output_file: OutputOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show one thing, with the sentence behind each value.

    Under each value stand the places it was read from, as file:line:column, and the sentence. A name that fits several
    things is answered with their names.
    """
    from ...graph.description import describe
    from ...graph.queries.lookup import look_up
    from ...graph.store.store import open_store

    with open_store(settings(store).store, base_iri=base_iri, command="show") as opened:
        description = describe(opened, look_up(opened, kind, name))
    with output(output_file) as stream:
        if as_json:
            json.dump(_as_data(description), stream, ensure_ascii=False, indent=2)
            stream.write("\n")
        else:
            _write(description, stream)


def _write(description: Description, stream: IO[str]) -> None:
    width = min(get_terminal_size().columns, _WIDEST) if stream is sys.stdout and stream.isatty() else _WIDEST
    stream.write(f"{description.label}\n{description.iri}\n")
    for line in _values(description, width):
        stream.write(line + "\n")
    if description.references:
        stream.write(f"\nnamed by {len({reference.iri for reference in description.references})} mandates\n")
        for reference in description.references:
            stream.write(f"  {reference.property}: {reference.label}\n    {reference.iri}\n")
    for finding in description.findings:
        stream.write(f"\nfinding {_said(finding, 'sourceShape').rsplit('/', 1)[-1]}\n")
        for text in (line for name in _OF_FINDING for line in _said(finding, name).splitlines()):
            stream.writelines(f"  {line}\n" for line in textwrap.wrap(text, width - 4))
        if suggestion := " to ".join(filter(None, (_said(finding, f"suggested{side}") for side in ("Start", "End")))):
            stream.write(f"  suggestion, not applied: {suggestion}\n")


def _said(description: Description, name: str) -> str:
    """Return the value of the property with this local name, or an empty text."""
    return next((value.text for value in description.values if value.property_iri.endswith(f"#{name}")), "")


def _values(description: Description, width: int) -> Iterator[str]:
    before = ""
    for value in description.values:
        if value.property != before:
            yield f"\n{value.property}"
        before = value.property
        yield from textwrap.wrap(value.text, width, initial_indent="  ", subsequent_indent="  ") or ["  (empty)"]
        for place in value.evidence:
            yield f"    {place.text}"
            yield from textwrap.wrap(place.sentence, width, initial_indent="      | ", subsequent_indent="      | ")


def _as_data(description: Description) -> dict[str, object]:
    return {
        "iri": description.iri,
        "label": description.label,
        "values": [_value_as_data(value) for value in description.values],
        "mandates": [reference._asdict() for reference in description.references],
        "findings": [_as_data(finding) for finding in description.findings],
    }


def _value_as_data(value: Value) -> dict[str, object]:
    evidence = [
        {
            "source": place.source,
            "line": place.line,
            "column": place.column,
            "start": place.start,
            "end": place.end,
            "quote": place.quote,
            "sentence": place.sentence,
            "passage": place.passage,
        }
        for place in value.evidence
    ]
    named = {"property": value.property, "propertyIri": value.property_iri, "value": value.text}
    return {**named, **({"iri": value.iri} if value.iri else {}), "graphs": list(value.graphs), "evidence": evidence}
