"""The body of a request while it arrives: handed on in pieces, and held back when nobody takes them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

_HIGH, _LOW = 256 << 10, 64 << 10


class IncomingBody:
    """What the connection puts in and the handler takes out. More than 256 KiB waiting stops the reading."""

    __slots__ = ("_hold", "_invite", "_pieces", "_size", "_waiter", "complete")

    def __init__(self, hold: Callable[[bool], None], invite: Callable[[], None] | None) -> None:
        """``hold`` stops and restarts the reading; ``invite`` tells a client that waits for it to send the body."""
        self._hold, self._invite = hold, invite
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._waiter: asyncio.Future[None] | None = None
        self.complete = False

    def put(self, piece: bytes) -> None:
        """Take in a piece."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > _HIGH:
            self._hold(True)
        self._wake()

    def end(self) -> None:
        """Take in the end."""
        self.complete = True
        self._wake()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._invite and not self.complete:
            self._invite()
        while True:
            while self._pieces:
                piece = self._pieces.popleft()
                self._size -= len(piece)
                if self._size < _LOW:
                    self._hold(False)
                yield piece
            if self.complete:
                return
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
