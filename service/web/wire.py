"""Bytes of HTTP/1.1: the head of a response, the target and headers of a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from .messages import Header

_STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
WITHOUT_BODY = frozenset({204, 304})


def head(status: int, headers: Sequence[Header], more: bytes) -> bytes:
    """Return the head of a response; ``more`` are header lines that are bytes already. ValueError: a line too many."""
    line = _STATUS_LINES.get(status) or f"HTTP/1.1 {status} \r\n".encode()
    return line + more + fields(headers) + b"\r\n"


def fields(headers: Sequence[Header]) -> bytes:
    """Return header fields or trailers, a line each. ValueError: a line too many."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    if not len(headers) == lines.count("\r") == lines.count("\n") or "\0" in lines:
        raise ValueError("a response header has a line break in it")
    return lines.encode("latin-1", "replace")


def read_headers(pairs: Sequence[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """Return headers by lower-case name; those given more than once are joined, as RFC 9110 says."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def read_target(target: bytes) -> tuple[str, str]:
    """Return the decoded path and the query string of a request target; ValueError if it has none that is UTF-8."""
    if not target.startswith(b"/"):
        if target == b"*":
            return "*", ""
        scheme, separator, rest = target.partition(b"://")
        if not separator or scheme.lower() not in (b"http", b"https"):
            raise ValueError("the target of the request is no path")
        target = b"/" + rest.partition(b"/")[2] if b"/" in rest else b"/"
    path, _, query = target.partition(b"#")[0].partition(b"?")
    decoded = unquote_to_bytes(path) if b"%" in path else path
    return decoded.decode("utf-8"), query.decode("latin-1")
