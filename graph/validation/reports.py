"""Findings as text and data: ``human``, ``table``, ``json``, ``turtle``, ``sarif``. Nothing here prints or colours."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Literal, TypedDict

import pyoxigraph as ox

from ..iris import PREFIXES, Minter
from ..visible import visible
from .findings import Finding, count, report
from .locations import Location
from .sarif import sarif
from .validation import Validation

Format = Literal["human", "table", "json", "turtle", "sarif"]
FORMATS: tuple[Format, ...] = ("human", "table", "json", "turtle", "sarif")

_NOWHERE = "(no source)"
_COLUMNS = ("severity", "check", "where", "mandate")


class LocationData(TypedDict):
    """A location in JSON; ``line`` and ``column`` are null where there is no text."""

    source: str
    line: int | None
    column: int | None
    start: int
    end: int
    quote: str
    sentence: str
    version: str


class FindingData(TypedDict):
    """A finding in JSON. Dates are ISO 8601; what there is none of is null or empty."""

    iri: str
    check: str
    severity: str
    focus: str
    title: str
    path: str | None
    value: str | None
    problem: str
    remedy: str
    details: list[str]
    suggestion: dict[str, str] | None
    locations: list[LocationData]
    waived: dict[str, str] | None


class ReportData(TypedDict):
    """The whole report in JSON: ``counts`` has the severities and ``waived``; findings are in order of place."""

    format: str
    revision: int
    conforms: bool
    counts: dict[str, int]
    findings: list[FindingData]


def render(validation: Validation, format: Format, *, minter: Minter, width: int = 80) -> str:
    """Return the whole report in one format; ``width`` is for the two that people read."""
    writers: dict[Format, Callable[[], str]] = {
        "human": lambda: human(validation.findings, width=width),
        "table": lambda: table(validation.findings, width=width),
        "json": lambda: json.dumps(to_data(validation), ensure_ascii=False, indent=2) + "\n",
        "turtle": lambda: turtle(validation, minter),
        "sarif": lambda: sarif(validation.findings, validation.checks),
    }
    return writers[format]()


def human(findings: Iterable[Finding], *, width: int = 80) -> str:
    """Return the findings as paragraphs, grouped by source and sorted by line, with counts at the end."""
    listed = sorted(findings, key=lambda finding: finding.order)
    blocks: list[str] = []
    for source, group in groupby(listed, key=_source):
        blocks.append(visible(source))
        blocks += ["\n".join(_paragraph(finding, width)) for finding in group]
    return "\n\n".join([*blocks, textwrap.fill(summary(listed), width)]) + "\n"


def summary(findings: Iterable[Finding]) -> str:
    """Return one line with the counts, such as ``3 findings: 1 violation, 2 warnings; 1 waived``."""
    counts = count(findings)
    waived = counts.pop("waived")
    total = sum(counts.values())
    parts = ", ".join(_number(n, name) for name, n in counts.items() if n)
    line = f"{_number(total, 'finding')}: {parts}" if total else "no findings"
    return f"{line}; {waived} waived" if waived else line


def table(findings: Iterable[Finding], *, width: int = 80) -> str:
    """Return one line a finding under a heading, cut to ``width``."""
    rows = [_row(finding) for finding in sorted(findings, key=lambda finding: finding.order)]
    widths = [max(len(row[i]) for row in [_COLUMNS, *rows]) for i in range(3)]
    widths[2] = min(widths[2], max(width - widths[0] - widths[1] - 26, 12))
    widths.append(max(width - sum(widths) - 6, 8))
    lines = [
        "  ".join(_cell(text, w, i == 2) for i, (text, w) in enumerate(zip(row, widths, strict=True)))
        for row in [_COLUMNS, tuple("-" * w for w in widths), *rows]
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def to_data(validation: Validation) -> ReportData:
    """Return the report as plain data, ready for JSON."""
    return ReportData(
        format="mandategraph-findings/1",
        revision=validation.revision,
        conforms=not validation.findings,
        counts=count(validation.findings),
        findings=[_finding_data(finding) for finding in validation.findings],
    )


def turtle(validation: Validation, minter: Minter) -> str:
    """Return the report as SHACL writes it, in Turtle, sorted."""
    triples = sorted(report(validation.findings, minter, validation.revision), key=str)
    prefixes = {name: PREFIXES[name] for name in ("mg", "mgs", "rdfs", "sh", "xsd")}
    text = (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
    lines = text.splitlines(keepends=True)
    return "".join([*sorted(lines[: len(prefixes)]), "\n", *lines[len(prefixes) :]])


def _source(finding: Finding) -> str:
    return finding.location.source if finding.location else _NOWHERE


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _where(place: Location | None) -> str:
    return visible(place.text) if place else _NOWHERE


def _paragraph(finding: Finding, width: int) -> Iterator[str]:
    def lines(text: str, indent: str, again: str = "") -> list[str]:
        return textwrap.wrap(
            visible(text), width, initial_indent=indent, subsequent_indent=again or indent,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip

    waived = f" (waived until {finding.waived_until})" if finding.waived else ""
    yield from lines(f"{_where(finding.location)} {finding.severity} {finding.check}{waived}", "  ", "    ")
    yield from lines(finding.title, "    ")
    if finding.location and finding.location.sentence and visible(finding.location.sentence) != visible(finding.title):
        yield from lines(finding.location.sentence, "    | ")
    yield from lines(finding.problem, "    ")
    for detail in finding.details:
        yield from lines(detail, "      ", "        ")
    if finding.suggestion:
        first, last = finding.suggestion
        yield from lines(f"suggestion, not applied: the text says {first} to {last}", "      ", "        ")
    for other in finding.locations[1:]:
        yield from lines(f"also at {_where(other)}", "      ", "        ")
    if finding.waived:
        yield from lines(f"Waived: {finding.waiver_reason}", "    ")
    elif finding.remedy:
        yield from lines(f"To do: {finding.remedy}", "    ")


def _row(finding: Finding) -> tuple[str, str, str, str]:
    severity = "waived" if finding.waived else finding.severity
    return severity, finding.check, _where(finding.location), visible(finding.title)


def _cell(text: str, width: int, from_end: bool) -> str:
    """Return a text in ``width`` columns; of a place the end is kept, which has the line."""
    if len(text) <= width:
        return text.ljust(width)
    return f"…{text[len(text) - width + 1 :]}" if from_end else f"{text[: width - 1]}…"


def _finding_data(finding: Finding) -> FindingData:
    suggestion = finding.suggestion
    until = finding.waived_until
    return FindingData(
        iri=finding.iri,
        check=finding.check,
        severity=finding.severity,
        focus=finding.focus,
        title=finding.title,
        path=finding.path or None,
        value=finding.value.value if finding.value is not None else None,
        problem=finding.problem,
        remedy=finding.remedy,
        details=list(finding.details),
        suggestion={"start": suggestion[0].isoformat(), "end": suggestion[1].isoformat()} if suggestion else None,
        locations=[_location_data(place) for place in finding.locations],
        waived={"until": until.isoformat(), "reason": finding.waiver_reason} if until else None,
    )


def _location_data(place: Location) -> LocationData:
    return LocationData(
        source=place.source,
        line=place.line or None,
        column=place.column or None,
        start=place.start,
        end=place.end,
        quote=place.quote,
        sentence=place.sentence,
        version=place.version,
    )
