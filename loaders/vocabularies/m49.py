"""UN M49: countries and areas with the regions and groups they belong to, from the M49 columns of a table."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph.vocabularies.data import Label, VocabularyEntry
from .country_codes import NOT_IN_M49
from .files import Row, VocabularyFile
from .format import Format

_LEVELS = ("Global", "Region", "Sub-region", "Intermediate Region")
_GROUPS = {
    "Least Developed Countries (LDC)": "199",
    "Land Locked Developing Countries (LLDC)": "432",
    "Small Island Developing States (SIDS)": "722",
}
_NAMES = {"en": "official_name_en", "fr": "official_name_fr", "es": "official_name_es"} | {
    "ar": "official_name_ar",
    "ru": "official_name_ru",
    "zh": "official_name_cn",
}
_AREAS = [f"{level} {field}" for level in _LEVELS for field in ("Code", "Name")]


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield the areas, the groups and the countries; Taiwan has a number in the table, but none in M49."""
    regions: dict[str, VocabularyEntry] = {}
    countries = []
    for row in file.rows(["M49", "ISO3166-1-Alpha-3", *_AREAS, *_GROUPS, *_NAMES.values()]):
        chain = [
            (file.code("m49", row[f"{level} Code"], row.line), row[f"{level} Name"])
            for level in _LEVELS
            if row[f"{level} Code"]
        ]
        if row["ISO3166-1-Alpha-3"] in NOT_IN_M49:
            continue
        above: tuple[str, ...] = ()
        for code, name in chain:
            entry = VocabularyEntry(
                file.entry(code.value),
                (Label(name, "en", "preferred"),),
                (code,),
                kind="region",
                broader=above,
                place=file.place(row.line),
            )
            if regions.setdefault(entry.iri, entry) != entry:
                raise file.broken(f"The region {code.value} is told otherwise on an earlier line", row.line)
            above = (entry.iri,)
        groups = tuple(file.entry(code) for column, code in _GROUPS.items() if row[column] == "x")
        countries.append(_country(file, row, (*above, *groups)))
    yield from regions.values()
    for column, number in _GROUPS.items():
        label = Label(column.partition(" (")[0], "en", "preferred")
        yield VocabularyEntry(file.entry(number), (label,), (file.code("m49", number),), kind="region")
    yield from countries


def _country(file: VocabularyFile, row: Row, broader: tuple[str, ...]) -> VocabularyEntry:
    code = file.code("m49", row["M49"], row.line)
    labels = tuple(Label(row[column], tag, "preferred") for tag, column in _NAMES.items() if row[column])
    return VocabularyEntry(file.entry(code.value), labels, (code,), broader=broader, place=file.place(row.line))


def _recognise(file: VocabularyFile) -> bool:
    return b"M49" in file.data[:4000] and b"Sub-region Code" in file.data[:4000]


FORMAT = Format(
    "m49",
    "United Nations: standard country or area codes for statistical use (M49)",
    "https://unstats.un.org/unsd/methodology/m49/",
    "https://opendatacommons.org/licenses/pddl/1-0/",
    _recognise,
    read_entries,
)
