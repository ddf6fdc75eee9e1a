"""When a connection is given up, unless something happens before: no client may hold one without doing anything."""

from __future__ import annotations

import math
from collections.abc import Callable

_HEAD, _IDLE, _BODY, _WRITE, _LINGER = 10.0, 60.0, 20.0, 30.0, 5.0
_SLOWEST_BODY = 10_000
"""Bytes a second."""


class Deadline:
    """``at`` is the time of ``clock`` after which the connection is given up."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._body_began, self._body_size = 0.0, 0
        self.at = 0.0
        self.head()

    def none(self) -> None:
        """The service is at work, or holds the client up: the client may take its time."""
        self.at = math.inf

    def head(self) -> None:
        """The head of a request must come."""
        self.at = self._clock() + _HEAD

    def body(self) -> None:
        """A body begins, or goes on after a pause."""
        self._body_began, self._body_size = self._clock(), 0
        self.at = self._body_began + _BODY

    def more_body(self, size: int) -> None:
        """So many bytes of the body came."""
        self._body_size += size
        self.at = self._body_began + _BODY + self._body_size / _SLOWEST_BODY

    def idle(self) -> None:
        """The next request may come."""
        self.at = self._clock() + _IDLE

    def write(self) -> None:
        """The client must take what it was sent."""
        self.at = self._clock() + _WRITE

    def linger(self) -> None:
        """A client that sends more than is wanted may read its answer."""
        self.at = self._clock() + _LINGER
