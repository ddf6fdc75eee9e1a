"""Findings: what a check found of one thing, as a value, as RDF, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pyoxigraph as ox

from ..iris import MG, PREFIXES, SHAPE, Minter
from ..readable import Readable, Term, lexical
from .locations import Location, Locator, line_of_file
from .shapes import SEVERITIES, Severity

ABOUT_WAIVERS = ("waiver-expired", "waiver-unused")
FailOn = Literal["violation", "warning", "info", "none"]

_SH, _RDF, _RDFS, _XSD = (PREFIXES[prefix] for prefix in ("sh", "rdf", "rdfs", "xsd"))
SEVERITY_TERMS: dict[Severity, str] = {
    "violation": _SH + "Violation",
    "warning": _SH + "Warning",
    "info": _SH + "Info",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found of one thing.

    ``focus`` is the thing's IRI and ``title`` its label; ``path`` the property in question; ``details`` lines that say
    more than ``message``, such as the literals as written; ``suggestion`` a period that the source itself states, never
    applied; ``locations`` where it stands, in each source; a waived finding has ``waived_until`` and ``waiver_reason``.
    """

    iri: str
    check: str
    shape: str
    severity: Severity
    focus: str
    title: str
    message: str
    path: str = ""
    value: Term | None = None
    details: tuple[str, ...] = ()
    suggestion: tuple[date, date] | None = None
    locations: tuple[Location, ...] = ()
    waived_until: date | None = None
    waiver_reason: str = ""

    @property
    def location(self) -> Location | None:
        """The first place it stands at."""
        return self.locations[0] if self.locations else None

    @property
    def problem(self) -> str:
        """What is wrong: the first sentence of the message."""
        return self.message.partition(". ")[0].removesuffix(".") + "."

    @property
    def remedy(self) -> str:
        """What to do: the rest of the message."""
        return self.message.partition(". ")[2]

    @property
    def waived(self) -> bool:
        """Whether a waiver holds for it."""
        return self.waived_until is not None

    @property
    def order(self) -> tuple[bool, str, int, int, int, str, str]:
        """The key to sort by: source, line, column, severity, check; what stands nowhere comes last."""
        place = self.location
        where = (False, place.source, place.line, place.column) if place else (True, "", 0, 0)
        return *where, SEVERITIES.index(self.severity), self.check, self.iri


def fails(findings: Iterable[Finding], fail_on: FailOn) -> bool:
    """Tell whether a finding that is not waived is at least as grave as ``fail_on``."""
    if fail_on == "none":
        return False
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in grave and not finding.waived for finding in findings)


def count(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity, and how many are waived."""
    counts = Counter("waived" if finding.waived else finding.severity for finding in findings)
    return {name: counts[name] for name in (*SEVERITIES, "waived")}


def to_quads(findings: Iterable[Finding], minter: Minter, revision: int) -> bytes:
    """Return the graph ``graph/validation`` as sorted N-Quads: a report on this revision, and its results."""
    graph = ox.NamedNode(minter.graph("validation"))
    quads = [
        ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in report(findings, minter, revision)
    ]
    lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    return b"".join(sorted(set((lines or b"").splitlines(keepends=True))))


def report(findings: Iterable[Finding], minter: Minter, revision: int) -> Iterator[ox.Triple]:
    """Yield the statements of a validation report, which has the IRI of its graph."""
    node, listed = ox.NamedNode(minter.graph("validation")), list(findings)
    yield _triple(node, _RDF + "type", ox.NamedNode(_SH + "ValidationReport"))
    yield _triple(node, _RDFS + "label", ox.Literal("Validation report", language="en"))
    yield _triple(node, _SH + "conforms", ox.Literal(not listed))
    yield _triple(node, MG + "validatedRevision", ox.Literal(revision))
    for finding in listed:
        subject = ox.NamedNode(finding.iri)
        yield _triple(node, _SH + "result", subject)
        for predicate, value in _statements(finding):
            yield _triple(subject, predicate, value)


def _triple(subject: ox.NamedNode, predicate: str, value: Term) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)


def _statements(finding: Finding) -> Iterator[tuple[str, Term]]:
    yield _RDF + "type", ox.NamedNode(MG + "Finding")
    yield _RDF + "type", ox.NamedNode(_SH + "ValidationResult")
    yield _RDFS + "label", ox.Literal(f"{finding.check}: {finding.title}")
    yield _SH + "focusNode", ox.NamedNode(finding.focus)
    yield _SH + "sourceShape", ox.NamedNode(finding.shape)
    yield _SH + "resultSeverity", ox.NamedNode(SEVERITY_TERMS[finding.severity])
    yield _SH + "resultMessage", ox.Literal(finding.message, language="en")
    if finding.path:
        yield _SH + "resultPath", ox.NamedNode(finding.path)
    if finding.value is not None:
        yield _SH + "value", finding.value
    if finding.details:
        yield _RDFS + "comment", ox.Literal("\n".join(finding.details), language="en")
    if finding.suggestion:
        yield MG + "suggestedStart", _date(finding.suggestion[0])
        yield MG + "suggestedEnd", _date(finding.suggestion[1])
    for location in finding.locations:
        if not location.version:
            if location.line and finding.check not in ABOUT_WAIVERS:
                yield MG + "foundAt", ox.Literal(f"{location.source}:{location.line}")
            continue
        yield MG + "passage", ox.NamedNode(location.passage)
        if location.source_iri:
            yield MG + "source", ox.NamedNode(location.source_iri)
    if finding.waived_until:
        yield MG + "waivedUntil", _date(finding.waived_until)
        yield MG + "waiverReason", ox.Literal(finding.waiver_reason)


def _date(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(_XSD + "date"))


def read_findings(store: Readable) -> tuple[Finding, ...]:
    """Return the findings that the last validation left in the store, in order."""
    graph, locator = ox.NamedNode(store.minter.graph("validation")), Locator(store)
    subjects = store.quads(None, ox.NamedNode(_SH + "focusNode"), None, graph)
    found = [
        _from_rdf(store, locator, quad.subject, graph) for quad in subjects if isinstance(quad.subject, ox.NamedNode)
    ]
    return tuple(sorted(found, key=lambda finding: finding.order))


def validated_revision(store: Readable) -> int | None:
    """Return which revision of the data the findings in the store are about, or None if it was not validated."""
    graph = ox.NamedNode(store.minter.graph("validation"))
    quads = store.quads(graph, ox.NamedNode(MG + "validatedRevision"), None, graph)
    return next((int(lexical(quad.object)) for quad in quads), None)


def _from_rdf(store: Readable, locator: Locator, node: ox.NamedNode, graph: ox.NamedNode) -> Finding:
    said: dict[str, list[Term]] = {}
    for quad in store.quads(node, None, None, graph):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            said.setdefault(quad.predicate.value, []).append(quad.object)

    def text(predicate: str) -> str:
        return said[predicate][0].value if predicate in said else ""

    severities: dict[str, Severity] = {term: severity for severity, term in SEVERITY_TERMS.items()}
    check, _, title = text(_RDFS + "label").partition(": ")
    places = [locator.locate(term.value) for term in said.get(MG + "passage", [])]
    places += [line_of_file(term.value) for term in said.get(MG + "foundAt", [])]
    suggested = text(MG + "suggestedStart"), text(MG + "suggestedEnd")
    return Finding(
        iri=node.value,
        check=check or text(_SH + "sourceShape").removeprefix(SHAPE),
        shape=text(_SH + "sourceShape"),
        severity=severities.get(text(_SH + "resultSeverity"), "violation"),
        focus=text(_SH + "focusNode"),
        title=title,
        message=text(_SH + "resultMessage"),
        path=text(_SH + "resultPath"),
        value=said[_SH + "value"][0] if _SH + "value" in said else None,
        details=tuple(text(_RDFS + "comment").splitlines()),
        suggestion=(date.fromisoformat(suggested[0]), date.fromisoformat(suggested[1])) if all(suggested) else None,
        locations=tuple(sorted(place for place in places if place)),
        waived_until=date.fromisoformat(until) if (until := text(MG + "waivedUntil")) else None,
        waiver_reason=text(MG + "waiverReason"),
    )
