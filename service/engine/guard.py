"""What a stranger's text must pass before the engine sees it, in the process that may die of it."""

from __future__ import annotations

from collections.abc import Collection

from ...graph.errors import UsageError
from ...graph.queries.guard import ServiceRefusedError, check_query
from ...graph.queries.service_clause import without_allowed
from ...graph.queries.sparql_tokens import LexicalError, Token, line_and_column, tokenise
from .errors import QuerySyntaxError, QueryTooLargeError, UnsupportedError


def check(text: str, services: Collection[str], kind: str = "query") -> None:
    """Refuse what is too deep or too large to read, and SERVICE to any endpoint but ``services``."""
    try:
        check_query(without_allowed(text, services) if services else text)
    except ServiceRefusedError as error:
        raise _refused(error, services, kind) from error
    except UsageError as error:
        where = error.where.replace("query", kind, 1)
        raise QueryTooLargeError(error.what, where=where, remedy=error.remedy) from error


def _refused(error: ServiceRefusedError, services: Collection[str], kind: str) -> UnsupportedError:
    what = "SERVICE is not allowed to this endpoint." if services else "SERVICE is not allowed here."
    if error.variable:
        what = f"SERVICE {error.variable} names no endpoint; only those are asked that stand as an IRI and are allowed."
    remedy = f"Allowed are, by their whole IRI: {', '.join(sorted(services))}."
    if not services:
        remedy = "None is allowed here." if error.variable else "Ask that endpoint yourself."
    return UnsupportedError(what, where=error.where.replace("query", kind, 1), remedy=remedy)


def words(text: str) -> tuple[Token, ...]:
    """Return the tokens; QuerySyntaxError with line and column where there is none."""
    try:
        return tokenise(text)
    except LexicalError as error:
        line, column = line_and_column(text, error.offset)
        raise QuerySyntaxError(error.what, line=line, column=column) from error
