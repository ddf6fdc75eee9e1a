"""Any SKOS or OWL vocabulary, or a table, by a short mapping file: its entries, and what the mapping names in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from ...graph.iris import PREFIXES
from ...graph.vocabularies.data import Code, Label, VocabularyEntry
from .files import Row, VocabularyFile
from .mapping_file import CodeRule, VocabularyMapping
from .rdf_files import Described, is_rdf, read_rdf

_TYPE = f"{PREFIXES['rdf']}type"
_TRUE = frozenset({"true", "1", "yes"})


def read_mapped(file: VocabularyFile, mapping: VocabularyMapping) -> list[VocabularyEntry]:
    """Return the entries of a vocabulary as its mapping says, with a warning for each property that none of them has,
    and for each entry that has neither a code nor a label.

    InputError if no entry fits, and if none that does has a code or a label.
    """
    subjects = list(_subjects(file, mapping) if is_rdf(file) else _rows(file, mapping))
    if not subjects:
        raise file.broken("No entry fits the mapping", remedy=f"Check class and iri in {mapping.path}.")
    entries = [_entry(file, mapping, subject, where) for where, subject in subjects]
    if not any(entry.labels or entry.notations for entry in entries):
        raise file.broken("No code and no label was found", remedy=f"Check labels and codes in {mapping.path}.")
    for (where, _), entry in zip(subjects, entries, strict=True):
        if not (entry.labels or entry.notations):
            file.warn(f"<{entry.iri}> has no code and no label by {mapping.path}", where)
    for key, property in _unused(mapping, [subject for _, subject in subjects]):
        file.warn(f"No entry has the property {property} ({key} in {mapping.path})")
    return entries


def _unused(mapping: VocabularyMapping, subjects: Sequence[Described]) -> Iterator[tuple[str, str]]:
    """Yield the properties of a mapping that are said of no subject, each behind the key that names it."""
    for kind, properties in mapping.labels.items():
        for property in properties:
            if not any(any(subject.literals(property)) for subject in subjects):
                yield f"labels.{kind}", property
    for rule in mapping.codes:
        if not any(_values(rule, subject) for subject in subjects):
            yield f"codes.{rule.scheme}", rule.property + (f" of type {rule.datatype}" if rule.datatype else "")
    for key, properties in mapping.others.items():
        for property in properties:
            if not any(subject.values(property) for subject in subjects):
                yield key, property


def _subjects(file: VocabularyFile, mapping: VocabularyMapping) -> Iterator[tuple[str, Described]]:
    nameless = 0
    for iri, described in read_rdf(file).items():
        fits = not mapping.classes or set(described.values(_TYPE)) & set(mapping.classes)
        named = iri.startswith(("http://", "https://", "urn:"))
        nameless += bool(mapping.classes and fits and not named)
        if named and fits and (mapping.iri is None or mapping.iri.search(iri)):
            yield f"<{iri}>", described
    if nameless:
        file.warn(f"What is of the class in {mapping.path} and has no IRI (http, https, urn) is left out: {nameless}")


def _rows(file: VocabularyFile, mapping: VocabularyMapping) -> Iterator[tuple[str, Described]]:
    """Yield the rows of a table; an entry's IRI ends in its first code."""
    columns = [column for columns in mapping.labels.values() for column in columns]
    columns += [rule.property for rule in mapping.codes if rule.property != "iri"]
    columns += [column for columns in mapping.others.values() for column in columns]
    for row in file.rows(columns):
        described = Described(file.entry(_key(file, mapping, row)))
        for column, text in row.cells.items():
            if text:
                described.said[column].append(ox.Literal(text))
        yield str(row.line), described


def _key(file: VocabularyFile, mapping: VocabularyMapping, row: Row) -> str:
    for rule in mapping.codes:
        if text := row.cells.get(rule.property):
            return _part(file, rule, text, row.line).value
    raise file.broken("The row has no code", row.line)


def _entry(file: VocabularyFile, mapping: VocabularyMapping, subject: Described, where: str) -> VocabularyEntry:
    def values(key: str) -> list[str]:
        return sorted(set(subject.values(*mapping.others.get(key, ()))))

    return VocabularyEntry(
        subject.subject,
        labels=tuple(_labels(mapping, subject)),
        notations=tuple(dict.fromkeys(_codes(file, mapping.codes, subject, where))),
        valid_from=file.day(min(values("valid-from"), default="")[:10], where),
        valid_until=file.day(max(values("valid-until"), default="")[:10], where),
        deprecated=any(value.lower() in _TRUE for value in values("deprecated")),
        kind=mapping.kind,
        broader=tuple(values("broader")),
        replaced_by=tuple(values("replaced-by")),
        place=file.place(where) if where.isdigit() else file.line_of(subject.subject),
    )


def _labels(mapping: VocabularyMapping, subject: Described) -> Iterator[Label]:
    for kind, properties in mapping.labels.items():
        for literal in subject.literals(*properties):
            yield Label(" ".join(literal.value.split()), literal.language or mapping.language, kind)


def _codes(file: VocabularyFile, rules: Sequence[CodeRule], subject: Described, where: str) -> Iterator[Code]:
    for rule in rules:
        for value in _values(rule, subject):
            yield _part(file, rule, value, where)


def _values(rule: CodeRule, subject: Described) -> list[str]:
    """Return the values that hold codes of a list."""
    if rule.property == "iri":
        return [subject.subject]
    if rule.datatype:
        literals = subject.literals(rule.property)
        return [literal.value for literal in literals if literal.datatype.value == rule.datatype]
    return subject.values(rule.property)


def _part(file: VocabularyFile, rule: CodeRule, value: str, where: str | int) -> Code:
    """Return the code in a value; the first group of the pattern, or all that the pattern finds."""
    if rule.pattern:
        found = rule.pattern.search(value)
        if found is None:
            raise file.broken(f"{value!r} does not fit the pattern of {rule.scheme}", where)
        value = found[1] if rule.pattern.groups else found[0]
    return file.code(rule.scheme, value, where)
