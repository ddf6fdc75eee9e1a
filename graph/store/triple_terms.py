"""Triple terms of RDF 1.2 in Turtle and its relatives: nested deep, they end the process of whoever parses them."""

from __future__ import annotations

import re

_NOT_MARKUP = r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'|<[^<>\s\"{}|^`]*>|#[^\r\n]*"
_TOKEN = re.compile(rf"(?:{_NOT_MARKUP})|(<<)", re.DOTALL)


def triple_term(text: str) -> int | None:
    """Return where the first triple term of a text in Turtle, TriG, N-Triples or N-Quads begins; None without one."""
    if "<<" not in text:
        return None
    return next((token.start() for token in _TOKEN.finditer(text) if token[1]), None)
