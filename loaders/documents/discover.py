"""Arguments -> inputs: files, folders, patterns and standard input, each once, in the same order every time.

What cannot be read is returned beside what can, so that one bad argument never stops the others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from glob import glob
from pathlib import Path
from typing import NamedTuple

from ...graph.errors import InputError
from .media import SNIFFED, SUFFIXES, suffix
from .reading import check_regular, unreadable

_STORE = "mandategraph.json"
"""The file that makes a folder a store (see ``graph/store/folder.py``)."""

_PATTERN = re.compile(r"[*?\[]")
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class InputFile(NamedTuple):
    """One input. ``path`` is None for standard input; ``address`` identifies the source; ``name`` is for messages."""

    path: Path | None
    address: str
    name: str


class Skipped(NamedTuple):
    """Something in a folder that is not read, and why."""

    name: str
    reason: str


class Discovery(NamedTuple):
    """What the arguments stand for: inputs sorted by address, what is wrong, what folders hold that is not read."""

    files: tuple[InputFile, ...]
    problems: tuple[InputError, ...]
    skipped: tuple[Skipped, ...]


STDIN = InputFile(None, "stdin", "<stdin>")


def discover(arguments: Iterable[str]) -> Discovery:
    """Return the inputs that ``arguments`` name: files, folders (searched to any depth), patterns, ``-``."""
    search = _Search()
    for argument in arguments:
        search.argument(argument)
    unique, doubles = _unique(sorted(set(search.files), key=lambda file: (file.address, file.name)))
    problems = sorted(search.problems, key=lambda problem: problem.text)
    return Discovery(unique, tuple(problems), tuple(sorted({*search.skipped, *doubles})))


def address_of(path: Path | str) -> str:
    """Return the address of a file as named: forward slashes, no ``./``; bytes that are no UTF-8 are escaped."""
    plain = Path(os.path.normpath(path)).as_posix()
    return os.fsencode(plain).decode("utf-8", "backslashreplace")


def _input(path: Path | str) -> InputFile:
    address = address_of(path)
    return InputFile(Path(path), address, _shown(address))


def _shown(name: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", os.fsencode(name).decode("utf-8", "backslashreplace"))


def _unique(files: list[InputFile]) -> tuple[tuple[InputFile, ...], list[Skipped]]:
    """Keep one of several names of the same file, a plain name before a link."""
    kept: dict[str, InputFile] = {}
    doubles: list[Skipped] = []
    for file in sorted(files, key=lambda file: file.path is not None and file.path.is_symlink()):
        real = str(file.path.resolve()) if file.path else file.address
        if real in kept:
            doubles.append(Skipped(file.name, f"it is the same file as {kept[real].name}"))
        else:
            kept[real] = file
    return tuple(sorted(kept.values(), key=lambda file: file.address)), doubles


class _Search:
    def __init__(self) -> None:
        self.files: list[InputFile] = []
        self.problems: list[InputError] = []
        self.skipped: list[Skipped] = []

    def argument(self, argument: str) -> None:
        """Add what one argument stands for."""
        if argument == "-":
            self.files.append(STDIN)
        elif not argument or "\0" in argument:
            self._problem("No file can have this name.", repr(argument), "Name a file, a folder or '-'.")
        elif _URL.match(argument):
            self._problem("Addresses are not fetched.", argument, "Save the page to a file and load that.")
        elif os.path.lexists(argument) or not _PATTERN.search(argument):
            self._named(argument)
        elif matches := sorted(glob(argument, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
            for match in matches:
                self._named(match)
        else:
            self._problem("No file matches this pattern.", argument, "Check it; ** also looks into folders.")

    def _named(self, argument: str) -> None:
        file = _input(argument)
        try:
            if Path(argument).is_dir():
                self._folder(argument)
                return
            check_regular(Path(argument).stat().st_mode, file.name)
        except OSError as error:
            self.problems.append(_os_problem(error, argument))
        except InputError as problem:
            self.problems.append(problem)
        else:
            self.files.append(file)

    def _folder(self, folder: str) -> None:
        before = len(self.files), len(self.problems)
        self._walk(folder, ())
        if (len(self.files), len(self.problems)) == before:
            known = ", ".join(sorted([*SUFFIXES, *SNIFFED]))
            self._problem(
                "This folder holds no file that can be read.",
                address_of(folder),
                f"Files with these suffixes are read: {known} (and .gz); name any other file itself.",
            )

    def _walk(self, folder: str, above: tuple[tuple[int, int], ...]) -> None:
        """Search a folder; ``above`` identifies the folders on the way to it, so that a loop of links is seen."""
        try:
            found = Path(folder).stat()
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append(_os_problem(error, folder))
            return
        identity = found.st_dev, found.st_ino
        if identity in above:
            self._problem("This link leads back to a folder above it.", address_of(folder), "Remove it.")
            return
        if (Path(folder) / _STORE).is_file():
            self.skipped.append(Skipped(_input(folder).name, "it is a store"))
            return
        for entry in entries:
            self._entry(entry, (*above, identity))

    def _entry(self, entry: os.DirEntry[str], above: tuple[tuple[int, int], ...]) -> None:
        name = _input(entry.path).name
        try:
            if entry.name.startswith("."):
                self.skipped.append(Skipped(name, "it is hidden; name it to read it"))
            elif entry.is_dir():
                self._walk(entry.path, above)
            elif not entry.is_file():
                entry.stat()
                self.skipped.append(Skipped(name, "it is not a regular file"))
            elif suffix(entry.name) in SUFFIXES or suffix(entry.name) in SNIFFED:
                self.files.append(_input(entry.path))
            else:
                kind = suffix(entry.name) or "none"
                self.skipped.append(Skipped(name, f"its suffix ({kind}) is not one that is read; name it to read it"))
        except OSError as error:
            self.problems.append(_os_problem(error, entry.path))

    def _problem(self, what: str, where: str, remedy: str) -> None:
        self.problems.append(InputError(what, where=_shown(where), remedy=remedy))


def _os_problem(error: OSError, path: str) -> InputError:
    name = _input(path).name
    if isinstance(error, FileNotFoundError) and Path(path).is_symlink():
        return InputError("This link leads to nothing.", where=name, remedy="Remove it, or restore the file.")
    return unreadable(error, name)
