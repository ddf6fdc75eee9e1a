"""The head of a request while it arrives: target and headers, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping

from .wire import read_headers, read_target

MAX_HEAD = 128 << 10
"""Bytes of request line and headers; a query in an address must fit."""


class RequestHead:
    """What the parser hands over piece by piece."""

    __slots__ = ("_headers", "_target", "size")

    def __init__(self) -> None:
        self._target, self._headers = b"", list[tuple[bytes, bytes]]()
        self.size = 0

    def add_url(self, url: bytes) -> None:
        """Take in a piece of the target."""
        self._target += url

    def add_header(self, name: bytes, value: bytes) -> None:
        """Take in a header."""
        self._headers.append((name, value))

    @property
    def told(self) -> int:
        """The bytes of the target and the headers that were taken in."""
        return len(self._target) + sum(len(name) + len(value) + len(b": \r\n") for name, value in self._headers)

    def read(self, modern: bool) -> tuple[str, str, Mapping[str, str]]:
        """Return path, query string and headers; ValueError where they cannot be read, or name no host or several."""
        hosts = sum(name.lower() == b"host" for name, _ in self._headers)
        if hosts > 1 or (modern and hosts == 0):
            raise ValueError("a request names one host")
        return *read_target(self._target), read_headers(self._headers)
