"""A vocabulary file while it is read: its bytes, its text, its rows, and where in it something is wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from ...graph.countries.code_schemes import SCHEMES
from ...graph.errors import InputError
from ...graph.iris import DEFAULT_BASE, Minter
from ...graph.vocabularies.data import Code, VocabularyEntry

Json = Mapping[str, "Json"] | list["Json"] | str | int | float | bool | None
_PREFIX = re.compile(r"^@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_XML_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s+[\"']([^\"']*)[\"']")
_DESCRIBED = re.compile(
    r"(?:<(?P<iri>[a-z]\w*:[^>\s]+)>|(?P<prefix>[\w.-]*):(?P<local>[\w.-]+))(?=\s)"
    r"|\s*<[^>]*\brdf:about=[\"'](?:&(?P<entity>[\w.-]+);)?(?P<about>[^\"']+)"
)
_GAP = re.compile(r"[\s,]*")
_NOTHING_STORED = "Correct the file; nothing was read from it."


@dataclass(frozen=True)
class VocabularyFile:
    """One file; ``name`` is the vocabulary's, below which entries get their IRIs where the file gives none.

    ``warnings`` are what was left out of it, or missed in it, while it was read; each names the file.
    """

    path: Path
    data: bytes
    name: str
    warnings: list[str] = field(default_factory=list, compare=False)

    @classmethod
    def open(cls, path: Path, name: str) -> VocabularyFile:
        """Read a file; InputError if it cannot be read."""
        try:
            return cls(path, path.read_bytes(), name)
        except OSError as error:
            raise InputError(
                f"The vocabulary file cannot be read: {error.strerror}.",
                where=str(path),
                remedy="Check that it is there.",
            ) from error

    @cached_property
    def text(self) -> str:
        """The text without a byte order mark; InputError names the line that is not UTF-8."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            raise self.broken("This is not UTF-8", line, "Convert the file to UTF-8.") from error

    def broken(self, what: str, line: int | str = "", remedy: str = _NOTHING_STORED) -> InputError:
        """Return the error that refuses the file for what stands on a line, or is said of an ``<IRI>``."""
        if isinstance(line, str) and line.startswith("<"):
            line = self._described.get(line[1:-1], line)
        where = f"{self.path}:{line}" if line else str(self.path)
        return InputError(f"{what.removesuffix('.')}.", where=where, remedy=remedy)

    def warn(self, what: str, line: int | str = "") -> None:
        """Note what is left out of the file, or missed in it, without refusing it."""
        self.warnings.append(self.broken(what, line, "").text)

    def place(self, line: int | str) -> str:
        """Return the file and a line of it, as an entry keeps it: by the file's name, whatever folder it lies in."""
        return f"{self.path.name}:{line}"

    def line_of(self, iri: str) -> str:
        """Return the place of the first line that describes an IRI, written out or below a prefix; nothing if none is.

        In Turtle a description begins with its subject at the left, in RDF/XML it names it in ``rdf:about``.
        """
        return self.place(self._described[iri]) if iri in self._described else ""

    @cached_property
    def _described(self) -> Mapping[str, int]:
        prefixes = dict(_PREFIX.findall(self.text)) | dict(_XML_ENTITY.findall(self.text))
        found: dict[str, int] = {}
        for number, line in enumerate(self.text.splitlines(), start=1):
            if match := _DESCRIBED.match(line):
                short, rest = match["prefix"] or match["entity"], match["local"] or match["about"]
                found.setdefault(match["iri"] or prefixes.get(short or "", "") + rest, number)
        return found

    def line_at(self, entry: VocabularyEntry) -> str:
        """Return the line that an entry stands on, as far as known; else its IRI in angle brackets."""
        return entry.place.rpartition(":")[2] or f"<{entry.iri}>"

    def items(self, listed: list[Json], begins: int) -> Iterator[tuple[int, Json]]:
        """Yield the members of a JSON list whose ``[`` stands at ``begins``, each with the line that it begins on."""
        decoder, at, line, seen = json.JSONDecoder(), begins + 1, 1, 0
        for _ in listed:
            at = _GAP.match(self.text, at).end()  # type: ignore[union-attr]
            line += self.text.count("\n", seen, at)
            seen = at
            item, at = decoder.raw_decode(self.text, at)
            yield line, item

    def entry(self, tail: str) -> str:
        """Return the IRI of an entry that has none of its own."""
        return Minter(DEFAULT_BASE).thing(f"vocabulary/{self.name}/{tail}")

    def code(self, scheme: str, value: str, line: int | str = "") -> Code:
        """Return a code as it is stored; InputError if it has not the form of its list."""
        normal = SCHEMES[scheme].normal(value)
        if normal is None:
            raise self.broken(f"{value!r} is no {scheme} code", line)
        return Code(scheme, normal)

    def check_once(self, codes: Iterable[tuple[str, int]]) -> None:
        """Raise InputError, with both lines, for a code that stands on two lines."""
        seen: dict[str, int] = {}
        for code, line in codes:
            if code in seen:
                raise self.broken(f"The code {code!r} stands on line {seen[code]} already", line)
            seen[code] = line

    def day(self, text: str, line: int | str = "") -> date | None:
        """Return a day written as 2011-07-09, nothing for no text; InputError for anything else."""
        try:
            return date.fromisoformat(text.strip()) if text.strip() else None
        except ValueError as error:
            raise self.broken(f"{text!r} is no day", line) from error

    def json(self) -> Json:
        """Return the file as JSON; InputError names the line."""
        try:
            found: Json = json.loads(self.text)
        except json.JSONDecodeError as error:
            raise self.broken(f"This is not JSON: {error.msg}", f"{error.lineno}:{error.colno}") from error
        except RecursionError as error:
            raise self.broken("This JSON is nested too deeply", 1) from error
        return found

    def rows(self, columns: Collection[str], header: int = 1) -> Iterator[Row]:
        """Yield the rows of a CSV file whose header has these columns; InputError names the line."""
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        try:
            names = next(reader, [])
            twice = [name for place, name in enumerate(names) if name and name in names[:place]]
            if twice:
                raise self.broken(f"The header has the column {twice[0]!r} twice", header)
            missing = [column for column in columns if column not in names]
            if missing:
                raise self.broken(f"The header has no column {missing[0]!r}", header)
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(names):
                    raise self.broken(f"The row has {len(cells)} cells, the header {len(names)}", reader.line_num)
                stripped = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
                yield Row(reader.line_num, stripped)
        except csv.Error as error:
            raise self.broken(f"This is not CSV: {error}", reader.line_num) from error


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line it ends on, and its cells by column, without spaces around."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]
