"""How the processes of the service talk: frames (kind, length, content) over a socket pair."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from enum import IntEnum

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Message = dict[str, Json]

_HEAD = struct.Struct("!BI")
_PIECE = 256 << 10


class Kind(IntEnum):
    """What a frame is: a request or report (JSON), the beginning of a result, a piece of it, its end, an error."""

    MESSAGE = 0
    BEGIN = 1
    DATA = 2
    END = 3
    ERROR = 4


def pack(kind: Kind, content: bytes | Mapping[str, Json]) -> bytes:
    """Return a frame."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return _HEAD.pack(kind, len(data)) + data


def unpack(content: bytes) -> Message:
    """Return the JSON object of a frame."""
    found: Message = json.loads(content)
    return found


class Closed(Exception):
    """The other process has closed its end, or is gone."""


class Line:
    """The blocking end of a socket pair, for processes that do one thing at a time."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end

    def send(self, kind: Kind, content: bytes | Mapping[str, Json]) -> None:
        """Send a frame; waits as long as the other end does not read."""
        try:
            self.socket.sendall(pack(kind, content))
        except OSError as error:
            raise Closed from error

    def receive(self) -> tuple[Kind, bytes]:
        """Return the next frame."""
        kind, length = _HEAD.unpack(self._exactly(_HEAD.size))
        return Kind(kind), self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        parts: list[bytes] = []
        while count:
            try:
                part = self.socket.recv(min(count, _PIECE))
            except ConnectionError as error:
                raise Closed from error
            if not part:
                raise Closed
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


class Channel:
    """The end of a socket pair that belongs to the event loop. One task reads and one writes at a time."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self.socket = end
        self._read = bytearray()

    async def send(self, kind: Kind, content: bytes | Mapping[str, Json]) -> None:
        """Send a frame."""
        try:
            await asyncio.get_running_loop().sock_sendall(self.socket, pack(kind, content))
        except OSError as error:
            raise Closed from error

    async def receive(self) -> tuple[Kind, bytes]:
        """Return the next frame; nothing is read ahead of what the system has already delivered."""
        while (frame := self._whole()) is None:
            try:
                part = await asyncio.get_running_loop().sock_recv(self.socket, _PIECE)
            except OSError as error:
                raise Closed from error
            if not part:
                raise Closed
            self._read += part
        return frame

    def _whole(self) -> tuple[Kind, bytes] | None:
        if len(self._read) < _HEAD.size:
            return None
        kind, length = _HEAD.unpack_from(self._read)
        end = _HEAD.size + length
        if len(self._read) < end:
            return None
        content = bytes(memoryview(self._read)[_HEAD.size : end])
        del self._read[:end]
        return Kind(kind), content

    def close(self) -> None:
        """Close this end; the other process sees it."""
        self.socket.close()
