"""The data set in the words of DCAT 3: a data set, its distributions, and the service that serves it."""

from __future__ import annotations

import pyoxigraph as ox

from ..iris import Minter
from .about import About
from .addresses import ONTOLOGY, Addresses
from .statements import Statements, english, term
from .statistics import Statistics
from .void import say_dataset

_MEDIA = "https://www.iana.org/assignments/media-types/"
_KEYWORDS = ("security sector reform", "security and justice", "international assistance", "mandates")


def dcat_description(statistics: Statistics, about: About, minter: Minter, service: str) -> Statements:
    """Return the DCAT description; ``service`` is the address of the service, without a slash at the end."""
    said, addresses = Statements(), Addresses(minter)
    dataset, document = addresses.dataset, f"{minter.base}dcat"
    said.say(document, "rdf:type", term("dcat:Catalog"))
    said.say(document, "dct:title", english(f"Catalogue: {about.title}"))
    said.say(document, "dct:description", english("One data set with its distributions and its service."))
    said.say(document, "dcat:dataset", dataset)
    said.say(document, "dcat:service", f"{minter.base}dcat#service")
    say_dataset(said, statistics, about, addresses)
    _say_facts(said, statistics, about, addresses, service)
    _say_distributions(said, statistics, about, addresses, service)
    _say_service(said, about, addresses, service)
    return said


def _say_facts(said: Statements, statistics: Statistics, about: About, addresses: Addresses, service: str) -> None:
    dataset = addresses.dataset
    said.say(dataset, "rdf:type", term("dcat:Dataset"))
    said.say(dataset, "dct:identifier", ox.Literal(dataset))
    said.say(dataset, "dcat:version", ox.Literal(str(statistics.revision)))
    said.say(dataset, "dcat:keyword", *(english(word) for word in _KEYWORDS))
    said.say(dataset, "dcat:theme", addresses.minter.thing("theme/security-sector-reform"))
    said.say(dataset, "dct:conformsTo", ONTOLOGY)
    said.say(dataset, "dct:spatial", *statistics.countries)
    said.say(dataset, "dcat:landingPage", f"{service}/")
    if about.contact:
        said.say(dataset, "dcat:contactPoint", about.contact)
    if statistics.first:
        period = f"{addresses.minter.base}dcat#period"
        said.say(dataset, "dct:temporal", period)
        said.say(period, "rdf:type", term("dct:PeriodOfTime"))
        for name, day in (("startDate", statistics.first), ("endDate", statistics.last)):
            said.say(period, f"dcat:{name}", ox.Literal(day, datatype=term("xsd:date")))


def _say_distributions(
    said: Statements, statistics: Statistics, about: About, addresses: Addresses, service: str
) -> None:
    dump = f"{addresses.minter.base}dcat#dump"
    query = f"{addresses.minter.base}dcat#sparql"
    said.say(addresses.dataset, "dcat:distribution", dump, query)
    for distribution in (dump, query):
        said.say(distribution, "rdf:type", term("dcat:Distribution"))
        if about.licence:
            said.say(distribution, "dct:license", about.licence)
    said.say(dump, "dct:title", english("All graphs but the load log, as canonical, sorted N-Quads"))
    said.say(dump, "dcat:downloadURL", f"{service}/dumps/{statistics.revision}.nq.gz")
    said.say(dump, "dcat:accessURL", f"{service}/dumps/{statistics.revision}.nq.gz")
    said.say(dump, "dcat:mediaType", f"{_MEDIA}application/n-quads")
    said.say(dump, "dcat:compressFormat", f"{_MEDIA}application/gzip")
    said.say(query, "dct:title", english("SPARQL 1.1"))
    said.say(query, "dcat:accessURL", f"{service}/sparql")
    said.say(query, "dcat:accessService", f"{addresses.minter.base}dcat#service")


def _say_service(said: Statements, about: About, addresses: Addresses, service: str) -> None:
    node = f"{addresses.minter.base}dcat#service"
    said.say(node, "rdf:type", term("dcat:DataService"))
    said.say(node, "dct:title", english(f"SPARQL endpoint, stored queries and linked data: {about.title}"))
    said.say(node, "dcat:endpointURL", f"{service}/sparql")
    said.say(node, "dcat:endpointDescription", f"{service}/sparql", f"{service}/openapi.json")
    said.say(node, "dcat:servesDataset", addresses.dataset)
    said.say(node, "dct:conformsTo", "http://www.w3.org/TR/sparql11-protocol/")
    if about.licence:
        said.say(node, "dct:license", about.licence)
