"""``dac_*.csv``: recipients, members and multilateral donors of the OECD Development Assistance Committee."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...graph.countries.names import forms
from ...graph.iris import slug
from ...graph.vocabularies.data import EntryKind, Label, VocabularyEntry
from .files import Row, VocabularyFile
from .format import Format
from .statements import Fact

FILES = ("dac_recipients.csv", "dac_members.csv")

_COLUMNS = ("code", "name_en", "name_fr")
_GROUPINGS = {"income_group": "Income group", "geography": "Geography"}
_GROUP = re.compile(r",? (?:regional|unspecified)\b|^Developing countries")
_HEADER = re.compile(rb'\A(?:\xef\xbb\xbf)?"?code"?,"?name_en"?,"?name_fr"?')
_REGIONAL = re.compile(r",? (?:regional|régional|unspecified|non spécifié)$")
_MULTILATERAL = 807
"""The least code of a multilateral donor, but for a few codes."""
_DONORS: Mapping[str, EntryKind] = {"104": "organisation", "820": "country"}


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield what has a code, and the groupings of recipients that two columns name.

    The codes are the DAC's own; none is of ISO 3166-1. Codes for ``Africa, regional`` stand for aid that no one country
    got, so they are groups and no regions.
    """
    groups: dict[str, VocabularyEntry] = {}
    seen: dict[str, int] = {}
    for row in file.rows(_COLUMNS):
        code = row["code"]
        if code in seen:
            raise file.broken(f"The code {code!r} stands on line {seen[code]} already", row.line)
        seen[code] = row.line
        notation = file.code("dac", code, row.line)
        if not row["name_en"]:
            raise file.broken(f"The code {code!r} has no name", row.line)
        belongs = list(_belongs(file, row))
        for group in belongs:
            if groups.setdefault(group.iri, group) != group:
                raise file.broken(
                    f"{group.label!r} differs from {groups[group.iri].label!r} only in its signs", row.line
                )
        yield VocabularyEntry(
            file.entry(code),
            labels=tuple(_labels(row)),
            notations=(notation,),
            kind=_kind(row),
            broader=tuple(group.iri for group in belongs),
            note="Aid that no one country received." if _GROUP.search(row["name_en"]) else "",
            place=file.place(row.line),
        )
    yield from groups.values()


def _kind(row: Row) -> EntryKind:
    if "income_group" in row.cells:
        return "group" if _GROUP.search(row["name_en"]) else "country"
    return _DONORS.get(row["code"], "organisation" if int(row["code"]) >= _MULTILATERAL else "country")


def _labels(row: Row) -> Iterator[Label]:
    for column, language in (("name_en", "en"), ("name_fr", "fr")):
        if row[column]:
            yield Label(row[column], language, "preferred")
            bare = _REGIONAL.sub("", row[column])
            if bare != row[column]:
                yield Label(bare, language, "alternative")


def _belongs(file: VocabularyFile, row: Row) -> Iterator[VocabularyEntry]:
    for column, title in _GROUPINGS.items():
        if name := row.cells.get(column):
            yield VocabularyEntry(
                file.entry(f"{column.replace('_', '-')}-{slug(name)}"),
                labels=(Label(name, "en", "preferred"),),
                kind="group",
                note=f"{title} of the DAC's list of recipients.",
                place=file.place(row.line),
            )


def _recognise(file: VocabularyFile) -> bool:
    return bool(_HEADER.match(file.data))


FORMAT = Format(
    "dac",
    "OECD DAC and CRS code lists",
    "https://github.com/datasets/dac-and-crs-code-lists",
    "https://opendatacommons.org/licenses/pddl/1-0/",
    _recognise,
    read_entries,
)


def read(folder: Path, english: Mapping[str, str]) -> Iterator[Fact]:
    """Yield the DAC code of each country, found by its English name; ``english`` maps folded names to keys."""
    for name in FILES:
        for entry in read_entries(VocabularyFile.open(folder / name, "dac")):
            keys = {english[form] for form in forms(entry.label) if form in english}
            if len(keys) == 1 and entry.notations:
                yield Fact(keys.pop(), "dac", entry.codes("dac")[0])
