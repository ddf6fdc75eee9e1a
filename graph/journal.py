"""The journal: one line for each acknowledged revision, to notice a store that lost some of them.

A line is written after the engine has flushed the revision, so a store may be ahead of its journal by what was not yet
acknowledged, but never behind it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Set
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import StoreDamagedError
from .folder import unavailable

_TAIL = 4096


@dataclass(frozen=True)
class Entry:
    """One acknowledged revision: how many graphs it touched, how many statements it wrote, when it began."""

    revision: int
    graphs: int = 0
    quads: int = 0
    at: str = ""

    @property
    def line(self) -> bytes:
        """The entry as it stands in the file."""
        return json.dumps(asdict(self)).encode() + b"\n"


class Journal:
    """The journal of one store."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def last(self) -> int:
        """Return the last revision that was acknowledged (0 for none); a torn last line does not count."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
                lines = file.read().split(b"\n")[:-1]
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise unavailable(self.path, error) from error
        try:
            return int(json.loads(lines[-1])["revision"]) if lines else 0
        except (ValueError, KeyError, TypeError) as error:
            raise StoreDamagedError(
                "the journal's last line is not a revision.",
                where=str(self.path),
                remedy="Restore a backup of the store, or load the sources into a new one.",
            ) from error

    def append(self, *entries: Entry) -> None:
        """Add lines; return when they are on the disk."""
        try:
            with self.path.open("ab") as file:
                file.write(b"".join(entry.line for entry in entries))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise unavailable(self.path, error) from error

    def repair(self) -> None:
        """Cut off a last line that a crash left unfinished."""
        try:
            with self.path.open("r+b") as file:
                end = file.seek(0, os.SEEK_END)
                start = file.seek(max(0, end - _TAIL))
                file.truncate(start + file.read().rfind(b"\n") + 1)
        except FileNotFoundError:
            return
        except OSError as error:
            raise unavailable(self.path, error) from error

    def compare(self, stored: Set[int]) -> list[Entry]:
        """Return entries for the revisions in ``stored`` that the journal lacks; StoreDamagedError if it has more."""
        last = self.last()
        lost = last - sum(1 for revision in stored if revision <= last)
        if lost:
            raise StoreDamagedError(
                f"the store lost {lost} acknowledged {'write' if lost == 1 else 'writes'} "
                f"(its journal ends at revision {last}, the data at revision {max(stored, default=0)}).",
                where=str(self.path.parent),
                remedy="Restore a backup of the whole folder, or load the sources into a new store.",
            )
        return [Entry(revision) for revision in sorted(stored) if revision > last]
