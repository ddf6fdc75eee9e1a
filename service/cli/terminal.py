"""What a person sees: data on standard output, words on standard error, tables that fit."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol

import typer

from ...graph.errors import MandategraphError
from ...graph.whole_file import whole_file
from .tables import columns_of

if TYPE_CHECKING:
    from rich.console import Console


class Tick(Protocol):
    """Told after each step of a long work: how many are done, of how many, and what it was."""

    def __call__(self, done: int, total: int, what: str) -> None: ...


class Terminal:
    """One run's way of speaking: ``quiet`` leaves only errors, ``verbose`` adds details."""

    def __init__(self, *, verbose: bool = False, quiet: bool = False) -> None:
        self.verbose, self.quiet = verbose, quiet

    def say(self, text: str) -> None:
        """Write one line of words to standard error."""
        if not self.quiet:
            print(text, file=sys.stderr)

    def complain(self, text: str) -> None:
        """Write one line about a failure, which a quiet run shows as well."""
        print(text, file=sys.stderr)

    def detail(self, text: str) -> None:
        """Write one line of words that only a verbose run shows."""
        if self.verbose:
            self.say(text)

    @contextmanager
    def progress(self, title: str) -> Iterator[Tick | None]:
        """Give what shows a progress bar on standard error, or None where nobody would see it."""
        if self.quiet or not sys.stderr.isatty():
            yield None
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[what]}"),
            console=console(sys.stderr),
            transient=True,
        )
        with bar:
            task = bar.add_task(title, total=None, what="")
            yield lambda done, total, what: bar.update(task, completed=done, total=total, what=what)


def console(stream: IO[str]) -> Console:
    """Return a rich console on ``stream`` that prints text as it is."""
    from rich.console import Console

    return Console(file=stream, width=columns_of(stream), highlight=False, markup=False, emoji=False, soft_wrap=False)


@contextmanager
def output(name: str | None) -> Iterator[IO[str]]:
    """Open where data goes, as text: a file that appears whole or not at all, or standard output."""
    with output_bytes(name) as raw:
        if raw is sys.stdout.buffer:
            yield sys.stdout
            return
        text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        yield text
        text.flush()
        text.detach()


@contextmanager
def output_bytes(name: str | None) -> Iterator[BinaryIO]:
    """Open where data goes, as bytes: a file that appears whole or not at all, or standard output.

    What is no regular file, such as a pipe or /dev/null, is written to, never replaced.
    """
    if name in (None, "-"):
        try:
            yield sys.stdout.buffer
            sys.stdout.flush()
        except BrokenPipeError:
            leave_pipe()
        return
    with whole_file(Path(name or "")) as stream:
        yield stream


def print_json(data: object, name: str | None = None) -> None:
    """Write plain data as JSON to a file or standard output; days and decimals as text."""
    with output(name) as stream:
        json.dump(data, stream, ensure_ascii=False, indent=2, default=str)
        stream.write("\n")


def leave_pipe() -> None:
    """End the run in silence after the reader of standard output went away."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 row``, ``2 rows``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def report_error(error: MandategraphError) -> None:
    """Write an error to standard error, with its place and what to do."""
    print(f"mandategraph: {error.text}", file=sys.stderr)
