"""What was made last for pages, so that the first page of a large graph is counted once a revision."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar, cast

MOST = 64
"""Pages kept by one handler."""

T = TypeVar("T")


class PageCache(Generic[T]):
    """Pages, or parts of them, by what they depend on; the one unused for the longest time goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._changing = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """Return what was made before."""
        with self._changing:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, made: T) -> None:
        """Keep what was made."""
        with self._changing:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


class Parts:
    """Parts that several pages share, such as the facets of a search: made once for what they depend on."""

    def __init__(self) -> None:
        self._kept: PageCache[object] = PageCache()

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the part that was made for ``key``, or make it; one key always stands for one type."""
        found = self._kept.get(key)
        if found is None:
            found = make()
            self._kept.put(key, found)
        return cast(T, found)
