"""Puts terms into a query as ``VALUES`` blocks, and a limit behind it, token by token.

A bound parameter is a variable restricted to its values: every group of every (sub-)query in which it stands gets
``VALUES ?p { … }`` as its first thing. A group of EXISTS gets none, because it sees the bindings of the solution that
it tests. What was written is read back and compared: only the blocks may be new. See docs/decisions/0009.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import pyoxigraph

from ..iris import DEFAULT_BASE
from .files import StoredQuery
from .parameters import Term
from .sparql_outline import Group, Scope
from .sparql_tokens import Kind, Token, skeleton, tokenise

_ESCAPES = re.compile(r"\\\\([uU]?)|\\u([0-9A-Fa-f]{4})")
_MOVABLE = (f"{DEFAULT_BASE}id/", f"{DEFAULT_BASE}graph/")
_QUOTES = ('"""', "'''", '"', "'", "<")


class BindingError(AssertionError):
    """The bound text is not the query and its blocks: a defect of this module, never of a value."""


@dataclass
class _Edits:
    """What to put in the place of a token, and the words to put behind it, by its index.

    A word is tokens without a space between them: rdflib wants none inside a literal.
    """

    replaced: dict[int, str] = field(default_factory=dict)
    after: dict[int, list[tuple[str, ...]]] = field(default_factory=dict)

    def insert(self, index: int, *words: tuple[str, ...]) -> None:
        self.after.setdefault(index, []).extend(words)


def bind(
    query: StoredQuery,
    bindings: Mapping[str, Sequence[Term]],
    *,
    base: str = DEFAULT_BASE,
    limit: int | None = None,
    offset: int = 0,
) -> str:
    """Return the text that asks ``query`` with these values, below ``base``, for these rows of the answer.

    Rows that tie in the query's own ORDER BY are put in order by the other columns.
    """
    edits = _Edits()
    if base != DEFAULT_BASE:
        _move(query.tokens, base, edits)
    for name, terms in bindings.items():
        block = [("VALUES",), (f"?{name}",), ("{",), *map(term_tokens, terms), ("}",)]
        for brace in places(query, name):
            edits.insert(brace, *block)
    if query.form == "SELECT":
        _order(query, edits)
        _limit(query, limit, offset, edits)
    return _render(query, edits)


def places(query: StoredQuery, name: str) -> tuple[int, ...]:
    """Return the indices of the braces behind which the values of a parameter go."""
    found: set[int] = set()
    for scope in query.outline.scopes:
        if name in scope.variables:
            found.add(scope.groups[scope.root].open)
            found.update(*(_lineage(group) for group in scope.groups if name in group.variables))
    return tuple(sorted(found))


def _lineage(group: Group | None) -> list[int]:
    """Return the brace of a group and of all around it, from the first EXISTS outwards excluded."""
    braces: list[int] = []
    while group is not None:
        braces = [] if group.exists else [*braces, group.open]
        group = group.parent
    return braces


def term_tokens(term: Term) -> tuple[str, ...]:
    """Return the tokens that write a term in SPARQL."""
    if isinstance(term, pyoxigraph.NamedNode):
        return (str(term),)
    text = _ESCAPES.sub(_escape, str(pyoxigraph.Literal(term.value)))
    if term.language:
        return text, f"@{term.language}"
    if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return (text,)
    return text, "^^", str(term.datatype)


def _escape(found: re.Match[str]) -> str:
    r"""Write escapes so that all engines read them alike, also those that expand ``\u`` before they parse.

    A backslash followed by ``u`` in a value becomes ``\\`` and an escaped ``u``; code points always have eight digits.
    """
    if found[2]:
        return f"\\U0000{found[2]}"
    return f"\\\\\\U000000{ord(found[1]):02X}" if found[1] else found[0]


def _move(tokens: Sequence[Token], base: str, edits: _Edits) -> None:
    """Put IRIs, and strings that begin like one, below another base."""
    for index, token in enumerate(tokens):
        if token.kind not in (Kind.IRI, Kind.STRING):
            continue
        quote = next(mark for mark in _QUOTES if token.text.startswith(mark))
        if token.text.startswith(_MOVABLE, len(quote)):
            below = base.replace("'", "\\'") if "'" in quote else base
            edits.replaced[index] = f"{quote}{below}{token.text[len(quote) + len(DEFAULT_BASE) :]}"


def _order(query: StoredQuery, edits: _Edits) -> None:
    scope = query.outline.outermost
    plain = {m.name for m in scope.mentions if m.clause == "ORDER" and m.plain}
    rest = [name for name in scope.projection if name not in plain]
    later = [scope.clauses[c] for c in ("LIMIT", "VALUES") if c in scope.clauses]
    edits.insert(min([*later, scope.end]) - 1, *((f"?{name}",) for name in rest))


def _limit(query: StoredQuery, limit: int | None, offset: int, edits: _Edits) -> None:
    scope = query.outline.outermost
    own = query.header.limit
    rows = limit if own is None else max(0, own - offset) if limit is None else min(limit, max(0, own - offset))
    if own is not None:
        edits.replaced[scope.clauses["LIMIT"] + 1] = str(rows)
    elif rows is not None:
        edits.insert(_end(scope), ("LIMIT",), (str(rows),))
    if offset:
        edits.insert(_end(scope), ("OFFSET",), (str(offset),))


def _end(scope: Scope) -> int:
    return scope.modifiers_end - 1


def _render(query: StoredQuery, edits: _Edits) -> str:
    parts: list[str] = []
    expected: list[str] = []
    at = 0
    for index, token in enumerate(query.tokens):
        text = edits.replaced.get(index, token.text)
        added = edits.after.get(index, [])
        parts += [query.text[at : token.start], text, *(f" {''.join(word)}" for word in added)]
        expected += [text if index in edits.replaced else token.skeleton, *chain.from_iterable(added)]
        at = token.end
    bound = "".join([*parts, query.text[at:]])
    if skeleton(tokenise(bound)) != tuple(expected):
        raise BindingError(f"{query.name}: the bound query is not what was put together.")
    return bound
