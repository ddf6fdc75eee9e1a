"""The command line: ``mandategraph VERB ...``, and the one mapping from errors to exit codes."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer
from typer.core import TyperGroup

from ...graph.errors import MandategraphError, StoreError
from .terminal import report_error

INTERRUPTED = 130
BUG = 70
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
VERBS = (
    "load",
    "sources",
    "validate",
    "query",
    "sparql",
    "show",
    "list",
    "countries",
    "vocabulary",
    "link",
    "ontology",
    "export",
    "info",
    "serve",
    "demo",
)
"""Every verb, in the order of the help; ``service/commands/`` has a module of each name."""

_HELP = """From pages of mandates in security sector reform to a checked, explained, queryable graph.

Data goes to standard output, words go to standard error. Exit codes: 0 done, 1 the data is wrong, 2 the call is wrong,
3 an input cannot be read, 4 not available here, 5 out of time, 6 the store is locked or damaged, 70 a bug,
130 interrupted.
"""


class Program(TyperGroup):
    """The group of all verbs, which lists them in the order of ``VERBS``."""

    def list_commands(self, ctx: object) -> list[str]:
        """Return the names of the verbs."""
        return [verb for verb in VERBS if verb in self.commands]


def build(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the program; the stored queries become commands only where ``arguments`` (or completion) ask for them."""
    app = typer.Typer(
        name="mandategraph",
        cls=Program,
        help=_HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_program)
    words = [*arguments, *os.environ.get("COMP_WORDS", "").split(), *os.environ.get("_TYPER_COMPLETE_ARGS", "").split()]
    for verb in VERBS:
        module = import_module(f"..commands.{verb}", __package__)
        module.attach(app, words)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit code."""
    try:
        build(arguments)(args=list(arguments), prog_name="mandategraph")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except MandategraphError as error:
        report_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if error.errno not in _FULL:
            return report_bug(error, verbose=bool({"-v", "--verbose"} & set(arguments)))
        report_error(full := _no_room(error))
        return full.exit_code
    except Exception as error:  # the outermost edge: a bug is told as one, with exit code 70; --verbose adds where
        return report_bug(error, verbose=bool({"-v", "--verbose"} & set(arguments)))
    return 0


def _no_room(error: OSError) -> StoreError:
    """Return the error for a disk, quota or file size that is used up."""
    remedy = "Make room on the disk, then run the command again; what was acknowledged before is kept."
    return StoreError(f"there is no room to write: {error.strerror}.", where=str(error.filename or ""), remedy=remedy)


def main() -> None:
    """Run the program with the arguments of the process; what it prints is UTF-8, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=lambda value: _print_version(value),
            help="Print the version and leave.",
        ),
    ] = False,
) -> None:
    """Take the options that stand before the verb."""


def _print_version(value: bool) -> None:
    if value:
        from ... import __version__

        print(f"mandategraph {__version__}")
        raise typer.Exit


def report_bug(error: Exception, *, verbose: bool) -> int:
    """Ask the user to report an error that nobody foresaw; return the exit code."""
    if verbose:
        traceback.print_exception(error)
    print(
        f"mandategraph: this is a bug: {type(error).__name__}: {error}\n"
        "Please report it, with the command and what `-v` prints.",
        file=sys.stderr,
    )
    return BUG
