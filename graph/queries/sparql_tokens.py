"""A lexer for SPARQL 1.1: what a query is made of, and where.

White space and comments are not tokens. The grammar's longest match holds: ``?a<?b&&?c>?d`` holds the IRI
``<?b&&?c>``. Code point escapes (``\\u0041``) are read inside IRIs and strings only; anywhere else they are an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from ..errors import DataError


class Kind(Enum):
    """The kind of a token."""

    IRI = "iri"
    PREFIXED = "prefixed name"
    BLANK = "blank node"
    STRING = "string"
    LANGUAGE = "language tag"
    NUMBER = "number"
    VARIABLE = "variable"
    WORD = "word"
    MARK = "mark"


class Token(NamedTuple):
    """A token and its place: ``start`` and ``end`` are offsets in the text, in code points."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword in upper case; empty for every other kind of token."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def variable(self) -> str:
        """The name of a variable without its ``?`` or ``$``; empty for every other kind of token."""
        return self.text[1:] if self.kind is Kind.VARIABLE else ""

    @property
    def skeleton(self) -> str:
        """The token without what spelling may change: the case of a keyword, the sign of a variable."""
        return self.word or (f"?{self.variable}" if self.kind is Kind.VARIABLE else self.text)


class LexicalError(DataError):
    """The text holds something that is no token; ``offset`` is where."""

    def __init__(self, what: str, offset: int) -> None:
        self.offset = offset
        super().__init__(what)


_BASE_CHARS = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_START = rf"{_BASE_CHARS}_"
_CHARS = rf"{_START}\-0-9\u00B7\u0300-\u036F\u203F-\u2040"
_VARCHARS = rf"{_START}0-9\u00B7\u0300-\u036F\u203F-\u2040"
_CODE_POINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPED_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ESCAPE = rf"\\[tbnrf\\\"']|{_CODE_POINT}"
# A prefix has a bound, or words without a colon would be read to the end of the text from every letter.
_PREFIX = rf"(?:[{_BASE_CHARS}](?:[{_CHARS}.]{{0,255}}[{_CHARS}])?)?:"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_START}:0-9]|{_PLX})(?:(?:[{_CHARS}.:]|{_PLX})*(?:[{_CHARS}:]|{_PLX}))?"

_RULES: tuple[tuple[Kind | None, str], ...] = (
    (None, r"[ \t\r\n]+|#[^\r\n]*"),
    (Kind.IRI, rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_CODE_POINT})*>"),
    (Kind.STRING, rf"'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''"),
    (Kind.STRING, rf'"""(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*"""'),
    (Kind.STRING, rf"(?!''')'(?:[^'\\\r\n]|{_ESCAPE})*'"),
    (Kind.STRING, rf'(?!""")"(?:[^"\\\r\n]|{_ESCAPE})*"'),
    (Kind.LANGUAGE, r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    (Kind.VARIABLE, rf"[?$][{_START}0-9][{_VARCHARS}]*"),
    (Kind.BLANK, rf"_:[{_START}0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
    (Kind.PREFIXED, rf"{_PREFIX}(?:{_LOCAL})?"),
    (Kind.NUMBER, r"(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+"),
    (Kind.WORD, r"[A-Za-z_][A-Za-z0-9_]*"),
    (Kind.MARK, r"\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;=<>!+\-*/|^?~]"),
)
_PATTERN = re.compile("|".join(f"(?P<r{n}>{rule})" for n, (_, rule) in enumerate(_RULES)))


def tokenise(text: str) -> tuple[Token, ...]:
    """Return the tokens of a query; LexicalError at the first thing that is none."""
    tokens: list[Token] = []
    offset = 0
    while offset < len(text):
        found = _PATTERN.match(text, offset)
        if found is None or found.lastgroup is None:
            raise LexicalError(_complaint(text, offset), offset)
        kind = _RULES[int(found.lastgroup[1:])][0]
        if kind is not None:
            tokens.append(Token(kind, found.group(), offset, found.end()))
        offset = found.end()
    return tuple(tokens)


def _complaint(text: str, offset: int) -> str:
    character = text[offset]
    if character in "\"'":
        return "a string is not closed, or holds an escape that SPARQL does not know."
    if character == "\\":
        return "a code point escape stands outside a string or an IRI; write the character itself."
    return f"{character!r} cannot stand here."


def with_depth(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Yield each token and how many braces are open around it."""
    depth = 0
    for token in tokens:
        depth -= token.text == "}"
        yield depth, token
        depth += token.text == "{"


def word_at(tokens: Sequence[Token], at: int) -> str:
    """Return the keyword at a place, in upper case; empty where there is none."""
    return tokens[at].word if 0 <= at < len(tokens) else ""


def mark_at(tokens: Sequence[Token], at: int) -> str:
    """Return the mark at a place; empty where there is none."""
    return tokens[at].text if 0 <= at < len(tokens) and tokens[at].kind is Kind.MARK else ""


def decoded(text: str) -> str:
    """Return a text with its code point escapes as the characters that they stand for (SPARQL 1.1 Query, 19.2)."""
    return _ESCAPED_POINT.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number < 0x110000 else found[0]


def skeleton(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return what the tokens say, free of layout, comments and the case of keywords."""
    return tuple(token.skeleton for token in tokens)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
