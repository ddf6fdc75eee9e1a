"""Linked data: every IRI of the graph leads to a page or to statements, by one policy (see docs/linked-data.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox

from ...graph.errors import UsageError
from ...graph.publish.about import About
from ...graph.publish.addresses import Addresses
from ...graph.publish.inverse import Page
from ...graph.publish.nearby import near
from ...graph.publish.rewriting import Rewriter
from ...graph.publish.statements import Statements, english, short
from ...graph.publish.terms import vocabulary_document
from ...graph.publish.thing_document import describe_thing, is_known
from ...graph.readable import Readable
from ..web.conditional import not_modified
from ..web.messages import Problem, Request, Response, redirect
from ..web.negotiation import PAGE, MediaType, negotiate
from ..web.router import Route
from .rdf_answers import (
    OFFERED,
    Link,
    alternates,
    answer,
    common_links,
    entity_tag,
    is_local,
    link_header,
    page_address,
    pinned,
    revision_header,
)

if TYPE_CHECKING:
    from ..state import Service

_SUFFIXES = {media.suffix: media for media in OFFERED}
_KEPT = ("in", "page", "local")
"""Parameters that go with a client from an IRI to its document."""


class Asked(NamedTuple):
    """What a request for a document asks for; ``media`` is None where ``Accept`` or ``?format=`` decides."""

    path: str
    iri: str
    media: MediaType | None


def routes(service: Service) -> list[Route]:
    """Return the routes of IRIs and their documents."""

    async def identify(request: Request) -> Response:
        path = request.path.removeprefix("/id/").strip("/")
        return await service.engine.read(lambda reader: see_other(request, reader, path), request.revision)

    async def name(request: Request) -> Response:
        path = request.path.strip("/")
        return await service.engine.read(lambda reader: see_other(request, reader, path), request.revision)

    async def data(request: Request) -> Response:
        path, about = request.path.removeprefix("/data/").removeprefix("/"), service.about
        return await service.engine.read(lambda reader: document(request, reader, about, path), request.revision)

    return [
        Route("/id/{key*}", {"GET": identify}),
        Route("/data/{key*}", {"GET": data}),
        *(Route(f"/{kind}/{{key*}}", {"GET": name}) for kind in ("graph", "rule", "shape")),
    ]


def see_other(request: Request, reader: Readable, path: str) -> Response:
    """Send the client from an IRI to the page or the statements that tell of it: 303, by ``Accept``; Problem 404."""
    asked = _asked(reader, path)
    media = asked.media or negotiate(request, OFFERED)[0]
    if media == PAGE:
        return to_page(request, reader, asked.iri)
    named = asked.media is not None or request.params.one("format") is not None
    target = f"/data/{asked.path}.{media.suffix}" if named else f"/data/{asked.path}"
    return redirect(pinned(request, target) + _tail(request)).add("vary", "Accept")


def to_page(request: Request, reader: Readable, iri: str) -> Response:
    """Send a browser to the page that tells of an IRI."""
    page = Addresses(reader.minter).page(iri) or "/"
    return redirect(page_address(request, page)).add("vary", "Accept")


def document(request: Request, reader: Readable, about: About, path: str) -> Response:
    """Return the statements about a thing, or send a browser to the page; ``path`` is what follows ``/data/``."""
    asked = _asked(reader, path)
    chosen = (asked.media, asked.media.content_type) if asked.media else negotiate(request, OFFERED)
    if chosen[0] == PAGE:
        return to_page(request, reader, asked.iri)
    inverse, number, local = request.params.one("in"), _page_number(request), is_local(request)
    parts = (asked.iri, chosen[1], inverse or "", str(number), str(local), repr(about))
    etag = entity_tag(request, reader.revision, *parts)
    told = [
        ("content-location", pinned(request, f"/data/{asked.path}.{chosen[0].suffix}") + _tail(request)),
        revision_header(reader.revision),
        ("content-disposition", f'inline; filename="{_file_name(asked.path, chosen[0])}"'),
    ]
    if (same := not_modified(request, etag, [("content-type", chosen[1]), ("vary", "Accept"), *told])) is not None:
        return same
    statements, pages = _statements(reader, asked, inverse, number, request.base_url)
    page = Addresses(reader.minter).page(asked.iri) or "/"
    links = [*alternates(request, asked.path, page, _tail(request)), *_links(request, reader, asked, pages)]

    def written() -> Iterable[ox.Quad]:
        return _finished(statements, reader, asked, about, request.base_url if local else "")

    headers = [*told, link_header([*links, *common_links(request, about)])]
    return answer(request, chosen, written, etag=etag, headers=headers)


def _asked(reader: Readable, path: str) -> Asked:
    """Return what a path means: the whole of it, or without the suffix of a format; Problem 404 with candidates."""
    addresses = Addresses(reader.minter)
    stem, _, suffix = path.rpartition(".")
    ways = [(path, None), *([(stem, _SUFFIXES[suffix])] if suffix in _SUFFIXES and stem else [])]
    for way, media in ways:
        iri = addresses.iri(way)
        if _is_iri(iri) and (vocabulary_document(iri) is not None or is_known(reader, iri)):
            return Asked(way, iri, media)
    key = ways[-1][0]
    candidates = near(reader, key)
    meant = f" Perhaps one of these is meant: {', '.join(candidates)}." if candidates else ""
    detail = f"The graph says nothing of {addresses.iri(key)} at revision {reader.revision}.{meant}"
    raise Problem(404, "No such thing", detail, extra={"candidates": list(candidates), "revision": reader.revision})


def _statements(
    reader: Readable, asked: Asked, inverse: str | None, number: int, service: str
) -> tuple[Statements, tuple[Page, ...]]:
    if (terms := vocabulary_document(asked.iri)) is not None:
        statements = Statements()
        statements.copy(terms)
        return statements, ()
    try:
        found = describe_thing(reader, asked.iri, inverse=inverse, page=number, service=service)
    except UsageError as error:
        status, title = (404, "No such page") if error.where == "page" else (400, "Nothing points here so")
        raise Problem(status, title, error.text) from error
    assert found is not None
    return found.statements, found.pages


def _finished(statements: Statements, reader: Readable, asked: Asked, about: About, local: str) -> Iterable[ox.Quad]:
    """Return the statements with the licence; with ``local``, the data moved below that address, which is said."""
    document = Addresses(reader.minter).document(asked.iri)
    if about.licence and vocabulary_document(asked.iri) is None:
        statements.say(document, "dct:license", about.licence)
    if not local:
        return statements
    rewriter = Rewriter(reader.minter, f"{local}/")
    statements.say(document, "rdfs:comment", english(rewriter.note))
    return rewriter.quads(statements)


def _links(request: Request, reader: Readable, asked: Asked, pages: Sequence[Page]) -> list[Link]:
    """Return links to the thing, to the lasting address of its document, and from page to page of what points at it."""
    itself = vocabulary_document(asked.iri) is not None
    lasting = asked.iri if itself else Addresses(reader.minter).document(asked.iri)
    further = next((page for page in pages if page.number > 1), None)
    if further is not None:  # the document itself holds the first page, and no other (RFC 6596)
        lasting += "?" + urlencode({"in": short(further.predicate), "page": further.number})
    links: list[Link] = [(lasting, "canonical", ""), *([] if itself else [(asked.iri, "describes", "")])]
    for page in pages:
        steps = [("first", 1), ("prev", page.number - 1), ("next", page.number + 1), ("last", page.last)]
        for rel, number in steps:
            if 1 <= number <= page.last and page.last > 1:
                at = pinned(request, request.path, **{"in": short(page.predicate), "page": str(number)})
                links.append((at, rel, ""))
    return links


def _page_number(request: Request) -> int:
    text = request.params.one("page") or "1"
    if not (text.isascii() and text.isdigit() and int(text[:9]) >= 1) or len(text) > 9:
        raise Problem(400, "Not a page", f"page={text!r} is not a whole number of 1 or more.")
    if int(text) > 1 and request.params.one("in") is None:
        raise Problem(
            400, "A page of what?", "Say with in= which property's links page= counts, such as in=mg:country."
        )
    return int(text)


def _tail(request: Request) -> str:
    kept = [(name, value) for name, value in request.params if name in _KEPT]
    return request.url("", **dict(kept)).removeprefix(request.base_url)


def _file_name(path: str, media: MediaType) -> str:
    name = path.replace("/", "-")
    return f"{name if name.isascii() else 'thing'}.{media.suffix}"


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
