"""The outline of a query: its SELECTs, their groups ``{ … }``, and where each variable stands.

This is as much of a parse as binding parameters needs; whether the text is SPARQL at all is for an engine to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .sparql_tokens import Kind, LexicalError, Token

AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
MAX_DEPTH = 60
_PAIRS = {")": "(", "}": "{", "]": "["}


@dataclass
class Group:
    """A group graph pattern: the indices of its braces, and the variables of it that stand in no group inside it."""

    open: int
    parent: Group | None
    exists: bool
    close: int = -1
    variables: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Mention:
    """A variable outside of the groups: in the PROJECTION or TEMPLATE, or a modifier (GROUP, HAVING, ORDER)."""

    name: str
    index: int
    clause: str
    plain: bool
    """It stands by itself, or as ``ASC(?v)``: not in an expression, not after AS."""
    aggregated: bool
    assigned: bool
    """It is what AS names."""


@dataclass
class Scope:
    """A query or a sub-query, in which a variable is one variable. ``open`` is the index of its first word."""

    form: str
    open: int
    groups: list[Group] = field(default_factory=list)
    root: int = 0
    """The index, among the groups, of the pattern itself; an EXISTS of the projection may come before it."""
    template: bool = False
    mentions: list[Mention] = field(default_factory=list)
    clauses: dict[str, int] = field(default_factory=dict)
    """The index of the first word of each modifier."""
    star: bool = False
    aggregates: bool = False
    end: int = -1
    """The index after its last token."""

    @property
    def projection(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(m.name for m in self.mentions if m.clause == "PROJECTION" and (m.plain or m.assigned))

    @property
    def grouped(self) -> bool:
        """The rows are groups of solutions."""
        return self.aggregates or "GROUP" in self.clauses

    @property
    def variables(self) -> set[str]:
        """Every variable that stands in the query itself, sub-queries apart."""
        return {m.name for m in self.mentions}.union(*(group.variables for group in self.groups))

    @property
    def modifiers_end(self) -> int:
        """The index before which LIMIT and OFFSET can be put."""
        return self.clauses.get("VALUES", self.end)


@dataclass(frozen=True)
class Outline:
    """The scopes of a query, the outermost first, and each variable that AS or VALUES gives a value, with its index."""

    scopes: tuple[Scope, ...]
    assigned: tuple[tuple[str, int], ...]

    @property
    def outermost(self) -> Scope:
        """The query itself."""
        return self.scopes[0]


def outline(tokens: Sequence[Token]) -> Outline:
    """Return the outline of a query; LexicalError where it has none."""
    check_brackets(tokens)
    reader = _Reader(tokens)
    start = next((n for n, token in enumerate(tokens) if token.word in FORMS), None)
    if start is None:
        raise LexicalError("there is no SELECT, ASK or CONSTRUCT.", tokens[0].start if tokens else 0)
    end = reader.scope(start)
    if end < len(tokens):
        raise LexicalError("the query has ended before this.", tokens[end].start)
    return Outline(tuple(reader.scopes), tuple(reader.assigned))


def check_brackets(tokens: Sequence[Token]) -> None:
    """Raise LexicalError where brackets do not match or go deeper than ``MAX_DEPTH``."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind is not Kind.MARK:
            continue
        if token.text in _PAIRS.values():
            opened.append(token)
            if len(opened) > MAX_DEPTH:
                raise LexicalError(f"brackets go deeper than {MAX_DEPTH}.", token.start)
        elif token.text in _PAIRS and (not opened or opened.pop().text != _PAIRS[token.text]):
            raise LexicalError("this bracket closes nothing.", token.start)
    if opened:
        raise LexicalError("this bracket is not closed.", opened[-1].start)


class _Reader:
    """Reads scopes and groups by recursive descent; every method returns the index after what it read."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.scopes: list[Scope] = []
        self.assigned: list[tuple[str, int]] = []

    def scope(self, at: int) -> int:
        scope = Scope(self.tokens[at].word, at)
        self.scopes.append(scope)
        at += 1
        if scope.form == "CONSTRUCT" and self._text(at) == "{":
            scope.template = True
            at = self._things(scope, "TEMPLATE", at + 1, ("}",)) + 1
        at = self._things(scope, "PROJECTION", at, ("{",))
        if not self._text(at):
            raise LexicalError("this query has no pattern in braces.", self.tokens[scope.open].start)
        scope.root = len(scope.groups)
        at = self.group(scope, at, None, exists=False)
        while self._text(at).upper() in MODIFIERS:
            at = self._modifier(scope, at)
        scope.end = at
        return at

    def _modifier(self, scope: Scope, at: int) -> int:
        clause = self.tokens[at].word
        scope.clauses.setdefault(clause, at)
        if clause == "VALUES":
            return self._values(at, set())
        return self._things(scope, clause, at + 1, ("}", *MODIFIERS))

    def _things(self, scope: Scope, clause: str, at: int, ends: tuple[str, ...]) -> int:
        """Read a clause up to one of ``ends`` outside of brackets; keep what it mentions."""
        depth, aggregate = 0, 0
        while self._text(at) and (depth or self._text(at).upper() not in ends):
            token, before = self.tokens[at], self.tokens[at - 1].word
            if token.text == "(":
                depth += 1
                if before in AGGREGATES and not aggregate:
                    scope.aggregates, aggregate = True, depth
            elif token.text == ")":
                aggregate = 0 if aggregate == depth else aggregate
                depth -= 1
            elif token.text == "{" and before == "EXISTS":
                at = self.group(scope, at, None, exists=True)
                continue
            elif token.text == "*" and not depth:
                scope.star = True
            elif token.variable:
                self._mention(scope, clause, at, depth, bool(aggregate))
            at += 1
        return at

    def _mention(self, scope: Scope, clause: str, at: int, depth: int, aggregated: bool) -> None:
        token, before = self.tokens[at], self.tokens[at - 1]
        assigned = before.word == "AS"
        if assigned:
            self.assigned.append((token.variable, at))
        ordered = depth == 1 and self.tokens[at - 2].word in ("ASC", "DESC") and self._text(at + 1) == ")"
        plain = (depth == 0 or ordered) and not assigned
        scope.mentions.append(Mention(token.variable, at, clause, plain, aggregated, assigned))

    def group(self, scope: Scope, at: int, parent: Group | None, *, exists: bool) -> int:
        if self._text(at + 1).upper() == "SELECT":
            return self.scope(at + 1) + 1
        group = Group(at, parent, exists)
        scope.groups.append(group)
        at += 1
        while self._text(at) != "}":
            token = self.tokens[at]
            if token.text == "{":
                at = self.group(scope, at, group, exists=self.tokens[at - 1].word == "EXISTS")
                continue
            if token.word == "VALUES":
                at = self._values(at, group.variables)
                continue
            if token.variable:
                group.variables.add(token.variable)
                if self.tokens[at - 1].word == "AS":
                    self.assigned.append((token.variable, at))
            at += 1
        group.close = at
        return at + 1

    def _values(self, at: int, variables: set[str]) -> int:
        while self._text(at) not in ("{", ""):
            if self.tokens[at].variable:
                variables.add(self.tokens[at].variable)
                self.assigned.append((self.tokens[at].variable, at))
            at += 1
        while self._text(at) not in ("}", ""):
            at += 1
        return at + 1

    def _text(self, at: int) -> str:
        """Return the text of a token; nothing after the last one. A string never equals a mark: it has quotes."""
        return self.tokens[at].text if at < len(self.tokens) else ""
