"""``countries``: the countries that are known, and what a name, code or IRI stands for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from typing import Annotated

import typer

from ...graph.errors import UsageError
from ..cli.groups import group
from ..cli.options import JsonOption, OutputOption, QuietOption, VerboseOption
from ..cli.roles import COLUMNS, As, as_data, as_row, in_roles
from ..cli.tables import print_table
from ..cli.terminal import output, print_json

NamesArgument = Annotated[
    list[str], typer.Argument(metavar="NAMES", help="Names, codes, IRIs; - reads them from standard input.")
]
LanguageOption = Annotated[str, typer.Option("--language", metavar="TAG", help="The language of the labels.")]
RoleOption = Annotated[
    As,
    typer.Option(
        "--role",
        help="What the name stands as: AU is the African Union as a donor, in doubt as a place, and Australia as a "
        "country, which --country of a query takes.",
    ),
]
SchemeOption = Annotated[
    str | None,
    typer.Option(
        "--scheme", metavar="SCHEME", help="Read the names as codes of this list, such as alpha3, marc, fips."
    ),
]
_QUERY = """PREFIX mg: <https://w3id.org/mandategraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?country ?alpha2 ?alpha3 ?numeric ?label {
  { ?country a mg:Country } UNION { ?country a mg:FormerCountry }
  OPTIONAL { ?country skos:notation ?alpha2 FILTER(DATATYPE(?alpha2) = mg:alpha2) }
  OPTIONAL { ?country skos:notation ?alpha3 FILTER(DATATYPE(?alpha3) = mg:alpha3) }
  OPTIONAL { ?country skos:notation ?numeric FILTER(DATATYPE(?numeric) = mg:numeric) }
  OPTIONAL { ?country skos:prefLabel ?label FILTER(LANG(?label) = "%s") }
}"""


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    help = "List the countries; `countries resolve NAMES` says what names, codes and IRIs stand for."
    countries = group(help, list_countries)
    countries.command("resolve")(resolve)
    app.add_typer(countries, name="countries")


def list_countries(
    context: typer.Context,
    language: LanguageOption = "en",
    output_file: OutputOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """List every country that is known, today's and former ones, with its codes."""
    if context.invoked_subcommand is not None:
        return
    columns = ("key", "alpha-2", "alpha-3", "numeric", "label")
    rows = sorted(set(_countries(language)))
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows], output_file)
        return
    with output(output_file) as stream:
        print_table(columns, rows, stream)


def _countries(language: str) -> Iterator[tuple[str, ...]]:
    import pyoxigraph as ox

    from ...graph.iris import Minter
    from ...graph.reference import COUNTRIES, ONTOLOGY, read_turtle

    if not (language.isascii() and language.replace("-", "").isalpha()):
        raise UsageError(f"{language!r} is no language tag.", where="--language", remedy="Give one such as fr.")
    reference = ox.Store()
    reference.extend(read_turtle(ONTOLOGY / COUNTRIES))
    found = reference.query(_QUERY % language.lower())
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        key, *rest = ("" if term is None else str(term.value) for term in row)
        yield (Minter().key(key) or key, *rest)


def resolve(
    names: NamesArgument,
    role: RoleOption = "place",
    scheme: SchemeOption = None,
    output_file: OutputOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say what names, codes and IRIs stand for; nothing is guessed.

    What a name stands for in another role is told where it differs. The exit code is 1 if one of them is unknown or
    ambiguous in its role; then the candidates are named.
    """
    from ...graph.countries.resolver import Resolver

    resolver = Resolver.load()
    given = [
        line for name in names for line in ([text.rstrip("\r\n") for text in sys.stdin] if name == "-" else [name])
    ]
    found = [in_roles(resolver, name, role, scheme) for name in given if name.strip()]
    if as_json:
        print_json([as_data(answer) for answer in found], output_file)
    else:
        with output(output_file) as stream:
            print_table(COLUMNS, [as_row(answer) for answer in found], stream)
    if any(answer.found[role].status != "known" for answer in found):
        raise typer.Exit(1)
