"""Where each column of the reference data comes from, and under which licence."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ...graph.countries.gazetteer import ALIASES
from ...graph.errors import InputError
from . import country_coder, country_codes, dac_codes, eu_countries, geonames, iati_codelist, kept, lcc_codes
from .statements import read_rows

INDEX = "SOURCES.tsv"

_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_PDDL = "https://opendatacommons.org/licenses/pddl/1-0/"
_CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


class Source(NamedTuple):
    """A file that the reference data is made of; ``columns`` are the terms it supplies."""

    name: str
    title: str
    files: tuple[str, ...]
    licence: str
    columns: tuple[str, ...]


def _labels(languages: str) -> tuple[str, ...]:
    return tuple(f"skos:prefLabel@{language}" for language in languages.split())


SOURCES = (
    Source(
        "cldr",
        "Unicode CLDR 47, territory names, as shipped in Babel 2.18.0",
        (),
        "https://www.unicode.org/license.txt",
        _labels("ar mk ru sq sr sr-latn zh"),
    ),
    Source(
        "country-codes",
        "datasets/country-codes: ISO 3166-1, UN M49, UNTERM and other code lists",
        (country_codes.FILE,),
        _PDDL,
        (
            *("mg:alpha2", "mg:alpha3", "mg:ds", "mg:edgar", "mg:fifa", "mg:gaul", "mg:inGroup", "mg:ioc", "mg:itu"),
            *("mg:m49", "mg:marc", "mg:numeric", "mg:tld", "mg:wmo", "skos:altLabel", "skos:broader"),
        ),
    ),
    Source(
        "country-coder",
        "country-coder: Wikidata numbers of countries and regions",
        (country_coder.FILE,),
        "https://opensource.org/license/isc-license-txt",
        ("mg:wikidata",),
    ),
    Source("dac", "OECD DAC and CRS code lists: recipients and members", dac_codes.FILES, _PDDL, ("mg:dac",)),
    Source(
        "eu-countries",
        "EU Publications Office, country authority table 20220928-0",
        (eu_countries.FILE,),
        _CC_BY,
        ("mg:eu", *_labels("de en es fr it nl pt"), "skos:altLabel"),
    ),
    Source("geonames", "GeoNames, countryInfo", (geonames.FILE,), _CC_BY, ("mg:fips", "mg:geonames")),
    Source("iati", "IATI codelist Country", (iati_codelist.FILE,), _CC_BY, ("mg:iati", "skos:hiddenLabel")),
    Source(
        "lcc",
        "OMG Languages, Countries and Codes",
        lcc_codes.FILES,
        "https://opensource.org/license/mit",
        ("skos:exactMatch", "skos:hiddenLabel"),
    ),
    Source(
        "own",
        f"Kept by hand: {ALIASES}, {kept.FACTS}",
        (),
        _CC0,
        ("mg:validFrom", "mg:validUntil", "skos:altLabel", "skos:closeMatch", "skos:exactMatch (DBpedia)"),
    ),
)


def origins(folder: Path) -> dict[str, str]:
    """Return where each vocabulary file was taken from: project, path and version."""
    found = {row["file"]: row for row in read_rows(folder / INDEX)}
    try:
        return {
            file: f"{found[file]['origin']} {found[file]['path']} {found[file]['commit_or_version']}"
            for source in SOURCES
            for file in source.files
        }
    except KeyError as error:
        raise InputError(
            f"No origin is given for the vocabulary file {error}.",
            where=str(folder / INDEX),
            remedy="Add a line: file, origin, path, commit_or_version, licence.",
        ) from error
