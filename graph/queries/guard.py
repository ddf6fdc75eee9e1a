"""What stands between a query's text and the engine: nothing that asks another host, nothing that overflows its stack.

The engine has no switch for SERVICE, no lexer (``trueSERVICE`` and ``SERVICE#c`` work) and recurses without a limit. So
the text is scanned as the engine could read it: where ``<`` may begin an IRI or be "less than", both ways are followed,
and what no way can reach (comments, strings, the inside of names) does not count. In doubt a query is refused.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from ..errors import UsageError
from .dataset import Answer, Source
from .service_clause import without_allowed
from .sparql_tokens import decoded

Term = ox.NamedNode | ox.Literal | ox.Triple

# Measured in a stack of 8 MiB: brackets 976 deep, 4,000 groups or 10,000 operators in a row end the process.
MAX_LENGTH = 256 << 10
MAX_DEPTH = 100
MAX_GROUPS = 500
MAX_OPERATORS = 2000
_HARMLESS_LENGTH = 4000

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)+")
_IRI = re.compile(r"<[^<>\"{}|^`\x00-\x20]*>")
_LONG_STRING = re.compile(r"'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"", re.DOTALL)
_STRING = re.compile(r"'(?:[^'\\\r\n]|\\.)*'|\"(?:[^\"\\\r\n]|\\.)*\"")
_NAME = re.compile(
    r"(?P<whole>[?$][A-Za-z0-9_]+|_:[A-Za-z0-9_-]+|@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|(?P<prefix>(?:[A-Za-z](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?:)(?:[A-Za-z0-9_][A-Za-z0-9_-]*)?"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|[0-9]+(?:\.?[0-9]*[eE][+-]?[0-9]+|\.[0-9]+)?"
)
_BIND = re.compile("bind", re.IGNORECASE)
_VARIABLE = re.compile(r"\w*SERVICE\s*(?:\bSILENT\s*)?(?P<name>[?$]\w+)", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class ServiceRefusedError(UsageError):
    """SERVICE to where a query may not go; ``variable`` is the one that was to name the endpoint, if one was."""

    def __init__(self, where: str, variable: str) -> None:
        self.variable = variable
        what = "SERVICE asks another host, and answers come from this store only."
        remedy = "Take the SERVICE clause out; a prefix must not have that name either."
        if variable:
            what = f"SERVICE asks another host, any that {variable} stands for; only a constant IRI can be allowed."
            remedy = f"Write the IRI of an allowed endpoint in the place of {variable}."
        super().__init__(what, where=where, remedy=remedy)


class _Load(NamedTuple):
    """The most that any reading puts upon the engine up to one place."""

    depth: int = 0
    groups: int = 0
    operators: int = 0

    def plus(self, text: str) -> _Load:
        depth, groups, operators = self
        if text in "([{":
            return _Load(depth + 1, groups + (text == "{"), operators)
        if text in ")]}":
            return _Load(max(0, depth - 1), groups, operators)
        if text[0] == "<":
            return _Load(depth, groups, operators + sum(map(text.count, "!+*&|")))
        if text in "!+-*/&|^":
            return _Load(depth, groups, operators + 1)
        return _Load(depth, groups + 1, operators) if _BIND.search(text) and ":" not in text else self

    def most(self, other: _Load) -> _Load:
        return _Load(*map(max, self, other))


def evaluate(source: Source, sparql: str, *, union: bool, services: Collection[str] = ()) -> Answer:
    """Check a query and hand it on; UsageError tells line and column.

    ``services`` are the endpoints that SERVICE may ask; OSError, then or at a row, where one fails.
    """
    check_query(without_allowed(sparql, services) if services else sparql)
    try:
        return source.query(sparql, union=union)
    except SyntaxError as error:
        raise _syntax_error(error) from error


@lru_cache(maxsize=256)
def check_query(sparql: str) -> None:
    """Raise UsageError for a query with SERVICE, and for one too large or too deep to be read safely."""
    if len(sparql) > MAX_LENGTH:
        raise _too_much(f"the query has {len(sparql):,} characters", MAX_LENGTH)
    for text in {sparql, decoded(sparql)}:
        small = len(text) <= _HARMLESS_LENGTH and sum(map(text.count, "([{")) <= MAX_DEPTH
        if not small or "service" in text.lower():
            _scan(text)


def _scan(text: str) -> None:
    places, loads = [0], {0: _Load()}
    while places:
        at = heapq.heappop(places)
        load = loads.pop(at)
        for end in _ends(text, at):
            found = load.plus(text[at:end])
            _check(found)
            if end not in loads:
                heapq.heappush(places, end)
            loads[end] = found.most(loads.get(end, found))


def _ends(text: str, at: int) -> Iterator[int]:
    """Yield where the token that begins at ``at`` may end; nothing at the end, or when the text is wrong there."""
    if at >= len(text) or text.startswith("//", at):
        return
    if blank := _BLANK.match(text, at):
        yield blank.end()
    elif text[at] in "'\"":
        if string := _LONG_STRING.match(text, at) or _STRING.match(text, at):
            yield string.end()
    elif name := _NAME.match(text, at):
        if "service" in (name["prefix"] or name["word"] or "").lower():
            raise _service(text, at)
        yield name.end()
    else:
        if text[at] == "<" and (iri := _IRI.match(text, at)):
            yield iri.end()
        yield at + 1


def _check(load: _Load) -> None:
    if load.depth > MAX_DEPTH:
        raise _too_much("the query's brackets are nested too deeply", MAX_DEPTH)
    if load.groups > MAX_GROUPS:
        raise _too_much("the query has too many groups and BINDs", MAX_GROUPS)
    if load.operators > MAX_OPERATORS:
        raise _too_much("the query has too many operators", MAX_OPERATORS)


def _service(text: str, at: int) -> ServiceRefusedError:
    before = text[:at]
    where = f"query:{before.count(chr(10)) + 1}:{at - before.rfind(chr(10))}"
    variable = _VARIABLE.match(text, at)
    return ServiceRefusedError(where, variable["name"] if variable else "")


def _too_much(what: str, limit: int) -> UsageError:
    return UsageError(f"{what}; the limit is {limit:,}.", where="query", remedy="Split the query or make it simpler.")


def complaint(error: SyntaxError) -> tuple[int, int, str]:
    """Return line, column and words of the engine's complaint about SPARQL; 0 and 0 where it tells no place."""
    words = str(error.args[0])
    said = _PLACE.match(words)
    return (int(said[1]), int(said[2]), said[3]) if said else (0, 0, words)


def _syntax_error(error: SyntaxError) -> UsageError:
    line, column, words = complaint(error)
    where = f"query:{line}:{column}" if line else "query"
    what = words.split(", ['")[0]
    return UsageError(f"not a SPARQL query: {what}.", where=where, remedy="Mend the query there.")
