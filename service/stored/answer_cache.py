"""Answers that were given before, by their entity tags: so many bytes of them, the longest unused going first."""

from __future__ import annotations

import asyncio
import zlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

SMALLEST_PACKED = 1024
"""Bytes from which packing pays."""

_LEVEL, _GZIP = 3, 31
_AT_ONCE = 64 << 10
_OVERHEAD = 1024
_SHARE = 4
"""One answer may take this part of the cache."""


@dataclass(eq=False, slots=True)
class Kept:
    """The bytes of an answer and what they are. ``total`` is the number of rows without limit, where it is known.

    ``without``: how many of our things in it have no term in the vocabulary that was asked for. ``packed`` are the same
    bytes as gzip, made when somebody first wants them; ``sent``: it was sent before.
    """

    revision: int
    body: bytes
    rows: int
    truncated: bool
    seconds: float
    total: int | None = None
    without: int = 0
    packed: bytes | None = None
    sent: bool = False

    @property
    def size(self) -> int:
        """Roughly the bytes of memory that it takes."""
        return _OVERHEAD + len(self.body) + len(self.packed or b"")


class AnswerCache:
    """Keeps answers by a text that names everything they depend on."""

    def __init__(self, most: int) -> None:
        self.most, self.bytes, self.hits, self.misses = most, 0, 0, 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._making: dict[str, asyncio.Future[None]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> Kept | None:
        """Return an answer that is kept."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found

    def put(self, key: str, answer: Kept) -> None:
        """Keep an answer, unless it is too large for that."""
        self._drop(key)
        if answer.size * _SHARE > self.most:
            return
        self._kept[key] = answer
        self.bytes += answer.size
        self._shrink()

    async def pack(self, key: str, answer: Kept) -> bytes:
        """Return the bytes of an answer as gzip, and keep them with it."""
        if answer.packed is None:
            large = len(answer.body) > _AT_ONCE
            packed = await asyncio.to_thread(_pack, answer.body) if large else _pack(answer.body)
            if self._kept.get(key) is answer and answer.packed is None:
                self.bytes += len(packed)
            answer.packed = packed
            self._shrink()
        return answer.packed

    async def get_or_make(self, key: str, make: Callable[[], Awaitable[Kept]]) -> Kept:
        """Return an answer; where several requests want the same one at once, one of them makes it for all."""
        while True:
            if (found := self.get(key)) is not None:
                return found
            if (other := self._making.get(key)) is None:
                return await self._make(key, make)
            await asyncio.shield(other)

    async def _make(self, key: str, make: Callable[[], Awaitable[Kept]]) -> Kept:
        """Make an answer; whoever waits for it looks again, also when making it failed."""
        done = self._making[key] = asyncio.get_running_loop().create_future()
        try:
            made = await make()
            self.put(key, made)
            return made
        finally:
            del self._making[key]
            done.set_result(None)

    def keep_only(self, revisions: Collection[int]) -> None:
        """Forget the answers of other revisions."""
        for key in [key for key, answer in self._kept.items() if answer.revision not in revisions]:
            self._drop(key)

    def _drop(self, key: str) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self.bytes -= old.size

    def _shrink(self) -> None:
        while self.bytes > self.most:
            self._drop(next(iter(self._kept)))


def _pack(body: bytes) -> bytes:
    return zlib.compress(body, _LEVEL, _GZIP)
