"""``iati_*.xml``: the codelists of IATI, in XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...graph.vocabularies.data import Label, VocabularyEntry
from .files import VocabularyFile
from .format import Format
from .statements import Fact, Name, Statement, plain
from .xml_tree import Element, read_xml

FILE = "iati_Country.xml"

_SCHEMES = {"Country": ("iati", "alpha2"), "OrganisationType": ("iati-organisation-type",)}
"""What the codes of a list are; the country list is ISO 3166-1 with some of the codes that users may assign."""
_KINDS = re.compile(rb"<codelist[\s>]")
_DEFAULT_LANGUAGE = "en"
_NOTES = {"XK": "XK is user-assigned, no code of ISO 3166-1."}


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield the items of a codelist, withdrawn ones as deprecated."""
    root = read_xml(file)
    lists = list(root.all("codelist-items"))
    if root.name != "codelist" or not lists:
        raise file.broken("This is no IATI codelist: no <codelist> with <codelist-items>", root.line)
    schemes = _SCHEMES.get(root.attributes.get("name", ""), ())
    language = root.attributes.get("xml:lang", _DEFAULT_LANGUAGE)
    seen: dict[str, int] = {}
    for item in (item for items in lists for item in items.all("codelist-item")):
        code = item.text_of("code")
        if not code:
            raise file.broken("An item has no code", item.line)
        if code in seen:
            raise file.broken(f"The code {code!r} stands on line {seen[code]} already", item.line)
        seen[code] = item.line
        yield _entry(file, item, code, schemes, language)


def _entry(file: VocabularyFile, item: Element, code: str, schemes: tuple[str, ...], language: str) -> VocabularyEntry:
    names = item.find("name")
    labels = [
        Label(" ".join(narrative.text.split()), narrative.language or language, "preferred")
        for narrative in (names.all("narrative") if names else ())
        if narrative.text.strip()
    ]
    country = "iati" in schemes
    return VocabularyEntry(
        file.entry(code),
        labels=tuple(labels),
        notations=tuple(file.code(scheme, code, item.line) for scheme in schemes),
        valid_from=file.day(item.attributes.get("activation-date", "")[:10], item.line),
        valid_until=file.day(item.attributes.get("withdrawal-date", "")[:10], item.line),
        deprecated=item.attributes.get("status") == "withdrawn",
        kind="country" if country else "other",
        note=_NOTES.get(code, "") if country else "",
        place=file.place(item.line),
    )


def _recognise(file: VocabularyFile) -> bool:
    return bool(_KINDS.search(file.data[:2000]))


FORMAT = Format(
    "iati",
    "IATI codelist",
    "https://iatistandard.org/en/iati-standard/203/codelists/",
    "https://creativecommons.org/licenses/by/4.0/",
    _recognise,
    read_entries,
)


def read(folder: Path, alpha3: Mapping[str, str]) -> Iterator[Statement]:
    """Yield the code and the name of each country of the IATI list, with the withdrawn and the added ones."""
    for entry in read_entries(VocabularyFile.open(folder / FILE, "iati")):
        for code in entry.codes("iati"):
            yield Fact(f"country/{alpha3[code]}", "iati", code)
            yield Name(f"country/{alpha3[code]}", "en", plain(entry.label), "hidden")
