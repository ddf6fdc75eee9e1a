"""Fewer passes of the garbage collector while many records are made: they hold no cycles, and live for one batch."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 200_000


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the collector look every 200,000 new objects, and never at what was there before (the reference data)."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
