"""Conditional requests: 304 for what the client has already, 412 for a write to what has changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from .messages import Header, Problem, Request, Response

_CODED = "-gzip"
_OF_A_BODY = ("content-type", "content-disposition", "content-encoding")


def not_modified(request: Request, etag: str, headers: Sequence[Header] = ()) -> Response | None:
    """Return 304 if the client has this version already (``etag`` with its quotes).

    ``headers`` are those of the 200, its content type among them: the two then vary alike, and ``bare`` takes away what
    only a body has.
    """
    known = request.headers.get("if-none-match")
    if known is None or not _names(known, etag):
        return None
    return Response(304, [("etag", etag), *(header for header in headers if header[0] != "etag")])


def bare(headers: Sequence[Header]) -> list[Header]:
    """Return the headers of a 304: those of the 200 but what tells of its body (RFC 9110, section 15.4.5)."""
    return [header for header in headers if header[0] not in _OF_A_BODY]


def coded(etag: str) -> str:
    """Return the tag that an answer has for a client that takes gzip: other bytes, so another strong tag."""
    return etag if etag.startswith("W/") else f'{etag[:-1]}{_CODED}"'


def check_precondition(request: Request, etags: Sequence[str]) -> None:
    """Raise Problem 412 if a write is meant for another version.

    ``etags`` are the tags of what is there, one for each of its formats; none where there is nothing. ``If-Match``
    compares strongly: a weak tag names none (RFC 9110, section 13.1.1).
    """
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if wanted is not None and not any(_names(wanted, etag, strongly=True) for etag in etags):
        raise Problem(412, "Precondition failed", "It is not the version that If-Match names.")
    if unwanted is not None and any(_names(unwanted, etag) for etag in etags):
        raise Problem(412, "Precondition failed", "It is there already, in a version that If-None-Match names.")


def _names(header: str, etag: str, *, strongly: bool = False) -> bool:
    """Tell whether a list of entity tags names one, packed or not (RFC 9110, section 8.8.3.2)."""
    if header.strip() == "*":
        return True
    tags = [each.strip() for each in header.split(",")]
    if strongly:
        return any(_plain(each) == etag for each in tags if not each.startswith("W/"))
    plain = etag.removeprefix("W/")
    return any(_plain(each.removeprefix("W/")) == plain for each in tags)


def _plain(etag: str) -> str:
    ending = f'{_CODED}"'
    return f'{etag.removesuffix(ending)}"' if etag.endswith(ending) else etag
