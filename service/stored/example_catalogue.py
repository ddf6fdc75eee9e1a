"""The stored queries as RDF, in the manner of sib-swiss: editors look for ``sh:SPARQLExecutable`` in one known place.

A query's IRI is its address here. Its text is the value of ``sh:select``, ``sh:ask`` or ``sh:construct``.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ...graph.iris import PREFIXES
from ...graph.publish.statements import english, term
from ...graph.queries.catalogue import Catalogue
from ...graph.queries.files import StoredQuery
from ...graph.queries.header import Parameter
from ..linked_data.rdf_answers import answer as rdf_answer
from ..linked_data.rdf_answers import entity_tag
from ..web.messages import Request, Response
from ..web.negotiation import STATEMENTS, negotiate
from .request import query_text

if TYPE_CHECKING:
    from ..state import Service

PATH = "/sparql/.well-known/sparql-examples"
_KEPT = 16
_EXECUTABLE = re.compile(r"SPARQL(?:Select|Ask|Construct|Describe)?Executable")
_Statement = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]
_FORMS = {"SELECT": ("SPARQLSelectExecutable", "select"), "ASK": ("SPARQLAskExecutable", "ask"),
          "CONSTRUCT": ("SPARQLConstructExecutable", "construct")}  # fmt: skip


class Examples:
    """Answers the graph of the examples."""

    def __init__(self, service: Service) -> None:
        self._service, self._catalogue = service, service.catalogue
        self._written: dict[str, str] = {}
        versions = "".join(service.catalogue[name].version for name in service.catalogue)
        self._version = hashlib.sha256(versions.encode()).hexdigest()[:16]

    def asked(self, base_url: str, *texts: str) -> str:
        """Return the graph as N-Quads if a SPARQL query is about it: names it, or speaks of executables of SHACL."""
        if not any(base_url + PATH in text or _EXECUTABLE.search(text) for text in texts):
            return ""
        if base_url not in self._written:
            if len(self._written) >= _KEPT:
                self._written.clear()
            graph = ox.NamedNode(base_url + PATH)
            quads = (ox.Quad(each.subject, each.predicate, each.object, graph) for each in self._quads(base_url))
            self._written[base_url] = "".join(f"{quad} .\n" for quad in quads)
        return self._written[base_url]

    async def answer(self, request: Request) -> Response:
        """Return the graph."""
        chosen = negotiate(request, STATEMENTS)
        etag = entity_tag(request, 0, self._version, "examples", chosen[1])
        make = partial(self._quads, request.base_url)
        return await asyncio.to_thread(rdf_answer, request, chosen, make, etag=etag)

    def _quads(self, base_url: str) -> Iterator[ox.Quad]:
        return describe(self._catalogue, base_url, self._service.engine.base_iri)


def describe(catalogue: Catalogue, base_url: str, base_iri: str) -> Iterator[ox.Quad]:
    """Give every query of the catalogue; ``base_iri`` is that of the data, to which the IRIs in queries are moved."""
    for subject, predicate, value in _statements(catalogue, base_url, base_iri):
        yield ox.Quad(subject, predicate, value)


def _statements(catalogue: Catalogue, base_url: str, base_iri: str) -> Iterator[_Statement]:
    endpoint, prefixes = ox.NamedNode(f"{base_url}/sparql"), ox.NamedNode(f"{base_url}{PATH}#prefixes")
    yield prefixes, term("rdf:type"), term("owl:Ontology")
    for prefix, namespace in PREFIXES.items():
        declared = ox.NamedNode(f"{prefixes.value}-{prefix}")
        yield prefixes, term("sh:declare"), declared
        yield declared, term("sh:prefix"), ox.Literal(prefix)
        yield declared, term("sh:namespace"), ox.Literal(namespace, datatype=term("xsd:anyURI"))
    for name in catalogue:
        query = ox.NamedNode(f"{base_url}/queries/{name}")
        yield query, term("schema:target"), endpoint
        yield query, term("sh:prefixes"), prefixes
        yield from _query(query, catalogue[name], base_iri)


def _query(node: ox.NamedNode, query: StoredQuery, base_iri: str) -> Iterator[_Statement]:
    kind, property = _FORMS[query.form]
    yield node, term("rdf:type"), term("sh:SPARQLExecutable")
    yield node, term("rdf:type"), term(f"sh:{kind}")
    yield node, term(f"sh:{property}"), ox.Literal(query_text(query, base_iri))
    yield node, term("rdfs:label"), english(query.header.title)
    yield node, term("rdfs:comment"), english(query.header.question)
    yield node, term("dct:identifier"), ox.Literal(query.name)
    yield node, term("owl:versionInfo"), ox.Literal(query.version)
    if query.header.description:
        yield node, term("dct:description"), english(query.header.description)
    for parameter in query.header.parameters:
        yield from _parameter(node, parameter)


def _parameter(query: ox.NamedNode, parameter: Parameter) -> Iterator[_Statement]:
    """Give a parameter as SPARQL's SHACL extension (SHACL-AF, section 4) describes one."""
    node = ox.NamedNode(f"{query.value}#parameter-{parameter.name}")
    yield query, term("sh:parameter"), node
    yield node, term("rdf:type"), term("sh:Parameter")
    yield node, term("sh:path"), ox.NamedNode(f"{query.value}#{parameter.name}")
    yield node, term("sh:name"), ox.Literal(parameter.name)
    if parameter.description:
        yield node, term("sh:description"), english(parameter.description)
    if not parameter.required:
        yield node, term("sh:optional"), ox.Literal("true", datatype=term("xsd:boolean"))
