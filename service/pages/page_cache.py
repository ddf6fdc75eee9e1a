"""The pages that were made last, so that the first page of a large graph is counted once a revision."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

MOST = 64
"""Pages kept by one handler."""


class PageCache:
    """Pages by what they depend on; the one unused for the longest time goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, str] = OrderedDict()

    def get(self, key: Hashable) -> str | None:
        """Return a page that was made before."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: Hashable, page: str) -> None:
        """Keep a page."""
        self._kept[key] = page
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
