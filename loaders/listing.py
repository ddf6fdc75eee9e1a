"""Listing pages: blocks of a title, a header line, prose and maybe a closing label."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from ..graph.countries import Resolver
from .dates import parse_day
from .flags import DayReading, period_flags
from .header import Header, read_header
from .name_lists import Named
from .prose import Prose
from .records import Flag, MandateRecord, Page, Problem, Reading, make
from .resources import closing_label, read_resources
from .trainings import training_details, training_evidence

_BLANKS = " \t\u00a0\ufeff\u200b"
_LINE = re.compile(r"[^\s\ufeff\u200b][^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*")
_HINT = re.compile(r"mandate\s+in\b")
_PLACE_RULES = {"country": "header-country", "region": "header-region"}


class Line(NamedTuple):
    """A line that is not blank, without the white space around it, in code points."""

    start: int
    end: int


class Block(NamedTuple):
    """A mandate's lines: its title (None if missing), header, and what follows, up to ``end``."""

    title: Line | None
    header: Header
    body: tuple[Line, ...]


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank."""
    found = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        if text[end - 1] in _BLANKS:
            end = start + len(match[0].rstrip(_BLANKS))
        found.append(make(Line, (start, end)))
    return found


def read_listing(text: str, resolver: Resolver) -> Page:
    """Return every mandate and other resource of a listing page, each value with its place in ``text``."""
    prose = Prose(text, resolver)
    lines = lines_of(text)
    blocks = list(_blocks(text, prose.folded, lines, resolver))
    mandates, problems = [], []
    rest: list[tuple[Line, ...]] = []
    for block in blocks:
        own, after = _own_lines(text, block.body)
        rest.append(after)
        mandates.append(_mandate(prose, block, own))
        problems.extend(_problems(block))
    first = blocks[0].title or Line(blocks[0].header.start, 0) if blocks else None
    head = tuple(line for line in lines if first is None or line.start < first.start)
    heading = text[head[0].start : head[0].end] if head else ""
    outside = (_without_heading(text, head), *rest)
    documents = tuple(found for part in outside for found in read_resources(text, part))
    about = resolver.resolve(heading, role="place").entity if heading else None
    return Page(heading, about, tuple(mandates), documents, tuple(problems))


def _without_heading(text: str, head: tuple[Line, ...]) -> tuple[Line, ...]:
    """Drop the page's heading, which may stand twice."""
    words = {text[line.start : line.end] for line in head[:1]}
    return tuple(line for line in head if text[line.start : line.end] not in words)


def _blocks(text: str, folded: str, lines: list[Line], resolver: Resolver) -> Iterator[Block]:
    headers = dict(_headers(text, folded, lines, resolver))
    numbers = sorted(headers)
    titles = {number: _title_number(text, lines, number, headers) for number in numbers}
    for number, following in zip_longest(numbers, numbers[1:]):
        stop = len(lines) if following is None else following
        if following is not None and titles[following] is not None:
            stop = following - 1
        title = titles[number]
        yield Block(None if title is None else lines[title], headers[number], tuple(lines[number + 1 : stop]))


def _headers(text: str, folded: str, lines: list[Line], resolver: Resolver) -> Iterator[tuple[int, Header]]:
    """Yield header lines by number; a line like one just above a dated one is that mandate's title."""
    starts = [line.start for line in lines]
    waiting: tuple[int, Header] | None = None
    for hint in _HINT.finditer(folded):
        number = bisect_right(starts, hint.start()) - 1
        if waiting and waiting[0] == number:
            continue
        header = read_header(text, *lines[number], resolver)
        if header is None:
            continue
        if waiting and not (waiting[0] == number - 1 and not (waiting[1].first or waiting[1].last)):
            yield waiting
        waiting = number, header
    if waiting:
        yield waiting


def _title_number(text: str, lines: list[Line], number: int, headers: dict[int, Header]) -> int | None:
    """Return the number of the line above a header, unless that closes the block before or is another header."""
    above = number - 1
    if above < 0 or above in headers or closing_label(text[lines[above].start : lines[above].end]):
        return None
    return above


def _own_lines(text: str, body: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Split what follows a header: the mandate's own lines up to its closing label, and other resources after it."""
    for number, line in enumerate(body):
        label = closing_label(text[line.start : line.end])
        if label and label.plural:
            return body[:number], body[number:]
        if label and label.of_mandate:
            return body[: number + 1], body[number + 1 :]
        if label:
            cut = _other_title(text, body[:number])
            return (body[:cut], body[cut:]) if cut else (body[: number + 1], body[number + 1 :])
    return body, ()


def _other_title(text: str, body: tuple[Line, ...]) -> int:
    """Return where another resource's title stands within a body that its closing label ends; 0 if nowhere."""
    for number in range(len(body) - 2, 0, -1):
        line = text[body[number].start : body[number].end]
        if len(line) <= 150 and line[-1] not in ".!?;:," and not line[:1].islower() and not line[0].isdigit():
            return number
    return 0


def _mandate(prose: Prose, block: Block, own: tuple[Line, ...]) -> MandateRecord:
    text, header = prose.text, block.header
    title = block.title or Line(header.start, header.start)
    end = own[-1].end if own else header.end
    label = closing_label(text[own[-1].start : own[-1].end]) if own else None
    prose_end = (own[-2].end if len(own) > 1 else header.end) if label else end
    body = (own[0].start if own else header.end, max(prose_end, header.end))
    readings = [*_header_readings(block)]
    if label:
        readings.append(Reading("type-label", own[-1].start, own[-1].end, label.type))
    said, reports = prose.read(title, body)
    training = training_evidence(prose.folded, title, body)
    details = list(training_details(text, prose.folded, title)) if training else []
    start, last = _day(header.first), _day(header.last)
    flags = (*_name_flags(header), *period_flags(start, last, _suggestion(start, last, said)))
    return MandateRecord(
        title=text[title.start : title.end],
        block=(title.start, end),
        donors=tuple(dict.fromkeys(donor.entity for donor in header.donors)),
        places=tuple(dict.fromkeys(place.entity for place in header.places)),
        start=start.day if start else None,
        end=last.day if last else None,
        start_literal=start.literal if start else "",
        end_literal=last.literal if last else "",
        training=training is not None,
        reports=tuple(reports),
        texts=tuple(_training_texts(details)),
        readings=(*readings, *([training] if training else []), *details, *said),
        flags=flags,
    )


def _training_texts(details: list[Reading]) -> Iterator[tuple[str, str]]:
    levels = [str(found.value) for found in details if found.rule == "training-level"]
    if levels:
        yield "trainingLevel", ", ".join(levels)
    yield from (("trainingLanguage", str(found.value)) for found in details if found.rule == "training-language")


def _header_readings(block: Block) -> Iterator[Reading]:
    header = block.header
    if block.title:
        yield Reading("title", *block.title)
    yield make(Reading, ("header-line", header.start, header.end, None))
    for donor in header.donors:
        yield make(Reading, ("header-donor", donor.start, donor.end, donor.entity))
    for place in header.places:
        rule = _PLACE_RULES.get(place.entity.kind, "header-unresolved-place")
        yield make(Reading, (rule, place.start, place.end, place.entity))
    if header.first:
        yield make(Reading, ("header-start", header.first[1], header.first[2], None))
    if header.last:
        yield make(Reading, ("header-end", header.last[1], header.last[2], None))


def _day(literal: tuple[str, int, int] | None) -> DayReading | None:
    return DayReading(literal[0], parse_day(literal[0]), literal[1:]) if literal else None


def _suggestion(start: DayReading | None, end: DayReading | None, said: list[Reading]) -> tuple[date, date] | None:
    """Return the period in the prose that shares an end with an inverted one: what the header may have meant."""
    if not (start and end and start.day and end.day and end.day < start.day):
        return None
    for found in said:
        if found.rule == "date-mention" and type(found.value) is tuple:
            first, last = found.value
            if last == end.day or first == start.day:
                return first, last
    return None


def _name_flags(header: Header) -> Iterator[Flag]:
    for role, names in (("donor", header.donors), ("place", header.places)):
        for name in names:
            if name.status != "known":
                yield Flag(_name_check(role, name), name.start, name.end, name.text)


def _name_check(role: str, name: Named) -> str:
    return f"{role}-{'ambiguous' if name.status == 'ambiguous' else 'resolved'}"


def _problems(block: Block) -> Iterator[Problem]:
    header = block.header
    if block.title is None:
        yield Problem(header.start, "A header line without a title above it.", "Write the mandate's title above it.")
    for role, names in (("donor", header.donors), ("place", header.places)):
        for name in names:
            if name.status == "unknown":
                yield Problem(
                    name.start,
                    f"The {role} {name.text!r} is not known; it is kept as written.",
                    "Correct it, or add the name to the reference data.",
                )
            elif name.status == "ambiguous":
                yield Problem(
                    name.start,
                    f"The {role} {name.text!r} can mean several things; it is kept as written.",
                    "Write the name in full.",
                )
    for side, literal in (("start", header.first), ("end", header.last)):
        if literal and parse_day(literal[0]) is None:
            yield Problem(literal[1], f"The {side} {literal[0]!r} is not a day.", "Write it as day/month/year.")
