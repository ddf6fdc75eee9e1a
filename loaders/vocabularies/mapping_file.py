"""A mapping file in YAML: which property of a vocabulary, or column of a table, holds which code or label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

import yaml

from ...graph.countries.code_schemes import SCHEMES
from ...graph.errors import InputError
from ...graph.iris import PREFIXES
from ...graph.vocabularies.data import EntryKind, LabelKind
from ...graph.yaml_file import read_yaml

_KEYS = frozenset(
    {"title", "source", "licence", "version", "prefixes", "class", "iri", "kind", "language", "labels", "codes"}
    | {"valid-from", "valid-until", "deprecated", "broader", "replaced-by"}
)
_CODE_KEYS = frozenset({"property", "pattern", "datatype"})


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
    return _Reader(path).read(read_yaml(path, "mapping", yaml.safe_load))


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
