"""``country-codes.csv``: ISO 3166-1, UN M49, the UN's names, and the codes of a dozen other lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...graph.countries.code_schemes import SCHEMES
from ...graph.vocabularies.data import Code, Label, VocabularyEntry
from .files import Row, VocabularyFile
from .format import Format
from .statements import Fact, Name, Statement, Use, plain, read_rows

FILE = "country-codes.csv"

_CODES = {
    "alpha2": "ISO3166-1-Alpha-2",
    "alpha3": "ISO3166-1-Alpha-3",
    "numeric": "ISO3166-1-numeric",
    "m49": "M49",
    "marc": "MARC",
    "fifa": "FIFA",
    "ioc": "IOC",
    "itu": "ITU",
    "wmo": "WMO",
    "ds": "DS",
    "gaul": "GAUL",
    "edgar": "EDGAR",
    "tld": "TLD",
    "geonames": "Geoname ID",
}
_KEYS = ("alpha2", "alpha3", "numeric")
"""The codes that every row must have; of the others a cell may be empty or hold several."""
NOT_IN_M49 = {"TWN"}

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
_INDEPENDENT = "is_independent"
_PART = re.compile(r"(?:Part|Territory|Territories) of (?P<country>[A-Z]{2})")
_QID = re.compile(r"Q[1-9]\d*$")
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
    for scheme, column in _CODES.items():
        value = SCHEMES[scheme].normal(row[column])
        if value and not (scheme == "m49" and key[-3:] in NOT_IN_M49):
            yield Fact(key, scheme, value)
    if found := _QID.search(row["wikidata_id"]):
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


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield the 249 entries of ISO 3166-1 with their codes of a dozen lists; FIPS and Wikidata are here as well.

    Numbers get their leading zeros, and Wikidata's page addresses become item numbers.
    """
    rows = list(file.rows([*_CODES.values(), "FIPS", "wikidata_id", *(column for column, _, _ in _NAMES)]))
    entries = {row[_CODES["alpha2"]]: file.entry(row[_CODES["alpha3"]]) for row in rows}
    file.check_once((row[_CODES["alpha2"]], row.line) for row in rows)
    for row in rows:
        notations = [file.code(scheme, row[_CODES[scheme]], row.line) for scheme in _KEYS]
        for scheme, column in (*_CODES.items(), ("fips", "FIPS")):
            value = SCHEMES[scheme].normal(row[column])
            if row[column] and value is None:
                file.warn(f"{row[column]!r} is no {scheme} code and is left out", row.line)
            if value and not (scheme == "m49" and row["ISO3166-1-Alpha-3"] in NOT_IN_M49):
                notations.append(Code(scheme, value))
        if found := _QID.search(row["wikidata_id"]):
            notations.append(Code("wikidata", found[0]))
        yield VocabularyEntry(
            file.entry(row["ISO3166-1-Alpha-3"]),
            labels=tuple(_labels(row)),
            notations=tuple(dict.fromkeys(notations)),
            within=tuple(_within(row, entries)),
            place=file.place(row.line),
        )


def _within(row: Row, entries: Mapping[str, str]) -> Iterator[str]:
    """Yield the country that the table calls an entry a part or a territory of.

    Crown dependencies, commonwealths, associated states and what is in contention are something else.
    """
    found = _PART.fullmatch(row.cells.get(_INDEPENDENT, ""))
    if found and found["country"] in entries:
        yield entries[found["country"]]


def _labels(row: Row) -> Iterator[Label]:
    for column, language, _ in _NAMES:
        if row[column]:
            yield Label(row[column], language, "alternative" if column.startswith("UNTERM") else "preferred")


def _recognise(file: VocabularyFile) -> bool:
    return b"ISO3166-1-Alpha-2" in file.data[:4000] and b"wikidata_id" in file.data[:4000]


FORMAT = Format(
    "country-codes",
    "datasets/country-codes: ISO 3166-1 and a dozen other lists",
    "https://github.com/datasets/country-codes",
    "https://opendatacommons.org/licenses/pddl/1-0/",
    _recognise,
    read_entries,
)
