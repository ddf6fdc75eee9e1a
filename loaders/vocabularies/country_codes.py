"""``country-codes.csv``: ISO 3166-1, UN M49, the UN's names, and the codes of a dozen other lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .statements import Fact, Name, Statement, Use, plain, read_rows

FILE = "country-codes.csv"

_CODES = {
    "alpha2": ("ISO3166-1-Alpha-2", "[A-Z]{2}"),
    "alpha3": ("ISO3166-1-Alpha-3", "[A-Z]{3}"),
    "numeric": ("ISO3166-1-numeric", r"\d{1,3}"),
    "m49": ("M49", r"\d{1,3}"),
    "marc": ("MARC", "[a-z]{2,3}"),
    "fifa": ("FIFA", "[A-Z]{3}"),
    "ioc": ("IOC", "[A-Z]{3}"),
    "itu": ("ITU", "[A-Z]{1,3}"),
    "wmo": ("WMO", "[A-Z]{2}"),
    "ds": ("DS", "[A-Z]{1,3}"),
    "gaul": ("GAUL", r"\d+"),
    "edgar": ("EDGAR", "[A-Z0-9]{2}"),
    "tld": ("TLD", r"\.[a-z]{2}"),
    "geonames": ("Geoname ID", r"\d+"),
}
_PADDED = {"numeric", "m49"}
_NOT_IN_M49 = {"TWN"}

_NAMES: tuple[tuple[str, str, Use], ...] = (
    ("official_name_en", "en", "alternative"),
    ("official_name_fr", "fr", "preferred"),
    ("official_name_es", "es", "preferred"),
    ("official_name_ar", "ar", "preferred"),
    ("official_name_ru", "ru", "preferred"),
    ("official_name_cn", "zh", "preferred"),
    ("CLDR display name", "en", "alternative"),
    ("UNTERM English Formal", "en", "alternative"),
    ("UNTERM French Formal", "fr", "alternative"),
    ("UNTERM Spanish Formal", "es", "alternative"),
    ("UNTERM Arabic Formal", "ar", "alternative"),
)
_ARTICLE = re.compile(r"^(?:the|la|le|les|el|los|las) |^l['’]", re.IGNORECASE)

_GROUPS = {
    "Least Developed Countries (LDC)": "199",
    "Land Locked Developing Countries (LLDC)": "432",
    "Small Island Developing States (SIDS)": "722",
}
_LEVELS = ("Global", "Region", "Sub-region", "Intermediate Region")


def alpha3_of(folder: Path) -> dict[str, str]:
    """Return the alpha-3 code of each alpha-2 code and each padded numeric code."""
    found = {}
    for row in read_rows(folder / FILE):
        alpha3 = row["ISO3166-1-Alpha-3"]
        found[row["ISO3166-1-Alpha-2"]] = found[row["ISO3166-1-numeric"].zfill(3)] = alpha3
    return found


def read(folder: Path) -> Iterator[Statement]:
    """Yield what the file says of countries and regions."""
    for row in read_rows(folder / FILE):
        key = f"country/{row['ISO3166-1-Alpha-3']}"
        yield from _codes(key, row)
        for column, language, use in _NAMES:
            if row[column]:
                yield Name(key, language, plain(_ARTICLE.sub("", row[column])), use)
        yield from _areas(key, row)


def _codes(key: str, row: dict[str, str]) -> Iterator[Fact]:
    for code, (column, pattern) in _CODES.items():
        value = row[column]
        if re.fullmatch(pattern, value) and not (code == "m49" and key[-3:] in _NOT_IN_M49):
            yield Fact(key, code, value.zfill(3) if code in _PADDED else value)
    if found := re.search(r"Q\d+$", row["wikidata_id"]):
        yield Fact(key, "wikidata", found[0])


def _areas(key: str, row: dict[str, str]) -> Iterator[Statement]:
    chain = [(row[f"{level} Code"].zfill(3), row[f"{level} Name"]) for level in _LEVELS if row[f"{level} Code"]]
    for place, (code, name) in enumerate(chain):
        region = f"region/{code}"
        yield Name(region, "en", name, "preferred")
        yield Fact(region, "m49", code)
        if place:
            yield Fact(region, "broader", chain[place - 1][0])
    if len(chain) > 1:
        yield Fact(key, "broader", chain[-1][0])
    for column, group in _GROUPS.items():
        if row[column] == "x":
            yield Fact(key, "inGroup", group)
