"""The store's folder: which files it holds, which format they have, how it is made."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ..errors import StoreError, UnsupportedError, UsageError
from ..iris import check_base

FORMAT = 1
_MARK = "mandategraph.json"
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/+(.*)")
"""An address; of a drive such as C: the name has one letter."""
_UNFINISHED = {"lock", "data", f"{_MARK}.part"}


@dataclass(frozen=True)
class StoreFolder:
    """The places inside one store folder; UnsupportedError where the address of a remote store is given for it."""

    path: Path

    def __post_init__(self) -> None:
        if found := _ADDRESS.fullmatch(str(self.path)):
            where, remedy = f"{found[1]}://{found[2]}", "Name a folder."
            raise UnsupportedError(
                "this is an address; remote stores are not supported yet.", where=where, remedy=remedy
            )

    @property
    def data(self) -> Path:
        """The database of the engine."""
        return self.path / "data"

    @property
    def journal(self) -> Path:
        """One line for each acknowledged revision."""
        return self.path / "journal.jsonl"

    @property
    def lock(self) -> Path:
        """The file that is locked; its text says who wrote last."""
        return self.path / "lock"

    @property
    def pending(self) -> Path:
        """The statements of a revision that was decided but perhaps not carried out."""
        return self.path / "pending.nq"

    @property
    def pending_part(self) -> Path:
        """The same while they are collected."""
        return self.path / "pending.nq.part"

    @property
    def plan(self) -> Path:
        """What that revision does; the revision is decided when this file is there."""
        return self.path / "pending.json"

    @property
    def altered(self) -> Path:
        """Empty; it is there while the data holds writes that are not yet a revision."""
        return self.path / "altered"

    @property
    def mark(self) -> Path:
        """The file that makes the folder a store: format and base IRI."""
        return self.path / _MARK

    def check_readable(self) -> None:
        """Raise UsageError or StoreError, with a remedy, unless this is a folder that holds a store."""
        make = f"Make one first: mandategraph load FILES --store {self.path}"
        try:
            if not self.path.exists():
                raise UsageError("there is no store here.", where=str(self.path), remedy=make)
            if not self.path.is_dir():
                raise UsageError("this is a file, not a store's folder.", where=str(self.path), remedy=make)
            if not self.mark.exists():
                raise UsageError("this folder is not a store.", where=str(self.path), remedy=make)
        except PermissionError as error:
            raise unavailable(self.path, error) from error

    def check_makeable(self) -> None:
        """Raise UsageError when something that is not ours stands in the way of a new store."""
        if self.path.exists() and not self.path.is_dir():
            raise UsageError("this is a file, not a folder.", where=str(self.path), remedy="Name another folder.")
        if self.path.exists() and not self._unfinished():
            raise UsageError(
                "this folder holds other files and is not a store.",
                where=str(self.path),
                remedy="Name a new or an empty folder.",
            )

    def _unfinished(self) -> bool:
        """Tell whether the folder holds nothing but what a killed process leaves of a store it was making."""
        names = {entry.name for entry in self.path.iterdir()}
        return names <= {"lock", f"{_MARK}.part"} or (names <= _UNFINISHED and "lock" in names and self._is_database())

    def _is_database(self) -> bool:
        files = {file.name for file in self.data.iterdir()}
        return not files or "LOCK" in files

    def read_base(self) -> str:
        """Return the base IRI of the store; StoreError when its mark is unreadable or of a later format."""
        try:
            mark = json.loads(self.mark.read_text(encoding="utf-8"))
            version, base = int(mark["format"]), check_base(str(mark["base"]), where=str(self.mark))
        except OSError as error:
            raise unavailable(self.mark, error) from error
        except (ValueError, KeyError, TypeError, UsageError) as error:
            raise StoreError(
                "the file that describes the store is damaged.",
                where=str(self.mark),
                remedy="Restore it from a backup, or load the sources into a new store.",
            ) from error
        if version != FORMAT:
            raise StoreError(
                f"the store has format {version}; this release reads format {FORMAT}.",
                where=str(self.mark),
                remedy="Install a later release of mandategraph, or load the sources into a new store.",
            )
        return base

    def write_base(self, base: str) -> None:
        """Make the folder a store whose things live below ``base``."""
        write_durably(self.mark, json.dumps({"format": FORMAT, "base": base}) + "\n")

    def size(self) -> int:
        """Return the bytes that the store takes on disk."""
        total = 0
        for file in chain(self.path.glob("*"), self.data.rglob("*")):
            with suppress(FileNotFoundError):  # the engine tidies up in the background
                total += file.stat().st_size if file.is_file() else 0
        return total

    def sweep(self) -> list[Path]:
        """Remove what a killed writer left behind (needs the exclusive lock); return what was removed."""
        left = [*self.data.glob("bulk-*.sst"), *self.path.glob("*.part")]
        if self.pending.exists() and not self.plan.exists():
            left.append(self.pending)
        for file in left:
            file.unlink()
        return left


def write_durably(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all, also after a power failure."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unavailable(path: Path, error: OSError) -> StoreError:
    """Return the error for a path of the store that the system refuses."""
    return StoreError(
        f"the store cannot be used: {error.strerror or error}.",
        where=str(path),
        remedy="Check the path, its permissions and the space on the disk.",
    )
