"""A mandate's own page: a title, then headings with or without a value below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..graph.countries import Resolver
from ..graph.entities import Role
from .dates import parse_day
from .flags import DayReading, period_flags
from .folding import fold
from .header import is_name_list
from .listing import Line, lines_of
from .name_lists import NamedList, read_names
from .prose import Prose, is_placeholder
from .records import Flag, MandateRecord, Page, Problem, Reading, ReportRecord
from .trainings import training_details, training_evidence

_HEADINGS = {
    "target country": "places",
    "target country / organisation": "places",
    "target country/organisation": "places",
    "mandator": "donors",
    "mandators": "donors",
    "description": "description",
    "mandating organisation / agency / department / ministry": "mandatingDepartment",
    "target organisation type": "targetOrganisationType",
    "target organisation types": "targetOrganisationType",
    "target organisation type(s)": "targetOrganisationType",
    "related activities": "relatedActivity",
    "mandate outputs / products": "outputs",
    "mandate outputs": "outputs",
    "outcome objectives of mandate": "objective",
    "intended immediate outcomes of mandate": "objective",
    "start date": "start",
    "end date": "end",
    "specific lessons identified": "lesson",
}
_RULES = {
    "description": "page-description",
    "mandatingDepartment": "page-department",
    "targetOrganisationType": "page-target-type",
    "relatedActivity": "page-activity",
    "objective": "page-objective",
    "lesson": "page-lesson",
}
_PLACE_RULES = {"country": "page-country", "region": "page-region"}
_DAY = r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\.?"
_RANGE = re.compile(rf"(?P<start>{_DAY})\s*[-–—]\s*(?P<end>{_DAY})")
_ONE_DAY = re.compile(rf"{_DAY}|\d{{4}}-\d\d-\d\d")
_REPORT = re.compile(r"\b(?:report|rapport|informe|study|assessment|evaluation|review|mapping|paper)s?\b")
_BULLET = re.compile(r"^(?:[-–—*•·]|\(?\w{1,2}[.)])\s+")


class Section(NamedTuple):
    """A heading's name and the lines below it, up to the next heading."""

    name: str
    lines: tuple[Line, ...]


def is_mandate_page(text: str) -> bool:
    """Tell whether a text is a mandate's own page: it has at least three of the headings, each on its own line."""
    found = {_heading(text[line.start : line.end]) for line in lines_of(text)}
    return len(found - {""}) >= 3


def read_mandate_page(text: str, resolver: Resolver) -> Page:
    """Return the one mandate of a mandate's own page."""
    prose = Prose(text, resolver)
    title, head, sections = _sections(text, lines_of(text))
    donors = _names(text, sections, "donors", "donor", resolver)
    places = _names(text, sections, "places", "place", resolver)
    start, end, extra = _period(text, head, sections)
    readings = [*_named(donors, places), *extra]
    flags = [*period_flags(start, end), *_flags("donor", donors), *_flags("place", places)]
    if title:
        readings.insert(0, Reading("page-title", *title))
    texts = list(_texts(text, sections, readings))
    reports = list(_outputs(text, prose.folded, sections))
    said, mentioned = _prose(prose, title, sections)
    described = next((s.lines[0] for s in sections if s.name == "description" and s.lines), Line(0, 0))
    training = training_evidence(prose.folded, title or Line(0, 0), described)
    details = list(training_details(text, prose.folded, title)) if training and title else []
    texts += [_detail(found) for found in details]
    last = max((line.end for section in sections for line in section.lines), default=title.end if title else 0)
    record = MandateRecord(
        title=text[title.start : title.end] if title else "",
        block=(title.start if title else 0, max(last, head[-1].end if head else 0)),
        donors=tuple(dict.fromkeys(name.entity for name in donors)),
        places=tuple(dict.fromkeys(name.entity for name in places)),
        start=start.day if start else None,
        end=end.day if end else None,
        start_literal=start.literal if start else "",
        end_literal=end.literal if end else "",
        training=training is not None,
        reports=(*reports, *(found for found in mentioned if found.title not in {r.title for r in reports})),
        texts=tuple(texts),
        readings=(*readings, *([training] if training else []), *details, *said),
        flags=tuple(flags),
    )
    return Page(record.title, None, (record,), (), tuple(_problems(text, donors, places, start, end)))


def _detail(found: Reading) -> tuple[str, str]:
    return ("trainingLevel" if found.rule == "training-level" else "trainingLanguage"), str(found.value)


def _heading(line: str) -> str:
    return _HEADINGS.get(fold(line).rstrip(" :"), "")


def _sections(text: str, lines: list[Line]) -> tuple[Line | None, tuple[Line, ...], list[Section]]:
    """Return the title, the lines between it and the first heading, and the sections."""
    marks = [n for n, line in enumerate(lines) if _heading(text[line.start : line.end])]
    sections = [
        section
        for mark, following in zip(marks, [*marks[1:], len(lines)], strict=True)
        for section in _split(text, _heading(text[lines[mark].start : lines[mark].end]), lines[mark + 1 : following])
    ]
    head = lines[: marks[0]] if marks else lines
    return (head[0] if head else None), tuple(head[1:]), sections


def _split(text: str, name: str, lines: list[Line]) -> Iterator[Section]:
    """Yield a section; prose below the names of donors or places is the description, which has no heading."""
    if name in ("donors", "places"):
        names = 0
        while names < len(lines) and is_name_list(text[lines[names].start : lines[names].end]):
            names += 1
        yield Section(name, tuple(lines[:names]))
        name, lines = "description", lines[names:]
    if name != "description" or lines:
        yield Section(name, tuple(lines))


def _values(text: str, sections: Sequence[Section], name: str) -> Iterator[Line]:
    for section in sections:
        if section.name == name:
            yield from (line for line in section.lines if not is_placeholder(text[line.start : line.end]))


def _names(text: str, sections: Sequence[Section], name: str, role: Role, resolver: Resolver) -> NamedList:
    return tuple(
        found
        for line in _values(text, sections, name)
        for found in read_names(text[line.start : line.end], line.start, role, resolver)
    )


def _named(donors: NamedList, places: NamedList) -> Iterator[Reading]:
    yield from (Reading("page-donor", name.start, name.end, name.entity) for name in donors)
    for name in places:
        rule = _PLACE_RULES.get(name.entity.kind, "page-unresolved-place")
        yield Reading(rule, name.start, name.end, name.entity)


def _period(
    text: str, head: Sequence[Line], sections: Sequence[Section]
) -> tuple[DayReading | None, DayReading | None, list[Reading]]:
    """Return the start, the end and their evidence: from their own headings, else from the range below the title."""
    found: dict[str, DayReading] = {}
    for line in head:
        if span := _RANGE.search(text, line.start, line.end):
            for side in ("start", "end"):
                found[side] = DayReading(span[side], parse_day(span[side]), span.span(side))
    readings = [Reading(f"page-{side}", *day.span) for side, day in found.items()]
    for side in ("start", "end"):
        for line in _values(text, sections, side):
            if day := _ONE_DAY.search(text, line.start, line.end):
                found.setdefault(side, DayReading(day[0], parse_day(day[0]), day.span()))
                readings.append(Reading(f"page-{side}", *day.span()))
    return found.get("start"), found.get("end"), readings


def _texts(text: str, sections: Sequence[Section], readings: list[Reading]) -> Iterator[tuple[str, str]]:
    """Yield the literal facts of the sections, and add their evidence to ``readings``."""
    for section in sections:
        if section.name not in _RULES:
            continue
        for line in _values(text, [section], section.name):
            readings.append(Reading(_RULES[section.name], line.start, line.end))
            yield section.name, _BULLET.sub("", text[line.start : line.end])


def _outputs(text: str, folded: str, sections: Sequence[Section]) -> Iterator[ReportRecord]:
    for line in _values(text, sections, "outputs"):
        if _REPORT.search(folded, line.start, line.end):
            title = _BULLET.sub("", text[line.start : line.end]).rstrip(" .;")
            yield ReportRecord(title, "exists", line.start, line.end, "page-output")


def _prose(prose: Prose, title: Line | None, sections: Sequence[Section]) -> tuple[list[Reading], list[ReportRecord]]:
    readings, reports = prose.read(title) if title else ([], [])
    for section in sections:
        if section.name in ("description", "objective", "lesson", "relatedActivity") and section.lines:
            said, more = prose.read((section.lines[0].start, section.lines[-1].end))
            readings += [found for found in said if found not in readings and found.rule != "objective-item"]
            reports += [] if section.name == "relatedActivity" else more
    return readings, reports


def _flags(role: str, names: NamedList) -> Iterator[Flag]:
    for name in names:
        if name.status != "known":
            check = f"{role}-{'ambiguous' if name.status == 'ambiguous' else 'resolved'}"
            yield Flag(check, name.start, name.end, name.text)


def _problems(
    text: str, donors: NamedList, places: NamedList, start: DayReading | None, end: DayReading | None
) -> Iterator[Problem]:
    for role, names in (("donor", donors), ("place", places)):
        for name in names:
            if name.status != "known":
                what = f"The {role} {name.text!r} is {name.status}; it is kept as written."
                yield Problem(name.start, what, "Correct it, or add the name to the reference data.")
    for side, day in (("start", start), ("end", end)):
        if day and day.day is None:
            yield Problem(day.span[0], f"The {side} {day.literal!r} is not a day.", "Write it as day/month/year.")
