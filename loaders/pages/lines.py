"""The lines of a page: where each stands, what does not show, and whether two of them are adjacent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..records import make
from .periods import UNSEEN

_ENDS = r"\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^\s{UNSEEN}](?:[^{_ENDS}]*[^\s{UNSEEN}])?")
_BREAK = re.compile(rf"\r\n|[{_ENDS}]")
BLANKS = "".join(filter(re.compile(rf"[\s{UNSEEN}]").match, map(chr, range(0x10000))))
"""Every character that does not show."""
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class Line(NamedTuple):
    """A line that is not blank, without the white space around it, in code points."""

    start: int
    end: int


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, without what does not show at their ends."""
    return [make(Line, match.span()) for match in _LINE.finditer(text)]


def are_adjacent(text: str, lines: Sequence[Line], one: int, other: int) -> bool:
    """Tell whether no blank line stands between two lines that follow each other."""
    return len(_BREAK.findall(text, lines[one].end, lines[other].start)) == 1


def narrow(text: str) -> str:
    """Return a text of the same length with plain characters for full-width ones."""
    written = text.encode("utf-16-le", "surrogatepass")  # looking through bytes is ten times as fast
    return text.translate(_NARROW) if b"\xff" in written else text
