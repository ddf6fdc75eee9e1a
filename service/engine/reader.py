"""The graph at one revision, for the service's own (trusted) queries in the main process."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from ...graph.errors import StoreError
from ...graph.iris import Minter
from ...graph.queries.dataset import BYTES_A_MERGED_QUAD, Answer
from ...graph.store.engine_reads import EngineReads
from ...graph.store.info import StoreInfo, describe


class Reader(EngineReads):
    """Reads one revision: from a copy in memory when there is one, else from its snapshot. Threads may share it.

    It trusts its queries: never give it the text of a stranger.
    """

    def __init__(self, revision: int, folder: Path, minter: Minter) -> None:
        self.revision, self.minter = revision, minter
        self._folder = folder
        self._lock = threading.Lock()
        self._disk: ox.Store | None = None
        self._memory: ox.Store | None = None
        self._info: StoreInfo | None = None

    @property
    def path(self) -> Path:
        """The folder of the snapshot."""
        return self._folder

    @property
    def in_memory(self) -> bool:
        """Whether answers come from memory."""
        return self._memory is not None

    @property
    def engine(self) -> ox.Store:
        """The engine that answers now; never write to it."""
        memory = self._memory  # another thread may cool it meanwhile
        return self._on_disk() if memory is None else memory

    def query(self, sparql: str, *, union: bool = True) -> Answer:
        """Answer a query; ``union``: its default graph is all graphs together."""
        return self.engine.query(sparql, use_default_graph_as_union=union)

    def info(self) -> StoreInfo:
        """Return what the graph holds, counted once a revision; ``bytes_on_disk`` are those of the snapshot."""
        if self._info is None:
            size = sum(file.stat().st_size for file in self._folder.iterdir()) if self._folder.exists() else 0
            self._info = describe(self.engine, self.minter, self.revision, size)
        return self._info

    def fits(self, budget: int) -> bool:
        """Tell whether a copy in memory, with the merge of its graphs, takes at most ``budget`` bytes."""
        return len(self.engine) * BYTES_A_MERGED_QUAD <= budget

    def warm(self) -> None:
        """Copy the graph into memory; takes seconds, in which others may read."""
        if self._memory is None:
            self._memory, self._disk = _copy(self._on_disk()), None

    def cool(self) -> None:
        """Give the copy in memory back; answers come from the snapshot again."""
        self._memory = None

    def close(self) -> None:
        """Let go of everything; answers that are being read stay whole."""
        self._memory = self._disk = None

    def _on_disk(self) -> ox.Store:
        with self._lock:
            if self._disk is None:
                try:
                    self._disk = ox.Store.read_only(str(self._folder))
                except (OSError, RuntimeError) as error:
                    raise StoreError(f"the snapshot cannot be read: {error}.", where=str(self._folder)) from error
            return self._disk


def _copy(disk: ox.Store) -> ox.Store:
    """Return the store in memory; two threads that give way to the service, as text between them is twice as fast."""
    out, into = os.pipe()

    def write() -> None:
        _give_way()
        with os.fdopen(into, "wb") as pipe:
            disk.dump(pipe, ox.RdfFormat.N_QUADS)

    writer = threading.Thread(target=write, name="copy-out", daemon=True)
    writer.start()
    copy = ox.Store()
    with os.fdopen(out, "rb") as pipe:
        copy.load(pipe, ox.RdfFormat.N_QUADS)
    writer.join()
    if len(copy) != len(disk):
        raise StoreError("the graph could not be copied into memory as a whole.")
    return copy


def _give_way() -> None:
    with suppress(OSError):  # priorities belong to threads on Linux only
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
