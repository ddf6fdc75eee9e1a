"""From records to quads: N-Quads of one named graph, the graph of one source."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ..graph.entities import Entity
from ..graph.iris import MG, PREFIXES, RULE, SHAPE, Minter, slug
from .records import DocumentRecord, Flag, MandateRecord, Reading, ReportRecord, StatedMandate

_RDF_TYPE = f"<{PREFIXES['rdf']}type>"
_LABEL = f"<{PREFIXES['rdfs']}label>"
_DERIVED = f"<{PREFIXES['prov']}wasDerivedFrom>"
_DATE = f"^^<{PREFIXES['xsd']}date>"
_MENTIONS = {
    "place-mention": "mentions",
    "organisation-mention": "mentions",
    "joint-team": "mentions",
    "requester": "mentions",
    "document-owner": "mentions",
    "page-target-organisation": "mentions",
    "theme-mention": "theme",
    "table-theme": "theme",
    "iati-theme": "theme",
}
_PLACE_PROPERTIES = {"country": "country", "region": "region"}
_TYPE_RULES = frozenset({"type-label", "table-type", "iati-type"})


def literal(text: str) -> str:
    """Return a string literal in N-Triples."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def day_literal(day: date) -> str:
    """Return an xsd:date literal in N-Triples."""
    return f'"{day.isoformat()}"{_DATE}'


@functools.cache
def term(name: str) -> str:
    """Return a term of our ontology in N-Triples."""
    return f"<{MG}{name}>"


@functools.cache
def rule(name: str) -> str:
    """Return the property of an extraction rule in N-Triples."""
    return f"<{RULE}{name}>"


class Mapper:
    """Writes the statements of one version of one source."""

    def __init__(self, minter: Minter, version_iri: str) -> None:
        self._things = f"<{minter.base}id/"
        self._minter = minter
        self._passages = f"<{version_iri}#char="

    def thing(self, key: str) -> str:
        """Return the IRI of a thing in N-Triples."""
        return f"{self._things}{key}>"

    def passage(self, start: int, end: int) -> str:
        """Return the IRI of a passage in N-Triples."""
        return f"{self._passages}{start},{end}>"

    def mandate(self, record: MandateRecord, key: str, name: str) -> list[str]:
        """Return the statements of a mandate, each without the graph and the full stop."""
        subject = self.thing(key)
        said = [*self._facts(record, subject), *self._readings(record.readings, subject)]
        if key != f"mandate/{name}":
            said.append(f"{subject} {term('sharesNameWith')} {self.thing('mandate/' + name)}")
        for report in record.reports:
            said.extend(self._report(report, subject, key))
        for flag in record.flags:
            said.extend(self._flag(flag, subject, key))
        return said

    def stated(self, mandate: StatedMandate) -> Iterator[str]:
        """Yield the statements of a mandate that has them, and where they stand."""
        subject, passage = f"<{mandate.iri}>", self.passage(*mandate.block)
        yield from mandate.statements
        yield f"{subject} {_DERIVED} {passage}"
        yield f"{passage} {rule('rdf-statement')} {subject}"
        yield from self._readings(mandate.readings, subject)

    def _facts(self, record: MandateRecord, subject: str) -> Iterator[str]:
        yield f"{subject} {_RDF_TYPE} {term('Mandate')}"
        if record.training:
            yield f"{subject} {_RDF_TYPE} {term('Training')}"
        if record.title:
            yield f"{subject} {_LABEL} {literal(record.title)}"
        for donor in record.donors:
            yield f"{subject} {term('donor')} {self.thing(donor.key)}"
            yield from self._unresolved(donor, "Organisation")
        for place in record.places:
            yield f"{subject} {term(_PLACE_PROPERTIES.get(place.kind, 'unresolvedPlace'))} {self.thing(place.key)}"
            yield from self._unresolved(place)
        for side, day, written in (
            ("start", record.start, record.start_literal),
            ("end", record.end, record.end_literal),
        ):
            if day:
                yield f"{subject} {term(side)} {day_literal(day)}"
            if written:
                yield f"{subject} {term(side + 'Literal')} {literal(written)}"
        yield f"{subject} {term('periodStatus')} {literal(record.period_status)}"
        for name, text in record.texts:
            yield f"{subject} {term(name)} {literal(text)}"
        yield f"{subject} {_DERIVED} {self.passage(*record.block)}"

    def _unresolved(self, entity: Entity, *types: str) -> Iterator[str]:
        """Say what little is known of a name that stands for nothing known."""
        if entity.kind == "unresolved":
            for name in ("UnresolvedName", *types):
                yield f"{self.thing(entity.key)} {_RDF_TYPE} {term(name)}"
            yield f"{self.thing(entity.key)} {_LABEL} {literal(entity.label)}"

    def _readings(self, readings: Iterable[Reading], subject: str) -> list[str]:
        said: list[str] = []
        say, things, passages, denotes = said.append, self._things, self._passages, term("denotes")
        for name, start, end, value in readings:
            passage = f"{passages}{start},{end}>"
            say(f"{passage} {rule(name)} {subject}")
            if isinstance(value, Entity):
                thing = f"{things}{value[1]}>"
                if name in _TYPE_RULES:
                    say(f"{subject} {term('resourceType')} {thing}")
                    continue
                say(f"{passage} {denotes} {thing}")
                if fact := _MENTIONS.get(name):
                    say(f"{subject} {term(fact)} {thing}")
            elif isinstance(value, tuple):
                said.extend(_days(passage, *value))
        return said

    def _report(self, report: ReportRecord, subject: str, key: str) -> Iterator[str]:
        thing = self.thing(f"report/{key.removeprefix('mandate/')}/{slug(report.title)}")
        yield f"{subject} {term('report')} {thing}"
        yield f"{thing} {_RDF_TYPE} {term('Report')}"
        yield f"{thing} {_LABEL} {literal(report.title)}"
        yield f"{thing} {term('reportStatus')} {self.thing('report-status/' + report.status)}"
        yield f"{self.passage(report.start, report.end)} {rule(report.rule)} {thing}"

    def _flag(self, flag: Flag, subject: str, key: str) -> Iterator[str]:
        about = "" if flag.check == "period-order" else flag.value
        finding = f"<{self._minter.finding(flag.check, key, about)}>"
        yield f"{finding} {_RDF_TYPE} {term('Finding')}"
        yield f"{finding} <{PREFIXES['sh']}focusNode> {subject}"
        yield f"{finding} <{PREFIXES['sh']}sourceShape> <{SHAPE}{flag.check}>"
        yield f"{finding} {term('passage')} {self.passage(flag.start, flag.end)}"
        if flag.value:
            yield f"{finding} <{PREFIXES['sh']}value> {literal(flag.value)}"
        if flag.suggestion:
            yield f"{finding} {term('suggestedStart')} {day_literal(flag.suggestion[0])}"
            yield f"{finding} {term('suggestedEnd')} {day_literal(flag.suggestion[1])}"

    def document(self, record: DocumentRecord) -> Iterator[str]:
        """Yield the statements of another resource."""
        thing, passage = self.thing(f"document/{slug(record.title)}"), self.passage(record.start, record.end)
        yield f"{thing} {_RDF_TYPE} {term('Document')}"
        yield f"{thing} {_LABEL} {literal(record.title)}"
        yield f"{thing} {term('resourceType')} {self.thing(record.type.key)}"
        yield f"{thing} {_DERIVED} {passage}"
        yield f"{passage} {rule('document-title')} {thing}"


def _days(passage: str, first: date, last: date) -> Iterator[str]:
    if first == last:
        yield f"{passage} {term('date')} {day_literal(first)}"
    else:
        yield f"{passage} {term('dateFrom')} {day_literal(first)}"
        yield f"{passage} {term('dateTo')} {day_literal(last)}"


def facts(subject: str, values: Mapping[str, str]) -> Iterator[str]:
    """Yield a statement for each property of our ontology and its value, both ready in N-Triples."""
    return (f"{subject} {term(name)} {value}" for name, value in values.items())
