"""``eu-countries.ttl`` or ``.csv``: the country authority table of the EU Publications Office."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from ...graph.vocabularies.data import Code, EntryKind, Fact, Label, LabelKind, VocabularyEntry
from ...graph.vocabularies.rdf import fact_of
from .files import VocabularyFile
from .format import Format
from .rdf_files import Described, is_rdf, read_rdf
from .statements import Fact as Known
from .statements import Name, Statement, Use, plain

FILE = "eu-countries.ttl"
AUTHORITY = "http://publications.europa.eu/resource/authority/country/"

_AT = "http://publications.europa.eu/ontology/authority/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SOURCE = "http://purl.org/dc/elements/1.1/source"
_VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
_LABELS: dict[str, LabelKind] = {
    f"{_SKOS}prefLabel": "preferred",
    f"{_SKOS}altLabel": "alternative",
    f"{_SKOS}hiddenLabel": "hidden",
}
_READ = frozenset({*_LABELS, f"{_SKOS}broader", f"{_SKOS}inScheme", _TYPE})
"""What the entry says in the terms of its own fields; what else there is is kept in those of the table."""
_TWO_LETTERS = "TED_SCHEMA"
"""The one old code of a concept that is its ISO 3166-1 alpha-2; those of EurLex are vehicle signs, FIPS or worse."""
_NOT_ISO = {"UK": "GB", "EL": "GR"}
_COLUMNS = ("url", "deprecated", "valid_until", "valid_from", "id")
_KINDS: dict[str, EntryKind] = {"EUR": "region", "OP_DATPRO": "other"}
_NOTES = {
    "1A0": "Kosovo under UNSCR 1244/1999; XKX in later editions of the table.",
    "ATF": "The name until 1955 of what the table now calls FQ0.",
    "CPT": "A French possession without a code of ISO 3166-1; CP is exceptionally reserved.",
    "EUR": "The Union, which stands among the countries.",
    "FXX": "The European part of France, taken out of ISO 3166-1 in 1997.",
    "OP_DATPRO": "A placeholder for data yet to come, no country.",
}
_REPLACED = {"ATF": "FQ0"}
_LANGUAGES = frozenset({"de", "en", "es", "fr", "it", "mk", "nl", "pt", "sq", "sr"})
_USES: dict[LabelKind, Use] = {"preferred": "preferred", "alternative": "alternative"}
_KEYS = {"1A0": "country/XKX", "EUR": "region/eu"}


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield the concepts of the table.

    ``start.use`` and ``end.use`` date the name, not the country: Czechia is said to begin in 2018.
    """
    if not is_rdf(file):
        yield from _from_table(file)
        return
    described = read_rdf(file)
    for iri, concept in described.items():
        if not iri.startswith(AUTHORITY):
            continue
        if f"{_SKOS}inScheme" in concept.said:
            yield _concept(file, concept, described)
        else:
            file.warn(f"<{iri}> is in no scheme (skos:inScheme) and is left out", f"<{iri}>")


def _concept(file: VocabularyFile, concept: Described, described: Mapping[str, Described]) -> VocabularyEntry:
    code = concept.subject.removeprefix(AUTHORITY)
    labels = [
        Label(literal.value, literal.language or "", kind)
        for predicate, kind in _LABELS.items()
        for literal in concept.literals(predicate)
    ]
    where = f"<{concept.subject}>"
    notations = [file.code("eu", value, where) for value in concept.values(f"{_AT}authority-code")]
    for mapped in concept.values(f"{_AT}op-mapped-code"):
        if mapped not in described:
            raise file.broken(f"The code {mapped} is not described", where)
        if described[mapped].values(_SOURCE) == [_TWO_LETTERS]:
            letters = described[mapped].one(f"{_AT}legacy-code")
            if letters.isalpha():
                notations.append(file.code("alpha2", _NOT_ISO.get(letters, letters), where))
    return VocabularyEntry(
        concept.subject,
        labels=tuple(labels),
        notations=tuple(dict.fromkeys(notations)),
        valid_from=file.day(concept.one(f"{_AT}start.use"), where),
        valid_until=file.day(concept.one(f"{_AT}end.use"), where),
        deprecated=concept.one(f"{_AT}deprecated") == "true",
        kind=_KINDS.get(code, "country"),
        broader=tuple(concept.values(f"{_SKOS}broader")),
        replaced_by=_replacement(code),
        note=_NOTES.get(code, ""),
        facts=tuple(_facts(concept)),
        place=file.line_of(concept.subject),
    )


def _facts(concept: Described) -> Iterator[Fact]:
    """Yield what else the table says of a concept; blank nodes, which hold old codes, are read above."""
    for predicate, terms in concept.said.items():
        if predicate not in _READ:
            yield from (fact_of(predicate, term) for term in terms if not isinstance(term, ox.BlankNode))


def _from_table(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    for row in file.rows(_COLUMNS):
        if not row["url"].startswith(AUTHORITY) or row["url"] != AUTHORITY + row["id"]:
            raise file.broken(f"{row['url']!r} is not the IRI of the code {row['id']!r}", row.line)
        labels = [
            Label(text, column.removeprefix("label_"), "preferred")
            for column, text in row.cells.items()
            if column.startswith("label_") and text
        ]
        yield VocabularyEntry(
            row["url"],
            labels=tuple(labels),
            notations=_code(file, row["id"], row.line),
            valid_from=file.day(row["valid_from"], row.line),
            valid_until=file.day(row["valid_until"], row.line),
            deprecated=row["deprecated"] == "true",
            kind=_KINDS.get(row["id"], "country"),
            replaced_by=_replacement(row["id"]),
            note=_NOTES.get(row["id"], ""),
            place=file.place(row.line),
        )


def _code(file: VocabularyFile, code: str, line: int) -> tuple[Code, ...]:
    """Return the code as a notation, unless it stands for no country, region or union."""
    return () if _KINDS.get(code) == "other" else (file.code("eu", code, line),)


def _replacement(code: str) -> tuple[str, ...]:
    return (AUTHORITY + _REPLACED[code],) if code in _REPLACED else ()


def _version(file: VocabularyFile) -> str:
    found = read_rdf(file).get(AUTHORITY.rstrip("/")) if is_rdf(file) else None
    return found.one(_VERSION) if found else ""


def _recognise(file: VocabularyFile) -> bool:
    return AUTHORITY.encode() in file.data and (is_rdf(file) or file.data.startswith((b"url,", b"\xef\xbb\xbfurl,")))


FORMAT = Format(
    "eu",
    "EU Publications Office: country authority table",
    "http://publications.europa.eu/resource/authority/country",
    "https://creativecommons.org/licenses/by/4.0/",
    _recognise,
    read_entries,
    _version,
)


def read(folder: Path, wanted: Container[str]) -> Iterator[Statement]:
    """Yield the names and the code of each concept whose key is wanted.

    Hidden labels are left out: among them are adjectives and inflected forms.
    """
    for entry in read_entries(VocabularyFile.open(folder / FILE, "eu")):
        code = entry.iri.removeprefix(AUTHORITY)
        key = _KEYS.get(code, f"country/{code}")
        if key not in wanted:
            continue
        for label in entry.labels:
            use = _USES.get(label.kind)
            if use and label.language in _LANGUAGES:
                yield Name(key, label.language, plain(label.text), use)
        for code in entry.codes("eu"):
            yield Known(key, "eu", code)
