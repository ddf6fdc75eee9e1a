"""``link``: from our things to the entries of other vocabularies, with the reason of every link."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ...graph.clock import now
from ...graph.errors import InputError, UsageError
from ..cli.options import BaseOption, JsonOption, OutputOption, QuietOption, StoreOption, settings
from ..cli.tables import print_table
from ..cli.terminal import Terminal, output, print_json

if TYPE_CHECKING:
    from ...graph.linking.model import Link, Linking, State
    from ...graph.store.store import EmbeddedStore

_COUNTS = ("vocabulary", "entries", "linked", "candidate", "rejected", "ambiguous", "unmatched", "findings")
_LINKS = ("state", "thing", "label", "predicate", "entry", "entry label", "rule", "confidence", "evidence")
_UNLINKED = ("vocabulary", "entry", "label", "why", "candidates")
_FINDINGS = ("vocabulary", "check", "severity", "about", "message")
_TURTLE = (".ttl", ".turtle")
_SSSOM = ("sssom", "turtle")

Table = tuple[tuple[str, ...], list[tuple[object, ...]]]
"""The columns and the rows."""
Decision = tuple[str, str, "State"]
"""A thing of ours, an entry, and what is decided of their link."""

NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="NAMES", help="Vocabularies.", show_default="every vocabulary")
]
ShowOption = Annotated[
    Literal["counts", "links", "candidates", "rejected", "ambiguous", "unmatched", "findings"],
    typer.Option("--show", help="What to print of the result."),
]
FormatOption = Annotated[
    Literal["table", "json", "sssom", "turtle"],
    typer.Option("--format", "-f", help="sssom and turtle write the links of one vocabulary as SSSOM."),
]
ByOption = Annotated[
    Literal["code", "label"] | None, typer.Option("--by", help="Link by nothing else.", show_default="code, then label")
]
SameOption = Annotated[bool, typer.Option("--same-as", help="State owl:sameAs, too, for what a code links.")]
AcceptOption = Annotated[
    list[str] | None, typer.Option("--accept", metavar="THING=ENTRY", help="Accept a link; MLI=MLI, Mali=IRI.")
]
RejectOption = Annotated[
    list[str] | None, typer.Option("--reject", metavar="THING=ENTRY", help="Reject a link, for all later runs.")
]
ImportOption = Annotated[
    Path | None, typer.Option("--import", metavar="FILE", help="SSSOM (TSV, or Turtle), in place of the links.")
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Do not store the links.")]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    app.command("link")(link)


def link(
    names: NamesArgument = None,
    show: ShowOption = "counts",
    format: FormatOption = "table",
    by: ByOption = None,
    same_as: SameOption = False,
    accept: AcceptOption = None,
    reject: RejectOption = None,
    import_file: ImportOption = None,
    dry_run: DryOption = False,
    store: StoreOption = None,
    base_iri: BaseOption = None,
    output_file: OutputOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Link our countries, regions and organisations to the entries of vocabularies: by code, then by whole name.

    Every link tells its rule, confidence and evidence. What a person accepted or rejected stays so in later runs. An
    entry that stands for several things, or for none, is listed with the reason; disagreements become findings.
    """
    from ...graph.linking.stored import keep, linked_names
    from ...graph.store.store import open_store

    _check_together(import_file, accept or reject, dry_run)
    _check_import(import_file, {"--by": by, "--same-as": same_as})
    _check_shown(show, format, as_json)
    decisions = [*_pairs(accept, "accepted", "--accept"), *_pairs(reject, "rejected", "--reject")]
    with open_store(settings(store).store, write=not dry_run, base_iri=base_iri, command="link") as opened:
        wanted = linked_names(opened, names or [])
        if decisions or import_file or format in _SSSOM:
            _only(wanted)
        imported = [_imported(opened, wanted[0], import_file)] if import_file else None
        found = imported or _made(opened, wanted, decisions, by, same_as)
        changed = not dry_run and keep(opened, found, started=now())
        text = _sssom(opened, found[0], format)
    _print(_table(found, show) if text is None else text, as_json or format == "json", output_file)
    Terminal(quiet=quiet).say("stored" if changed else "nothing was stored" if dry_run else "unchanged")


def _only(names: Sequence[str]) -> str:
    if len(names) != 1:
        raise UsageError("This is for one vocabulary.", where="NAMES", remedy=f"Name one of {', '.join(names)}.")
    return names[0]


def _made(
    store: EmbeddedStore, names: Sequence[str], decisions: Sequence[Decision], by: str | None, same_as: bool
) -> list[Linking]:
    from ...graph.linking.stored import relink, reviewed

    rules = (by,) if by else ("code", "label")
    if decisions:
        return [reviewed(store, name, decisions, rules=rules, same_as=same_as)[0] for name in names]
    return [relink(store, name, rules=rules, same_as=same_as) for name in names]


def _check_shown(show: str, format: str, as_json: bool) -> None:
    """Refuse options that say what to print beside a format that writes every link."""
    option = f"--show {show}" if show != "counts" else "--json" if as_json else ""
    if format in _SSSOM and option:
        what = f"{option} has no effect beside --format {format}, which writes every link."
        raise UsageError(what, where="--format", remedy=f"Leave out {option}, or --format.")


def _check_together(import_file: Path | None, decided: list[str] | None, dry_run: bool) -> None:
    if decided and dry_run:
        raise UsageError("A decision is stored.", where="--dry-run", remedy="Leave --dry-run out, or the decisions.")
    if decided and import_file:
        remedy = "Import first, then accept and reject."
        raise UsageError("A table takes the place of all links.", where="--import", remedy=remedy)


def _check_import(import_file: Path | None, rules: Mapping[str, object]) -> None:
    """Refuse options that say how links are made beside a table of links that are there."""
    given = [option for option, value in rules.items() if value]
    if import_file and given:
        named = " and ".join(given)
        what = f"{named} {'has' if len(given) == 1 else 'have'} no effect beside --import, which makes no links."
        remedy = f"Leave out {named}, or --import."
        raise UsageError(what, where="--import", remedy=remedy)


def _pairs(given: list[str] | None, state: State, option: str) -> Iterator[Decision]:
    for text in given or ():
        thing, equals, entry = text.partition("=")
        if not (thing and equals and entry):
            raise UsageError(f"{text!r} is no pair.", where=option, remedy="Write THING=ENTRY, such as Mali=MLI.")
        yield thing, entry, state


def _imported(store: EmbeddedStore, name: str, path: Path) -> Linking:
    """Return the links of a file, to be kept in place of those there are."""
    from ...graph.linking.sssom_rdf import read_rdf
    from ...graph.linking.sssom_tsv import read_tsv
    from ...graph.linking.stored import taken
    from ...graph.vocabularies.stored import read

    try:
        data, bytes_read = read(store, name), path.read_bytes()
        reader = read_rdf if path.suffix.lower() in _TURTLE else read_tsv
        links = reader(bytes_read.decode("utf-8-sig"), data, store.minter, str(path))
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Give SSSOM as TSV or Turtle, in UTF-8."
        why = error.strerror if isinstance(error, OSError) else "they are not UTF-8"
        raise InputError(f"The links cannot be read: {why}.", where=str(path), remedy=remedy) from error
    return taken(store, name, links)


def _sssom(store: EmbeddedStore, found: Linking, format: str) -> str | None:
    from ...graph.linking.sssom_rdf import write_rdf
    from ...graph.linking.sssom_tsv import write_tsv
    from ...graph.vocabularies.stored import read

    if format not in _SSSOM:
        return None
    data = read(store, found.name)
    return (write_tsv if format == "sssom" else write_rdf)(found.links, data, store.minter)


def _print(made: str | Table, as_json: bool, output_file: str | None) -> None:
    if isinstance(made, str):
        with output(output_file) as stream:
            stream.write(made)
        return
    columns, rows = made
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows], output_file)
        return
    with output(output_file) as stream:
        print_table(columns, [[str(cell) for cell in row] for row in rows], stream)


def _table(found: Sequence[Linking], show: str) -> Table:
    if show == "counts":
        return _COUNTS, [_counts(one) for one in found]
    if show in ("ambiguous", "unmatched"):
        parts = [(one.name, one.ambiguous if show == "ambiguous" else one.unmatched) for one in found]
        listed = [(name, each) for name, part in parts for each in part]
        return _UNLINKED, [(n, e.object, e.label, e.reason, " ".join(e.candidates)) for n, e in listed]
    if show == "findings":
        each_finding = [(one.name, each) for one in found for each in one.disagreements]
        return _FINDINGS, [(n, d.check, d.severity, d.label, d.message) for n, d in each_finding]
    states = {"candidates": ("candidate",), "rejected": ("rejected",)}.get(show, ("accepted", "candidate", "rejected"))
    return _LINKS, [_link_row(each) for one in found for each in one.links if each.state in states]


def _counts(one: Linking) -> tuple[object, ...]:
    counts = one.counts()
    return one.name, len(one.entries), *counts.values(), len(one.disagreements)


def _link_row(one: Link) -> tuple[object, ...]:
    return (
        *(one.state, one.subject, one.subject_label, one.predicate, one.object, one.object_label),
        *(one.rule, one.confidence, one.evidence),
    )
