"""Compression of answers (gzip), for clients that ask for it."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator

from .conditional import coded
from .messages import Request, Response, close
from .negotiation import vary

_SMALLEST = 1024
_AT_ONCE = 64 << 10
"""Up to this size the event loop does it itself (under a millisecond)."""
_LEVEL = 2
_GZIP = 31
_TEXT = (
    "text/",
    "application/json",
    "application/sparql-results",
    "application/rdf+xml",
    "application/ld+json",
    "application/n-",
    "application/trig",
    "application/problem",
    "application/xml",
    "application/atom",
    "application/vnd",
    "application/javascript",
    "application/geo",
    "image/svg",
)
"""What media types begin with that are text."""


def accepts_gzip(request: Request) -> bool:
    """Tell whether a client wants gzip."""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def compress(request: Request, response: Response) -> None:
    """Compress a response if its kind gains by it and the client wants it.

    What a client that takes gzip is told does not depend on the length, which a 304 does not know: the tag is that of
    the packed answer also where so little is sent as it is.
    """
    if not (response.header("content-type") or "").startswith(_TEXT):
        return
    vary(response, "accept-encoding")
    if not accepts_gzip(request):
        return
    response.headers = [(name, coded(value) if name == "etag" else value) for name, value in response.headers]
    body = response.body
    if response.header("content-encoding") or (isinstance(body, bytes) and len(body) < _SMALLEST):
        return
    if not isinstance(body, bytes):
        response.body = _compressed(body)
    elif len(body) > _AT_ONCE:
        response.body = await asyncio.to_thread(_gzip, body)
    else:
        response.body = _gzip(body)
    response.headers.append(("content-encoding", "gzip"))


def _gzip(body: bytes) -> bytes:
    return zlib.compress(body, _LEVEL, _GZIP)


async def _compressed(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Compress a stream; what waits in the compressor is sent at the end."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    try:
        async for piece in body:
            for start in range(0, len(piece), _AT_ONCE):
                if packed := packer.compress(piece[start : start + _AT_ONCE]):
                    yield packed
                if len(piece) > _AT_ONCE:
                    await asyncio.sleep(0)
        yield packer.flush()
    finally:
        await close(body)
