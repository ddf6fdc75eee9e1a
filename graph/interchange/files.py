"""Files that appear whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..errors import UsageError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing, which takes its name only when all is written; UsageError if it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        what = f"the file cannot be written: {error.strerror or error}."
        raise UsageError(what, where=str(path), remedy="Name another file.") from error
    finally:
        part.unlink(missing_ok=True)
