"""A stored query: one ``.rq`` file, checked before it is ever run.

The text of the file is valid SPARQL as it stands: its header is a comment. See docs/decisions/0009.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from ..errors import DataError, InputError, ParameterError
from ..iris import DEFAULT_BASE, Minter
from .header import TYPES, Header, Parameter, read_header
from .header_yaml import HeaderError
from .parameters import read_plain
from .sparql_outline import Outline, Scope, outline
from .sparql_tokens import Kind, LexicalError, Token, line_and_column, tokenise

MAX_QUERY = 256 * 1024
_FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REFUSED = {
    "SERVICE": "a stored query asks no other host.",
    "FROM": "the graphs are the store's; name one with GRAPH.",
    "BASE": "write prefixes or whole IRIs.",
    "DESCRIBE": "engines disagree on what it returns; write SELECT or CONSTRUCT.",
}
_ENGINE_POSITION = re.compile(r"error at (\d+):(\d+): ")


@dataclass(frozen=True)
class StoredQuery:
    """A query file that was read and found right. ``version`` is a hash of its bytes."""

    name: str
    path: Path
    text: str = field(repr=False)
    version: str
    header: Header = field(repr=False)
    tokens: tuple[Token, ...] = field(repr=False)
    outline: Outline = field(repr=False)

    @property
    def form(self) -> str:
        """SELECT, ASK or CONSTRUCT."""
        return self.outline.outermost.form


def read_query(path: Path, *, portable: bool = True) -> StoredQuery:
    """Read and check one query file; InputError or DataError with file:line where it is wrong.

    ``portable`` has rdflib parse it as well, which takes about 20 ms a query.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", where=str(path)) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8.", where=f"{path}:{line}", remedy="Save it as UTF-8.") from error
    return check_query(path, text, hashlib.sha256(data).hexdigest()[:16], portable=portable)


def check_query(path: Path, text: str, version: str, *, portable: bool = True) -> StoredQuery:
    """Return the query that ``text`` is; DataError where it is wrong."""
    if not _FILE_NAME.fullmatch(path.stem):
        raise DataError("a query's name has lower case letters, digits and single hyphens only.", where=str(path))
    if len(text) > MAX_QUERY:
        raise DataError(f"a query has at most {MAX_QUERY} characters.", where=str(path))
    try:
        header = read_header(text)
        tokens = tokenise(text)
        _check_words(tokens)
        query = StoredQuery(path.stem, path, text, version, header, tokens, outline(tokens))
        _check_form(query)
        _check_parameters(query)
        _check_grouping(query)
        _check_engines(text, portable)
    except HeaderError as error:
        raise DataError(error.what, where=f"{path}:{error.line}") from error
    except LexicalError as error:
        line, column = line_and_column(text, error.offset)
        raise DataError(error.what, where=f"{path}:{line}:{column}") from error
    return query


def _check_words(tokens: tuple[Token, ...]) -> None:
    """Refuse what would reach out of the store, and IRIs that depend on where the text is run."""
    for token in tokens:
        if token.word in _REFUSED:
            raise LexicalError(f"{token.word} is not allowed here: {_REFUSED[token.word]}", token.start)
        if token.kind is Kind.IRI and not re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
            raise LexicalError(f"{token.text} is not an absolute IRI.", token.start)
        if token.kind in (Kind.IRI, Kind.STRING) and re.search(r"\\[uU]", token.text):
            raise LexicalError("code point escapes are not allowed; write the character itself.", token.start)
        if token.kind is Kind.PREFIXED and "\\" in token.text:
            raise LexicalError("rdflib keeps the backslash of a prefixed name; write the whole IRI.", token.start)
        if token.text == f"<{DEFAULT_BASE}>":
            raise LexicalError(f"declare {DEFAULT_BASE}id/ or {DEFAULT_BASE}graph/, not the bare base.", token.start)


def _check_form(query: StoredQuery) -> None:
    """Check the outermost query against the header: columns, order, limit."""
    scope = query.outline.outermost
    start = query.tokens[scope.open].start
    if scope.form == "CONSTRUCT":
        _check_template(query, scope)
    if scope.form != "SELECT":
        if query.header.columns:
            raise HeaderError(f"{scope.form} has no columns.", query.header.lines["columns"])
    else:
        _check_columns(query, scope)
        if "ORDER" not in scope.clauses:
            raise LexicalError("this SELECT has no ORDER BY; answers must come in one order.", start)
    if "OFFSET" in scope.clauses:
        raise LexicalError("OFFSET is an option of every query.", query.tokens[scope.clauses["OFFSET"]].start)
    own = int(query.tokens[scope.clauses["LIMIT"] + 1].text) if "LIMIT" in scope.clauses else None
    if own != query.header.limit:
        raise LexicalError(
            f"the query's own LIMIT ({own}) and the header's 'limit' ({query.header.limit}) must be the same.",
            query.tokens[scope.clauses["LIMIT"]].start if own is not None else start,
        )


def _check_template(query: StoredQuery, scope: Scope) -> None:
    if not scope.template:
        raise LexicalError("write CONSTRUCT { … } WHERE { … } in full.", query.tokens[scope.open].start)
    for token in query.tokens[scope.open : scope.groups[scope.root].open]:
        if token.kind is Kind.BLANK or (token.kind is Kind.MARK and token.text in "[("):
            raise LexicalError("a template makes no blank nodes.", token.start)


def _check_columns(query: StoredQuery, scope: Scope) -> None:
    if scope.star:
        raise LexicalError("name the columns instead of '*'.", query.tokens[scope.open].start)
    declared = tuple(column.name for column in query.header.columns)
    line = query.header.lines.get("columns", 1)
    for name in declared:
        if name not in scope.projection:
            raise HeaderError(f"column {name!r} is not projected by the query.", line)
    for name in scope.projection:
        if name not in declared:
            raise HeaderError(f"?{name} is projected but not declared in 'columns'.", line)
    if declared != scope.projection:
        raise HeaderError(f"'columns' must have the query's order: {', '.join(scope.projection)}.", line)


def _check_parameters(query: StoredQuery) -> None:
    variables = {token.variable for token in query.tokens}
    assigned = dict(query.outline.assigned)
    for parameter in query.header.parameters:
        _check_values(query, parameter)
        if parameter.name not in variables:
            raise HeaderError(f"parameter {parameter.name!r} is not a variable of the query.", parameter.line)
        if parameter.name in assigned:
            raise LexicalError(
                f"?{parameter.name} is a parameter, so the query cannot give it a value by AS or VALUES.",
                query.tokens[assigned[parameter.name]].start,
            )


def _check_values(query: StoredQuery, parameter: Parameter) -> None:
    """Refuse defaults and examples that do not fit; names of things are looked up only when they are asked for."""
    for value in (*parameter.default, *parameter.example) if parameter.type in TYPES else ():
        try:
            read_plain(query.name, parameter, value, Minter())
        except ParameterError as error:
            raise HeaderError(f"parameter {parameter.name!r}: {error.what} {error.remedy}", parameter.line) from error


def _check_grouping(query: StoredQuery) -> None:
    """Refuse a parameter that an aggregate query uses where its value is gone."""
    parameters = {parameter.name for parameter in query.header.parameters}
    for scope in query.outline.scopes:
        keys = {m.name for m in scope.mentions if m.clause == "GROUP" and (m.plain or m.assigned)}
        for mention in scope.mentions if scope.grouped else ():
            loose = mention.clause in ("PROJECTION", "HAVING", "ORDER") and not mention.aggregated
            if loose and mention.name in parameters - keys and not mention.assigned:
                raise LexicalError(
                    f"?{mention.name} is a parameter and not a key of this GROUP BY; group by it, or write "
                    f"SAMPLE(?{mention.name}).",
                    query.tokens[mention.index].start,
                )


def _check_engines(text: str, portable: bool) -> None:
    try:
        pyoxigraph.Store().query(text)
    except SyntaxError as error:
        found = _ENGINE_POSITION.search(str(error))
        line = int(found[1]) if found else 1
        raise HeaderError(f"the query is not SPARQL 1.1: {_ENGINE_POSITION.sub('', str(error))}.", line) from error
    if portable:
        _check_rdflib(text)


def _check_rdflib(text: str) -> None:
    from pyparsing import ParseException
    from rdflib.plugins.sparql import prepareQuery

    try:
        prepareQuery(text)
    except ParseException as error:
        raise HeaderError(f"rdflib cannot parse the query: {error.msg}.", error.lineno) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise HeaderError(f"rdflib cannot parse the query: {error}", 1) from error
