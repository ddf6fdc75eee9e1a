"""What a query binds outside a group to variables of the group: values that reach it and do not stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..queries.sparql_tokens import Kind, Token, mark_at, word_at

_VALUES = (Kind.IRI, Kind.PREFIXED, Kind.STRING, Kind.NUMBER, Kind.WORD)


def bound_outside(tokens: Sequence[Token], opening: int, closed: int) -> Iterator[int]:
    """Yield the tokens of what VALUES, BIND or an equation gives to a variable of the group between two braces."""
    inside = {token.variable for token in tokens[opening:closed]} - {""}
    for at, token in enumerate(tokens):
        if opening <= at <= closed:
            continue
        if token.word == "VALUES":
            yield from _listed(tokens, at + 1, inside)
        elif token.word == "AS" and at > 2 and tokens[at - 2].text == "(" and _variable(tokens, at + 1) in inside:
            yield at - 1
        elif token.variable in inside:
            yield from _compared(tokens, at)


def _compared(tokens: Sequence[Token], at: int) -> Iterator[int]:
    """Yield what a variable shall be: ``?a = 1``, ``1 = ?a``, ``sameTerm(?a, 1)``, ``?a IN (1, 2)``."""
    word, mark = word_at(tokens, at + 1), mark_at(tokens, at + 1)
    if mark == "=":
        yield at + 2
    if mark_at(tokens, at - 1) == "=" and at > 1:
        yield at - 2
    if word_at(tokens, at - 2) == "SAMETERM" and mark == ",":
        yield at + 2
    if word_at(tokens, at - 4) == "SAMETERM" and mark_at(tokens, at - 1) == ",":
        yield at - 2
    if word == "IN" and mark_at(tokens, at + 2) == "(":
        for index in range(at + 3, len(tokens)):
            if mark_at(tokens, index) == ")":
                return
            if tokens[index].kind in _VALUES:
                yield index


def _listed(tokens: Sequence[Token], at: int, wanted: set[str]) -> Iterator[int]:
    """Yield the values of a data block, ``?a { 1 2 }`` or ``(?a ?b) { (1 2) (3 4) }``, for the wanted variables."""
    names = []
    while at < len(tokens) and tokens[at].text != "{":
        names += [tokens[at].variable] if tokens[at].variable else []
        at += 1
    place = 0
    for index in range(at + 1, len(tokens)):
        if tokens[index].text == "}" or not names:
            return
        if tokens[index].text == "(":
            place = 0
        elif tokens[index].kind in _VALUES and tokens[index - 1].text != "^^":
            if names[place % len(names)] in wanted:
                yield index
            place += 1


def _variable(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].variable if at < len(tokens) else ""
