"""Where a page leads machines: one list, for its ``<head>`` and for the header ``Link`` (RFC 8288)."""

from __future__ import annotations

from typing import NamedTuple

from ...graph.publish.about import About
from ...graph.publish.addresses import Addresses
from ..linked_data.rdf_answers import link_header
from ..web.messages import Header, Request
from ..web.negotiation import STATEMENTS
from .view import View

_TITLES = {"turtle": "Turtle", "ntriples": "N-Triples", "rdfxml": "RDF/XML", "jsonld": "JSON-LD", "trig": "TriG",
           "nquads": "N-Quads"}  # fmt: skip


class HeadLink(NamedTuple):
    """A link: where it leads, what the place is to the page, and for another format its media type and name."""

    href: str
    rel: str
    type: str = ""
    title: str = ""


def head_links(view: View, iri: str) -> list[HeadLink]:
    """Return the links of the page of a thing, or of one that is about no thing (an empty IRI).

    They lead to the thing in every format, to the lasting address of the page, to the description of the data set
    and to the licence, if there is one.
    """
    licence = About.read().licence
    common = [HeadLink(view.url("/void"), "describedby"), *([HeadLink(licence, "license")] if licence else [])]
    return [*_formats(view, iri), *_lasting(view, iri), *common]


def page_links(request: Request, view: View, iri: str) -> Header:
    """Return the same links as a header, with full addresses."""
    origin = request.base_url.removesuffix(request.root_path)
    full = [
        (link, f"{origin}{link.href}" if link.href.startswith("/") else link.href) for link in head_links(view, iri)
    ]
    return link_header((href, link.rel, link.type) for link, href in full)


def _formats(view: View, iri: str) -> list[HeadLink]:
    if not iri:
        return []
    path = Addresses(view.reader.minter).path(iri)
    return [
        HeadLink(view.url(f"/data/{path}.{media.suffix}"), "alternate", media.type, _TITLES[media.name])
        for media in STATEMENTS
    ]


def _lasting(view: View, iri: str) -> list[HeadLink]:
    minter = view.reader.minter
    page = Addresses(minter).link(iri, minter.base.rstrip("/")) if iri else None
    return [HeadLink(page, "canonical"), HeadLink(iri, "describes")] if page else []
