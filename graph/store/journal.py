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

from ..errors import StoreDamagedError
from .folder import unavailable

_TAIL = 4096
_LOGGED = b'"logged": '


@dataclass(frozen=True)
class Entry:
    """One acknowledged revision: how many graphs it touched, how many statements it wrote, when it began.

    ``logged`` belongs to a write that is no load, such as a SPARQL update, and that the load log therefore does not
    tell of: how many revisions the load log held after it (an update may have dropped the log).
    """

    revision: int
    graphs: int = 0
    quads: int = 0
    at: str = ""
    logged: int | None = None

    @property
    def line(self) -> bytes:
        """The entry as it stands in the file."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(said).encode() + b"\n"


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
        since, logged = self._last_write()
        lost = logged + last - since - sum(1 for revision in stored if revision <= last)
        if lost > 0:
            raise StoreDamagedError(
                f"the store lost {lost} acknowledged {'write' if lost == 1 else 'writes'} "
                f"(its journal ends at revision {last}, the data at revision {max(stored, default=0)}).",
                where=str(self.path.parent),
                remedy="Restore a backup of the whole folder, or load the sources into a new store.",
            )
        return [Entry(revision) for revision in sorted(stored) if revision > last]

    def _last_write(self) -> tuple[int, int]:
        """Return the last revision that was no load, and how many revisions the load log held then; (0, 0) for none."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return 0, 0
        except OSError as error:
            raise unavailable(self.path, error) from error
        text = text[: text.rfind(b"\n") + 1]
        found = text.rfind(_LOGGED)
        if found < 0:
            return 0, 0
        said = json.loads(text[text.rfind(b"\n", 0, found) + 1 : text.index(b"\n", found)])
        return int(said["revision"]), int(said["logged"])
