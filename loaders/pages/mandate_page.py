"""A mandate's own page: a title, then headings with or without a value below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...graph.countries.resolver import Resolver
from ..flags import period_flags
from ..prose.prose import Prose
from ..prose.report_status import listed_status
from ..records import Flag, MandateRecord, Page, Problem, Reading, ReportRecord
from .lines import Line
from .name_lists import NamedList, in_doubt
from .periods import Period, Written
from .repeated_headings import is_of_several, repeated_headings
from .resources import closing_label
from .sections import BULLET, ROLES, Sections, is_mandate_page, names_of, organisation, sections_of
from .trainings import training_details, training_evidence, training_texts
from .worded_periods import find_day, period_of

__all__ = ["is_mandate_page", "read_mandate_page"]

_RULES = {
    "description": "page-description",
    "mandatingDepartment": "page-department",
    "targetOrganisationType": "page-target-type",
    "relatedActivity": "page-activity",
    "objective": "page-objective",
    "lesson": "page-lesson",
}
_PLACE_RULES = {"country": "page-country", "region": "page-region"}
_TOLD = ("description", "objective", "lesson", "relatedActivity")
_REPORT = re.compile(
    r"\b(?:reports?|rapports?|informes?|stud(?:y|ies)|assessments?|evaluations?|reviews?|mappings?|papers?)\b"
)
_LONGEST_TITLE = 150
_BEFORE_PERIOD = 24
"""Code points that may stand before the period on its line: ``Duration: 01/07/2014 - 31/08/2015``."""


class Days(NamedTuple):
    """The two days of a page, the evidence for them, and what another place of the page says instead."""

    start: Written | None
    end: Written | None
    readings: tuple[Reading, ...]
    others: tuple[tuple[str, Written], ...]


def read_mandate_page(text: str, resolver: Resolver) -> Page:
    """Return the one mandate of a mandate's own page; none if its headings stand there again for another mandate."""
    sections = sections_of(text, resolver)
    title = sections.title or Line(0, 0)
    repeated = tuple(repeated_headings(text, sections))
    if is_of_several(text, sections):
        return Page(text[title.start : title.end], problems=repeated)
    prose = Prose(text, resolver)
    days, below = _days(text, sections)
    named = {
        name: tuple(n for line in sections.lines(name) for n in names_of(text, line, role, resolver))
        for name, role in ROLES.items()
    }
    organisations, named["places"] = _organisations(named["places"], resolver)
    facts = list(_facts(sections, below))
    reports, documents = _outputs(prose, sections)
    said, mentioned = _said(prose, sections, below)
    described = next((line for name, line in facts if name == "description"), Line(0, 0))
    training = training_evidence(text, prose.folded, title, described)
    details = list(training_details(text, prose.folded, title)) if training else []
    known = {report.title.casefold() for report in reports}
    record = MandateRecord(
        title=text[title.start : title.end],
        block=_block(sections),
        donors=tuple(dict.fromkeys(name.entity for name in named["donors"])),
        places=tuple(dict.fromkeys(name.entity for name in named["places"])),
        start=days.start.day if days.start else None,
        end=days.end.day if days.end else None,
        start_literal=days.start.literal if days.start else "",
        end_literal=days.end.literal if days.end else "",
        training=training is not None,
        reports=(*reports, *(report for report in mentioned if report.title.casefold() not in known)),
        texts=(*((name, _plain(text, line)) for name, line in facts), *training_texts(details)),
        readings=(*_readings(text, sections, named, days), *organisations,
                  *(Reading(_RULES[name], *line) for name, line in facts), *documents,
                  *([training] if training else []), *details, *said),
        flags=(*period_flags(days.start, days.end), *_flags(named, days)),
    )  # fmt: skip
    return Page(record.title, None, (record,), (), (*repeated, *_problems(named, days, resolver)))


def _organisations(targets: NamedList, resolver: Resolver) -> tuple[tuple[Reading, ...], NamedList]:
    """Part what is named as a target into the organisations that are no place, and the rest."""
    found = {name: body for name in targets if (body := organisation(name, resolver))}
    readings = (Reading("page-target-organisation", name.start, name.end, entity) for name, entity in found.items())
    return tuple(readings), tuple(name for name in targets if name not in found)


def _block(sections: Sections) -> tuple[int, int]:
    lines = [
        *([sections.title] if sections.title else []),
        *sections.head,
        *(n for s in sections.parts for n in s.lines),
    ]
    return min((line.start for line in lines), default=0), max((line.end for line in lines), default=0)


def _plain(text: str, line: Line) -> str:
    mark = BULLET.match(text, line.start, line.end)
    return text[mark.end() if mark else line.start : line.end]


def _readings(text: str, sections: Sections, named: dict[str, NamedList], days: Days) -> Iterator[Reading]:
    if sections.title:
        yield Reading("page-title", *sections.title)
    if sections.label and (label := closing_label(text[slice(*sections.label)])):
        yield Reading("type-label", *sections.label, label.type)
    for name in named["donors"]:
        yield Reading("page-donor", name.start, name.end, name.entity)
    for name in named["places"]:
        yield Reading(_PLACE_RULES.get(name.entity.kind, "page-unresolved-place"), name.start, name.end, name.entity)
    yield from days.readings


def _days(text: str, sections: Sections) -> tuple[Days, tuple[Line, ...]]:
    """Return the days, and the lines below the title that are not the period.

    The period below the title is the fact, because listing pages show the same one; a day under a heading that
    differs from it is kept as what the page says elsewhere.
    """
    days: dict[str, Written] = {}
    below = []
    for line in sections.head:
        period = None if days else period_of(text, *line)
        if period is None or not _is_the_period(text, line, period):
            below.append(line)
            continue
        for side, written in (("start", period.first), ("end", period.last)):
            if written:
                days[side] = written
    readings = [Reading(f"page-{side}", *day.span) for side, day in days.items()]
    others = []
    for side in ("start", "end"):
        for line in sections.lines(side):
            day = _day_of(text, line)
            fact = days.setdefault(side, day)
            if fact.literal == day.literal or (fact.day and fact.day == day.day):
                readings.append(Reading(f"page-{side}", *day.span))
            else:
                others.append((side, day))
    return Days(days.get("start"), days.get("end"), tuple(readings), tuple(others)), tuple(below)


def _is_the_period(text: str, line: Line, period: Period) -> bool:
    """Tell whether a line below the title is the period; one in words stands alone or after a colon."""
    before = text[line.start : period.at].strip()
    return len(before) <= _BEFORE_PERIOD and (period.kind == "days" or not before or before.endswith(":"))


def _day_of(text: str, line: Line) -> Written:
    """Return the day on a line; a line without one is kept as it is, and no day."""
    found = find_day(text, line.start, line.end)
    return found or Written(text[line.start : line.end], *line, None)


def _facts(sections: Sections, below: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """Yield the literal facts: a property's local name and the line that says it."""
    yield from (("description", line) for line in below)
    for section in sections.parts:
        if section.name in _RULES:
            yield from ((section.name, line) for line in section.lines)


def _outputs(prose: Prose, sections: Sections) -> tuple[list[ReportRecord], list[Reading]]:
    """Return the outputs that are reports, which exist as listed unless the line says else, and other documents."""
    reports: list[ReportRecord] = []
    documents: list[Reading] = []
    for line in sections.lines("outputs"):
        label = closing_label(prose.text[line.start : line.end])
        if label and label.plural:
            continue
        told = prose.read(line)[1] if line.end - line.start > _LONGEST_TITLE else []
        if told:
            reports += [r if r.status != "mentioned" else r._replace(status="exists", rule="page-output") for r in told]
        elif words := [found.span() for found in _REPORT.finditer(prose.folded, line.start, line.end)]:
            status, named = listed_status(prose.folded, line.start, words, line.end)
            title = _plain(prose.text, line._replace(end=named)).rstrip(" .;")
            if status != "denied":
                reports.append(ReportRecord(title, status, line.start, line.end, "page-output"))
        else:
            documents.append(Reading("document-mention", *line))
    return reports, documents


def _said(prose: Prose, sections: Sections, below: Sequence[Line]) -> tuple[list[Reading], list[ReportRecord]]:
    """Return what the title and the paragraphs say in passing; an activity that is a report is none of the mandate."""
    told = [section.lines for section in sections.parts if section.name in _TOLD and section.name != "relatedActivity"]
    spans = [(lines[0].start, lines[-1].end) for lines in (below, *told) if lines]
    readings, reports = prose.read(*([sections.title] if sections.title else []), *spans)
    listed = {(line.start, line.end) for line in sections.lines("objective")}
    listed |= {(line.start, line.end) for line in sections.lines("lesson")}
    activities = [prose.read(line)[0] for line in sections.lines("relatedActivity")]
    kept = [r for r in readings if r.rule != "objective-item" or (r.start, r.end) not in listed]
    return [*kept, *(r for found in activities for r in found if r.rule != "objective-item" and r not in kept)], reports


def _flags(named: dict[str, NamedList], days: Days) -> Iterator[Flag]:
    for section, role in ROLES.items():
        for name in named[section]:
            if name.status != "known":
                check = f"{role}-{'ambiguous' if name.status == 'ambiguous' else 'resolved'}"
                yield Flag(check, name.start, name.end, name.text)
    for side, day in days.others:
        yield Flag(f"one-{side}", *day.span, day.literal)


def _problems(named: dict[str, NamedList], days: Days, resolver: Resolver) -> Iterator[Problem]:
    for section, role in ROLES.items():
        yield from in_doubt(role, named[section], resolver)
    facts = {"start": days.start, "end": days.end}
    for side, day in facts.items():
        if day and day.day is None:
            yield Problem(day.span[0], f"The {side} {day.literal!r} is not a day.", "Write it as day/month/year.")
    for side, day in days.others:
        fact = facts[side]
        what = f"The page gives the {side} as {fact.literal if fact else ''!r}, and here as {day.literal!r}."
        yield Problem(day.span[0], f"{what} The first was read, the second is kept.", "Correct one of them.")
