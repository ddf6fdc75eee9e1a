"""The site map of the pages (sitemaps.org): one file, or an index of files of at most 50,000 addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ...graph.publish.addresses import Addresses
from ...graph.publish.sitemap import MOST, is_small, parts, things
from ...graph.publish.statistics import Remembered, Statistics
from ...graph.readable import Readable
from ..web.conditional import not_modified
from ..web.messages import Problem, Request, Response
from ..web.router import Route
from .rdf_answers import entity_tag, revision_header

if TYPE_CHECKING:
    from ..state import Service

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def routes(service: Service) -> list[Route]:
    """Return the routes of the site map and its parts."""

    async def answer(request: Request) -> Response:
        return await service.engine.read(lambda reader: site_map(request, reader, service.statistics))

    return [Route("/sitemap.xml", {"GET": answer}), Route("/sitemap/{name}.xml", {"GET": answer})]


def site_map(request: Request, reader: Readable, remembered: Remembered) -> Response:
    """Return the site map or the part of it that is asked for, or 304."""
    name, service = request.path_values.get("name", ""), request.base_url
    etag = entity_tag(request, reader.revision, "site map", name)
    headers = [("content-type", "application/xml"), ("etag", etag), revision_header(reader.revision)]
    if (same := not_modified(request, etag, headers)) is not None:
        return same
    statistics = remembered(reader)
    body = write_part(reader, statistics, service, name) if name else write_map(reader, statistics, service)
    return Response(200, headers, body)


def write_map(reader: Readable, statistics: Statistics, service: str, most: int = MOST) -> bytes:
    """Return the whole map if it has at most ``most`` addresses, else the index of its parts."""
    if not is_small(statistics, most):
        return _xml(
            "sitemapindex", "sitemap", (f"{service}/sitemap/{part.name}.xml" for part in parts(statistics, most))
        )
    iris = (iri for part in parts(statistics, most) for iri in things(reader, part, most))
    return _xml("urlset", "url", [f"{service}/", *_pages(reader, iris, service)])


def write_part(reader: Readable, statistics: Statistics, service: str, name: str, most: int = MOST) -> bytes:
    """Return one part of the map; Problem 404 for one that there is not."""
    found = next((part for part in parts(statistics, most) if part.name == name), None)
    if found is None:
        raise Problem(404, "Not found", f"The site map has no part {name!r}.")
    return _xml("urlset", "url", _pages(reader, things(reader, found, most), service))


def _pages(reader: Readable, iris: Iterable[str], service: str) -> list[str]:
    addresses = Addresses(reader.minter)
    return sorted({page for iri in iris if (page := addresses.link(iri, service))})


def _xml(root: str, item: str, addresses: Iterable[str]) -> bytes:
    whole = ET.Element(root, {"xmlns": _NAMESPACE})
    for address in addresses:
        ET.SubElement(ET.SubElement(whole, item), "loc").text = address
    ET.indent(whole)
    written: bytes = ET.tostring(whole, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
