"""Statements as an HTTP answer: the format that is asked for, an entity tag, and links to the other formats."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

import pyoxigraph as ox

from ... import __version__
from ...graph.errors import DataError
from ...graph.publish.about import About
from ...graph.publish.addresses import uri
from ...graph.publish.statements import write
from ...graph.reference import reference_version
from ...graph.store.export import FORMATS
from ..web.conditional import not_modified
from ..web.messages import Header, Problem, Request, Response
from ..web.negotiation import PAGE, STATEMENTS, MediaType

OFFERED = (*STATEMENTS, PAGE)
"""What a document of linked data is offered as; a page is found elsewhere, so it comes last."""
_ENGINE = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "rdfxml", "jsonld": "jsonld", "trig": "trig",
           "nquads": "nquads"}  # fmt: skip

Link = tuple[str, str, str]
"""Where a link leads, what the place is to this one, and its media type (empty: not said)."""


def answer(
    request: Request,
    chosen: tuple[MediaType, str],
    make: Callable[[], Iterable[ox.Quad]],
    *,
    etag: str,
    headers: Sequence[Header] = (),
) -> Response:
    """Return statements in the chosen format, or 304; ``make`` is called only if it has to be."""
    media, content_type = chosen
    told = [("content-type", content_type), ("etag", etag), ("vary", "Accept"), *headers]
    if (same := not_modified(request, etag, told)) is not None:
        return same
    return Response(200, told, _written(make, media))


def entity_tag(request: Request, revision: int, *parts: str) -> str:
    """Return a strong entity tag: the same revision, software, address and parts give the same bytes."""
    text = "\0".join((str(revision), __version__, reference_version(), request.base_url, *parts))
    return f'"{revision}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def revision_header(revision: int) -> Header:
    """Return the header that says of which revision of the data an answer is."""
    return "mandategraph-revision", str(revision)


def link_header(links: Iterable[Link]) -> Header:
    """Return the header ``Link`` (RFC 8288)."""
    told = (f'<{uri(to)}>; rel="{rel}"' + (f'; type="{type}"' if type else "") for to, rel, type in links)
    return "link", ", ".join(told)


def alternates(request: Request, path: str, page: str, tail: str = "") -> list[Link]:
    """Return links to a document in each format, and to the page; pages link to their data with these too.

    ``path`` is below ``/data/``, ``page`` the path of the page in ASCII, ``tail`` a query string.
    """
    rdf = [(pinned(request, f"/data/{path}.{media.suffix}") + tail, "alternate", media.type) for media in STATEMENTS]
    return [*rdf, (page_address(request, page), "alternate", PAGE.type)]


def page_address(request: Request, page: str) -> str:
    """Return the address of a page, whose path is in ASCII, at the revision that the request asks for."""
    return request.base_url + (page if request.revision is None else f"/r/{request.revision}{page}")


def pinned(request: Request, path: str, **params: str) -> str:
    """Return the address of a path at the revision that the request asks for."""
    return request.url(path if request.revision is None else f"/r/{request.revision}{path}", **params)


def common_links(request: Request, about: About) -> list[Link]:
    """Return the links of every document: to the description of the data set, and to the licence if there is one."""
    licence = [(about.licence, "license", "")] if about.licence else []
    return [(request.url("/void"), "describedby", ""), *licence]


def is_local(request: Request) -> bool:
    """Tell whether the data is to be moved below the address of the service (``?local=1``); Problem 400."""
    text = request.params.one("local") or "0"
    if text not in ("0", "1"):
        raise Problem(400, "Not a choice", f"local={text!r} is neither 0 nor 1.")
    return text == "1"


def _written(make: Callable[[], Iterable[ox.Quad]], media: MediaType) -> bytes:
    try:
        return write(make(), FORMATS[_ENGINE[media.name]])
    except DataError as error:
        raise Problem(406, "Not acceptable", error.text) from error
