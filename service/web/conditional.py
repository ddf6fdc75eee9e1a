"""Conditional requests: 304 for what the client has already, 412 for a write to what has changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from .messages import Problem, Request, Response


def not_modified(request: Request, etag: str) -> Response | None:
    """Return 304 if the client has this version already (``etag`` with its quotes)."""
    known = request.headers.get("if-none-match")
    if known is None or not _names(known, etag):
        return None
    return Response(304, [("etag", etag)])


def check_precondition(request: Request, etags: Sequence[str]) -> None:
    """Raise Problem 412 if a write is meant for another version.

    ``etags`` are the tags of what is there, one for each of its formats; none where there is nothing.
    """
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if wanted is not None and not any(_names(wanted, etag) for etag in etags):
        raise Problem(412, "Precondition failed", "It is not the version that If-Match names.")
    if unwanted is not None and any(_names(unwanted, etag) for etag in etags):
        raise Problem(412, "Precondition failed", "It is there already, in a version that If-None-Match names.")


def _names(header: str, etag: str) -> bool:
    """Tell whether a list of entity tags names one, by weak comparison."""
    if header.strip() == "*":
        return True
    plain = etag.removeprefix("W/")
    return any(each.strip().removeprefix("W/") == plain for each in header.split(","))
