"""What a stranger's text must pass before the engine sees it, in the process that may die of it."""

from __future__ import annotations

import re
from collections.abc import Collection

from ...graph.errors import UsageError
from ...graph.query_guard import check_query
from ...graph.service_clause import without_allowed
from ...graph.sparql_tokens import LexicalError, Token, line_and_column, tokenise
from .errors import QuerySyntaxError, QueryTooLargeError, UnsupportedError

_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)


def check(text: str, services: Collection[str]) -> None:
    """Refuse what is too deep or too large to read, and SERVICE to any endpoint but ``services``."""
    try:
        check_query(without_allowed(text, services) if services else text)
    except UsageError as error:
        if "SERVICE" in error.what:
            raise UnsupportedError(
                "SERVICE is not allowed to this endpoint." if services else "SERVICE is not allowed here.",
                where=error.where,
                remedy=f"Allowed are: {', '.join(sorted(services))}." if services else "Ask that endpoint yourself.",
            ) from error
        raise QueryTooLargeError(error.what, where=error.where, remedy=error.remedy) from error


def words(text: str) -> tuple[Token, ...]:
    """Return the tokens; QuerySyntaxError with line and column where there is none."""
    try:
        return tokenise(text)
    except LexicalError as error:
        line, column = line_and_column(text, error.offset)
        raise QuerySyntaxError(error.what, line=line, column=column) from error


def names_dataset(text: str) -> bool:
    """Tell whether a query has FROM, which takes the place of the service's default graph."""
    if not _FROM.search(text):
        return False
    try:
        tokens = tokenise(text)
    except LexicalError:  # newer than SPARQL 1.1, or wrong
        return True
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.word == "FROM":
            return True
    return False
