"""Bytes of one input: regular files and standard input, plain or gzip, never more than a limit."""

from __future__ import annotations

import errno
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import BinaryIO

from ...graph.errors import InputError

DEFAULT_LIMIT = 64 << 20
"""Bytes that one input may have, after unpacking."""

_GZIP = b"\x1f\x8b"
_STEP = 1 << 20
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def read_bytes(path: Path | None, where: str, limit: int = DEFAULT_LIMIT, stdin: BinaryIO | None = None) -> bytes:
    """Return the bytes of a file, or of standard input if ``path`` is None, unpacked if they are gzip.

    ``where`` names the input in messages. InputError if it cannot be read, is no regular file, or is over ``limit``.
    """
    try:
        data = (stdin or sys.stdin.buffer).read(limit + 1) if path is None else _read_file(path, where, limit)
    except OSError as error:
        raise unreadable(error, where) from error
    _check_size(len(data), limit, where)
    return _unpack(data, where, limit) if data.startswith(_GZIP) else data


def check_regular(mode: int, where: str) -> None:
    """Raise InputError if a file of this mode is not a regular file: reading it could wait for ever."""
    for test, kind in _KINDS:
        if test(mode):
            remedy = "Name a file." if kind == "a folder" else "Save it to a file, or pipe it in with '-'."
            raise InputError(f"This is {kind}, not a file.", where=where, remedy=remedy)


def unreadable(error: OSError, where: str) -> InputError:
    """Return the InputError that says why the system would not give a file."""
    remedies = {
        FileNotFoundError: "Check the name.",
        PermissionError: "Give yourself the right to read it (chmod +r).",
        NotADirectoryError: "Check the name: part of it is a file, not a folder.",
    }
    remedy = remedies.get(type(error), "Check the name and the disk.")
    if error.errno == errno.ELOOP:
        remedy = "It is a link that leads back to itself: name the file itself."
    return InputError(f"It cannot be read: {error.strerror or error}.", where=where, remedy=remedy)


def _read_file(path: Path, where: str, limit: int) -> bytes:
    found = path.stat()
    check_regular(found.st_mode, where)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        check_regular(os.fstat(descriptor).st_mode, where)
        _check_size(os.fstat(descriptor).st_size, limit, where)
        return file.read(limit + 1)


def _check_size(size: int, limit: int, where: str) -> None:
    if size > limit:
        raise InputError(
            f"It has more than {limit / (1 << 20):g} MiB, the limit for one input.",
            where=where,
            remedy="Split it into smaller files.",
        )


def _unpack(data: bytes, where: str, limit: int) -> bytes:
    """Return the bytes of all members of a gzip file; zeros may follow the last, as gzip allows."""
    parts: list[bytes] = []
    size = 0
    while data:
        member = zlib.decompressobj(31)
        try:
            while not member.eof:
                part = member.decompress(data, _STEP)
                data = member.unconsumed_tail or member.unused_data
                if not part and not member.eof and not data:
                    raise InputError("This gzip file ends too early.", where=where, remedy="Fetch or pack it again.")
                size += len(part)
                _check_size(size, limit, where)
                parts.append(part)
        except zlib.error as error:
            remedy = "Fetch or pack it again, then try gzip -t on it."
            raise InputError(f"This gzip file is damaged: {error}.", where=where, remedy=remedy) from error
        data = member.unused_data.lstrip(b"\0")
        if data and not data.startswith(_GZIP):
            remedy = "Fetch or pack it again."
            raise InputError(f"{len(data)} bytes that are not gzip follow its end.", where=where, remedy=remedy)
    return b"".join(parts)
