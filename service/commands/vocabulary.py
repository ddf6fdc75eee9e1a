"""``vocabulary``: the vocabularies of others, each in a graph of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...graph.clock import now
from ..cli.groups import group
from ..cli.options import BaseOption, DayOption, JsonOption, OutputOption, QuietOption, StoreOption, settings
from ..cli.tables import print_table
from ..cli.terminal import Terminal, output, print_json
from .load import day

if TYPE_CHECKING:
    from ...graph.vocabularies.data import VocabularyData, VocabularyEntry

_COLUMNS = ("name", "title", "format", "entries", "version", "licence", "readOn", "sha256")
_HASH = 16
"""Digits of a hash that are shown; `--json` gives all."""

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="As `vocabulary list` names it.")]
FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILES", help="The files of one vocabulary.", show_default=False)
]
AsOption = Annotated[str, typer.Option("--as", metavar="NAME", help="What to call it here, such as eu.")]
FormatOption = Annotated[
    str | None,
    typer.Option("--format", "-f", metavar="FORMAT", help="Which kind of file it is.", show_default="by what it holds"),
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="YAML: which property holds which code or label.")
]
TitleOption = Annotated[str, typer.Option("--title", metavar="TEXT", help="Its title.", show_default=False)]
SourceOption = Annotated[str, typer.Option("--source", metavar="IRI", help="Where it is from.", show_default=False)]
LicenceOption = Annotated[str, typer.Option("--licence", metavar="IRI", help="Its licence.", show_default=False)]
VersionOption = Annotated[str, typer.Option("--version", metavar="TEXT", help="Its version.", show_default=False)]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    verbs = group("Add, list, show and remove vocabularies of others; `link` then links them to our things.")
    verbs.command("add")(add_vocabulary)
    verbs.command("list")(list_vocabularies)
    verbs.command("show")(show_vocabulary)
    verbs.command("remove")(remove_vocabulary)
    app.add_typer(verbs, name="vocabulary")


def add_vocabulary(
    files: FilesArgument,
    name: AsOption,
    format: FormatOption = None,
    mapping: MappingOption = None,
    title: TitleOption = "",
    source: SourceOption = "",
    licence: LicenceOption = "",
    version: VersionOption = "",
    read_on: DayOption = None,
    store: StoreOption = None,
    base_iri: BaseOption = None,
    quiet: QuietOption = False,
) -> None:
    """Put a vocabulary into its graph, in place of an earlier one of the same name.

    Formats: eu, lcc, geonames, iati, dac, country-codes, m49, country-coder, wikidata, dbpedia, sparql-results; any
    other SKOS, OWL or CSV file by a mapping. A file with anything wrong in it is refused whole, with the line; a value
    that is left out, and a property of the mapping that no entry has, is a warning.
    """
    from ...graph.store.store import open_store
    from ...graph.vocabularies.stored import add, check_name
    from ...loaders.vocabularies.vocabulary import read_vocabulary

    terminal, chosen = Terminal(quiet=quiet), settings(store, base_iri)
    told = {"title": title, "source": source, "licence": licence, "version": version}
    data = read_vocabulary(files, check_name(name), format, mapping, read_on=day(read_on), **told)
    for warning in data.warnings:
        terminal.say(f"warning: {warning}")
    with open_store(chosen.store, write=True, create=True, base_iri=base_iri, command="vocabulary") as opened:
        changed = add(opened, data, started=now())
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(Counter(e.kind for e in data.entries).items()))
    terminal.say(f"{'added' if changed else 'unchanged'}: {name} ({data.format}): {kinds}")
    if changed:
        terminal.say(f"Link it: mandategraph link {name}")


def list_vocabularies(store: StoreOption = None, output_file: OutputOption = None, as_json: JsonOption = False) -> None:
    """List the vocabularies of the store."""
    from ...graph.store.store import open_store
    from ...graph.vocabularies.stored import entry_count, heads

    with open_store(settings(store).store, command="vocabulary") as opened:
        found = [_head(data, entry_count(opened, data.name)) for data in heads(opened)]
    if as_json:
        print_json(found, output_file)
        return
    rows = [[str(one[column])[: _HASH if column == "sha256" else None] for column in _COLUMNS] for one in found]
    with output(output_file) as stream:
        print_table(_COLUMNS, rows, stream)


def show_vocabulary(
    name: NameArgument, store: StoreOption = None, output_file: OutputOption = None, as_json: JsonOption = False
) -> None:
    """Show the entries of a vocabulary, with their codes, names and validity."""
    from ...graph.store.store import open_store
    from ...graph.vocabularies.stored import read

    with open_store(settings(store).store, command="vocabulary") as opened:
        data = read(opened, name)
    if as_json:
        print_json({**_head(data, len(data.entries)), "items": [_entry(one) for one in data.entries]}, output_file)
        return
    columns = ("entry", "label", "kind", "codes", "valid", "deprecated", "note")
    with output(output_file) as stream:
        print_table(columns, [_row(one) for one in data.entries], stream)


def remove_vocabulary(name: NameArgument, store: StoreOption = None, quiet: QuietOption = False) -> None:
    """Remove a vocabulary from the store, with its links and what was decided of them."""
    from ...graph.store.store import open_store
    from ...graph.vocabularies.stored import remove

    with open_store(settings(store).store, write=True, command="vocabulary") as opened:
        remove(opened, name, started=now())
    Terminal(quiet=quiet).say(f"removed: {name}, with its links")


def _head(data: VocabularyData, entries: int) -> dict[str, object]:
    return {
        "name": data.name,
        "title": data.title,
        "source": data.source,
        "format": data.format,
        "entries": entries,
        "version": data.version,
        "licence": data.licence,
        "readOn": data.read_on.isoformat() if data.read_on else "",
        "sha256": data.sha256,
    }


def _entry(entry: VocabularyEntry) -> dict[str, object]:
    return {
        "entry": entry.iri,
        "label": entry.label,
        "kind": entry.kind,
        "codes": [code._asdict() for code in entry.notations],
        "labels": [label._asdict() for label in entry.labels],
        "validFrom": entry.valid_from,
        "validUntil": entry.valid_until,
        "deprecated": entry.deprecated,
        "broader": entry.broader,
        "replacedBy": entry.replaced_by,
        "note": entry.note,
    }


def _row(entry: VocabularyEntry) -> list[str]:
    valid = f"{entry.valid_from or ''} .. {entry.valid_until or ''}" if entry.valid_from or entry.valid_until else ""
    codes = " ".join(f"{code.scheme}={code.value}" for code in entry.notations)
    return [entry.iri, entry.label, entry.kind, codes, valid, "yes" if entry.deprecated else "", entry.note]
