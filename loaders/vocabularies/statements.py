"""What every vocabulary says: names and facts about the things of one key space."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from ...graph.errors import InputError

Use = Literal["preferred", "alternative", "hidden"]


class Name(NamedTuple):
    """A name of a thing; ``language`` is a lower-case tag or empty."""

    key: str
    language: str
    text: str
    use: Use


class Fact(NamedTuple):
    """A code, a link or a relation; a relation's value is the end of the other thing's key (``011``)."""

    key: str
    property: str
    value: str


Statement = Name | Fact


def read_text(path: Path) -> str:
    """Return the text of a vocabulary file without a byte order mark; InputError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        f"The vocabulary file cannot be read: {error}.", where=str(path), remedy="Give the folder of the files."
    )


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a ``.csv`` or ``.tsv`` file with a header line; lines that begin with ``#`` are comments.

    InputError, with the line, for a row that has more or fewer cells than the header.
    """
    numbered = [(n, line) for n, line in enumerate(read_text(path).splitlines(), 1) if not line.startswith("#")]
    lines, tabbed = [line for _, line in numbered], path.suffix == ".tsv"
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if tabbed else csv.DictReader(lines)
    for row in rows:
        if None in row or None in row.values():
            where = f"{path}:{numbered[rows.line_num - 1][0]}"
            raise InputError("The row has not as many cells as the header.", where=where, remedy="Correct the row.")
        yield {column: value.strip() for column, value in row.items() if column}


def plain(text: str) -> str:
    """Return a name with straight apostrophes and single spaces."""
    return " ".join(text.replace("’", "'").replace("ʼ", "'").split())
