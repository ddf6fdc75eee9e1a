"""Files that appear whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import UsageError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing, which takes its name only when all is written; UsageError if it cannot be written.

    What is no regular file, such as a pipe or /dev/null, is written to, never replaced.
    """
    special = path.exists() and not path.is_file()
    part = path if special else path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        if not special:
            part.replace(path)
    except OSError as error:
        what = f"the file cannot be written: {error.strerror or error}."
        raise UsageError(what, where=str(path), remedy="Name another file.") from error
    finally:
        if not special:
            with suppress(OSError):
                part.unlink()
