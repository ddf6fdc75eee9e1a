"""Lines for a parser whose errors do not tell where they are, as some of RDF/XML do not."""

from __future__ import annotations

import io


class LineReader(io.BytesIO):
    """Hands data to a parser line by line; ``read_so_far`` is the line that it was at when it failed."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.read_so_far = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next line, however long it is."""
        line = self.readline()
        self.read_so_far += bool(line)
        return line
