"""Writes side by side, so that the engine can take them together, and a write alone, which depends on what it read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Writing:
    """Whoever writes is ``together`` with others; who must know that nothing changes before its write is ``alone``."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()
        self._writers = 0

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """Write beside others."""
        async with self._turn:
            self._writers += 1
            self._idle.clear()
        try:
            yield
        finally:
            self._writers -= 1
            if not self._writers:
                self._idle.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Write while nobody else does; those who come meanwhile wait."""
        async with self._turn:
            await self._idle.wait()
            yield
