"""What a stranger's text must pass before the engine sees it, in the process that may die of it."""

from __future__ import annotations

from collections.abc import Collection

from ...graph.errors import UsageError
from ...graph.query_guard import check_query
from ...graph.service_clause import without_allowed
from ...graph.sparql_tokens import LexicalError, Token, line_and_column, tokenise
from .errors import QuerySyntaxError, QueryTooLargeError, UnsupportedError


def check(text: str, services: Collection[str], kind: str = "query") -> None:
    """Refuse what is too deep or too large to read, and SERVICE to any endpoint but ``services``."""
    try:
        check_query(without_allowed(text, services) if services else text)
    except UsageError as error:
        where = error.where.replace("query", kind, 1)
        if "SERVICE" in error.what:
            raise UnsupportedError(
                "SERVICE is not allowed to this endpoint." if services else "SERVICE is not allowed here.",
                where=where,
                remedy=f"Allowed are: {', '.join(sorted(services))}." if services else "Ask that endpoint yourself.",
            ) from error
        raise QueryTooLargeError(error.what, where=where, remedy=error.remedy) from error


def words(text: str) -> tuple[Token, ...]:
    """Return the tokens; QuerySyntaxError with line and column where there is none."""
    try:
        return tokenise(text)
    except LexicalError as error:
        line, column = line_and_column(text, error.offset)
        raise QuerySyntaxError(error.what, line=line, column=column) from error
