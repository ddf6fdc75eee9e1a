"""The revisions that can be read: the newest, a few before it, and those that a request still reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .errors import GoneError
from .reader import Reader
from .snapshots import remove


@dataclass(eq=False)
class Revision:
    """A revision with its snapshot. ``leases`` counts the requests that read it."""

    number: int
    folder: Path
    reader: Reader
    leases: int = 0
    kept: bool = True


@dataclass
class Revisions:
    """Keeps the newest ``most`` revisions that were published, oldest first."""

    most: int
    _kept: list[Revision] = field(default_factory=list)

    @property
    def newest(self) -> Revision:
        """The revision that new requests read."""
        return self._kept[-1]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the kept revisions."""
        return [revision.number for revision in self._kept]

    def publish(self, revision: Revision) -> None:
        """Make a revision the newest; the oldest one goes when nobody reads it any more."""
        self._kept.append(revision)
        while len(self._kept) > self.most:
            old = self._kept.pop(0)
            old.kept = False
            self._drop(old)

    def get(self, number: int | None) -> Revision:
        """Return a revision (None: the newest); GoneError when it is not kept."""
        if number is None:
            return self.newest
        for revision in self._kept:
            if revision.number == number:
                return revision
        raise GoneError(
            f"revision {number} is not kept.",
            where=str(number),
            remedy=f"Kept are {', '.join(map(str, self.numbers))}; leave the revision out for the newest.",
        )

    def lease(self, revision: Revision) -> Callable[[], None]:
        """Hold a revision until the function that comes back is called."""
        revision.leases += 1

        def release() -> None:
            revision.leases -= 1
            self._drop(revision)

        return release

    def close(self) -> None:
        """Drop all."""
        for revision in self._kept:
            revision.kept = False
            revision.leases = 0
            self._drop(revision)
        self._kept.clear()

    def _drop(self, revision: Revision) -> None:
        if not revision.kept and revision.leases <= 0:
            revision.reader.close()
            remove(revision.folder)
