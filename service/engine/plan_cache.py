"""Keeps what was asked most recently, up to a number and up to a size in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")

_OVERHEAD = 1000
"""What the objects of an entry take beside their texts: 660 bytes as measured, and what the engine adds."""
_SHARE = 8
"""What takes more than this part of all is not kept: it would push out too much else."""


class PlanCache(Generic[Value]):
    """At most ``count`` values, which take at most ``most`` bytes together; the oldest use goes first."""

    def __init__(self, count: int, most: int) -> None:
        self._count, self._most = count, most
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Value | None:
        """Return what is kept."""
        if (found := self._kept.get(key)) is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value whose texts take ``size`` bytes, unless it is too large for that."""
        if key in self._kept:
            self.bytes -= self._kept.pop(key)[1]
        size += _OVERHEAD
        if size * _SHARE > self._most:
            return
        self._kept[key] = value, size
        self.bytes += size
        while self.bytes > self._most or len(self._kept) > self._count:
            self.bytes -= self._kept.popitem(last=False)[1][1]
