"""Any SKOS or OWL vocabulary, or a table, by a short mapping file in YAML: which property holds which code or label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

import yaml

from ...graph.code_schemes import SCHEMES
from ...graph.errors import InputError
from ...graph.iris import PREFIXES
from ...graph.vocabulary_data import Code, EntryKind, Label, LabelKind, VocabularyEntry
from .files import Row, VocabularyFile
from .rdf_files import Described, is_rdf, read_rdf

_KEYS = frozenset(
    {"title", "source", "licence", "version", "prefixes", "class", "iri", "kind", "language", "labels", "codes"}
    | {"valid-from", "valid-until", "deprecated", "broader", "replaced-by"}
)
_CODE_KEYS = frozenset({"property", "pattern", "datatype"})
_TYPE = f"{PREFIXES['rdf']}type"
_TRUE = frozenset({"true", "1", "yes"})


@dataclass(frozen=True)
class CodeRule:
    """Where the codes of one list stand: a property (``iri`` is the entry's own IRI), and the part of its value."""

    scheme: str
    property: str
    pattern: re.Pattern[str] | None
    datatype: str


@dataclass(frozen=True)
class VocabularyMapping:
    """A mapping file, read: properties are IRIs, or columns where the vocabulary is a table."""

    path: Path
    head: Mapping[str, str]
    classes: tuple[str, ...]
    iri: re.Pattern[str] | None
    kind: EntryKind
    language: str
    labels: Mapping[LabelKind, tuple[str, ...]]
    codes: tuple[CodeRule, ...]
    others: Mapping[str, tuple[str, ...]]


def read_mapping(path: Path) -> VocabularyMapping:
    """Read a mapping file; InputError names the key that is wrong, and the line where the YAML is."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"The mapping cannot be read: {why}.", where=str(path), remedy="Give a YAML file.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error)
        raise InputError(f"This is not YAML: {problem}.", where=where, remedy="Correct the mapping.") from error
    return _Reader(path).read(found)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._prefixes = dict(PREFIXES)

    def read(self, found: object) -> VocabularyMapping:
        if not isinstance(found, dict):
            raise self._wrong("a mapping is a list of keys and values", "")
        unknown = set(map(str, found)) - _KEYS
        if unknown:
            raise self._wrong(f"there is no such key; there are {', '.join(sorted(_KEYS))}", min(unknown))
        self._prefixes |= self._texts(found, "prefixes")
        kind = str(found.get("kind", "country"))
        if kind not in get_args(EntryKind):
            raise self._wrong(f"{kind!r} is none of {', '.join(get_args(EntryKind))}", "kind")
        labels = self._labels(found.get("labels", {}))
        codes = tuple(self._codes(found.get("codes", {})))
        if not labels and not codes:
            raise self._wrong("nothing says which property holds a code or a label", "codes")
        others = {
            key: self._properties(found[key], key)
            for key in ("valid-from", "valid-until", "deprecated", "broader", "replaced-by")
            if key in found
        }
        return VocabularyMapping(
            path=self._path,
            head={key: str(found[key]) for key in ("title", "source", "licence", "version") if key in found},
            classes=self._properties(found["class"], "class") if "class" in found else (),
            iri=self._pattern(found["iri"], "iri") if "iri" in found else None,
            kind=cast(EntryKind, kind),
            language=str(found.get("language", "")),
            labels=labels,
            codes=codes,
            others=others,
        )

    def _labels(self, given: object) -> Mapping[LabelKind, tuple[str, ...]]:
        if not isinstance(given, dict):
            raise self._wrong("give preferred, alternative or hidden, each with properties", "labels")
        found: dict[LabelKind, tuple[str, ...]] = {}
        for kind, properties in given.items():
            if kind not in get_args(LabelKind):
                raise self._wrong(f"{kind!r} is none of {', '.join(get_args(LabelKind))}", "labels")
            found[cast(LabelKind, kind)] = self._properties(properties, f"labels.{kind}")
        return found

    def _codes(self, given: object) -> Iterator[CodeRule]:
        if not isinstance(given, dict):
            raise self._wrong("give for each list of codes the property that holds them", "codes")
        for scheme, rule in given.items():
            key = f"codes.{scheme}"
            if scheme not in SCHEMES:
                raise self._wrong(f"{scheme!r} is no list of codes; there are {', '.join(SCHEMES)}", key)
            if isinstance(rule, str):
                rule = {"property": rule}
            if not isinstance(rule, dict) or "property" not in rule or set(rule) - _CODE_KEYS:
                raise self._wrong("give a property, or property, pattern and datatype", key)
            pattern = self._pattern(rule["pattern"], key) if "pattern" in rule else None
            datatype = self._iri(str(rule["datatype"]), key) if "datatype" in rule else ""
            yield CodeRule(str(scheme), self._iri(str(rule["property"]), key), pattern, datatype)

    def _properties(self, given: object, key: str) -> tuple[str, ...]:
        values = given if isinstance(given, list) else [given]
        texts = [value for value in values if isinstance(value, str)]
        if not texts or len(texts) != len(values):
            raise self._wrong("give one property or a list of them", key)
        return tuple(self._iri(text, key) for text in texts)

    def _iri(self, text: str, key: str) -> str:
        """Return a property written as an IRI, a prefixed name, or a column."""
        prefix, colon, local = text.partition(":")
        if not colon or local.startswith("//"):
            return text
        if prefix not in self._prefixes:
            raise self._wrong(f"the prefix {prefix!r} is not declared", key)
        return self._prefixes[prefix] + local

    def _pattern(self, given: object, key: str) -> re.Pattern[str]:
        try:
            return re.compile(str(given))
        except re.error as error:
            raise self._wrong(f"{given!r} is no regular expression: {error}", key) from error

    def _texts(self, found: Mapping[str, object], key: str) -> dict[str, str]:
        given = found.get(key, {})
        if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
            raise self._wrong("give a text for each name", key)
        return {str(name): value for name, value in given.items()}

    def _wrong(self, what: str, key: str) -> InputError:
        text = self._path.read_text(encoding="utf-8")
        last = key.rsplit(".", 1)[-1]
        lines = (n for n, line in enumerate(text.splitlines(), 1) if last and line.strip().startswith(f"{last}:"))
        where = f"{self._path}:{next(lines, 1)}"
        return InputError(f"{key or 'mapping'}: {what}.", where=where, remedy="Correct the mapping.")


def read_mapped(file: VocabularyFile, mapping: VocabularyMapping) -> Iterator[VocabularyEntry]:
    """Yield the entries of a vocabulary as its mapping says; InputError if not one fits."""
    subjects = _subjects(file, mapping) if is_rdf(file) else _rows(file, mapping)
    number = 0
    for where, subject in subjects:
        number += 1
        yield _entry(file, mapping, subject, where)
    if not number:
        raise file.broken("No entry fits the mapping", remedy=f"Check class and iri in {mapping.path}.")


def _subjects(file: VocabularyFile, mapping: VocabularyMapping) -> Iterator[tuple[str, Described]]:
    for iri, described in read_rdf(file).items():
        fits = not mapping.classes or set(described.values(_TYPE)) & set(mapping.classes)
        named = iri.startswith(("http://", "https://", "urn:"))
        if named and fits and (mapping.iri is None or mapping.iri.search(iri)):
            yield f"<{iri}>", described


def _rows(file: VocabularyFile, mapping: VocabularyMapping) -> Iterator[tuple[str, Described]]:
    """Yield the rows of a table; an entry's IRI ends in its first code."""
    import pyoxigraph as ox

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
        if rule.property == "iri":
            values = [subject.subject]
        elif rule.datatype:
            literals = subject.literals(rule.property)
            values = [literal.value for literal in literals if literal.datatype.value == rule.datatype]
        else:
            values = subject.values(rule.property)
        for value in values:
            yield _part(file, rule, value, where)


def _part(file: VocabularyFile, rule: CodeRule, value: str, where: str | int) -> Code:
    """Return the code in a value; the first group of the pattern, or all that the pattern finds."""
    if rule.pattern:
        found = rule.pattern.search(value)
        if found is None:
            raise file.broken(f"{value!r} does not fit the pattern of {rule.scheme}", where)
        value = found[1] if rule.pattern.groups else found[0]
    return file.code(rule.scheme, value, where)
