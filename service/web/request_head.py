"""The head of a request while it arrives: target and headers, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .wire import read_headers, read_target

MAX_HEAD = 128 << 10
"""Bytes of request line and headers; a query in an address must fit."""
_HOST = re.compile(rb"([A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(:[0-9]*)?|\[[0-9A-Fa-fvV:.]+\](:[0-9]*)?")
"""What a host may be: a name or an address, and a port (RFC 9110, section 7.2); it may be empty."""


class HeadError(Exception):
    """A head that is refused, with the status, title and detail of the answer."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail


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

    def read(self, version: str) -> tuple[str, str, Mapping[str, str]]:
        """Return path, query string and headers; HeadError for a head that RFC 9112 has refused."""
        if version not in ("1.0", "1.1"):
            raise HeadError(505, "HTTP version not supported", f"HTTP/{version} is not spoken here; HTTP/1.1 is.")
        hosts = [value for name, value in self._headers if name.lower() == b"host"]
        if len(hosts) > 1 or (version == "1.1" and not hosts):
            raise HeadError(400, "Bad request", "A request names one Host.")
        if hosts and not _HOST.fullmatch(hosts[0].strip()):
            raise HeadError(400, "Bad request", "The Host is none.")
        headers = read_headers(self._headers)
        if (coding := headers.get("transfer-encoding")) is not None:
            _check_transfer(coding, version)
        try:
            return *read_target(self._target), headers
        except ValueError as error:
            raise HeadError(400, "Bad request", "The target cannot be read.") from error


def _check_transfer(coding: str, version: str) -> None:
    """Refuse a body whose end nobody can know, or that is packed (RFC 9112, sections 6.1 and 6.3)."""
    codings = [each.strip().lower() for each in coding.split(",")]
    if version == "1.0" or codings[-1] != "chunked":
        raise HeadError(400, "Bad request", "Where the body ends cannot be known from its Transfer-Encoding.")
    if codings != ["chunked"]:
        raise HeadError(501, "Not implemented", "Of the transfer codings chunked alone is known here.")
