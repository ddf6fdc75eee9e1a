"""What a load did: to each source, and all in all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, NamedTuple

Outcome = Literal["added", "changed", "unchanged", "removed", "failed"]


class Located(NamedTuple):
    """Something a person should look at: ``file:line:column``, what is wrong, what to do."""

    where: str
    what: str
    remedy: str


@dataclass(frozen=True)
class SourceOutcome:
    """What a load did to one source. ``exit_code`` is that of the error that made it fail, else 0."""

    address: str
    outcome: Outcome
    mandates: int = 0
    documents: int = 0
    problems: tuple[Located, ...] = ()
    exit_code: int = 0


@dataclass(frozen=True)
class LoadReport:
    """What a load did. ``revision`` is the store's after it; ``skipped`` are files of folders that are not read."""

    sources: tuple[SourceOutcome, ...]
    skipped: tuple[tuple[str, str], ...]
    revision: int
    findings_dropped: bool = False

    @property
    def counts(self) -> Counter[Outcome]:
        """How many sources had each outcome."""
        return Counter(source.outcome for source in self.sources)

    @property
    def mandates(self) -> int:
        """How many records of mandates the sources hold that were added or changed."""
        return sum(source.mandates for source in self.sources if source.outcome in ("added", "changed"))

    @property
    def exit_code(self) -> int:
        """0 if every source was read, else the highest code of those that failed."""
        return max((source.exit_code for source in self.sources), default=0)
