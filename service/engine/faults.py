"""Errors on their way from one process to another."""

from __future__ import annotations

import re

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
    MemoryLimitError,
    NotAcceptableError,
    QuerySyntaxError,
    QueryTooLargeError,
    UploadError,
)
from .wire import Message

_KNOWN: dict[str, type[MandategraphError]] = {
    kind.__name__: kind
    for kind in (
        DataError,
        InputError,
        MemoryLimitError,
        NotAcceptableError,
        QueryTooLargeError,
        StoreDamagedError,
        StoreError,
        StoreLockedError,
        UnsupportedError,
        UploadError,
        UsageError,
    )
}
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


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
    if name == QuerySyntaxError.__name__:
        line, column = (number if isinstance(number := said[key], int) else 0 for key in ("line", "column"))
        return QuerySyntaxError(what, line=line, column=column, remedy=str(said["remedy"]))
    if kind := _KNOWN.get(name):
        return kind(what, where=str(said["where"]), remedy=str(said["remedy"]))
    return InternalError(what, str(said.get("trace", "")))


def syntax(error: SyntaxError, kind: str = "query") -> QuerySyntaxError:
    """Return the engine's complaint with its place."""
    text = str(error.args[0])
    said = _PLACE.match(text)
    line, column = (int(said[1]), int(said[2])) if said else (0, 0)
    what = (said[3] if said else text).split(", ['")[0].rstrip(".")
    return QuerySyntaxError(f"not a SPARQL {kind}: {what}.", line=line, column=column)
