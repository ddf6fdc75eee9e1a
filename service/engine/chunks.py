"""The pieces of a result, for whoever reads them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol


class Source(Protocol):
    """Where pieces come from: the run of a query."""

    async def piece(self) -> bytes | None:
        """Return the next piece, None after the last."""
        ...

    def end(self, outcome: str) -> None:
        """Let go of the worker."""
        ...

    def abandon(self) -> None:
        """End it because nobody can read it any more."""
        ...


class Chunks(AsyncIterator[bytes]):
    """The pieces of a result; closing it before the end frees the worker at once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._ready: list[bytes] = []

    async def fill(self) -> None:
        """Take a small result as a whole, so that its worker is free."""
        while (piece := await self._source.piece()) is not None:
            self._ready.append(piece)
        self._ready.reverse()

    async def __anext__(self) -> bytes:
        if self._ready:
            return self._ready.pop()
        piece = await self._source.piece()
        if piece is None:
            raise StopAsyncIteration
        return piece

    async def aclose(self) -> None:
        """Stop reading."""
        self._ready.clear()
        self._source.end("cancelled")

    def __del__(self) -> None:
        self._source.abandon()
