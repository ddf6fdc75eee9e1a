"""``lcc_*.rdf``: the OMG's ontologies of ISO 3166-1 and UN M49, where codes are individuals that denote a country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...graph.vocabularies.data import Code, Label, VocabularyEntry
from .files import VocabularyFile
from .format import Format
from .rdf_files import Described, is_rdf, read_rdf
from .statements import Fact, Name, Statement, plain

FILES = ("lcc_ISO3166-1-CountryCodes.rdf", "lcc_UN-M49-RegionCodes.rdf")

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SAME = "http://www.w3.org/2002/07/owl#sameAs"
_COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_CR = "https://www.omg.org/spec/LCC/Countries/CountryRepresentation/"
_LR = "https://www.omg.org/spec/LCC/Languages/LanguageRepresentation/"
_REGION, _COUNTRY = f"{_CR}GeographicRegion", f"{_CR}Country"
_CODES = {f"{_CR}Alpha2Code": "alpha2", f"{_CR}Alpha3Code": "alpha3"}
_NUMBER = f"{_CR}hasNumericRegionCode"
_SHORT = {"en": f"{_CR}hasEnglishShortName", "fr": f"{_CR}hasFrenchShortName"}
_FULL = {"en": f"{_CR}hasEnglishFullName", "fr": f"{_CR}hasFrenchFullName"}
_ARTICLE = re.compile(r"\s*\((?:the|le|la|les|l['’])\)$")
_VERSION_IRI = "http://www.w3.org/2002/07/owl#versionIRI"


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield the countries or the regions of an ontology, aliases as entries that others replace.

    A country's codes are those of the individuals that denote it. Its ``rdfs:label`` has no language and is French for
    some, so that the short and full names, which tell their language, are read instead.
    """
    described = read_rdf(file)
    codes = _codes(file, described)
    for iri, thing in described.items():
        types = thing.values(_TYPE)
        if _COUNTRY in types:
            yield _alias(file, thing) if thing.values(_SAME) else _country(file, thing, codes.get(iri, ()))
        elif _REGION in types:
            yield _region(file, thing)


def _codes(file: VocabularyFile, described: Mapping[str, Described]) -> dict[str, tuple[Code, ...]]:
    found: dict[str, tuple[Code, ...]] = {}
    for iri, thing in described.items():
        for scheme in (_CODES[kind] for kind in thing.values(_TYPE) if kind in _CODES):
            country = thing.one(f"{_LR}denotes")
            if country not in described:
                raise file.broken(f"The code <{iri}> denotes <{country}>, which the file does not describe", f"<{iri}>")
            found[country] = (*found.get(country, ()), file.code(scheme, thing.one(f"{_LR}hasTag"), f"<{iri}>"))
    return found


def _country(file: VocabularyFile, thing: Described, codes: tuple[Code, ...]) -> VocabularyEntry:
    numbers = [file.code("numeric", value, f"<{thing.subject}>") for value in thing.values(_NUMBER)]
    return VocabularyEntry(
        thing.subject,
        labels=tuple(_labels(thing)),
        notations=tuple(dict.fromkeys((*codes, *numbers))),
        broader=tuple(thing.values(f"{_CR}isSubregionOf")),
        place=file.line_of(thing.subject),
    )


def _labels(thing: Described) -> Iterator[Label]:
    for language, predicate in _SHORT.items():
        for name in thing.values(predicate):
            bare = _ARTICLE.sub("", name) or name
            yield Label(bare, language, "preferred")
            if bare != name:
                yield Label(name, language, "hidden")
    for language, predicate in _FULL.items():
        for name in thing.values(predicate):
            yield Label(name, language, "alternative")


def _alias(file: VocabularyFile, thing: Described) -> VocabularyEntry:
    legacy = any("legacy" in comment for comment in thing.values(_COMMENT))
    return VocabularyEntry(
        thing.subject,
        deprecated=legacy,
        replaced_by=tuple(thing.values(_SAME)),
        note="An earlier identifier, kept as an alias." if legacy else "Another identifier, by the code.",
        place=file.line_of(thing.subject),
    )


def _region(file: VocabularyFile, thing: Described) -> VocabularyEntry:
    number = file.code("m49", thing.one(_NUMBER), f"<{thing.subject}>")
    names = thing.values(_SHORT["en"]) or thing.values(_LABEL)
    return VocabularyEntry(
        thing.subject,
        labels=tuple(Label(name, "en", "preferred") for name in names),
        notations=(number,),
        kind="region",
        broader=tuple(thing.values(f"{_CR}isSubregionOf")),
        place=file.line_of(thing.subject),
    )


def _version(file: VocabularyFile) -> str:
    found = (thing.one(_VERSION_IRI) for thing in read_rdf(file).values() if _VERSION_IRI in thing.said)
    return next(found, "")


def _recognise(file: VocabularyFile) -> bool:
    return is_rdf(file) and b"omg.org/spec/LCC/Countries/" in file.data


FORMAT = Format(
    "lcc",
    "OMG Languages, Countries and Codes",
    "https://www.omg.org/spec/LCC/",
    "https://opensource.org/license/mit",
    _recognise,
    read_entries,
    _version,
)


def read(folder: Path, alpha3: Mapping[str, str]) -> Iterator[Statement]:
    """Yield the IRI of each country and region, and the English short name with its article (``Congo (the)``).

    Aliases of a country are left out.
    """
    for entry in read_entries(VocabularyFile.open(folder / FILES[0], "lcc")):
        for code in entry.codes("alpha2"):
            key = f"country/{alpha3[code]}"
            yield Fact(key, "exactMatch", entry.iri)
            english = [label for label in entry.labels if label.language == "en" and label.kind != "alternative"]
            short = english[-1].text
            yield Name(key, "en", plain(short), "hidden")
            if short.endswith("(the)"):
                yield Fact(key, "article", "the")
    for entry in read_entries(VocabularyFile.open(folder / FILES[1], "lcc")):
        yield Fact(f"region/{entry.codes('m49')[0]}", "exactMatch", entry.iri)
