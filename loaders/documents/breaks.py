"""Characters inside words that only say where a line may break: they are left out, and every place is still known."""

from __future__ import annotations

import re

MARKS = "\u00ad\u200b\u2060\ufeff"
"""Soft hyphen, zero-width space, word joiner, zero-width no-break space."""
_INSIDE = re.compile(rf"(?<=\w)[{MARKS}]+(?=\w)")
_PLACES = re.compile(rf"(?P<newline>\r\n?|\n)|{_INSIDE.pattern}")


def without_breaks(text: str) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """Return a text without the marks inside its words, and where text and file run apart: offset, line, column.

    Without such a mark there is no map, for the two do not run apart.
    """
    if not any(mark in text for mark in MARKS) or not _INSIDE.search(text):
        return text, ()
    entries = [(0, 1, 1)]
    line, began, left_out = 1, 0, 0
    for found in _PLACES.finditer(text):
        if found["newline"]:
            line, began = line + 1, found.end()
        else:
            left_out += found.end() - found.start()
        entries.append((found.end() - left_out, line, found.end() - began + 1))
    return _INSIDE.sub("", text), tuple(entries)


def offset_without_breaks(text: str, offset: int) -> int:
    """Return where a character of a text stands once the marks inside its words are left out."""
    return len(_INSIDE.sub("", text[: offset + 1])) - 1
