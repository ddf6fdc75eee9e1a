"""Makes ``ontology/countries.ttl``: countries, former countries, regions and the states as givers.

    python -m mandategraph.loaders.vocabularies.reference FOLDER > ontology/countries.ttl

FOLDER holds the vocabulary files and their ``SOURCES.tsv``. The same files always give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from ...graph.countries.gazetteer import FOLDER
from ...graph.errors import MandategraphError, UsageError
from ...graph.iris import DEFAULT_BASE, PREFIXES, Minter, slug
from .eu_countries import AUTHORITY
from .gathering import Thing, gather
from .sources import SOURCES, origins
from .turtle import Writer

_MINTER = Minter(DEFAULT_BASE)
_SCHEME = "vocabulary/countries"
_WRITER = Writer(
    {name: PREFIXES[name] for name in ("dct", "mg", "rdfs", "skos", "void", "xsd")}
    | {kind: _MINTER.thing(f"{kind}/") for kind in ("country", "donor", "region")}
    | {"table": _MINTER.thing(f"{_SCHEME}/"), "vocabulary": _MINTER.thing("vocabulary/")}
)
_CODES = (
    *("alpha2", "alpha3", "numeric", "m49", "dac", "ds", "edgar", "eu", "fifa", "fips", "gaul", "geonames"),
    *("iati", "ioc", "itu", "marc", "tld", "wikidata", "wmo"),
)
_LINKS = {
    "dbpedia": "http://dbpedia.org/resource/{}",
    "eu": AUTHORITY + "{}",
    "exactMatch": "{}",
    "geonames": "https://sws.geonames.org/{}/",
    "wikidata": "http://www.wikidata.org/entity/{}",
}
_GOVERNED_BY_NONE = frozenset({"country/ATA", "country/BVT", "country/HMD", "country/UMI"})
_GOVERNMENT = _MINTER.thing("donor-type/government")


def reference(folder: Path, own: Path = FOLDER) -> str:
    """Return the reference data as Turtle, from the vocabulary files in ``folder`` and our own tables in ``own``."""
    things = gather(folder, own)
    ordered = [things[key] for key in sorted(things)]
    subjects = [_dataset(), *_tables(folder), *(_place(thing) for thing in ordered)]
    subjects += sorted(_giver(thing) for thing in ordered if _governs(thing))
    return "\n".join([_WRITER.head(), *subjects])


def _governs(thing: Thing) -> bool:
    return thing.key.startswith("country/") and "isReplacedBy" not in thing.facts and thing.key not in _GOVERNED_BY_NONE


def _dataset() -> str:
    title = _WRITER.text("Countries and regions", "en")
    sources = [("dct:source", f"table:{source.name}") for source in SOURCES]
    statements = [("rdfs:label", title), ("dct:title", title), *sources, ("skos:hasTopConcept", "region:001")]
    return _WRITER.subject(_MINTER.thing(_SCHEME), ("skos:ConceptScheme", "void:Dataset"), statements)


def _tables(folder: Path) -> Iterator[str]:
    taken_from = origins(folder)
    for source in SOURCES:
        title = _WRITER.text(source.title, "en")
        statements = [("rdfs:label", title), ("dct:title", title), ("dct:license", _WRITER.iri(source.licence))]
        statements += [("dct:identifier", _WRITER.text(taken_from[file])) for file in source.files]
        statements += [("mg:suppliesColumn", _WRITER.text(column)) for column in sorted(source.columns)]
        yield _WRITER.subject(_MINTER.thing(f"{_SCHEME}/{source.name}"), ("void:Dataset",), statements)


def _place(thing: Thing) -> str:
    region = thing.key.startswith("region/")
    kind = "mg:Region" if region else "mg:FormerCountry" if "isReplacedBy" in thing.facts else "mg:Country"
    statements = [*_labels(thing), *_notations(thing), *_relations(thing), *_matches(thing)]
    return _WRITER.subject(_MINTER.thing(thing.key), (kind, "skos:Concept"), statements)


def _labels(thing: Thing) -> Iterator[tuple[str, str]]:
    yield "rdfs:label", _WRITER.text(thing.label, "en")
    for language, text in sorted(thing.preferred.items()):
        yield "skos:prefLabel", _WRITER.text(text, language)
    for language, text in thing.alternative:
        yield "skos:altLabel", _WRITER.text(text, language)
    for language, text in thing.hidden:
        yield "skos:hiddenLabel", _WRITER.text(text, language)


def _notations(thing: Thing) -> Iterator[tuple[str, str]]:
    for code in _CODES:
        for value in sorted(thing.facts.get(code, ())):
            yield "skos:notation", _WRITER.text(value, datatype=f"{PREFIXES['mg']}{code}")


def _relations(thing: Thing) -> Iterator[tuple[str, str]]:
    facts = thing.facts
    for region in facts.get("broader", ()):
        yield "skos:broader", f"region:{region}"
    for group in sorted(facts.get("inGroup", ())):
        yield "mg:inGroup", f"region:{group}"
    for organisation in facts.get("areaOf", ()):
        yield "mg:areaOf", _WRITER.iri(_MINTER.thing(organisation))
    for day in ("validFrom", "validUntil"):
        if day in facts:
            yield f"mg:{day}", _WRITER.text(facts[day][0], datatype=f"{PREFIXES['xsd']}date")
    for property in ("isReplacedBy", "replaces"):
        for other in sorted(facts.get(property, ())):
            yield f"dct:{property}", f"country:{other}"
    for whole in facts.get("partedFrom", ()):
        yield "mg:partedFrom", f"country:{whole}"


def _matches(thing: Thing) -> Iterator[tuple[str, str]]:
    facts = dict(thing.facts)
    if thing.key.startswith("country/"):
        facts.setdefault("dbpedia", [thing.label.replace(" ", "_")])
    links = {form.format(value) for name, form in _LINKS.items() for value in facts.get(name, ())}
    for link in sorted(links):
        yield "skos:exactMatch", _WRITER.iri(link)
    for link in sorted(facts.get("closeMatch", ())):
        yield "skos:closeMatch", _WRITER.iri(link)
    yield "skos:inScheme", "vocabulary:countries"


def _giver(thing: Thing) -> str:
    article = "the " if "article" in thing.facts and not thing.label.startswith("The ") else ""
    statements = [
        ("rdfs:label", _WRITER.text(thing.label, "en")),
        ("skos:altLabel", _WRITER.text(f"Government of {article}{thing.label}", "en")),
        ("mg:governmentOf", _WRITER.iri(_MINTER.thing(thing.key))),
        ("mg:donorType", _WRITER.iri(_GOVERNMENT)),
    ]
    return _WRITER.subject(_MINTER.thing(f"donor/{slug(thing.label)}"), ("mg:Organisation",), statements)


def main(arguments: list[str]) -> int:
    """Write the reference data to standard output; return the exit code."""
    try:
        if len(arguments) != 1:
            raise UsageError("One folder is needed.", remedy="Give the folder of the vocabulary files.")
        sys.stdout.buffer.write(reference(Path(arguments[0])).encode())
    except MandategraphError as error:
        print(f"Error: {error.text}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
