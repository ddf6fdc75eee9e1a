"""Fold a text for matching without moving a character: case, accents, quotes, dashes and spaces."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
_SPACES = "\t\x0b\x0c\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_WIDE = range(0xFF01, 0xFF5F)
"""Full-width letters, digits and signs."""


def _table() -> dict[str, str]:
    """Map each character that folds to one other character."""
    table = {**_PLAIN, **dict.fromkeys(_SPACES, " ")}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x620, 0x650), *range(0x1E00, 0x2000), *_WIDE):
        character = chr(code)
        first = unicodedata.normalize("NFKD", character)[:1].lower()
        if len(first) == 1 and first != character:
            table[character] = first
    return table


_TABLE = _table()
_FOLDED = re.compile("[" + "".join(map(re.escape, sorted(_TABLE))) + "]")


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, with plain quotes, dashes and spaces; the same length."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low if low.isascii() and "\t" not in low else _FOLDED.sub(lambda match: _TABLE[match[0]], low)
