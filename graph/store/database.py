"""The engine's files in a folder: how they are opened, and what names a graph in them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from ..errors import StoreError, StoreLockedError, UsageError


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
