"""The files that pages are dressed with: style sheets, scripts, fonts, the map; addressed by what is in them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

STATIC = Path(__file__).resolve().parents[1] / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
    ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}  # fmt: skip


class StaticFile(NamedTuple):
    """A file as it is sent."""

    media_type: str
    body: bytes
    digest: str


@lru_cache(maxsize=256)
def read(path: str) -> StaticFile | None:
    """Return a file below the folder by its path, or None if there is none to send."""
    if "\0" in path:
        return None
    file = (STATIC / path).resolve()
    if not file.is_relative_to(STATIC) or file.suffix not in _TYPES or not file.is_file():
        return None
    body = file.read_bytes()
    return StaticFile(_TYPES[file.suffix], body, hashlib.sha256(body).hexdigest()[:16])


def exists(path: str) -> bool:
    """Tell whether a file is there; those that are built may be missing, and pages then work without them."""
    return read(path) is not None


def url(root: str, path: str) -> str:
    """Return the address of a file, which changes whenever the file does."""
    found = read(path)
    return f"{root}/static/{path}" + (f"?v={found.digest}" if found else "")
