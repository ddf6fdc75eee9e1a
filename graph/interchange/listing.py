"""How several values stand in one cell, so that each comes back as it is: separators, escapes, blocks of texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

BETWEEN = "; "
MARK = ";"
"""A line that holds only this opens a block of texts, and stands between them."""

_NAMED = {"\\": "\\\\", ";": "\\;", "\n": "\\n", "\r": "\\r"}
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\ufeff\ufffe\uffff"
_SPECIAL = re.compile(rf"[\\;\r\n{_CONTROLS}]")
_IN_BLOCK = re.compile(rf"[\\;{_CONTROLS}]")
_CONTROL = re.compile(f"[{_CONTROLS}]")
_OPENS = re.compile(rf"{MARK}[ \t]*(?:[\r\n]|$)")


def listed(values: Iterable[str]) -> str:
    """Return values as one line: semicolons separate them, and a backslash escapes what would be read otherwise."""
    return BETWEEN.join(escaped(value) for value in values)


def lines(values: Iterable[str]) -> str:
    """Return values a line each, with the same escapes."""
    return "\n".join(escaped(value) for value in values)


def block(values: Sequence[str]) -> str:
    """Return texts: one as it is; several, and one that would be read otherwise, after marks, with escapes."""
    if not values or (len(values) == 1 and _is_plain(values[0])):
        return "".join(values)
    return "".join(f"{MARK}\n{_edged(value, _IN_BLOCK)}\n" for value in values).removesuffix("\n")


def pairs(values: Mapping[str, str]) -> str:
    """Return names with their values as one line, with the same escapes; ``end:`` stands for no value."""
    return BETWEEN.join(f"{name}: {escaped(value)}" if value else f"{name}:" for name, value in values.items())


def escaped(value: str) -> str:
    """Return a value with escapes for semicolons, backslashes, line ends, controls and white space at its ends."""
    return _edged(value, _SPECIAL)


def _is_plain(value: str) -> bool:
    return value == value.strip() and not _CONTROL.search(value) and not _OPENS.match(value)


def _edged(value: str, special: re.Pattern[str]) -> str:
    """Escape what is special, and white space at the ends, which readers of cells take away."""
    core = value.strip()
    start = value.index(core) if core else len(value)
    opening, closing = value[:start], value[start + len(core) :]
    inner = special.sub(lambda found: _NAMED.get(found[0]) or _code(found[0]), core)
    return "".join([*map(_code, opening), inner, *map(_code, closing)])


def _code(character: str) -> str:
    return f"\\u{ord(character):04x}"
