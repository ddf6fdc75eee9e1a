"""Errors on their way from one process to another."""

from __future__ import annotations

from ...graph.errors import (
    DataError,
    InputError,
    MandategraphError,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    UnsupportedError,
    UsageError,
)
from .errors import (
    ConflictError,
    EndpointError,
    MemoryLimitError,
    NotAcceptableError,
    QuerySyntaxError,
    QueryTooLargeError,
    TooManyRowsError,
    UpdateSyntaxError,
    UploadError,
)
from .wire import Message

_KNOWN: dict[str, type[MandategraphError]] = {
    kind.__name__: kind
    for kind in (
        ConflictError,
        DataError,
        EndpointError,
        InputError,
        MemoryLimitError,
        NotAcceptableError,
        QueryTooLargeError,
        StoreDamagedError,
        StoreError,
        StoreLockedError,
        TooManyRowsError,
        UnsupportedError,
        UploadError,
        UsageError,
    )
}
_SYNTAX = {kind.__name__: kind for kind in (QuerySyntaxError, UpdateSyntaxError)}


class InternalError(MandategraphError):
    """A defect of the service, seen in another process (500); ``remedy`` is empty, the traceback is in ``trace``."""

    def __init__(self, what: str, trace: str = "") -> None:
        self.trace = trace
        super().__init__(what)


def tell(error: MandategraphError) -> Message:
    """Return what the other process needs to raise the same."""
    found: Message = {
        "error": type(error).__name__,
        "what": error.what,
        "where": error.where,
        "remedy": error.remedy,
    }
    if isinstance(error, QuerySyntaxError):
        found |= {"line": error.line, "column": error.column}
    return found


def told(said: Message) -> MandategraphError:
    """Return the error that the other process told of."""
    name, what = str(said["error"]), str(said["what"])
    if name in _SYNTAX:
        line, column = (number if isinstance(number := said[key], int) else 0 for key in ("line", "column"))
        return _SYNTAX[name](what, line=line, column=column, remedy=str(said["remedy"]))
    if kind := _KNOWN.get(name):
        return kind(what, where=str(said["where"]), remedy=str(said["remedy"]))
    return InternalError(what, str(said.get("trace", "")))
