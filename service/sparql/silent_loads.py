"""``LOAD SILENT``: nothing is ever fetched here, so it is a LOAD that fails, and whose failure is no error."""

from __future__ import annotations

from collections.abc import Sequence

from ...graph.queries.sparql_tokens import Kind, LexicalError, Token, tokenise

_NOTHING = "INSERT DATA {}"


def without_silent_loads(text: str) -> str:
    """Return an update that does nothing where it says LOAD SILENT; what is not understood stays as it is."""
    if "silent" not in text.lower():
        return text
    try:
        tokens = tokenise(text)
    except LexicalError:
        return text
    parts, copied, depth = [], 0, 0
    for at, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        end = _end(tokens, at) if not depth and token.word == "LOAD" else 0
        if end:
            parts += [text[copied : token.start], _NOTHING]
            copied = tokens[end - 1].end
    return "".join([*parts, text[copied:]])


def _end(tokens: Sequence[Token], at: int) -> int:
    """Return the index after ``LOAD SILENT <source> [INTO GRAPH <graph>]``; 0 where something else stands."""
    words = [token.word for token in tokens[at : at + 5]]
    if words[1:2] != ["SILENT"] or not _names(tokens, at + 2):
        return 0
    if words[3:] == ["INTO", "GRAPH"]:
        return at + 6 if _names(tokens, at + 5) else 0
    return at + 3


def _names(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind in (Kind.IRI, Kind.PREFIXED)
