"""The one mapping from errors to problem documents (RFC 9457)."""

from __future__ import annotations

import re
from html import escape
from http import HTTPStatus

from ..graph.errors import (
    DataError,
    InputError,
    MandategraphError,
    StoreError,
    TimeLimitError,
    UnsupportedError,
    UsageError,
)
from .engine.errors import (
    ConflictError,
    EndpointError,
    GoneError,
    MemoryLimitError,
    NotAcceptableError,
    OverloadedError,
    QuerySyntaxError,
    QueryTooLargeError,
    ReadOnlyError,
    ResultBrokenError,
    TooManyRowsError,
    UpdateSyntaxError,
)
from .web.messages import Header, Problem, Response, html

_STATUSES: tuple[tuple[type[MandategraphError], int, str], ...] = (
    (UpdateSyntaxError, 400, "Not a SPARQL update"),
    (QuerySyntaxError, 400, "Not a SPARQL query"),
    (ConflictError, 409, "Conflict with the data"),
    (TooManyRowsError, 400, "Too many rows"),
    (EndpointError, 502, "Endpoint without an answer"),
    (QueryTooLargeError, 400, "Query too complex"),
    (NotAcceptableError, 406, "Not acceptable"),
    (ReadOnlyError, 403, "Read only"),
    (GoneError, 410, "Revision gone"),
    (MemoryLimitError, 422, "Out of memory"),
    (TimeLimitError, 504, "Out of time"),
    (OverloadedError, 503, "Overloaded"),
    (ResultBrokenError, 500, "Result broken off"),
    (UnsupportedError, 400, "Not supported"),
    (InputError, 400, "Input cannot be read"),
    (DataError, 422, "Data is wrong"),
    (UsageError, 400, "Bad request"),
    (StoreError, 503, "Store unavailable"),
)
"""The first class that an error is an instance of gives its status."""

_RETRY_STORE = 5
_PLACE = re.compile(r"(?:query|update|body):(?P<line>\d+)(?::(?P<column>\d+))?")


def problem_of(error: MandategraphError) -> Problem:
    """Return an error as a problem: what, where, what to do; line and column of a query where they are known."""
    status, title = next(
        ((status, title) for kind, status, title in _STATUSES if isinstance(error, kind)), (500, "Internal error")
    )
    extra: dict[str, object] = {}
    if place := _PLACE.fullmatch(error.where):
        extra = {name: int(value) for name, value in place.groupdict().items() if value}
    if error.remedy:
        extra["remedy"] = error.remedy
    headers: list[Header] = []
    if status == 503:
        headers = [("retry-after", str(getattr(error, "retry_after", _RETRY_STORE)))]
    return Problem(status, title, error.text, headers=headers, extra=extra)


def plain_page(problem: Problem) -> Response:
    """Return a problem as the plainest page there is."""
    title = escape(f"{problem.status} {problem.title or HTTPStatus(problem.status).phrase}")
    start = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    body = f"{start}<h1>{title}</h1><p>{escape(problem.detail)}</p>"
    answer = html(body, problem.status)
    answer.headers += problem.headers
    return answer
