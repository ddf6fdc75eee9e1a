"""The engine's complaints about SPARQL, with the place and the words that a person needs."""

from __future__ import annotations

import re

from ...graph.queries.guard import complaint
from ...graph.queries.sparql_tokens import LexicalError, Token, line_and_column, tokenise
from .errors import QuerySyntaxError, UpdateSyntaxError

_EXPECTED = re.compile(r"expected (?:one of )?(.*)", re.DOTALL)
_CLOSING = frozenset({"}", ")", "]"})


def syntax(error: SyntaxError, text: str, kind: str = "query") -> QuerySyntaxError:
    """Return the engine's complaint about a query or an ``update`` with its place."""
    made = UpdateSyntaxError if kind == "update" else QuerySyntaxError
    if not _tokens(text) and not text.split("#")[0].strip():
        return made(f"the {kind} is empty.", line=1, column=1, remedy=f"Send a SPARQL {kind}.")
    line, column, what = complaint(error)
    if not line:
        return made(f"not a SPARQL {kind}: {what.rstrip('.')}.")
    if wrong := _too_early(text, _offset(text, line, column)):
        line, column = line_and_column(text, wrong.start)
        what = f"{wrong.text!r} cannot stand here; something is missing before it"
    return made(f"not a SPARQL {kind}: {_words(what)}.", line=line, column=column)


def _words(what: str) -> str:
    """Return a complaint without the classes of characters that the grammar's rules are made of."""
    found = _EXPECTED.fullmatch(what)
    if found is None:
        return what.rstrip(".")
    names = [name for name in re.split(r", (?![^\[]*\])", found[1]) if not name.startswith("[")]
    return f"expected {' or '.join(names)}" if names else "this cannot be read"


def _too_early(text: str, offset: int) -> Token | None:
    """Return the closing bracket that the engine read over before it complained, where all brackets are closed."""
    tokens = _tokens(text)
    if sum((token.text in ("{", "(", "[")) - (token.text in _CLOSING) for token in tokens):
        return None
    return next((token for token in tokens if token.text in _CLOSING and token.end == offset), None)


def _tokens(text: str) -> tuple[Token, ...]:
    try:
        return tokenise(text)
    except LexicalError:
        return ()


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1
