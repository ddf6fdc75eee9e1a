"""A document of any type -> what it says."""

from __future__ import annotations

from ..graph.countries.resolver import Resolver
from .documents.document import Document
from .documents.media import CSV, IATI, JSON, RDF_TYPES
from .iati.activities import read_iati
from .pages.listing import read_listing
from .pages.mandate_page import is_mandate_page, read_mandate_page
from .rdf.statements import read_rdf
from .records import Page
from .tables.mandates import read_table


def read_page(document: Document, resolver: Resolver, version_iri: str) -> Page:
    """Return what ``document`` says; InputError if it is not well-formed for its type."""
    things = f"{version_iri.rsplit('/', 3)[0]}/"  # what IRIs of things begin with
    if document.media_type in RDF_TYPES:
        return read_rdf(document, resolver, version_iri)
    if document.media_type == IATI:
        return read_iati(document, resolver, things)
    if document.media_type in (CSV, JSON):
        return read_table(document, resolver, things)
    listing = read_listing(document.text, resolver)
    dated = any(mandate.start_literal or mandate.end_literal for mandate in listing.mandates)
    if not dated and is_mandate_page(document.text):
        return read_mandate_page(document.text, resolver)
    return listing
