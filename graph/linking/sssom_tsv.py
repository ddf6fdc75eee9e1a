"""Links as an SSSOM table (tab-separated, with its metadata in comment lines), and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

import yaml

from ..errors import InputError
from ..iris import MG, PREFIXES, Minter
from ..publish.about import About
from ..vocabularies.data import VocabularyData, tail
from ..vocabularies.rdf import scheme_iri
from .link_rdf import SEMAPV, predicate_iri
from .mapping import NOT, Mappings
from .model import Link

_COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "confidence", "comment", "link_state", "rule"),
)
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_EXTENSIONS = [
    {"slot_name": "link_state", "property": "mg:linkState", "type_hint": "xsd:string"},
    {"slot_name": "rule", "property": "mg:rule", "type_hint": "xsd:string"},
]
_UNSPECIFIED = "https://w3id.org/sssom/license/unspecified"
"""The slot is required (SSSOM, Mapping Set), and a licence is the operator's to give."""
_PREFIXES = {prefix: PREFIXES[prefix] for prefix in ("owl", "skos", "xsd")} | {"mg": MG, "semapv": SEMAPV}
_OURS = "mandategraph"


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
        NOT if link.state == "rejected" else "",
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
    """Return the links of an SSSOM table about our things and a vocabulary, as ``Mappings`` takes them.

    Where the entry is the subject, the link is turned round. InputError names the line, and nothing is read, for a
    thing or an entry that is not known here, a pair that stands twice, and a table without any mapping.
    """
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    head = [line for line in lines if line.startswith("#")]
    prefixes, mappings = _prefixes(head, where), Mappings(data, minter, where)
    for row, line in _rows(lines, len(head), mappings):
        mappings.add({name: _value(name, row[name], prefixes, mappings, line) for name in row}, str(line))
    return mappings.links()


def _prefixes(head: Sequence[str], where: str) -> dict[str, str]:
    try:
        found = yaml.safe_load("".join(line[1:] for line in head))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise InputError("The metadata are no YAML.", where=f"{where}{line}", remedy="Correct them.") from error
    given = found.get("curie_map") if isinstance(found, dict) else None
    return _PREFIXES | {str(k): str(v) for k, v in (given if isinstance(given, dict) else {}).items()}


def _rows(lines: Sequence[str], skipped: int, mappings: Mappings) -> Iterator[tuple[dict[str, str], int]]:
    """Yield each row by column, with its line."""
    body = [line for line in lines if not line.startswith("#")]
    reader = csv.reader(body, delimiter="\t")
    names = next(reader, [])
    missing = [column for column in _NEEDED if column not in names]
    if missing:
        raise mappings.wrong(f"The table has no column {missing[0]!r}", str(skipped + 1))
    for cells in reader:
        line = skipped + reader.line_num
        if len(cells) != len(names):
            raise mappings.wrong(f"The row has {len(cells)} cells, the header {len(names)}", str(line))
        yield dict(zip(names, cells, strict=True)), line


def _value(name: str, text: str, prefixes: Mapping[str, str], mappings: Mappings, line: int) -> str:
    """Return a cell as it is, the short IRIs of the standard's needed slots written out."""
    if name not in _NEEDED:
        return text
    prefix, colon, rest = text.partition(":")
    if prefix in prefixes:
        return prefixes[prefix] + rest
    if colon and rest.startswith("//"):
        return text
    raise mappings.wrong(f"{text!r} has a prefix that the metadata do not declare", str(line))
