"""Where the other pages of an answer are, as ``Link`` (RFC 8288) says it."""

from __future__ import annotations

from collections.abc import Iterator


def pages(limit: int, offset: int, total: int | None, *, more: bool) -> Iterator[tuple[str, int]]:
    """Give the relation and the offset of each other page.

    Pages are ``limit`` rows from ``offset`` on, so ``last`` is counted from this page; it is given where the ``total``
    is known. ``more``: there are rows after this page.
    """
    if not limit:
        return
    yield "first", 0
    if offset:
        before = max(offset - limit, 0)
        yield "prev", before if total is None else min(before, _last(limit, offset, total))
    if more:
        yield "next", offset + limit
    if total is not None:
        yield "last", _last(limit, offset, total)


def _last(limit: int, offset: int, total: int) -> int:
    """Return the offset of the page with the last row."""
    first = offset % limit
    return first + (total - 1 - first) // limit * limit if total > first else 0


def link(target: str, relation: str, media_type: str = "") -> str:
    """Return one link as a part of the header."""
    return f'<{target}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
