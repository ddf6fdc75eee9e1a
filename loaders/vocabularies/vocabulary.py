"""Reads a vocabulary of any known format, or by a mapping: whole, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from ...graph.errors import InputError, UsageError
from ...graph.vocabularies.data import VocabularyData, VocabularyEntry
from ...graph.vocabularies.rdf import term_of
from . import country_coder, country_codes, dac_codes, eu_countries, geonames, iati_codelist, lcc_codes, m49
from . import sparql_results as sparql
from .files import VocabularyFile
from .format import Format
from .mapped import read_mapped
from .mapping_file import read_mapping
from .wholeness import check_whole

FORMATS = {
    format.name: format
    for format in (
        eu_countries.FORMAT,
        lcc_codes.FORMAT,
        geonames.FORMAT,
        iati_codelist.FORMAT,
        dac_codes.FORMAT,
        country_codes.FORMAT,
        m49.FORMAT,
        country_coder.FORMAT,
        sparql.WIKIDATA,
        sparql.DBPEDIA,
        sparql.SPARQL_RESULTS,
    )
}
"""Every format, in the order in which a file is tried; the first that knows it reads it."""


def read_vocabulary(
    paths: Path | Sequence[Path],
    name: str,
    format: str | None = None,
    mapping: Path | None = None,
    *,
    title: str = "",
    source: str = "",
    licence: str = "",
    version: str = "",
    read_on: date | None = None,
) -> VocabularyData:
    """Read one vocabulary from one or more files of one format; a file that is given twice is read once.

    ``format`` is found by what the first file holds if it is not given; ``mapping`` is a YAML file in place of a
    format. The rest is recorded with the vocabulary and replaces what is usual for the format. InputError, with file
    and line, for anything that is wrong in any file. What is left out without that is among the warnings of the result.
    """
    listed = {path.resolve(): path for path in ([paths] if isinstance(paths, Path) else paths)}
    files = [VocabularyFile.open(path, name) for path in listed.values()]
    digest = hashlib.sha256(b"".join(file.data for file in files)).hexdigest()
    chosen, usual, entries = _read(files, format, mapping)
    return VocabularyData(
        name=name,
        title=title or usual.get("title", "") or name,
        source=source or usual.get("source", ""),
        licence=licence or usual.get("licence", ""),
        version=version or usual.get("version", ""),
        sha256=digest,
        format=chosen,
        read_on=read_on,
        entries=entries,
        warnings=tuple(warning for file in files for warning in file.warnings),
    )


def _read(
    files: Sequence[VocabularyFile], format: str | None, mapping: Path | None
) -> tuple[str, Mapping[str, str], tuple[VocabularyEntry, ...]]:
    """Return the name of the format, what it usually says of a vocabulary, and the entries."""
    if mapping is None:
        known = _format(files[0], format)
        entries = _joined(files, (known.read(file) for file in files))
        version = known.version(files[0])
        usual = {"title": known.title, "source": known.source, "licence": known.licence, "version": version}
        return known.name, usual, entries
    if format is not None:
        raise UsageError("A format and a mapping exclude each other.", where="--mapping", remedy="Give one of them.")
    rules = read_mapping(mapping)
    return "mapping", rules.head, _joined(files, (read_mapped(file, rules) for file in files))


def _format(file: VocabularyFile, name: str | None) -> Format:
    if name is not None:
        if name not in FORMATS:
            raise UsageError(
                f"{name!r} is no format.", where="--format", remedy=f"Use one of {', '.join(FORMATS)}, or a mapping."
            )
        return FORMATS[name]
    found = next((format for format in FORMATS.values() if format.recognise(file)), None)
    if found is None:
        check_whole(file)
        raise InputError(
            "This is no vocabulary of a known format.",
            where=str(file.path),
            remedy=f"Say which it is (--format {'|'.join(FORMATS)}), or describe it (--mapping FILE.yaml).",
        )
    return found


def _joined(files: Sequence[VocabularyFile], parts: Iterable[Iterable[VocabularyEntry]]) -> tuple[VocabularyEntry, ...]:
    """Return the entries of all files, by IRI; what stands in two of them must be the same."""
    found: dict[str, VocabularyEntry] = {}
    for file, part in zip(files, parts, strict=True):
        here: dict[str, VocabularyEntry] = {}
        for entry in part:
            if entry.iri in here:
                first = here[entry.iri].place
                also = f", the first at {first}" if first else ""
                raise file.broken(f"Two entries have the IRI <{entry.iri}>{also}", file.line_at(entry))
            here[entry.iri] = entry
            _check_terms(file, entry)
            earlier = found.setdefault(entry.iri, entry)
            if earlier != entry:
                there = earlier.place or "an earlier file"
                raise file.broken(f"<{entry.iri}> is told otherwise in {there}", file.line_at(entry))
        if not here:
            file.warn("There is no entry in the file")
    if not found:
        raise files[0].broken("There is no entry in the file", 1)
    return tuple(_ordered(found[iri]) for iri in sorted(found))


def _check_terms(file: VocabularyFile, entry: VocabularyEntry) -> None:
    """Refuse what cannot be written as RDF: an IRI with a space, a language that is no tag, half a character."""
    try:
        for iri in (entry.iri, *entry.broader, *entry.replaced_by, *entry.within):
            ox.NamedNode(iri)
        for fact in entry.facts:
            term_of(fact)
        for label in entry.labels:
            ox.Literal(label.text, language=label.language or None)
    except ValueError as error:
        raise file.broken(f"The entry {entry.iri!a} cannot be written as RDF: {error}", file.line_at(entry)) from error


def _ordered(entry: VocabularyEntry) -> VocabularyEntry:
    """Return an entry with everything in one order, as it comes out of a store."""
    return replace(
        entry,
        labels=tuple(sorted(set(entry.labels))),
        notations=tuple(sorted(set(entry.notations))),
        broader=tuple(sorted(set(entry.broader))),
        replaced_by=tuple(sorted(set(entry.replaced_by))),
        within=tuple(sorted(set(entry.within))),
        facts=tuple(sorted(set(entry.facts))),
    )
