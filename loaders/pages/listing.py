"""Listing pages: blocks of a title, a header line, prose and maybe a closing label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity
from ..flags import period_flags
from ..prose.prose import Prose, is_placeholder
from ..records import Flag, MandateRecord, Page, Problem, Reading, make
from .header import Header, as_written
from .header_lines import LIKE_HEADER, NO_TITLE_NOR_DAY, header_lines, near_headers
from .lines import Line, lines_of, narrow
from .listing_problems import Block, block_problems, reads_like_prose, unread
from .lone_days import is_day_line
from .name_lists import Named
from .periods import Written
from .resources import LONGEST_LABEL, Label, closing_label, read_resources
from .trainings import training_details, training_evidence, training_texts
from .wrapped_lines import HeaderLine

_BULLET = re.compile(r"[-–—*•·‣]")
_PLACE_RULES = {"country": "header-country", "region": "header-region"}


def read_listing(text: str, resolver: Resolver) -> Page:
    """Return every mandate and other resource of a listing page, each value with its place in ``text``."""
    prose = Prose(text, resolver)
    lines = lines_of(text)
    problems: list[Problem] = []
    plain = narrow(text)
    blocks = list(_blocks(plain, prose.folded, lines, resolver, problems))
    if plain != text:
        blocks = [block._replace(header=as_written(block.header, text)) for block in blocks]
    mandates = []
    rest: list[tuple[Line, ...]] = []
    for block in blocks:
        own, after = _own_lines(text, block.body)
        rest.append(after)
        mandates.append(_mandate(prose, block, own))
        problems.extend(block_problems(text, block, own, resolver))
    first = blocks[0].title or Line(blocks[0].header.start, 0) if blocks else None
    head = tuple(line for line in lines if first is None or line.start < first.start)
    heading = text[head[0].start : head[0].end] if head else ""
    outside = (_without_heading(text, head), *rest)
    documents = tuple(found for part in outside for found in read_resources(text, part))
    problems.extend(unread(text, lines, outside, documents))
    about = resolver.resolve(heading, role="place").entity if heading else None
    return Page(heading, about, tuple(mandates), documents, tuple(problems))


def _without_heading(text: str, head: tuple[Line, ...]) -> tuple[Line, ...]:
    """Drop the page's heading, which may stand twice."""
    words = {text[line.start : line.end] for line in head[:1]}
    return tuple(line for line in head if text[line.start : line.end] not in words)


def _blocks(text: str, folded: str, lines: list[Line], resolver: Resolver, problems: list[Problem]) -> Iterator[Block]:
    found = list(header_lines(text, folded, lines, resolver, problems))
    problems.extend(near_headers(text, folded, lines, found, problems))
    ends = {line.last for line in found}
    titled = [(line, _title_number(text, lines, line.first, ends)) for line in found]
    titled = [pair for pair in titled if _is_mandate(text, lines, *pair, problems)]
    for (line, title), following in zip_longest(titled, titled[1:]):
        stop = len(lines)
        if following is not None:
            stop = following[0].first if following[1] is None else following[1]
        body = tuple(lines[line.last + 1 : stop])
        yield Block(None if title is None else lines[title], line.header, body)


def _is_mandate(text: str, lines: list[Line], line: HeaderLine, title: int | None, problems: list[Problem]) -> bool:
    """Tell whether a header line has a title or a day; without a day, the line above must not be prose."""
    if title is None:
        dated = bool(line.header.first or line.header.last)
        if not dated and line.first and not closing_label(text[slice(*lines[line.first - 1])]):
            problems.append(Problem(line.header.start, *NO_TITLE_NOR_DAY))
        return dated
    if line.header.form in ("none", "said") and reads_like_prose(text, lines[title]):
        problems.append(Problem(line.header.start, *LIKE_HEADER))
        return False
    return True


def _title_number(text: str, lines: list[Line], number: int, headers: set[int]) -> int | None:
    """Return the number of the line above a header, unless that ends what is above, is another header or only a day."""
    above = number - 1
    if above < 0 or above in headers:
        return None
    line = text[lines[above].start : lines[above].end]
    label = closing_label(line)
    return (
        None
        if is_placeholder(line)
        or is_day_line(text, lines[above])
        or (label and _is_at_an_end(text, lines, above, label))
        else above
    )


def _is_at_an_end(text: str, lines: list[Line], number: int, label: Label) -> bool:
    """Tell whether a label heads a section or closes something, and is no title that reads like a label."""
    if label.plural:
        return True
    before = {text[line.start : line.end] for line in lines[max(0, number - 2) : number]}
    only_heading = number <= 2 and len(before) < 2 and (number < 1 or text[lines[0].start : lines[0].end] in before)
    return not only_heading and not closing_label(text[lines[number - 1].start : lines[number - 1].end])


def _own_lines(text: str, body: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Split what follows a header: the mandate's own lines up to its closing label, and other resources after it."""
    for number, (start, end) in enumerate(body):
        if end - start > LONGEST_LABEL:
            continue
        label = closing_label(text[start:end])
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
        plain = line[:1].islower() or line[0].isdigit() or _BULLET.match(line)
        if len(line) <= 150 and line[-1] not in ".!?;:," and not plain:
            return number
    return 0


def _mandate(prose: Prose, block: Block, own: tuple[Line, ...]) -> MandateRecord:
    text, header = prose.text, block.header
    title = block.title or Line(header.start, header.start)
    end = own[-1].end if own else header.end
    label = closing_label(text[own[-1].start : own[-1].end]) if own else None
    prose_end = (own[-2].end if len(own) > 1 else header.end) if label else end
    body = (own[0].start if own else header.end, max(prose_end, header.end))
    readings = _header_readings(block)
    if label:
        readings.append(Reading("type-label", own[-1].start, own[-1].end, label.type))
    said, reports = prose.read(title, body)
    training = training_evidence(text, prose.folded, title, body)
    if training is None and label and label.type.key == "resource-type/training":
        training = Reading("training-body", *own[-1])
    details = list(training_details(text, prose.folded, title)) if training else []
    start, last = header.first, header.last
    flags = (*_name_flags(header), *period_flags(start, last, _suggestion(start, last, said)))
    return MandateRecord(
        title=text[title.start : title.end],
        block=(title.start, end),
        donors=tuple(dict.fromkeys([donor.entity for donor in header.donors])),
        places=tuple(dict.fromkeys([place.entity for place in header.places])),
        start=start.day if start else None,
        end=last.day if last else None,
        start_literal=start.literal if start else "",
        end_literal=last.literal if last else "",
        training=training is not None,
        reports=tuple(reports),
        texts=tuple(training_texts(details)),
        readings=(*readings, *([training] if training else []), *details, *said),
        flags=flags,
    )


def _header_readings(block: Block) -> list[Reading]:
    title, header = block.title, block.header
    readings = [Reading("title", *title)] if title else []
    readings.append(make(Reading, ("header-line", header.start, header.end, None)))
    for entity, _, start, end, _ in header.donors:
        readings.append(make(Reading, ("header-donor", start, end, entity)))
    for entity, _, start, end, _ in header.places:
        rule = _PLACE_RULES.get(entity.kind, "header-unresolved-place")
        readings.append(make(Reading, (rule, start, end, entity)))
    if header.first:
        readings.append(make(Reading, ("header-start", header.first.start, header.first.end, None)))
    if header.last:
        readings.append(make(Reading, ("header-end", header.last.start, header.last.end, None)))
    return readings


def _suggestion(start: Written | None, end: Written | None, said: list[Reading]) -> tuple[date, date] | None:
    """Return the period in the prose that an inverted one is when its days are swapped, else one that shares an end."""
    if not (start and end and start.day and end.day and end.day < start.day):
        return None
    periods = [
        found.value
        for found in said
        if found.rule == "date-mention" and isinstance(found.value, tuple) and not isinstance(found.value, Entity)
    ]
    if (end.day, start.day) in periods:
        return end.day, start.day
    return next(((first, last) for first, last in periods if last == end.day or first == start.day), None)


def _name_flags(header: Header) -> Iterator[Flag]:
    for role, names in (("donor", header.donors), ("place", header.places)):
        for name in names:
            if name.status != "known":
                yield Flag(_name_check(role, name), name.start, name.end, name.text)


def _name_check(role: str, name: Named) -> str:
    return f"{role}-{'ambiguous' if name.status == 'ambiguous' else 'resolved'}"
