"""Things in the words of schema.org, for search engines: what the ontology's alignment says, read from the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pyoxigraph as ox

from ..iris import PREFIXES
from ..readable import Readable, lexical
from .about import About
from .addresses import Addresses
from .statements import term
from .statistics import Extent

Value = str | list["Value"] | dict[str, "Value"]
_SCHEMA = PREFIXES["schema"]
_ALSO: Mapping[str, str] = MappingProxyType(
    {
        "rdfs:label": "name",
        "skos:altLabel": "alternateName",
        "skos:definition": "description",
        "skos:exactMatch": "sameAs",
        "schema:sameAs": "sameAs",
        "mg:country": "areaServed",
        "mg:region": "areaServed",
        "mg:report": "subjectOf",
        "mg:address": "url",
    }
)
"""Properties that schema.org has words for though no sub-property holds."""
_CLASSES: Mapping[str, str] = MappingProxyType(
    {"skos:Concept": "DefinedTerm", "skos:ConceptScheme": "DefinedTermSet", "mg:Source": "WebPage"}
)
_ONE = frozenset({"name", "startDate", "endDate", "url"})
"""What schema.org wants one value of: the first, where the sources differ."""


def schema_org(reader: Readable, iri: str) -> dict[str, Value]:
    """Return a thing as a schema.org document in JSON-LD; things it names are nested with class and name.

    A period that ends before it starts is left out: a search engine would take it as a fact.
    """
    found: dict[str, set[str]] = {}
    nested: dict[str, dict[str, dict[str, Value]]] = {}
    for quad in reader.quads(ox.NamedNode(iri), None, None, None):
        for name in _property_names(reader, quad.predicate):
            if isinstance(quad.object, ox.NamedNode) and name != "sameAs":
                nested.setdefault(name, {})[quad.object.value] = _brief(reader, quad.object.value)
            elif _is_english(quad.object):
                found.setdefault(name, set()).add(lexical(quad.object))
    if min(found.get("startDate", {""})) > max(found.get("endDate", {"~"})):
        found = {name: texts for name, texts in found.items() if name not in ("startDate", "endDate")}
    values: dict[str, Value] = {name: _single(name, sorted(texts)) for name, texts in found.items()}
    values |= {name: _single(name, [things[key] for key in sorted(things)]) for name, things in nested.items()}
    head: dict[str, Value] = {"@context": "https://schema.org", "@id": iri, "@type": _types(reader, iri)}
    return head | dict(sorted(values.items()))


def schema_org_dataset(extent: Extent, about: About, addresses: Addresses, service: str) -> dict[str, Value]:
    """Return the data set in the words of schema.org, as JSON-LD; ``service`` is what the paths of files start with."""
    dump: dict[str, Value] = {
        "@type": "DataDownload",
        "contentUrl": f"{service}/dumps/{extent.revision}.nq.gz",
        "encodingFormat": "application/n-quads",
    }
    found: dict[str, Value] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": addresses.dataset,
        "name": about.title,
        "description": about.description,
        "url": f"{service}/",
        "version": str(extent.revision),
        "distribution": [dump],
    }
    optional = {"license": about.licence, "publisher": about.publisher, "dateModified": extent.modified}
    if extent.first:
        optional["temporalCoverage"] = f"{extent.first}/{extent.last}"
    return found | {name: value for name, value in optional.items() if value}


def _brief(reader: Readable, iri: str) -> dict[str, Value]:
    labels = [quad.object for quad in reader.quads(ox.NamedNode(iri), term("rdfs:label"), None, None)]
    texts = sorted(lexical(label) for label in labels if _is_english(label))
    name: dict[str, Value] = {"name": texts[0]} if texts else {}
    return {"@type": _types(reader, iri), "@id": iri, **name}


def _types(reader: Readable, iri: str) -> Value:
    asserted = reader.quads(ox.NamedNode(iri), term("rdf:type"), None, None)
    found = {name for quad in asserted for name in _class_names(reader, quad.object)}
    return _single("@type", sorted(found)) if found else "Thing"


def _class_names(reader: Readable, kind: object) -> Iterable[str]:
    if isinstance(kind, ox.NamedNode):
        yield from _aligned(reader, kind, "rdfs:subClassOf", _CLASSES)


def _property_names(reader: Readable, property: ox.NamedNode) -> Iterable[str]:
    return _aligned(reader, property, "rdfs:subPropertyOf", _ALSO)


def _aligned(reader: Readable, node: ox.NamedNode, up: str, also: Mapping[str, str]) -> Iterable[str]:
    """Give the words of schema.org for a class or property: the nearest on each way up."""
    seen, waiting = {node}, [node]
    while waiting:
        each = waiting.pop()
        above = [quad.object for quad in reader.quads(each, term(up), None, None)]
        names = [each] if each.value.startswith(_SCHEMA) else [n for n in above if lexical(n).startswith(_SCHEMA)]
        listed = [name for known, name in also.items() if term(known) == each]
        if names or listed:
            yield from {lexical(name).removeprefix(_SCHEMA) for name in names} | set(listed)
            continue
        for parent in above:
            if isinstance(parent, ox.NamedNode) and parent not in seen:
                seen.add(parent)
                waiting.append(parent)


def _is_english(object: object) -> bool:
    return isinstance(object, ox.NamedNode) or (isinstance(object, ox.Literal) and object.language in (None, "en"))


def _single(name: str, values: list[str] | list[dict[str, Value]]) -> Value:
    return values[0] if len(values) == 1 or name in _ONE else [*values]
