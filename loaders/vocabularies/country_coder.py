"""``country-coder-properties.json``: Wikidata numbers, ISO and M49 codes of 392 places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeGuard

from ...graph.vocabularies.data import Code, EntryKind, Label, VocabularyEntry, tail
from .files import Json, VocabularyFile
from .format import Format
from .statements import Fact

FILE = "country-coder-properties.json"

_SCHEMES = {"iso1A2": "alpha2", "iso1A3": "alpha3", "iso1N3": "numeric", "m49": "m49", "wikidata": "wikidata"}
_ISO = ("official", "usrAssn")
"""The codes that are in use; the exceptionally reserved ones (EU, UN, FX, IC, ...) are those of no country."""
_REGIONS = frozenset({"world", "region", "subregion", "intermediateRegion", "union"})
_KINDS: Mapping[str, EntryKind] = {
    "unitedNations": "organisation",
    "subcountryGroup": "group",
    "sharedLandform": "group",
}


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield the places: countries, regions, and parts of countries, which lie in what ``country`` names."""
    listed = file.json()
    if not isinstance(listed, list):
        raise file.broken("This is no list of places", 1)
    for line, place in file.items(listed, file.text.index("[")):
        yield _entry(file, place, line)


def _entry(file: VocabularyFile, place: Json, line: int) -> VocabularyEntry:
    where = str(line)
    if not isinstance(place, dict) or not all(isinstance(place.get(key), str) for key in ("id", "nameEn", "level")):
        raise file.broken("A place needs id, nameEn and level", where)
    status = place.get("isoStatus")
    kind = _kind(place)
    aliases = place.get("aliases")
    return VocabularyEntry(
        file.entry(place["id"]),
        labels=(
            Label(place["nameEn"], "en", "preferred"),
            *(Label(name, "", "hidden") for name in (aliases if isinstance(aliases, list) else ()) if _is_name(name)),
        ),
        notations=tuple(_codes(file, place, where)),
        kind=kind,
        broader=tuple(file.entry(group) for group in _broader(place, kind)),
        note=_note(status, place["id"]),
        within=tuple(_within(file, place, kind)),
        place=file.place(line),
    )


def _is_name(alias: Json) -> TypeGuard[str]:
    """Tell an alias that is a name from one that is a code."""
    return isinstance(alias, str) and not alias.isupper()


def _kind(place: Mapping[str, Json]) -> EntryKind:
    level = str(place["level"])
    if place.get("isoStatus") in _ISO:
        return "country"
    return "region" if level in _REGIONS or place.get("m49") == place["id"] else _KINDS.get(level, "part")


def _codes(file: VocabularyFile, place: Mapping[str, Json], where: str) -> Iterator[Code]:
    for key, scheme in _SCHEMES.items():
        value = place.get(key)
        reserved = key.startswith("iso") and place.get("isoStatus") not in _ISO
        if value is not None and not isinstance(value, str):
            raise file.broken(f"{key} is no text: {value!r}", where)
        if isinstance(value, str) and not reserved:
            yield file.code(scheme, value, where)


def _within(file: VocabularyFile, place: Mapping[str, Json], kind: EntryKind) -> Iterator[str]:
    """Yield the country that a territory with a code of its own belongs to, as the file says."""
    country = place.get("country")
    if kind == "country" and isinstance(country, str) and country != place["id"]:
        yield file.entry(country)


def _broader(place: Mapping[str, Json], kind: EntryKind) -> Iterator[str]:
    """Yield the country that a part lies in, and the M49 areas and the union that a country belongs to."""
    country, groups = place.get("country"), place.get("groups")
    if kind in ("part", "group") and isinstance(country, str):
        yield country
    elif isinstance(groups, list):
        yield from (group for group in groups if isinstance(group, str) and (group.isdigit() or group == "EU"))


def _note(status: Json, id: str) -> str:
    if status == "excRes":
        return f"{id} is only reserved in ISO 3166-1, the code of no country."
    return f"{id} is user-assigned, no code of ISO 3166-1." if status == "usrAssn" else ""


def _recognise(file: VocabularyFile) -> bool:
    return b'"isoStatus"' in file.data and b'"nameEn"' in file.data


FORMAT = Format(
    "country-coder",
    "country-coder: countries, territories and regions",
    "https://github.com/rapideditor/country-coder",
    "https://opensource.org/license/isc-license-txt",
    _recognise,
    read_entries,
)


def read(folder: Path) -> Iterator[Fact]:
    """Yield the Wikidata number of each country and M49 area."""
    for entry in read_entries(VocabularyFile.open(folder / FILE, "country-coder")):
        alpha3, m49, wikidata = (entry.codes(scheme) for scheme in ("alpha3", "m49", "wikidata"))
        if alpha3 and entry.kind == "country":
            yield Fact(f"country/{alpha3[0]}", "wikidata", wikidata[0])
        elif m49 and m49[0] == tail(entry.iri):
            yield Fact(f"region/{m49[0]}", "wikidata", wikidata[0])
