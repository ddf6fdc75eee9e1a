"""Links as an SSSOM table (tab-separated, with its metadata in comment lines), and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import cast, get_args

import yaml

from ..countries.resolver import Resolver
from ..errors import InputError
from ..iris import MG, PREFIXES, Minter
from ..publish.about import About
from ..vocabularies.data import VocabularyData, tail
from ..vocabularies.rdf import scheme_iri
from .link_rdf import SEMAPV, predicate_iri, predicate_of
from .model import JUSTIFICATIONS, MANUAL, Link, Predicate, State, confidence_of, is_rule

_COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "confidence", "comment", "link_state", "rule"),
)
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_EXTENSIONS = [
    {"slot_name": "link_state", "property": "mg:linkState", "type_hint": "xsd:string"},
    {"slot_name": "rule", "property": "mg:rule", "type_hint": "xsd:string"},
]
_NOT = "Not"
_UNSPECIFIED = "https://w3id.org/sssom/license/unspecified"
"""The slot is required (SSSOM, Mapping Set), and a licence is the operator's to give."""
_PREFIXES = {prefix: PREFIXES[prefix] for prefix in ("owl", "skos", "xsd")} | {"mg": MG, "semapv": SEMAPV}
_OURS = "mandategraph"
_INVERSE: dict[Predicate, Predicate] = {"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"}


def write_tsv(links: Sequence[Link], data: VocabularyData, minter: Minter) -> str:
    """Return links as an SSSOM table; rejected ones have the modifier ``Not``."""
    prefixes = _PREFIXES | {_OURS: minter.thing("")} | _namespaces(data.name, links)
    head: dict[str, object] = {
        "mapping_set_id": minter.thing(f"linkset/{data.name}"),
        "license": About.read().licence or _UNSPECIFIED,
        "mapping_set_title": f"Links to {data.title}",
        "mapping_tool": "mandategraph",
        "subject_source": scheme_iri("countries", minter),
        "object_source": scheme_iri(data.name, minter),
    }
    if data.version:
        head["object_source_version"] = data.version
    head |= {"extension_definitions": _EXTENSIONS, "curie_map": prefixes}
    text = io.StringIO()
    for line in yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=1000).splitlines():
        text.write(f"#{line}\n")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(_COLUMNS)
    short = _Short(prefixes)
    writer.writerows(_cells(link, short, minter) for link in sorted(links))
    return text.getvalue()


def _cells(link: Link, short: _Short, minter: Minter) -> list[str]:
    return [
        short.of(minter.thing(link.subject)),
        link.subject_label,
        short.of(predicate_iri(link.predicate)),
        _NOT if link.state == "rejected" else "",
        short.of(link.object),
        link.object_label,
        short.of(f"{SEMAPV}{link.justification}"),
        f"{link.confidence:g}",
        link.evidence,
        link.state,
        link.rule,
    ]


class _Short:
    """Shortens IRIs by a table of prefixes, the longest first."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))

    def of(self, iri: str) -> str:
        """Return an IRI as prefix and rest."""
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri


def _namespaces(name: str, links: Sequence[Link]) -> dict[str, str]:
    found = sorted({link.object[: len(link.object.rstrip("/")) - len(tail(link.object))] for link in links})
    return {f"{name}{number or ''}": namespace for number, namespace in enumerate(found)}


def read_tsv(text: str, data: VocabularyData, minter: Minter, where: str = "") -> tuple[Link, ...]:
    """Return the links of an SSSOM table about our things and a vocabulary.

    A table of others, without states, is what people decided. Where the entry is the subject, the link is turned round.
    InputError names the line, and nothing is read, for a thing or an entry that is not known here.
    """
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    head = [line for line in lines if line.startswith("#")]
    prefixes = _prefixes(head, where)
    return tuple(sorted(_rows(lines, len(head), _Table(prefixes, data, minter, where))))


def _prefixes(head: Sequence[str], where: str) -> dict[str, str]:
    try:
        found = yaml.safe_load("".join(line[1:] for line in head))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise InputError("The metadata are no YAML.", where=f"{where}{line}", remedy="Correct them.") from error
    given = found.get("curie_map") if isinstance(found, dict) else None
    return _PREFIXES | {str(k): str(v) for k, v in (given if isinstance(given, dict) else {}).items()}


def _rows(lines: Sequence[str], skipped: int, table: _Table) -> Iterator[Link]:
    body = [line for line in lines if not line.startswith("#")]
    reader = csv.reader(body, delimiter="\t")
    names = next(reader, [])
    missing = [column for column in _NEEDED if column not in names]
    if missing:
        raise table.wrong(f"The table has no column {missing[0]!r}", skipped + 1)
    for cells in reader:
        line = skipped + reader.line_num
        if len(cells) != len(names):
            raise table.wrong(f"The row has {len(cells)} cells, the header {len(names)}", line)
        yield table.link(dict(zip(names, cells, strict=True)), line)


class _Table:
    def __init__(self, prefixes: Mapping[str, str], data: VocabularyData, minter: Minter, where: str) -> None:
        self._prefixes, self._minter, self._where = prefixes, minter, where
        self._entries, self._resolver = data.by_iri(), Resolver.load()

    def wrong(self, what: str, line: int) -> InputError:
        """Return the error that refuses the table for what stands on a line."""
        return InputError(f"{what}.", where=f"{self._where}:{line}", remedy="Correct the table; nothing was read.")

    def link(self, row: Mapping[str, str], line: int) -> Link:
        """Return the link that a row states."""
        subject, object = self._iri(row["subject_id"], line), self._iri(row["object_id"], line)
        predicate = predicate_of(self._iri(row["predicate_id"], line))
        if predicate is None:
            raise self.wrong(f"{row['predicate_id']!r} is no predicate that links have here", line)
        if subject in self._entries and object not in self._entries:
            subject, object, predicate = object, subject, _INVERSE.get(predicate, predicate)
            row = {**row, "subject_label": row.get("object_label", ""), "object_label": row.get("subject_label", "")}
        key = self._minter.key(subject)
        if key is None or self._resolver.entity(key) is None or object not in self._entries:
            stranger = object if key and self._resolver.entity(key) else subject
            raise self.wrong(f"<{stranger}> is no thing of ours and no entry of the vocabulary", line)
        state = self._state(row, line)
        manual = self._iri(row["mapping_justification"], line) == f"{SEMAPV}{MANUAL}"
        return Link(
            subject=key,
            object=object,
            predicate=predicate,
            state=state,
            rule=self._rule(row.get("rule") or "review", line),
            confidence=self._confidence(row.get("confidence", ""), line),
            evidence=row.get("comment", ""),
            subject_label=row.get("subject_label", ""),
            object_label=row.get("object_label", ""),
            decided=manual or not row.get("link_state"),
        )

    def _state(self, row: Mapping[str, str], line: int) -> State:
        stated, modifier = row.get("link_state", ""), row.get("predicate_modifier", "")
        if modifier not in ("", _NOT):
            raise self.wrong(f"{modifier!r} is no predicate modifier: leave it empty, or write {_NOT}", line)
        if not stated:
            return "rejected" if modifier else "accepted"
        if stated not in get_args(State):
            raise self.wrong(f"{stated!r} is no state of a link: {', '.join(get_args(State))}", line)
        if (stated == "rejected") != (modifier == _NOT):
            raise self.wrong(
                f"the state {stated} and the modifier {modifier or 'of none'!r} contradict each other", line
            )
        return cast(State, stated)

    def _rule(self, rule: str, line: int) -> str:
        if not is_rule(rule):
            raise self.wrong(f"{rule!r} is no rule by which links are made: {', '.join(JUSTIFICATIONS)}", line)
        return rule

    def _iri(self, text: str, line: int) -> str:
        prefix, colon, rest = text.partition(":")
        if prefix in self._prefixes:
            return self._prefixes[prefix] + rest
        if colon and rest.startswith("//"):
            return text
        raise self.wrong(f"{text!r} has a prefix that the metadata do not declare", line)

    def _confidence(self, text: str, line: int) -> float:
        value = confidence_of(text or "1")
        if value is None:
            raise self.wrong(f"{text!r} is no confidence from 0 to 1", line)
        return value
