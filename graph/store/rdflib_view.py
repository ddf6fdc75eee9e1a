"""The store as an rdflib Dataset, for what is written against rdflib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UnsupportedError, UsageError
from .embedded import EmbeddedStore

if TYPE_CHECKING:
    from rdflib import Dataset


def dataset(store: EmbeddedStore) -> Dataset:
    """Return an rdflib Dataset over a store that is open for reading; its default graph is the union of all.

    It copies nothing and cannot write: revisions come from ``commit`` only. Let go of it before closing the store.
    """
    try:
        from oxrdflib import OxigraphStore
        from rdflib import Dataset
    except ImportError as error:
        raise UnsupportedError(
            "rdflib over the store needs oxrdflib.", remedy="Install it: pip install 'mandategraph[rdflib]'."
        ) from error
    if store.writable:
        raise UsageError(
            "an rdflib Dataset could write past the store's revisions.",
            where=str(store.path),
            remedy="Open the store for reading to get one.",
        )
    return Dataset(store=OxigraphStore(store=store.engine), default_union=True)
