"""The pages of the documentation that are made from the program: ``python -m mandategraph.service.cli.manual DIR``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, cast

from typer.main import get_command

from ...graph.queries.header import Parameter
from ..commands.query import headers
from .program import VERBS, build

_HEAD = """# The command line

Made by `make docs` from the program itself; a test compares the two. Flags come after the verb. Data goes to standard
output, words to standard error, so every verb can stand in a pipe. A file named `-` is standard input or output.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | the data is wrong: a finding at or above `--fail-on`, a document that `--strict` refuses, an unknown name |
| 2 | the call is wrong |
| 3 | an input cannot be read (what could be read was still loaded) |
| 4 | what is asked for is not available here, such as the reasoner without Java |
| 5 | a time limit ended the work |
| 6 | the store is locked by another process, or damaged |
| 70 | a bug: please report it |
| 130 | interrupted |

Completion of verbs, flags and names in your shell: `mandategraph --install-completion`.
"""


_QUERIES_HEAD = """# Stored queries

Made by `make docs` from the headers of `queries/*.rq`. Every one is a command, `mandategraph query NAME`, and a call,
`graph.query("NAME", ...)`. A country, region, donor or theme can be given by any code, name, key or IRI. Every query
also takes `--limit` and `--offset`.
"""


class Flag(Protocol):
    """What is read here of a flag or an argument of a command."""

    opts: list[str]
    secondary_opts: list[str]
    param_type_name: str
    hidden: bool
    required: bool

    def make_metavar(self, ctx: object) -> str: ...
    def get_help_record(self, ctx: object) -> tuple[str, str] | None: ...


class Command(Protocol):
    """What is read here of a command or a group of commands."""

    name: str
    help: str | None
    params: Sequence[Flag]

    def make_context(self, info_name: str, args: list[str], *, resilient_parsing: bool) -> object: ...
    def collect_usage_pieces(self, ctx: object) -> list[str]: ...


def manual() -> str:
    """Return the manual page of every verb, as Markdown."""
    program = cast(Command, get_command(build()))
    sections = [section for verb in _children(program) for section in _sections(verb, "mandategraph")]
    return "\n".join([_HEAD, *sections])


def questions() -> str:
    """Return the page about the stored queries, as Markdown."""
    parts = [_QUERIES_HEAD]
    for name, header in headers():
        parts += [f"## {name}", "", header.question, *(["", header.description] if header.description else []), ""]
        rows = [
            f"| `--{parameter.name}` | {parameter.type} | {_cell(parameter.description)} | {_needed(parameter)} |"
            for parameter in header.parameters
        ]
        if rows:
            parts += ["| parameter | type | | |", "|---|---|---|---|", *rows, ""]
        if header.columns:
            columns = ", ".join(f"`{column.name}` ({column.type})" for column in header.columns)
            parts += [f"Columns: {columns}.", ""]
    return "\n".join(parts)


def _needed(parameter: Parameter) -> str:
    notes = ["required" if parameter.required else "", "several" if parameter.multiple else ""]
    notes += [f"one of {', '.join(parameter.values)}" if parameter.values else ""]
    notes += [f"default {', '.join(parameter.default)}" if parameter.default else ""]
    return "; ".join(note for note in notes if note)


def commands() -> Iterator[tuple[str, Command]]:
    """Give every command that can be called, with its full name."""
    program = cast(Command, get_command(build()))
    for verb in _children(program):
        yield f"mandategraph {verb.name}", verb
        yield from ((f"mandategraph {verb.name} {child.name}", child) for child in _children(verb))


def options(command: Command) -> list[tuple[str, str]]:
    """Return the flags and arguments of a command with their help."""
    context = command.make_context(command.name, [], resilient_parsing=True)
    records = [parameter.get_help_record(context) for parameter in command.params if not parameter.hidden]
    return [(record[0], record[1]) for record in records if record and "--help" not in record[0]]


def _children(command: Command) -> list[Command]:
    found = cast("dict[str, Command]", getattr(command, "commands", {}))
    return [found[name] for name in sorted(found, key=lambda name: VERBS.index(name) if name in VERBS else 0)]


def _sections(command: Command, parent: str, level: int = 2) -> Iterator[str]:
    name = f"{parent} {command.name}"
    context = command.make_context(name, [], resilient_parsing=True)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    lines = [f"{'#' * level} {name}", "", f"    {usage}", "", _paragraphs(command.help or ""), ""]
    rows = options(command)
    if rows:
        lines += ["| | |", "|---|---|", *(f"| `{_cell(flag)}` | {_cell(words)} |" for flag, words in rows), ""]
    yield "\n".join(lines)
    for child in _children(command):
        yield from _sections(child, name, level + 1)


def _paragraphs(text: str) -> str:
    parts = re.split(r"\n\s*\n", text.replace("\b\n", ""))
    return "\n\n".join(" ".join(part.split()) if not part.startswith("    ") else part for part in parts).strip()


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def main() -> None:
    """Write the pages into the folder that the first argument names."""
    folder = Path(sys.argv[1])
    for name, text in PAGES.items():
        (folder / name).write_text(text(), encoding="utf-8")


PAGES: dict[str, Callable[[], str]] = {"command-line.md": manual, "queries.md": questions}

if __name__ == "__main__":
    main()
