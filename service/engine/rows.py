"""Counting the rows of a result in the bytes that the engine writes, and cutting them off."""

from __future__ import annotations

import json

_MARKS = {
    "application/sparql-results+json": b'}},{"',
    "application/sparql-results+xml": b"</result>",
    "text/tab-separated-values": b"\n",
}
_CSV = "text/csv"
_JSON_START, _JSON_END = b'"bindings":[', b"]}}"


class RowCounter:
    """Counts rows while pieces of a result pass by.

    ``exact`` is False once JSON has a row without any value, or a text that looks like one; such rows are not seen.
    """

    def __init__(self, media_type: str) -> None:
        self._mark, self.media_type = _MARKS.get(media_type, b""), media_type
        self._seen, self._rest, self._any = 0, b"", False
        self._quoted = False
        self.exact = True

    def take(self, piece: bytes) -> int:
        """Look at the next piece; return how many rows there were so far."""
        if self.media_type == _CSV:
            self._take_csv(piece)
        elif self._mark:
            self._take(self._rest + piece)
        return self.rows

    def _take(self, text: bytes) -> None:
        self._seen += text.count(self._mark)
        keep = len(self._mark) - 1
        self._rest = text[-keep:] if keep else b""
        if self.media_type.endswith("json"):
            self._any = self._any or b'[{"' in text
            self.exact = self.exact and b"{}" not in text

    def _take_csv(self, piece: bytes) -> None:
        """Count the line ends outside quotes; two quotes in a quoted value leave and enter it again."""
        parts = piece.split(b'"')
        self._seen += sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0

    @property
    def rows(self) -> int:
        """The rows so far."""
        if self.media_type.endswith("json"):
            return self._seen + 1 if self._any else 0
        return self._seen if self.media_type.endswith("xml") else max(0, self._seen - 1)


def count_rows(body: bytes, media_type: str) -> int:
    """Return the number of rows in a whole result that the engine wrote, exactly; 0 where it has no rows."""
    counter = RowCounter(media_type)
    counter.take(body)
    if counter.exact:
        return counter.rows
    found = json.loads(body)
    return len(found["results"]["bindings"]) if "results" in found else 0


def count_json(body: bytes) -> int:
    """Return the number of rows in a result that the engine wrote as JSON; rows have at least one value."""
    start = body.index(_JSON_START) + len(_JSON_START)
    return 0 if body[start : start + 1] == b"]" else body.count(_MARKS["application/sparql-results+json"], start) + 1


def cut_json(body: bytes) -> bytes:
    """Return such a result without its last row."""
    start = body.index(_JSON_START) + len(_JSON_START)
    last = body.rfind(_MARKS["application/sparql-results+json"], start)
    return body[: last + 2 if last >= 0 else start] + _JSON_END
