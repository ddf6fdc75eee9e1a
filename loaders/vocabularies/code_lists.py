"""The short code lists: IATI (XML), OECD DAC (CSV), GeoNames (TSV), country-coder (JSON)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...graph.names import forms
from .statements import Fact, Name, Statement, plain, read_rows, read_text

IATI, GEONAMES, COUNTRY_CODER = "iati_Country.xml", "geonames-countryInfo.txt", "country-coder-properties.json"
DAC = ("dac_recipients.csv", "dac_members.csv")

_IATI_ITEM = re.compile(r"<code>([A-Z]{2})</code>\s*<name>\s*<narrative>([^<]+)</narrative>")
_GEONAMES_COLUMNS = {"alpha2": 0, "alpha3": 1, "fips": 3, "name": 4, "geonames": 16}


def read_iati(folder: Path, alpha3: Mapping[str, str]) -> Iterator[Statement]:
    """Yield the code and the name of each country of the IATI list, with the withdrawn and the added ones."""
    for code, name in _IATI_ITEM.findall(read_text(folder / IATI)):
        yield Fact(f"country/{alpha3[code]}", "iati", code)
        yield Name(f"country/{alpha3[code]}", "en", plain(name.replace("&amp;", "&")), "hidden")


def read_geonames(folder: Path) -> Iterator[Statement]:
    """Yield the GeoNames number, the FIPS 10-4 code and the name of each country, former ones included."""
    for line in read_text(folder / GEONAMES).splitlines():
        cells = line.split("\t")
        if line.startswith("#") or len(cells) < len(_GEONAMES_COLUMNS):
            continue
        row = {column: cells[place].strip() for column, place in _GEONAMES_COLUMNS.items()}
        key = f"country/{row['alpha3']}"
        yield Fact(key, "geonames", row["geonames"])
        yield Name(key, "en", plain(row["name"]), "alternative")
        if row["fips"]:
            yield Fact(key, "fips", row["fips"])


def read_country_coder(folder: Path) -> Iterator[Fact]:
    """Yield the Wikidata number of each country and M49 area."""
    for place in json.loads(read_text(folder / COUNTRY_CODER)):
        if place.get("isoStatus") == "official" or place["id"] == "XK":
            yield Fact(f"country/{place['iso1A3']}", "wikidata", place["wikidata"])
        elif place.get("m49") == place["id"]:
            yield Fact(f"region/{place['m49']}", "wikidata", place["wikidata"])


def read_dac(folder: Path, english: Mapping[str, str]) -> Iterator[Fact]:
    """Yield the DAC code of each country, found by its English name; ``english`` maps folded names to keys."""
    for file in DAC:
        for row in read_rows(folder / file):
            keys = {english[form] for form in forms(row["name_en"]) if form in english}
            if len(keys) == 1:
                yield Fact(keys.pop(), "dac", row["code"])
