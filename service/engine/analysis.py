"""What the words of a query tell before it is run: its form, whether it is cheap enough for the express lane.

This is advice, never a protection: a query that looks cheap and is not loses its place in the express lane.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ...graph.queries.sparql_outline import AGGREGATES, FORMS
from ...graph.queries.sparql_tokens import Kind, LexicalError, Token, tokenise

MAX_SIMPLE_LENGTH = 4000
_MAX_TOKENS = 250
_MAX_PATTERNS = 8
_COSTLY = frozenset({"ORDER", "GROUP", "HAVING", "DISTINCT", "REDUCED", "MINUS", "SERVICE", "DESCRIBE"} | AGGREGATES)
_TERMS = frozenset({Kind.IRI, Kind.PREFIXED, Kind.BLANK, Kind.STRING, Kind.NUMBER, Kind.VARIABLE})
_BREAKS = frozenset({"OPTIONAL", "UNION", "GRAPH", "FILTER", "BIND", "VALUES", "EXISTS", "NOT"})


@dataclass(frozen=True)
class Analysis:
    """``form`` is "" when the text has none; ``simple`` says that it should be answered within milliseconds."""

    form: str = ""
    simple: bool = False


@lru_cache(maxsize=512)
def analyse(text: str) -> Analysis:
    """Look at the words of a query; a long one is not looked at, which costs it the express lane."""
    if len(text) > MAX_SIMPLE_LENGTH:
        return Analysis()
    try:
        tokens = tokenise(text)
    except LexicalError:
        return Analysis(simple=True)  # the engine finds the mistake at once
    form = next((token.word for token in tokens if token.word in FORMS), "")
    return Analysis(form, _is_simple(tokens))


def _is_simple(tokens: Sequence[Token]) -> bool:
    if len(tokens) > _MAX_TOKENS or any(token.word in _COSTLY for token in tokens):
        return False
    if any(_is_path(tokens, at) for at in range(1, len(tokens))):
        return False
    blocks = list(_blocks(tokens))
    if sum(size for size, _, _ in blocks) > _MAX_PATTERNS:
        return False
    anchored = any(anchor for _, _, anchor in blocks)
    limited = any(token.word in ("LIMIT", "ASK") for token in tokens)
    return (anchored or (limited and len(blocks) <= 1)) and _connected([names for _, names, _ in blocks])


def _is_path(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the token makes a path of any length (or could: a ``*`` or ``+`` behind a name or a bracket)."""
    return tokens[at].text in ("*", "+") and (tokens[at - 1].kind in _TERMS or tokens[at - 1].text == ")")


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[int, frozenset[str], bool]]:
    """Yield, for each subject with its predicates: number of patterns, variables, whether it names a thing."""
    size, names, anchored, depth = 0, set[str](), False, 0
    skip = -1
    for at, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.text != "}":
            continue
        if at <= skip:
            continue
        ends = token.text in ("{", "}", ".") or token.word in _BREAKS
        if ends:
            if names or size:
                yield max(1, size), frozenset(names), anchored
            size, names, anchored = 0, set(), False
            if token.word in ("FILTER", "BIND", "VALUES"):
                skip = _past(tokens, at)
            continue
        if token.variable:
            names.add(token.variable)
        elif token.kind in (Kind.IRI, Kind.PREFIXED, Kind.STRING):
            anchored = anchored or _is_end(tokens, at)
        size += token.text in (";", ",", "/", "|", "^") or size == 0


def _is_end(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a name stands where a subject or an object stands, and is not the class after ``a``."""
    before, after = tokens[at - 1], tokens[at + 1] if at + 1 < len(tokens) else tokens[at]
    if before.text in ("{", "."):
        return True
    return after.text in (".", ";", ",", "}") and before.text != "a"


def _past(tokens: Sequence[Token], at: int) -> int:
    """Return the index of the bracket that closes the next bracket after ``at``."""
    depth = 0
    for index in range(at + 1, len(tokens)):
        depth += (tokens[index].text in ("(", "{")) - (tokens[index].text in (")", "}"))
        if depth == 0 and tokens[index].text in (")", "}"):
            following = tokens[index + 1].text if index + 1 < len(tokens) else ""
            if following != "{":
                return index
    return len(tokens)


def _connected(groups: Sequence[frozenset[str]]) -> bool:
    """Tell whether the groups hang together by shared variables; those without variables do not count."""
    rest = [group for group in groups if group]
    if not rest:
        return True
    reached = set(rest.pop())
    while rest:
        near = [group for group in rest if group & reached]
        if not near:
            return False
        reached.update(*near)
        rest = [group for group in rest if group not in near]
    return True
