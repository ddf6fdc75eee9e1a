"""The embedded store: a pyoxigraph database in a folder, with a lock, a journal and revisions around it.

Acknowledged means flushed: when ``commit`` returns, the revision and its journal line are on the disk.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import pyoxigraph as ox

from .changes import GraphChange, LoadLog, log_nquads
from .errors import DataError, StoreError, StoreLockedError, UsageError
from .folder import StoreFolder
from .gate import Gate
from .iris import MG, Minter
from .journal import Entry, Journal
from .locks import FolderLock
from .pending import Batch, Plan, carry_out, check_syntax, finish, read_plan, syntax_error
from .query_guard import Answer, Term, evaluate
from .store_info import StoreInfo, describe

_LOG = logging.getLogger(__name__)
BYTES_A_QUAD = 430
Result = TypeVar("Result")


class EmbeddedStore:
    """One open store; use ``open_store`` to get one. Threads may share it; writes pass one by one."""

    def __init__(self, folder: StoreFolder, lock: FolderLock, base_iri: str) -> None:
        self._folder, self._lock = folder, lock
        self._journal = Journal(folder.journal)
        self._gate, self._writing = Gate(), threading.Lock()
        self._memory: ox.Store | None = None
        self._broken = False
        self.minter = Minter(base_iri)
        self.writable = lock.exclusive
        self._database: ox.Store | None = open_database(folder.data, write=self.writable)
        if self.writable:
            self._recover()
        self._revision = self._checked_revision()
        if self.writable and folder.altered.exists():
            _LOG.info("the last writes were not acknowledged; they are revision %d", self._revision + 1)
            self._settle(1, "")

    # -- what it is

    @property
    def path(self) -> Path:
        """The folder."""
        return self._folder.path

    @property
    def base_iri(self) -> str:
        """The IRI below which the store's own things live."""
        return self.minter.base

    @property
    def revision(self) -> int:
        """The number of the last revision; 0 for a store that was never written."""
        return self._revision

    @property
    def engine(self) -> ox.Store:
        """The engine that answers now, for other libraries to read from; never write to it."""
        return self._source

    # -- reading

    def query(self, sparql: str, *, union: bool = True, services: Collection[str] = ()) -> Answer:
        """Answer a SPARQL query; ``union``: its default graph is all graphs together.

        ``services`` are the endpoints that SERVICE may ask; OSError where one fails. UsageError tells line and column
        of a mistake, and refuses any other SERVICE and what is nested too deeply.
        """
        with self._gate.passing():
            return evaluate(self._source, sparql, union=union, services=services)

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the statements that fit; None fits everything."""
        with self._gate.passing():
            return self._source.quads_for_pattern(subject, predicate, object, graph)

    def graphs(self) -> list[str]:
        """Return the IRIs of all graphs, sorted."""
        with self._gate.passing():
            return sorted(node.value for node in self._source.named_graphs() if isinstance(node, ox.NamedNode))

    def contains(self, graph: str) -> bool:
        """Tell whether there is such a graph."""
        return self._source.contains_named_graph(named(graph))

    def info(self) -> StoreInfo:
        """Return what the store holds, counted now."""
        with self._gate.passing():
            return describe(self._source, self.minter, self.revision, self._folder.size())

    def count(self, graph: str | None = None) -> int:
        """Return how many statements a graph has, or all graphs together."""
        with self._gate.passing():
            if graph is None:
                return len(self._source)
            return _number(self._source, f"SELECT (COUNT(*) AS ?n) {{ GRAPH {named(graph)} {{ ?s ?p ?o }} }}")

    def warm(self, budget: int) -> bool:
        """Answer from a copy in memory from now on, if it fits into ``budget`` MiB; tell whether it does.

        A commit ends it: answers come from the disk again until the next call.
        """
        if self._memory is not None:
            return True
        with self._writing:  # a copy of what a commit is just changing would be stale
            if len(self._disk) * BYTES_A_QUAD > budget << 20:
                return False
            copy = ox.Store()
            copy.extend(self._disk.quads_for_pattern(None, None, None, None))
            self._memory = copy
        return True

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

    def flush(self) -> None:
        """Return when everything written is on the disk (a commit does so itself)."""
        self._disk.flush()

    def close(self) -> None:
        """Free the store for other processes; a second call does nothing."""
        self._database = self._memory = None
        self._lock.release()

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- inside

    @property
    def _disk(self) -> ox.Store:
        if self._database is None:
            raise UsageError("the store is closed.", where=str(self.path), remedy="Open it again.")
        return self._database

    @property
    def _source(self) -> ox.Store:
        return self._memory if self._memory is not None else self._disk

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
        text = batch.text()
        if text is None:
            batch.decide(plan)
        self._carry_out(plan, text, trusted=batch.trusted)

    def _carry_out(self, plan: Plan, text: bytes | None, *, trusted: bool = False) -> None:
        self._broken = True  # until it is known to have gone well
        try:
            if text is not None:
                self._bulk_load(text, trusted=trusted)
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

    def _bulk_load(self, text: bytes, *, trusted: bool) -> None:
        try:
            self._disk.bulk_load(text, ox.RdfFormat.N_QUADS, lenient=trusted)
        except SyntaxError as error:
            raise syntax_error(text, error) from error
        self._disk.flush()

    def _acknowledge(self, plan: Plan) -> None:
        if self._journal.last() < plan.revision:
            logged = None if plan.load else len(self._logged())
            self._journal.append(Entry(plan.revision, len(plan.graphs), plan.quads, plan.at, logged))
        finish(self._folder)
        self._memory = None
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
        self._memory, self._revision, self._broken = None, first + writes - 1, False

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


def open_database(data: Path, *, write: bool) -> ox.Store:
    """Open the engine's files; the caller holds the lock."""
    try:
        return ox.Store(str(data)) if write else ox.Store.read_only(str(data))
    except (OSError, RuntimeError) as error:
        if "lock hold by current process" in str(error):
            raise StoreLockedError(
                "answers of this store, read in this process, are still in use.",
                where=str(data.parent),
                remedy="Let go of its query results before opening it again.",
            ) from error
        raise StoreError(
            f"the database cannot be opened: {error}.",
            where=str(data),
            remedy="Check the disk and the permissions; else restore a backup or load the sources into a new store.",
        ) from error


def named(iri: str) -> ox.NamedNode:
    """Return the IRI as a node; UsageError when it is none."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise UsageError(f"{iri!r} is not an IRI: {error}.", remedy="Give an absolute IRI.") from error


def _number(source: ox.Store, query: str) -> int:
    solutions = source.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(solutions)["n"].value)
