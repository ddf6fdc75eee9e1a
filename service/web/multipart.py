"""Uploads of several files in one body (``multipart/form-data``, RFC 7578)."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from .coding import check_charset
from .messages import Problem

_MOST_PARTS = 100


@dataclass(frozen=True)
class Part:
    """One field or file of a form."""

    name: str
    filename: str
    media_type: str
    data: bytes


def parse_multipart(content_type: str, body: bytes) -> list[Part]:
    """Return the parts of a body; Problem 400 if it is not what its header says, 415 if a part is not UTF-8."""
    boundary = _parameter(content_type, "content-type", "boundary")
    if not boundary or len(boundary) > 70:
        raise _wrong("the header Content-Type names no boundary")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1", "replace"))
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise _wrong("the last part has no end")
    if len(pieces) > _MOST_PARTS + 2:
        raise _wrong(f"it has more than {_MOST_PARTS} parts")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, blank, data = piece.lstrip(b" \t").partition(b"\r\n\r\n")
    if not blank:
        raise _wrong("a part has no blank line after its headers")
    headers = {}
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    disposition = headers.get("content-disposition", "")
    check_charset(headers.get("content-type", ""))
    return Part(
        _parameter(disposition, "content-disposition", "name"),
        _parameter(disposition, "content-disposition", "filename"),
        headers.get("content-type", "").partition(";")[0].strip().lower(),
        data,
    )


def _parameter(value: str, header: str, name: str) -> str:
    message = Message()
    message[header] = value.replace("\r", " ").replace("\n", " ")
    found = message.get_param(name, "", header)
    return found if isinstance(found, str) else str(found[2] or "")


def _wrong(what: str) -> Problem:
    return Problem(400, "Bad request", f"The body is no multipart/form-data: {what}.")
