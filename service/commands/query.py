"""``query``: the stored queries, each a command whose options are made from the header of its file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ...graph.errors import DataError, ParameterError
from ..cli.flags import declared, keyword, keywords
from ..cli.groups import group
from ..cli.options import (
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
    settings,
)
from ..cli.tables import print_table
from ..cli.terminal import Terminal, output, print_json

if TYPE_CHECKING:
    from ...graph.queries.header import Header, Parameter

PairOption = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter by its name; may be given again."),
]
_OWN = "own_"
"""What the name of a query's own parameter begins with, so that none can meet a flag of every query."""


class Shared(NamedTuple):
    """The flags of every query, in the order of the help."""

    store: StoreOption = None
    base_iri: BaseOption = None
    output_file: OutputOption = None
    format: AnswerFormatOption = None
    as_json: JsonOption = False
    limit: LimitOption = None
    offset: OffsetOption = 0
    vocabulary: AsOption = None
    param: PairOption = None
    verbose: VerboseOption = False
    quiet: QuietOption = False


_TAKEN = {"store", "base_iri", "output", "format", "json", "limit", "offset", "as", "param", "verbose", "quiet", "help"}


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program; if ``words`` say that it is called, with the query that they name, else with all."""
    help = "Answer a stored query; alone, list the queries. `query NAME --help` shows what a query asks and takes."
    queries = group(help, list_queries)
    if "query" in words:
        for name, header in headers(words):
            queries.command(name, help=_help(header), short_help=header.title)(_command(name, header))
    app.add_typer(queries, name="query")


def list_queries(
    context: typer.Context,
    store: StoreOption = None,
    output_file: OutputOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """List the stored queries when no name is given; they are the same for every store."""
    if context.invoked_subcommand is None:
        list_names(output_file, as_json=as_json)


def list_names(file: str | None, *, as_json: bool) -> None:
    """Write the name and the question of every stored query."""
    rows = [(name, header.question) for name, header in headers()]
    if as_json:
        print_json([{"query": name, "question": question} for name, question in rows], file)
        return
    with output(file) as stream:
        print_table(("query", "question"), rows, stream)


def headers(words: Collection[str] = ()) -> Iterator[tuple[str, Header]]:
    """Give the name and header of the stored queries that ``words`` name, or of all if they name none."""
    from ...graph.queries.header import read_header
    from ...graph.queries.header_yaml import HeaderError

    paths = query_files()
    for name in [name for name in paths if name in words] or paths:
        try:
            yield name, read_header(paths[name].read_text("utf-8"))
        except HeaderError as error:
            raise DataError(error.what, where=f"{paths[name]}:{error.line}", remedy="Correct the header.") from error


def query_files() -> dict[str, Path]:
    """Return the file of each stored query by its name."""
    from ...graph.queries.catalogue import QUERIES

    return {path.stem: path for path in sorted(QUERIES.glob("*.rq"))}


def answer_query(name: str, shared: Shared, arguments: Mapping[str, object]) -> None:
    """Answer one stored query and write the answer."""
    from ...graph.queries.catalogue import Catalogue
    from ...graph.queries.files import read_query
    from ...graph.queries.relabelling import relabel
    from ...graph.store.store import open_store
    from ..cli.answers import tell_size, write_answer

    terminal = Terminal(verbose=shared.verbose, quiet=shared.quiet)
    given = {**_pairs(shared.param or ()), **{key: _texts(value) for key, value in arguments.items() if value}}
    catalogue = Catalogue({name: read_query(query_files()[name], portable=False)})
    with open_store(settings(shared.store).store, base_iri=shared.base_iri) as store:
        answer, without = catalogue.run(store, name, given, limit=shared.limit, offset=shared.offset), 0
        if shared.vocabulary:
            told = relabel(store, answer, shared.vocabulary)
            answer, without = told.answer, len(told.without)
        left_out = write_answer(answer, "json" if shared.as_json else shared.format, shared.output_file, store.minter)
    tell_size(answer, terminal, left_out)
    if without:
        things = "country or region of it has" if without == 1 else "countries or regions of it have"
        terminal.say(f"{without} {things} no term in {shared.vocabulary}; the column ...Own tells which")


def _help(header: Header) -> str:
    parts = [header.question, header.description]
    return "\n\n".join(part for part in parts if part)


def _command(name: str, header: Header) -> Callable[..., None]:
    """Return the function of one query, with a signature that typer turns into its options."""

    def command(**given: object) -> None:
        own = {key.removeprefix(_OWN): value for key, value in given.items() if key.startswith(_OWN)}
        shared = {key: value for key, value in given.items() if not key.startswith(_OWN)}
        answer_query(name, Shared(**shared), own)  # type: ignore[arg-type]

    own = [keyword(_OWN + each.name, None, _option(each)) for each in header.parameters if _free(each)]
    return declared(command, [*own, *keywords(Shared)])


def _free(parameter: Parameter) -> bool:
    """Tell whether no flag of every query has the parameter's name; if one has, `--param` still takes it."""
    return parameter.name not in _TAKEN


def _option(parameter: Parameter) -> object:
    """Return the type of a parameter's option; what a value may be is checked where it becomes a term."""
    parts = [parameter.description.rstrip(".") or f"A {parameter.type}"]
    if parameter.values:
        parts.append(f"one of {', '.join(parameter.values)}")
    elif isinstance(parameter.options, tuple) and parameter.options:
        parts.append(f"such as {', '.join(parameter.options)}")
    if parameter.example:
        parts.append(f"for example {parameter.example[0]}")
    if parameter.multiple:
        parts.append("may be given again")
    option = typer.Option(
        f"--{parameter.name.replace('_', '-')}",
        metavar=parameter.type.upper(),
        help="; ".join(parts) + (" (required)." if parameter.required else "."),
        show_default=", ".join(parameter.default) or False,
    )
    return Annotated[list[str] | None, option]  # a second value of one that takes one is an error, not the last word


def _pairs(pairs: Iterable[str]) -> Mapping[str, list[str]]:
    """Return the values of ``name=value`` pairs by name."""
    values: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"{pair!r} is not a parameter.", where="--param", remedy="Give NAME=VALUE.")
        values.setdefault(name, []).append(value)
    return values


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
