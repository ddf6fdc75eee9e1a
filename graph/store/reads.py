"""What is read of an open store: from its files, or from a copy in memory."""

from __future__ import annotations

import threading
from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path

import pyoxigraph as ox

from ..errors import UsageError
from ..iris import Minter
from ..queries.dataset import BYTES_A_MERGED_QUAD, Answer, Source
from ..queries.guard import evaluate
from ..settings import Settings
from .database import open_database
from .engine_reads import EngineReads
from .folder import StoreFolder
from .gate import Gate
from .info import StoreInfo, describe

BYTES_A_QUAD = 430
"""Memory that a statement takes in a copy, measured."""


class StoreReads(EngineReads):
    """An open database and what can be asked of it. Threads may share it."""

    def __init__(self, folder: StoreFolder, base_iri: str, *, write: bool) -> None:
        self._folder = folder
        self._gate, self._writing = Gate(), threading.Lock()
        self._memory: ox.Store | None = None
        self._merge: Source | None = None
        self.minter = Minter(base_iri)
        self._revision = 0
        self._database: ox.Store | None = open_database(folder.data, write=write)

    @property
    def path(self) -> Path:
        """The folder."""
        return self._folder.path

    @property
    def revision(self) -> int:
        """The number of the last revision; 0 for a store that was never written."""
        return self._revision

    @property
    def engine(self) -> ox.Store:
        """The engine that answers now, for other libraries to read from; never write to it."""
        return self._source

    def query(self, sparql: str, *, union: bool = True, exact: bool = False, services: Collection[str] = ()) -> Answer:
        """Answer a SPARQL query; ``union``: its default graph is all graphs together.

        There a statement of two graphs counts twice, which the stored queries allow for, unless the answer is to be
        ``exact``; see ``repeats``. ``services`` are the endpoints that SERVICE may ask; OSError where one fails.
        UsageError tells line and column of a mistake, and refuses any other SERVICE and what is nested too deeply.
        """
        with self._gate.passing():
            source = self._exact() if exact else Source(self._source)
            return evaluate(source, sparql, union=union, services=services)

    def repeats(self, sparql: str) -> bool:
        """Tell whether even an exact answer may count a statement twice: the memory allowed is too small for it."""
        return self._exact().repeats(sparql)

    def info(self) -> StoreInfo:
        """Return what the store holds, counted now."""
        with self._gate.passing():
            return describe(self._source, self.minter, self.revision, self._folder.size())

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

    # -- inside

    def _exact(self) -> Source:
        merge = self._merge  # a commit in another thread may forget it meanwhile
        if merge is None:
            most = (Settings.read().memory << 20) // BYTES_A_MERGED_QUAD
            merge = self._merge = Source(self._disk, most=most)
        return merge

    @property
    def _disk(self) -> ox.Store:
        if self._database is None:
            raise UsageError("the store is closed.", where=str(self.path), remedy="Open it again.")
        return self._database

    @property
    def _source(self) -> ox.Store:
        memory = self._memory
        return self._disk if memory is None else memory

    def _passing(self) -> AbstractContextManager[None]:
        return self._gate.passing()

    def _changed(self) -> None:
        """Forget the copies: the data has changed."""
        self._memory = self._merge = None
