"""The half of the engine room's front door that writes."""

from __future__ import annotations

from collections.abc import Sequence

from .calls import Written
from .errors import ReadOnlyError
from .wire import Json, Message
from .writer import Writer


class Writes:
    """Takes writes once there is a writer; what one changed can be read when it returns. ReadOnlyError without."""

    _writer: Writer | None = None

    @property
    def writable(self) -> bool:
        """Whether there is a writer."""
        return self._writer is not None

    async def update(
        self, text: str, using: Sequence[str] = (), using_named: Sequence[str] = (), base_iri: str | None = None
    ) -> Written:
        """Carry out a SPARQL update."""
        order: Message = {"op": "update", "using": list(using), "using_named": list(using_named), "base_iri": base_iri}
        revision, _ = await self._write(order, text.encode())
        return Written(revision)

    async def put_graph(self, graph: str | None, data: bytes, media_type: str) -> Written:
        """Replace a graph (None: the default graph) by an upload, atomically."""
        return await self.write_graph(graph, [(media_type, data)], replace=True)

    async def write_graph(self, graph: str | None, parts: Sequence[tuple[str, bytes]], *, replace: bool) -> Written:
        """Replace a graph by all parts of an upload (media type, data), or add them to it: all of them or none."""
        sizes: list[Json] = [[media_type, len(data)] for media_type, data in parts]
        order: Message = {"op": "put" if replace else "post", "graph": graph or "", "parts": sizes}
        revision, reply = await self._write(order, b"".join(data for _, data in parts))
        return Written(revision, bool(reply["created"]))

    async def delete_graph(self, graph: str | None) -> Written | None:
        """Remove a graph (None: empty the default graph); None when there is no such graph."""
        revision, reply = await self._write({"op": "delete", "graph": graph or ""}, b"")
        return Written(revision) if reply["found"] else None

    async def _write(self, order: Message, data: bytes) -> tuple[int, Message]:
        if self._writer is None:
            raise ReadOnlyError("the service only reads.", remedy="Start it with --token-file to write.")
        return await self._writer.write(order, data)
