"""The data set in the words of VoID: how much of which class and property, what it links to, where to get it."""

from __future__ import annotations

import pyoxigraph as ox

from ..iris import MG, Minter
from .about import About
from .addresses import Addresses, uri
from .statements import Statements, english, integer, term
from .statistics import LinkCount, Statistics, namespace

FOREIGN: dict[str, str] = {
    "http://aims.fao.org/aos/geopolitical.owl#": "FAO geopolitical ontology",
    "http://dbpedia.org/resource/": "DBpedia",
    "http://id.loc.gov/vocabulary/countries/": "MARC list for countries",
    "http://lexvo.org/id/iso3166/": "Lexvo",
    "http://publications.europa.eu/resource/authority/country/": "EU authority table of countries",
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://sws.geonames.org/": "GeoNames",
    "https://www.omg.org/spec/LCC/Countries/ISO3166-1-CountryCodes/": "OMG LCC, ISO 3166-1 country codes",
    "https://www.omg.org/spec/LCC/Countries/UN-M49-RegionCodes/": "OMG LCC, UN M49 region codes",
}
"""The data sets that ours links to, by namespace; of one that is not here only the namespace is said."""
_EXAMPLES = ("country/MLI", "donor/netherlands", "theme/security-sector-reform")


def void_description(statistics: Statistics, about: About, minter: Minter, service: str) -> Statements:
    """Return the VoID description; ``service`` is the address of the service, without a slash at the end."""
    said, addresses = Statements(), Addresses(minter)
    dataset, document = addresses.dataset, f"{minter.base}void"
    said.say(document, "rdf:type", term("void:DatasetDescription"))
    said.say(document, "dct:title", english(f"Description of the data set: {about.title}"))
    said.say(document, "foaf:primaryTopic", dataset)
    say_dataset(said, statistics, about, addresses)
    said.say(dataset, "void:sparqlEndpoint", f"{service}/sparql")
    said.say(dataset, "void:dataDump", f"{service}/dumps/{statistics.revision}.nq.gz")
    said.say(dataset, "void:uriSpace", ox.Literal(minter.thing("")))
    said.say(dataset, "void:triples", integer(statistics.triples))
    said.say(dataset, "void:entities", integer(statistics.entities))
    said.say(dataset, "void:classes", integer(len(statistics.classes)))
    said.say(dataset, "void:properties", integer(len(statistics.properties)))
    said.say(
        dataset, "void:vocabulary", *(each.rstrip("#") if each == MG else each for each in statistics.vocabularies)
    )
    said.say(dataset, "void:exampleResource", *(minter.thing(key) for key in _EXAMPLES))
    _say_partitions(said, statistics, addresses)
    _say_subsets(said, statistics, addresses)
    for link in statistics.links:
        _say_linkset(said, link, addresses)
    return said


def say_dataset(said: Statements, statistics: Statistics, about: About, addresses: Addresses) -> None:
    """Say of the data set what every description of it says."""
    dataset = addresses.dataset
    said.say(dataset, "rdf:type", term("void:Dataset"))
    said.say(dataset, "dct:title", english(about.title))
    said.say(dataset, "dct:description", english(about.description))
    said.say(dataset, "owl:versionInfo", ox.Literal(f"revision {statistics.revision}"))
    if statistics.modified:
        said.say(dataset, "dct:modified", ox.Literal(statistics.modified, datatype=term("xsd:dateTime")))
    if about.licence:
        said.say(dataset, "dct:license", about.licence)
    if about.publisher:
        said.say(dataset, "dct:publisher", about.publisher)
    for name in ("N-Triples", "Turtle", "JSON-LD", "RDF_XML", "N-Quads"):
        said.say(dataset, "void:feature", f"http://www.w3.org/ns/formats/{name}")


def _say_partitions(said: Statements, statistics: Statistics, addresses: Addresses) -> None:
    for kind in statistics.classes:
        part = f"{addresses.minter.base}void#class={uri(kind.iri).replace('#', '%23')}"
        said.say(addresses.dataset, "void:classPartition", part)
        said.say(part, "void:class", kind.iri)
        said.say(part, "void:entities", integer(kind.entities))
    for used in statistics.properties:
        part = f"{addresses.minter.base}void#property={uri(used.iri).replace('#', '%23')}"
        said.say(addresses.dataset, "void:propertyPartition", part)
        said.say(part, "void:property", used.iri)
        said.say(part, "void:triples", integer(used.triples))
        said.say(part, "void:distinctSubjects", integer(used.subjects))
        said.say(part, "void:distinctObjects", integer(used.objects))


def _say_subsets(said: Statements, statistics: Statistics, addresses: Addresses) -> None:
    """Say how large the graphs are: each graph of the reference data, and those of all sources as one."""
    sources = addresses.minter.graph("source/")
    kept = [graph for graph in statistics.graphs if not graph.iri.startswith(sources)]
    for graph in kept:
        said.say(addresses.dataset, "void:subset", graph.iri)
        said.say(graph.iri, "rdf:type", term("void:Dataset"))
        said.say(graph.iri, "void:triples", integer(graph.triples))
    whole = f"{addresses.minter.base}void#sources"
    said.say(addresses.dataset, "void:subset", whole)
    said.say(whole, "rdf:type", term("void:Dataset"))
    said.say(whole, "dct:title", english("What the sources say, one named graph a source"))
    said.say(whole, "void:documents", integer(len(statistics.graphs) - len(kept)))


def _say_linkset(said: Statements, link: LinkCount, addresses: Addresses) -> None:
    target = f"{addresses.minter.base}void#target={uri(link.namespace).replace('#', '%23')}"
    predicate = link.property.removeprefix(namespace(link.property))
    linkset = f"{addresses.minter.base}void#links={predicate},{uri(link.namespace).replace('#', '%23')}"
    said.say(addresses.dataset, "void:subset", linkset)
    said.say(linkset, "rdf:type", term("void:Linkset"))
    said.say(linkset, "void:linkPredicate", link.property)
    said.say(linkset, "void:subjectsTarget", addresses.dataset)
    said.say(linkset, "void:objectsTarget", target)
    said.say(linkset, "void:triples", integer(link.triples))
    said.say(target, "rdf:type", term("void:Dataset"))
    said.say(target, "void:uriSpace", ox.Literal(link.namespace))
    if title := FOREIGN.get(link.namespace):
        said.say(target, "dct:title", english(title))
