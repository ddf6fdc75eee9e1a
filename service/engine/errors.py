"""Errors of the service beside those of ``graph/errors.py``; the web maps each to a status once."""

from __future__ import annotations

from typing import ClassVar

from ...graph.errors import MandategraphError, TimeLimitError, UnsupportedError, UsageError

__all__ = [
    "ConflictError",
    "EndpointError",
    "GoneError",
    "MemoryLimitError",
    "NotAcceptableError",
    "OverloadedError",
    "QuerySyntaxError",
    "QueryTooLargeError",
    "ReadOnlyError",
    "ResultBrokenError",
    "TimeLimitError",
    "TooManyRowsError",
    "UnsupportedError",
    "UpdateSyntaxError",
    "UploadError",
]


class QuerySyntaxError(UsageError):
    """The text is not SPARQL, or contradicts the protocol's parameters (400). ``line``, ``column`` are 0 if unknown."""

    text_kind: ClassVar[str] = "query"

    def __init__(self, what: str, *, line: int = 0, column: int = 0, remedy: str = "") -> None:
        self.line, self.column = line, column
        where = f"{self.text_kind}:{line}:{column}" if line else self.text_kind
        super().__init__(what, where=where, remedy=remedy)


class UpdateSyntaxError(QuerySyntaxError):
    """The text is no SPARQL update (400)."""

    text_kind: ClassVar[str] = "update"


class ConflictError(UsageError):
    """An update cannot be carried out on what is there: it drops a graph that is not, or creates one that is (409)."""


class TooManyRowsError(UsageError):
    """The result has more rows than the service sends (400)."""


class EndpointError(MandategraphError):
    """An endpoint that SERVICE asked gave no answer that can be used (502)."""

    exit_code = 4


class QueryTooLargeError(UsageError):
    """The query is too long, nested too deeply or has too many parts to be read safely (400)."""


class UploadError(UsageError):
    """What was sent to a graph is not what it says it is (400); ``where`` is ``body:line:column`` as far as known."""


class NotAcceptableError(UsageError):
    """The query's form cannot be written in what was asked for (406)."""


class MemoryLimitError(MandategraphError):
    """A query needed more memory than one may have (503 would be wrong: the same again ends the same; 422)."""

    exit_code = 5


class OverloadedError(MandategraphError):
    """All workers are busy and the queue is full, or the deadline passed in it (503 with Retry-After)."""

    exit_code = 6

    def __init__(self, what: str, *, retry_after: int = 5) -> None:
        self.retry_after = retry_after
        super().__init__(what, remedy=f"Try again in {retry_after} seconds.")


class GoneError(MandategraphError):
    """A revision that is no longer kept, or never was (410)."""

    exit_code = 2


class ReadOnlyError(UsageError):
    """The service was started without the right to write (403)."""


class ResultBrokenError(MandategraphError):
    """A result broke off after its first bytes: close the connection, never end the body cleanly."""
