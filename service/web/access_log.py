"""The access log: one line of JSON a request, without secrets, and without the values of queries."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO

from .messages import Problem, Request, Response

_KEPT_LINES = 256


class AccessLog:
    """Collects lines and writes them together: after 256 of them, and when ``flush`` is called.

    Of a query string only the names of its parameters are told, unless ``values`` asks for all of it.
    """

    def __init__(
        self,
        stream: IO[str] | None = None,
        *,
        values: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stream, self._values, self._clock = stream or sys.stderr, values, clock
        self._lines: list[str] = []

    def add(self, request: Request, response: Response, sent: int, seconds: float, *, whole: bool) -> None:
        """Note one request and its answer."""
        entry: dict[str, object] = {
            "time": self._clock().isoformat(timespec="milliseconds"),
            "client": request.client,
            "method": request.method,
            "path": request.path,
            "params": request.raw_query if self._values else _names(request),
            "status": response.status,
            "bytes": sent,
            "ms": round(seconds * 1000, 2),
        }
        if request.revision is not None:
            entry["pinned"] = request.revision
        if not whole:
            entry["broken"] = True
        if agent := request.headers.get("user-agent"):
            entry["agent"] = agent[:200]
        self._lines.append(json.dumps(entry, ensure_ascii=True))
        if len(self._lines) >= _KEPT_LINES:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        if self._lines:
            lines, self._lines = self._lines, []
            self._stream.write("\n".join(lines) + "\n")
            self._stream.flush()


def _names(request: Request) -> list[str]:
    if not request.raw_query:
        return []
    try:
        return [name[:60] for name in request.params.names()[:20]]
    except Problem:
        return []
