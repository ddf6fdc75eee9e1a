"""A revision on its way into the store: collected, then written by one act, or by several that a crash cannot part.

What only adds, and fits into memory, is one bulk load, which the engine makes atomic. Everything else is first written
to ``DIR/pending.nq``; once ``DIR/pending.json`` names it, the revision is decided: whoever opens the store next carries
it out again from the start, which changes nothing that is already done.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox

from ..errors import DataError, StoreError, UsageError
from .changes import N_QUADS, GraphChange, checked
from .folder import StoreFolder, sync_folder, unavailable, write_durably

IN_MEMORY = 384 << 20
_PIECE = 192 << 20
_SPARE = 4 << 20
_GRAPH = re.compile(rb"<([^<>]*)> \.$")


@dataclass(frozen=True)
class Plan:
    """What a pending revision does: the graphs it writes, those of them it replaces or removes, and its size.

    "" is the default graph, which only a write that is no load touches; ``load`` tells which of the two this is.
    """

    revision: int
    at: str
    graphs: tuple[str, ...]
    replaced: tuple[str, ...]
    quads: int
    size: int
    load: bool = True


class Batch:
    """Collects the statements of one revision, in memory while they are few, else in the pending file."""

    def __init__(self, folder: StoreFolder, in_memory: int = IN_MEMORY) -> None:
        self._folder, self._limit = folder, in_memory
        self._parts: list[bytes] = []
        self._file: BinaryIO | None = None
        self._replaces: dict[str, bool] = {}
        self._trusted = True
        self.quads, self.size = 0, 0

    def add(self, change: GraphChange, *, exists: bool) -> None:
        """Take one change; the removal of a graph that does not exist is none."""
        if change.graph in self._replaces:
            raise UsageError("a graph can change only once in a revision.", where=change.graph)
        text = checked(change)
        if text or exists:
            self._replaces[change.graph] = exists
            self._trusted &= change.regular
            self.write(text)

    def write(self, text: bytes) -> None:
        """Take statements that belong to no change, such as the log."""
        self.quads += text.count(b"\n")
        self.size += len(text)
        self._parts.append(text)
        if self._file is not None or self.size > self._limit:
            self._spill()

    @property
    def trusted(self) -> bool:
        """Whether all statements come from our own mapping, so that the engine need not look at every IRI again."""
        return self._trusted

    @property
    def graphs(self) -> tuple[str, ...]:
        """The graphs that change."""
        return tuple(self._replaces)

    @property
    def replaced(self) -> tuple[str, ...]:
        """Those of them that the store holds already."""
        return tuple(graph for graph, exists in self._replaces.items() if exists)

    @property
    def whole(self) -> bool:
        """Whether all statements are in memory and only add, so that they may go in as one bulk load."""
        return not (self._file or self.replaced)

    def text(self) -> bytes:
        """Return all statements that are in memory."""
        return b"".join(self._parts)

    def stream(self) -> BinaryIO:
        """Return the statements to be read once: each part is forgotten when it was read."""
        parts, self._parts = self._parts, []
        return cast(BinaryIO, _Parts(parts))

    def plan(self, revision: int, at: str) -> Plan:
        """Return what is to be done."""
        return Plan(revision, at, self.graphs, self.replaced, self.quads, self.size)

    def decide(self, plan: Plan) -> None:
        """Make the revision durable and certain, or fail and change nothing; then it is only to be carried out."""
        self._spill()
        assert self._file is not None
        try:
            self._file.flush()
            if plan.replaced:
                _check_space(self._folder, plan.size)
                for piece in () if self._trusted else pieces(self._folder.pending_part):
                    check_syntax(piece)
            os.fsync(self._file.fileno())
            self._file.close()
            self._folder.pending_part.replace(self._folder.pending)
            sync_folder(self._folder.path)
            write_durably(self._folder.plan, json.dumps(asdict(plan)) + "\n")
        except OSError as error:
            self._folder.plan.unlink(missing_ok=True)
            self._folder.pending.unlink(missing_ok=True)
            raise unavailable(self._folder.pending, error) from error

    def discard(self) -> None:
        """Forget what was collected and not decided."""
        if self._file is not None:
            self._file.close()
            self._folder.pending_part.unlink(missing_ok=True)

    def _spill(self) -> None:
        try:
            if self._file is None:
                self._file = self._folder.pending_part.open("wb")
            self._file.write(b"".join(self._parts))
        except OSError as error:
            raise unavailable(self._folder.pending_part, error) from error
        self._parts.clear()


class _Parts:
    """As much of a file as the engine reads."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts[::-1]
        self._part, self._at = b"", 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; nothing at the end."""
        while self._at == len(self._part):
            if not self._parts:
                return b""
            self._part, self._at = self._parts.pop(), 0
        end = len(self._part) if size < 0 else min(len(self._part), self._at + size)
        found, self._at = self._part[self._at : end], end
        return found


def read_plan(folder: StoreFolder) -> Plan | None:
    """Return the revision that was decided but perhaps not carried out, or None."""
    try:
        said = json.loads(folder.plan.read_text(encoding="utf-8"))
        return Plan(**(said | {"graphs": tuple(said["graphs"]), "replaced": tuple(said["replaced"])}))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unavailable(folder.plan, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            "the plan of an unfinished load is damaged.",
            where=str(folder.plan),
            remedy="Restore a backup of the store, or load the sources into a new one.",
        ) from error


def carry_out(database: ox.Store, folder: StoreFolder, plan: Plan) -> None:
    """Write a decided revision into the database; wrong N-Quads undo it as long as nothing was replaced."""
    for graph in plan.replaced:
        database.remove_graph(_node(graph))
    for piece in pieces(folder.pending):
        try:
            database.bulk_load(piece, N_QUADS)
        except SyntaxError as error:
            for graph in plan.graphs:
                database.remove_graph(_node(graph))
            database.flush()
            finish(folder)
            raise syntax_error(piece, error) from error
    database.flush()


def _node(graph: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(graph) if graph else ox.DefaultGraph()


def finish(folder: StoreFolder) -> None:
    """Remove the plan of a revision that is in the database, then its statements; nothing if there is none."""
    if not folder.plan.exists():
        return
    folder.plan.unlink()
    sync_folder(folder.path)
    folder.pending.unlink(missing_ok=True)


def pieces(path: Path) -> Iterator[bytes]:
    """Yield pending statements in pieces of whole lines that keep the engine's memory small."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece + file.readline()


def check_syntax(text: bytes) -> None:
    """Raise DataError unless ``text`` is N-Quads."""
    try:
        for _ in ox.parse(text, format=N_QUADS):
            pass
    except SyntaxError as error:
        raise syntax_error(text, error) from error


def syntax_error(text: bytes, error: SyntaxError) -> DataError:
    """Return the error for wrong N-Quads: which graph, which statement."""
    line = text.split(b"\n")[(error.lineno or 1) - 1]
    graph = _GRAPH.search(line)
    return DataError(
        f"not N-Quads: {error.msg}, in the statement {line[:200].decode(errors='replace')}",
        where=graph[1].decode(errors="replace") if graph else "",
        remedy="Nothing was stored.",
    )


def _check_space(folder: StoreFolder, size: int) -> None:
    """Refuse to begin a replacement that the disk could not take to its end."""
    free = shutil.disk_usage(folder.path).free
    if free < 2 * size + _SPARE:
        raise StoreError(
            f"the disk has {free >> 20} MiB left; the change needs {(2 * size + _SPARE) >> 20} MiB.",
            where=str(folder.path),
            remedy="Nothing was changed; make room and try again.",
        )
