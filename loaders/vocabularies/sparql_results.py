"""SPARQL results in JSON, from Wikidata, DBpedia or any other endpoint; the variables tell what they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...graph.countries.code_schemes import SCHEMES
from ...graph.vocabularies.data import Code, Fact, Label, VocabularyEntry, tail
from .files import Json, VocabularyFile
from .format import Format

_ITEMS = ("item", "country", "entry")
_LABELS = ("label", "itemLabel", "countryLabel", "entryLabel")
_ALTERNATIVE = ("altLabel", "itemAltLabel", "countryAltLabel")
_DAYS = ("validFrom", "validUntil")
_BINDINGS = re.compile(r'"bindings"\s*:\s*\[')
_PROPERTY = re.compile(r"P[1-9]\d*")
_DIRECT, _XSD = "http://www.wikidata.org/prop/direct/", "http://www.w3.org/2001/XMLSchema#"
_LANGUAGE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_WIKIDATA, _DBPEDIA = "http://www.wikidata.org/entity/Q", "http://dbpedia.org/resource/"


@dataclass
class _Gathered:
    line: int
    labels: dict[Label, None] = field(default_factory=dict)
    codes: dict[Code, None] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    facts: dict[Fact, None] = field(default_factory=dict)


def read_entries(file: VocabularyFile) -> Iterator[VocabularyEntry]:
    """Yield the items; several rows of one item are one entry.

    A variable is the item (``item``), a name (``itemLabel``), a day (``validFrom``) or a code, and then it has the name
    of the code's list (``alpha2``, ``numeric``). A property of Wikidata (``P1082``) is kept with its values; another
    variable is an error, for nobody said what it holds.
    """
    variables, bindings = _results(file)
    item = next((name for name in _ITEMS if name in variables), None)
    if item is None:
        raise file.broken(f"No variable is the item: {', '.join(_ITEMS)}", _line_of(file, '"vars"'))
    unknown = set(variables) - {item, *_LABELS, *_ALTERNATIVE, *_DAYS, *SCHEMES}
    unknown = {name for name in unknown if not _PROPERTY.fullmatch(name)}
    if unknown:
        raise file.broken(
            f"Nothing says what the variable {min(unknown)!r} holds",
            _line_of(file, '"vars"'),
            f"Name it after a list of codes ({', '.join(SCHEMES)}) or a property of Wikidata (P1082), or leave it out.",
        )
    found: dict[str, _Gathered] = {}
    for line, row in _numbered(file, bindings):
        if not isinstance(row, dict):
            raise file.broken("A result is no object", line)
        undeclared = set(row) - set(variables)
        if undeclared:
            raise file.broken(f"head.vars does not name the variable {min(undeclared)!r}", line)
        iri = _value(file, row, item, line)
        if not iri.startswith(("http://", "https://")):
            raise file.broken(f"{iri!r} is no IRI of an item", line)
        _gather(file, row, found.setdefault(iri, _Gathered(line)), line)
    for iri, said in found.items():
        yield _entry(file, iri, said)


def _entry(file: VocabularyFile, iri: str, said: _Gathered) -> VocabularyEntry:
    codes = dict(said.codes)
    if iri.startswith(_WIKIDATA):
        codes.setdefault(Code("wikidata", tail(iri)))
    return VocabularyEntry(
        iri,
        labels=tuple(said.labels),
        notations=tuple(codes),
        valid_from=file.day(said.days.get("validFrom", ""), said.line),
        valid_until=file.day(said.days.get("validUntil", ""), said.line),
        facts=tuple(said.facts),
        place=file.place(said.line),
    )


def _gather(file: VocabularyFile, row: Mapping[str, Json], said: _Gathered, line: int) -> None:
    for variable in row:
        value, language = _value(file, row, variable, line), _language(row, variable)
        if variable in _LABELS and not (value[:1] == "Q" and value[1:].isdigit()):
            said.labels[Label(value, language, "preferred")] = None
        elif variable in _ALTERNATIVE:
            said.labels[Label(value, language, "alternative")] = None
        elif variable in _DAYS:
            day = said.days.setdefault(variable, value[:10])
            if day != value[:10]:
                raise file.broken(f"{variable} of the item is {day} on an earlier line, here {value[:10]}", line)
        elif _PROPERTY.fullmatch(variable):
            said.facts[_fact(row, variable, value, language)] = None
        elif variable in SCHEMES:
            code = value.rsplit("/", 1)[-1] if variable in ("wikidata", "geonames") else value
            said.codes[file.code(variable, code, line)] = None


def _fact(row: Mapping[str, Json], variable: str, value: str, language: str) -> Fact:
    """Return the value of a property of Wikidata, of the type that the results give it."""
    cell = row[variable]
    kind = cell.get("type") if isinstance(cell, dict) else None
    datatype = cell.get("datatype") if isinstance(cell, dict) else None
    plain = "" if kind == "uri" else str(datatype or f"{_XSD}string")
    return Fact(f"{_DIRECT}{variable}", value, _LANGUAGE if language else plain, language)


def _results(file: VocabularyFile) -> tuple[list[str], list[Json]]:
    found = file.json()
    head = found.get("head") if isinstance(found, dict) else None
    results = found.get("results") if isinstance(found, dict) else None
    variables = head.get("vars") if isinstance(head, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(variables, list) or not isinstance(bindings, list):
        raise file.broken("These are no SPARQL results: head.vars and results.bindings are needed", 1)
    return [str(variable) for variable in variables], bindings


def _numbered(file: VocabularyFile, rows: list[Json]) -> Iterator[tuple[int, Json]]:
    """Yield the results, each with the line that it begins on."""
    for found in _BINDINGS.finditer(file.text):
        try:
            here = json.JSONDecoder().raw_decode(file.text, found.end() - 1)[0]
        except json.JSONDecodeError:  # the words stand in a text
            continue
        if here == rows:
            return file.items(rows, found.end() - 1)
    return ((1, row) for row in rows)


def _line_of(file: VocabularyFile, key: str) -> int:
    return file.text.count("\n", 0, max(file.text.find(key), 0)) + 1


def _value(file: VocabularyFile, row: Mapping[str, Json], variable: str, line: int) -> str:
    cell = row.get(variable)
    value = cell.get("value") if isinstance(cell, dict) else None
    if not isinstance(value, str):
        raise file.broken(f"The variable {variable!r} has no value", line)
    return value


def _language(row: Mapping[str, Json], variable: str) -> str:
    cell = row[variable]
    language = cell.get("xml:lang", "") if isinstance(cell, dict) else ""
    return language if isinstance(language, str) else ""


def _holds(file: VocabularyFile, namespace: str) -> bool:
    return b'"bindings"' in file.data and namespace.encode() in file.data.replace(b"\\/", b"/")


WIKIDATA = Format(
    "wikidata",
    "Wikidata: countries",
    "https://query.wikidata.org/",
    "https://creativecommons.org/publicdomain/zero/1.0/",
    lambda file: _holds(file, _WIKIDATA),
    read_entries,
)
DBPEDIA = Format(
    "dbpedia",
    "DBpedia: countries",
    "https://dbpedia.org/sparql",
    "https://creativecommons.org/licenses/by-sa/3.0/",
    lambda file: _holds(file, _DBPEDIA),
    read_entries,
)
SPARQL_RESULTS = Format(
    "sparql-results", "SPARQL results", "", "", lambda file: b'"bindings"' in file.data, read_entries
)
