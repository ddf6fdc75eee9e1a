"""The embedded store: a pyoxigraph database in a folder, with a lock, a journal and revisions around it.

Acknowledged means flushed: when ``commit`` returns, the revision and its journal line are on the disk.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TypeVar

import pyoxigraph as ox

from ..errors import DataError, StoreError, UsageError
from ..iris import MG
from .changes import GraphChange, LoadLog, log_nquads
from .database import named
from .folder import StoreFolder
from .journal import Entry, Journal
from .locks import FolderLock
from .pending import Batch, Plan, carry_out, check_syntax, finish, read_plan, syntax_error
from .reads import StoreReads

_LOG = logging.getLogger(__name__)
Result = TypeVar("Result")


class EmbeddedStore(StoreReads):
    """One open store; use ``open_store`` to get one. Threads may share it; writes pass one by one."""

    def __init__(self, folder: StoreFolder, lock: FolderLock, base_iri: str) -> None:
        self.writable = lock.exclusive
        super().__init__(folder, base_iri, write=self.writable)
        self._lock, self._journal = lock, Journal(folder.journal)
        self._broken = False
        if self.writable:
            self._recover()
        self._revision = self._checked_revision()
        if self.writable and folder.altered.exists():
            _LOG.info("the last writes were not acknowledged; they are revision %d", self._revision + 1)
            self._settle(1, "")

    # -- writing

    def commit(self, changes: Iterable[GraphChange], log: LoadLog) -> int:
        """Replace whole graphs as one revision, atomically and durably; return its number.

        Changes that touch nothing make no revision. ``graph/validation`` is dropped in the same act, unless it is
        itself among the changes, for what it found of the old data no longer holds.
        """
        with self._writing:
            self._check_writable()
            batch = Batch(self._folder)
            try:
                self._collect(batch, changes)
                if batch.graphs:
                    self._write(batch, log)
            finally:
                batch.discard()
            return self.revision

    def alter(self, work: Callable[[ox.Store], Result]) -> Result:
        """Have ``work`` change the data by one atomic act of the engine, such as an update, that is no load.

        It is on the disk, and a revision, after ``settle``. Blank nodes and the default graph may be used.
        """
        with self._writing:
            self._check_writable()
            self._folder.altered.touch()
            self._changed()
            return work(self._disk)

    def settle(self, writes: int, at: str) -> int:
        """Make what was altered since the last time durable, as ``writes`` revisions; return the last one's number."""
        with self._writing:
            self._check_writable()
            self._settle(writes, at)
            return self.revision

    def replace(self, graph: str, nquads: bytes, at: str) -> int:
        """Replace one graph ("": the default graph) by N-Quads, with blank nodes, as a revision that is no load."""
        with self._writing:
            self._check_writable()
            batch = Batch(self._folder)
            try:
                batch.write(nquads)
                exists = not graph or self._disk.contains_named_graph(named(graph))
                replaced = (graph,) if exists else ()
                plan = Plan(self.revision + 1, at, (graph,), replaced, batch.quads, batch.size, load=False)
                batch.decide(plan)
            finally:
                batch.discard()
            self._carry_out(plan, None)
            return self.revision

    def close(self) -> None:
        """Free the store for other processes; a second call does nothing."""
        self._database = self._memory = self._merge = None
        self._lock.release()

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- inside

    def _check_writable(self) -> None:
        if not self.writable:
            raise UsageError("the store is open for reading.", where=str(self.path), remedy="Open it with write=True.")
        if self._broken:
            raise self._write_error("an earlier write failed")

    def _write_error(self, why: str) -> StoreError:
        return StoreError(
            f"the store cannot be written: {why}.",
            where=str(self.path),
            remedy="Make room on the disk if it is full, then open the store again; what was acknowledged is kept.",
        )

    def _collect(self, batch: Batch, changes: Iterable[GraphChange]) -> None:
        log, validation = self.minter.graph("loads"), self.minter.graph("validation")
        for change in changes:
            if change.graph == log:
                raise UsageError("the load log is written by the store itself.", where=log)
            batch.add(change, exists=self._disk.contains_named_graph(named(change.graph)))
        if batch.graphs and validation not in batch.graphs and self._disk.contains_named_graph(named(validation)):
            batch.add(GraphChange(validation, None), exists=True)
            _LOG.info("the findings of the last validation are dropped: the data has changed")

    def _write(self, batch: Batch, log: LoadLog) -> None:
        told = log_nquads(self.minter, self.revision + 1, log)
        check_syntax(told)
        batch.write(told)
        plan = batch.plan(self.revision + 1, log.started_text)
        if not batch.whole:
            batch.decide(plan)
        self._carry_out(plan, batch if batch.whole else None)

    def _carry_out(self, plan: Plan, batch: Batch | None) -> None:
        self._broken = True  # until it is known to have gone well
        try:
            if batch is not None:
                self._bulk_load(batch)
            else:
                with self._gate.closed():
                    carry_out(self._disk, self._folder, plan)
            self._acknowledge(plan)
        except DataError:
            self._broken = False
            raise
        except (OSError, RuntimeError) as error:
            raise self._write_error(str(error)) from error
        self._broken = False

    def _bulk_load(self, batch: Batch) -> None:
        if batch.trusted:
            self._disk.bulk_load(batch.stream(), ox.RdfFormat.N_QUADS, lenient=True)
        else:
            text = batch.text()
            try:
                self._disk.bulk_load(text, ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                raise syntax_error(text, error) from error
        self._disk.flush()

    def _acknowledge(self, plan: Plan) -> None:
        if self._journal.last() < plan.revision:
            logged = None if plan.load else len(self._logged())
            self._journal.append(Entry(plan.revision, len(plan.graphs), plan.quads, plan.at, logged))
        finish(self._folder)
        self._changed()
        self._revision = plan.revision

    def _recover(self) -> None:
        """Sweep leftovers, mend the journal, and finish a revision that a crash interrupted."""
        for file in self._folder.sweep():
            _LOG.info("removed %s, left by a process that was killed", file)
        self._journal.repair()
        if plan := read_plan(self._folder):
            _LOG.info("finishing revision %d, which a crash interrupted", plan.revision)
            try:
                carry_out(self._disk, self._folder, plan)
            except DataError as error:
                _LOG.warning("the interrupted revision is undone: %s", error)
            else:
                self._acknowledge(plan)

    def _settle(self, writes: int, at: str) -> None:
        self._broken = True
        try:
            self._disk.flush()
        except (OSError, RuntimeError) as error:
            raise self._write_error(str(error)) from error
        stored = self._logged()
        first = max(self._revision, max(stored, default=0)) + 1
        self._journal.append(*(Entry(first + n, at=at, logged=len(stored)) for n in range(writes)))
        self._folder.altered.unlink(missing_ok=True)
        self._changed()
        self._revision, self._broken = first + writes - 1, False

    def _checked_revision(self) -> int:
        """Return the revision of the data, after comparing it with the journal."""
        numbers = self._logged()
        missing = self._journal.compare(numbers)
        if missing and self.writable:
            self._journal.append(*missing)
        return max(numbers | {self._journal.last()})

    def _logged(self) -> set[int]:
        """Return the revisions that the load log tells of."""
        pattern = (None, ox.NamedNode(f"{MG}revision"), None, named(self.minter.graph("loads")))
        found = (quad.object for quad in self._disk.quads_for_pattern(*pattern))
        return {int(term.value) for term in found if isinstance(term, ox.Literal)}
