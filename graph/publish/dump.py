"""The whole graph as a compressed stream, the same bytes for the same data."""

from __future__ import annotations

import zlib
from collections.abc import Generator

import pyoxigraph as ox

from ..readable import Readable
from ..store.sorting import sorted_lines

_PIECE = 1 << 18
_GZIP = 16 + zlib.MAX_WBITS


def dump(reader: Readable) -> Generator[bytes, None, None]:
    """Yield all graphs but the load log as gzipped N-Quads, canonical and sorted, as ``mandategraph export`` does."""
    graphs = [graph for graph in reader.graphs() if graph != reader.minter.graph("loads")]
    quads = (quad for graph in graphs for quad in reader.quads(None, None, None, ox.NamedNode(graph)))
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    held: list[bytes] = []
    size = 0
    for line in sorted_lines(quads):
        held.append(line)
        size += len(line)
        if size >= _PIECE:
            yield packer.compress(b"".join(held))
            held, size = [], 0
    yield packer.compress(b"".join(held)) + packer.flush()
