"""The store: what every implementation offers, and how one is opened."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from ..errors import UsageError
from ..iris import DEFAULT_BASE, check_base
from ..queries.dataset import Answer
from ..queries.guard import Term
from ..readable import Readable
from .changes import GraphChange, LoadLog
from .embedded import EmbeddedStore
from .folder import StoreFolder, unavailable
from .info import StoreInfo
from .locks import acquire

__all__ = ["Answer", "EmbeddedStore", "GraphChange", "LoadLog", "Store", "StoreInfo", "Term", "open_store"]

_RECOVERY_WAIT = 5.0


class Store(Readable, Protocol):
    """A knowledge graph of named graphs with revisions."""

    @property
    def path(self) -> Path: ...
    def query(self, sparql: str, *, union: bool = True, exact: bool = False) -> Answer: ...
    def repeats(self, sparql: str) -> bool: ...
    def contains(self, graph: str) -> bool: ...
    def info(self) -> StoreInfo: ...
    def count(self, graph: str | None = None) -> int: ...
    def commit(self, changes: Iterable[GraphChange], log: LoadLog) -> int: ...
    def close(self) -> None: ...


def open_store(
    path: Path | str,
    *,
    write: bool = False,
    create: bool = False,
    base_iri: str | None = None,
    command: str = "query",
    wait: float = 0.0,
) -> EmbeddedStore:
    """Open the store in a folder: many processes may read it, one may write it and then nobody else may read.

    ``create`` makes it (for writing) when there is none, with ``base_iri`` as its base; a store that exists keeps its
    own, and another ``base_iri`` is a UsageError. ``command`` is what a process that has to stay out is told about
    this one; ``wait`` is how many seconds to try while another holds the store.
    """
    folder = StoreFolder(Path(path))
    if create and not folder.mark.exists():
        return _make(folder, check_base(base_iri or DEFAULT_BASE), command, wait)
    folder.check_readable()
    if not (write or create) and folder.plan.exists():
        _open(folder, True, command, max(wait, _RECOVERY_WAIT)).close()
    store = _open(folder, write or create, command, wait)
    if base_iri is not None and base_iri != store.base_iri:
        store.close()
        raise UsageError(
            f"the store's base IRI is {store.base_iri}, not {base_iri}.",
            where=str(path),
            remedy="Leave the base IRI out, or load into a new store.",
        )
    return store


def _open(folder: StoreFolder, write: bool, command: str, wait: float) -> EmbeddedStore:
    base = folder.read_base()
    lock = acquire(folder.lock, exclusive=write, command=command, wait=wait)
    try:
        return EmbeddedStore(folder, lock, base)
    except BaseException:
        lock.release()
        raise


def _make(folder: StoreFolder, base: str, command: str, wait: float) -> EmbeddedStore:
    try:
        folder.check_makeable()
        folder.path.mkdir(parents=True, exist_ok=True)
        lock = acquire(folder.lock, exclusive=True, command=command, wait=wait)
        try:
            if folder.mark.exists():  # another process made it meanwhile
                return EmbeddedStore(folder, lock, folder.read_base())
            store = EmbeddedStore(folder, lock, base)
            folder.write_base(base)
        except BaseException:
            lock.release()
            raise
        return store
    except OSError as error:
        raise unavailable(folder.path, error) from error
