"""Text of strangers, made safe to print."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """Return a text on one line with nothing in it that could steer a terminal or hide what it says."""
    line = " ".join(text.split())
    return "".join("·" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") else c for c in line)
