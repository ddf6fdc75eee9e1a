"""What is said of a source itself: its address, its current version, the extraction."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version

from pyoxigraph import Literal, NamedNode

from ..graph.iris import MG, Minter, slug, version_key
from ..graph.reference import reference_version
from ..graph.store.store import Store
from .documents.document import Document
from .mapping import Mapper, day_literal, facts, literal, term
from .records import Page

_WORDS = "[a-z0-9]+(?:-[a-z0-9]+)*"
_PLAIN = re.compile(rf"{_WORDS}(?:/{_WORDS})*\.[a-z0-9]+")
_INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
_PROV_USED = "<http://www.w3.org/ns/prov#used>"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def source_slug(address: str) -> str:
    """Return the slug of a source's address; no two addresses share one.

    A plain path such as ``pages/ivory-coast.txt`` is told by ``pages--ivory-coast-txt``; any other address, such as a
    URL, ends in eight digits of its hash.
    """
    if _PLAIN.fullmatch(address):
        return address.replace("/", "--").replace(".", "-")
    return f"{slug(address)}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def version_iri(document: Document, minter: Minter) -> str:
    """Return the IRI of this version of its source."""
    return minter.thing(version_key(source_slug(document.address), document.sha256))


@functools.cache
def rules_version() -> str:
    """Return what decides how a text is read: this software's version and the reference data's hash."""
    return f"{version('mandategraph')}+{reference_version()}"


def source_statements(document: Document, page: Page, minter: Minter, read_on: date) -> Iterator[str]:
    """Yield the statements about a source, its current version and the extraction, without graph and full stop."""
    key = f"source/{source_slug(document.address)}"
    mapper = Mapper(minter, "")
    source, current = mapper.thing(key), f"<{version_iri(document, minter)}>"
    extraction = f"{current[:-1]}/extraction>"
    yield f"{source} {_TYPE} {term('Source')}"
    yield f"{source} {_LABEL} {literal(page.heading or document.address)}"
    yield from facts(source, {"address": literal(document.address), "currentVersion": current})
    yield f"{current} {_TYPE} {term('SourceVersion')}"
    yield f"{current} {_LABEL} {literal(f'{document.address}, version {document.sha256[:16]}')}"
    yield from facts(current, dict(_version_facts(document, page, source, mapper, read_on)))
    yield f"{extraction} {_TYPE} {term('Extraction')}"
    yield f"{extraction} {_LABEL} {literal(f'Extraction of {document.address}')}"
    yield f"{extraction} {_PROV_USED} {current}"
    counted = f'"{page.mandate_count}"{_INTEGER}'
    yield from facts(extraction, {"rulesVersion": literal(rules_version()), "mandateCount": counted})


def _version_facts(
    document: Document, page: Page, source: str, mapper: Mapper, read_on: date
) -> Iterator[tuple[str, str]]:
    yield "ofSource", source
    yield "sha256", literal(document.sha256)
    yield "text", literal(document.text)
    yield "encoding", literal(document.encoding)
    yield "mediaType", literal(document.media_type)
    yield "byteSize", f'"{document.byte_size}"{_INTEGER}'
    yield "characterCount", f'"{len(document.text)}"{_INTEGER}'
    yield "readOn", day_literal(read_on)
    if document.line_map:
        yield "lineMap", literal(" ".join(f"{offset}:{line}:{column}" for offset, line, column in document.line_map))
    if document.declared_url:
        yield "declaredAddress", literal(document.declared_url)
    if page.heading:
        yield "pageHeading", literal(page.heading)
    if page.about:
        yield "aboutCountry", mapper.thing(page.about.key)


def source_graph(address: str, minter: Minter) -> str:
    """Return the graph of the source with this address."""
    return minter.graph(f"source/{source_slug(address)}")


def is_current(store: Store, document: Document) -> bool:
    """Tell whether the store holds these bytes of this source, read by the same rules."""
    graph = NamedNode(source_graph(document.address, store.minter))
    version = NamedNode(version_iri(document, store.minter))
    held = any(store.quads(None, NamedNode(f"{MG}currentVersion"), version, graph))
    rules = Literal(rules_version())
    return held and any(store.quads(None, NamedNode(f"{MG}rulesVersion"), rules, graph))
