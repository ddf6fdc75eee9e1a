"""``countryInfo.txt``: the countries of GeoNames, tab-separated after a block of comments."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...graph.vocabularies.data import Fact, Label, VocabularyEntry
from .files import VocabularyFile
from .format import Format
from .statements import Fact as Known
from .statements import Name, Statement, plain

FILE = "geonames-countryInfo.txt"

_GN, _XSD = "http://www.geonames.org/ontology#", "http://www.w3.org/2001/XMLSchema#"
_HEADER = "#ISO\tISO3\t"
_COLUMNS = ("ISO", "ISO3", "ISO-Numeric", "fips", "Country", "geonameid")
_FORMER = {"CS": "2006-06-05", "AN": "2010-10-10"}
"""The last days of what the file's comments say exists no more; the rows themselves do not tell."""


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield the countries; Kosovo's number 0 is none, and the IRI ends in the GeoNames number and a slash."""
    rows = list(_rows(file))
    file.check_once((row["ISO"], line) for line, row in rows)
    numbers = {row["ISO"]: row["geonameid"] for _, row in rows}
    for line, row in rows:
        number = row["geonameid"]
        codes = [file.code("geonames", number, line), file.code("alpha2", row["ISO"], line)]
        codes.append(file.code("alpha3", row["ISO3"], line))
        if row["ISO-Numeric"] != "0":
            codes.append(file.code("numeric", row["ISO-Numeric"], line))
        if row["fips"]:
            codes.append(file.code("fips", row["fips"], line))
        yield VocabularyEntry(
            f"https://sws.geonames.org/{number}/",
            labels=(Label(row["Country"], "en", "preferred"),),
            notations=tuple(codes),
            valid_until=file.day(_FORMER.get(row["ISO"], "")),
            deprecated=row["ISO"] in _FORMER,
            note=_note(row["ISO"]),
            facts=tuple(_facts(file, row, line, numbers)),
            place=file.place(line),
        )


def _facts(file: VocabularyFile, row: Mapping[str, str], line: int, numbers: Mapping[str, str]) -> Iterator[Fact]:
    """Yield what the ontology of GeoNames has a term for: population, code and neighbours; other columns have none."""
    yield Fact(f"{_GN}countryCode", row["ISO"], f"{_XSD}string")
    if population := row.get("Population", ""):
        if not (population.isascii() and population.isdigit()):
            raise file.broken(f"{population!r} is no population", line)
        yield Fact(f"{_GN}population", population, f"{_XSD}integer")
    for code in filter(None, row.get("neighbours", "").split(",")):
        if code not in numbers:
            raise file.broken(f"The neighbour {code!r} is no country of the file", line)
        yield Fact(f"{_GN}neighbour", f"https://sws.geonames.org/{numbers[code]}/")


def _note(alpha2: str) -> str:
    if alpha2 in _FORMER:
        return "No longer exists, as the file's comments say."
    return "XK is user-assigned, no code of ISO 3166-1." if alpha2 == "XK" else ""


def _rows(file: VocabularyFile) -> Iterator[tuple[int, dict[str, str]]]:
    names: list[str] = []
    for number, raw in enumerate(io.StringIO(file.text), start=1):
        line = raw.rstrip("\r\n")
        if line.startswith(_HEADER):
            names = line.removeprefix("#").split("\t")
            missing = [column for column in _COLUMNS if column not in names]
            if missing:
                raise file.broken(f"The header has no column {missing[0]!r}", number)
        elif line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            if not names:
                raise file.broken(f"There is no header line that begins with {_HEADER!r} before the rows", number)
            least = 1 + max(names.index(column) for column in _COLUMNS)
            if not least <= len(cells) <= len(names):
                raise file.broken(f"The row has {len(cells)} cells, the header {len(names)}", number)
            yield number, {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    if not names:
        raise file.broken(f"There is no header line that begins with {_HEADER!r}")


def _recognise(file: VocabularyFile) -> bool:
    return b"#ISO\tISO3\tISO-Numeric" in file.data


FORMAT = Format(
    "geonames",
    "GeoNames: country information",
    "https://download.geonames.org/export/dump/countryInfo.txt",
    "https://creativecommons.org/licenses/by/4.0/",
    _recognise,
    read_entries,
)


def read(folder: Path) -> Iterator[Statement]:
    """Yield the GeoNames number, the FIPS 10-4 code and the name of each country, former ones included."""
    for entry in read_entries(VocabularyFile.open(folder / FILE, "geonames")):
        key = f"country/{entry.codes('alpha3')[0]}"
        yield Known(key, "geonames", entry.codes("geonames")[0])
        yield Name(key, "en", plain(entry.label), "alternative")
        for code in entry.notations:
            if code.scheme == "fips":
                yield Known(key, *code)
