"""A gate for threads: any number may pass together, or one may close it and be alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Lets readers start together, and keeps them out while a change of several steps is made.

    A thread that waits to close the gate goes before readers that come later, so it is never starved.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside, self._closing = 0, 0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Hold the gate open for the length of the block."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closing)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Be alone for the length of the block; callers must not pass or close it again inside."""
        with self._changed:
            self._closing += 1
            self._changed.wait_for(lambda: not self._inside)
        try:
            yield
        finally:
            with self._changed:
                self._closing -= 1
                self._changed.notify_all()
