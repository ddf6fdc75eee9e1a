"""The feed of changes: what each load did, as Atom (RFC 4287), page by page (RFC 5005)."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ...graph.publish.about import About
from ...graph.publish.addresses import Addresses
from ...graph.publish.changes import Changed, LoadChanges, load_changes, load_count
from ...graph.readable import Readable
from ...graph.visible import visible
from ..web.conditional import not_modified
from ..web.messages import Problem, Request, Response
from ..web.router import Route
from .rdf_answers import entity_tag, pinned, revision_header

if TYPE_CHECKING:
    from ..state import Service

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
PATH = "/feed.atom"
PAGE_SIZE = 20
_NEVER = "1970-01-01T00:00:00Z"


def routes(service: Service) -> list[Route]:
    """Return the route of the feed."""

    async def feed(request: Request) -> Response:
        return await service.engine.read(lambda reader: changes(request, reader, service.about), request.revision)

    return [Route(PATH, {"GET": feed})]


def changes(request: Request, reader: Readable, about: About) -> Response:
    """Return the page of the feed that is asked for, or 304."""
    page = page_number(request)
    etag = entity_tag(request, reader.revision, "feed", str(page), repr(about))
    headers = [("content-type", MEDIA_TYPE), ("etag", etag), revision_header(reader.revision)]
    if (same := not_modified(request, etag, headers)) is not None:
        return same
    return Response(200, headers, write_feed(reader, about, request, page))


def page_number(request: Request) -> int:
    """Return the page that is asked for; Problem 400 for what is no number."""
    text = request.params.one("page") or "1"
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise Problem(400, "Not a page", f"page={text!r} is not a whole number of 1 or more.")
    return int(text)


def write_feed(reader: Readable, about: About, request: Request, page: int = 1) -> bytes:
    """Return one page of the feed; Problem 404 after the last."""
    last = max(1, ceil(load_count(reader) / PAGE_SIZE))
    if page > last:
        raise Problem(404, "No such page", f"The feed has {last} pages.", extra={"last": last})
    loads = load_changes(reader, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    root = ET.Element("feed", {"xmlns": ATOM})
    _add(root, "id", f"{reader.base_iri}feed.atom")
    _add(root, "title", f"{visible(about.title)}: changes")
    _add(root, "updated", next((load.started for load in loads if load.started), _NEVER))
    _add(_add(root, "author"), "name", visible(about.title))
    _add(root, "generator", "mandategraph")
    if about.licence:
        _link(root, "license", about.licence)
    _link(root, "alternate", pinned(request, "/"), "text/html")
    for rel, number in (("self", page), ("first", 1), ("previous", page - 1), ("next", page + 1), ("last", last)):
        if 1 <= number <= last:
            _link(root, rel, _page_address(request, number), MEDIA_TYPE)
    addresses = Addresses(reader.minter)
    for load in loads:
        _entry(root, load, addresses, request.base_url)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(root: ET.Element, load: LoadChanges, addresses: Addresses, service: str) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", load.iri)
    _add(entry, "title", load.title)
    _add(entry, "updated", load.started or _NEVER)
    _link(entry, "alternate", addresses.link(load.iri, service) or load.iri, "text/html")
    _link(entry, "alternate", f"{service}/data/{addresses.path(load.iri)}.ttl", "text/turtle")
    content = _add(entry, "content", _told(load, addresses, service))
    content.set("type", "html")


def _told(load: LoadChanges, addresses: Addresses, service: str) -> str:
    """Return what changed as HTML: a list for each kind, which says how many there are when it does not name all."""
    whole = ET.Element("div")
    for change in load.changes:
        ET.SubElement(whole, "p").text = change.words[0].upper() + change.words[1:] + _how_many(change)
        items = ET.SubElement(whole, "ul")
        for iri, label in change.shown:
            link = ET.SubElement(ET.SubElement(items, "li"), "a", {"href": addresses.link(iri, service) or iri})
            link.text = visible(label)
    if not load.changes:
        ET.SubElement(whole, "p").text = "No source changed: findings were recorded, or reference data was installed."
    return ET.tostring(whole, encoding="unicode", method="html")


def _how_many(change: Changed) -> str:
    return ":" if len(change.shown) == change.total else f", of which these are the first {len(change.shown)}:"


def _page_address(request: Request, number: int) -> str:
    return pinned(request, PATH, page=str(number)) if number > 1 else pinned(request, PATH)


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = text or None
    return element


def _link(parent: ET.Element, rel: str, href: str, type: str = "") -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": href, **({"type": type} if type else {})})
