"""``lcc_*.rdf``: the OMG's ontologies of ISO 3166-1 and UN M49, where codes are individuals that denote a country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from .statements import Fact, Name, Statement, plain, read_triples

FILES = ("lcc_ISO3166-1-CountryCodes.rdf", "lcc_UN-M49-RegionCodes.rdf")

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CR = "https://www.omg.org/spec/LCC/Countries/CountryRepresentation/"
_LR = "https://www.omg.org/spec/LCC/Languages/LanguageRepresentation/"


def read(folder: Path, alpha3: Mapping[str, str]) -> Iterator[Statement]:
    """Yield the IRI of each country and region, and the English short name with its article (``Congo (the)``).

    The alpha-2 individuals lead to the countries; aliases of a country have none and are left out.
    """
    countries = _properties(folder / FILES[0])
    for properties in countries.values():
        if properties.get(_RDF_TYPE) == f"{_CR}Alpha2Code":
            country = properties[f"{_LR}denotes"]
            key = f"country/{alpha3[properties[f'{_LR}hasTag']]}"
            yield Fact(key, "exactMatch", country)
            short = countries[country][f"{_CR}hasEnglishShortName"]
            yield Name(key, "en", plain(short), "hidden")
            if short.endswith("(the)"):
                yield Fact(key, "article", "the")
    for region, properties in _properties(folder / FILES[1]).items():
        if properties.get(_RDF_TYPE) == f"{_CR}GeographicRegion":
            yield Fact(f"region/{properties[f'{_CR}hasNumericRegionCode']}", "exactMatch", region)


def _properties(path: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for triple in read_triples(path, ox.RdfFormat.RDF_XML):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            properties = found.setdefault(triple.subject.value, {})
            if triple.object.value != "http://www.w3.org/2002/07/owl#NamedIndividual":
                properties[triple.predicate.value] = triple.object.value
    return found
