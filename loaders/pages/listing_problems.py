"""What a person is told of a listing page: what is odd in a block, and what looks like a mandate and was not read."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ...graph.countries.resolver import Resolver
from ..prose.folding import fold
from ..records import DocumentRecord, Problem
from ..tables.columns import field_of
from .header import Header
from .lines import Line
from .lone_days import LONGEST, tells_days
from .name_lists import in_doubt, read_names
from .periods import has_range
from .resources import Label, closing_label
from .wrapped_lines import HINT

_SENTENCES = re.compile(r"\w{3}[.!?]\s+\w.*[.!?…]$")
_LONG_TITLE = 400
_PROSE = re.compile(r"(?:\S+\s+){3}.*\w{4}[\"'’”»)\]]*[.;:,…]$")
_NEARBY = 2
"""Lines below a header line with both days that may be another period of it."""
_LONGEST_HEADING = 30
_KNOWN_BY = frozenset({"title", "donor", "place", "start", "end", "period"})
"""Columns that tell what a mandate is known by."""
_FEWEST = 3
"""Such columns that make a table one of mandates."""
_CELL = re.compile(r"[^\t]*[^\t\s]")


class Block(NamedTuple):
    """A mandate's lines: its title (None if missing), header, and what follows, up to ``end``."""

    title: Line | None
    header: Header
    body: tuple[Line, ...]


def reads_like_prose(text: str, line: Line) -> bool:
    """Tell whether a line is a sentence rather than a title."""
    start, end = line
    if end - start > _LONG_TITLE:
        return True
    return text[end - 1] in ".!?…;:," and bool(_SENTENCES.search(text, start, end) or _PROSE.match(text, start, end))


def block_problems(text: str, block: Block, own: Sequence[Line], resolver: Resolver) -> Iterator[Problem]:
    """Yield what a person is told of a mandate's block; ``own`` are its lines below the header line."""
    yield from _form_problems(text, block, resolver)
    yield from _lone_days(text, block.header, own)
    header = block.header
    yield from in_doubt("donor", header.donors, resolver)
    yield from in_doubt("place", header.places, resolver)
    for side, written in (("start", header.first), ("end", header.last)):
        if written and written.day is None:
            yield Problem(written.start, f"The {side} {written.literal!r} is not a day.", "Write it as day/month/year.")


def _form_problems(text: str, block: Block, resolver: Resolver) -> Iterator[Problem]:
    header, title = block.header, block.title
    if title is None:
        yield Problem(header.start, "A header line without a title above it.", "Write the mandate's title above it.")
    elif reads_like_prose(text, title):
        what = "The line above a header line reads like prose; it was taken as the mandate's title."
        yield Problem(title.start, what, "If the title is missing, write it above the header line.")
    elif not header.donors and _is_of_donors(text[slice(*title)], resolver):
        what = f"The title {text[slice(*title)]!r} is the name of a donor, and the header line below it names none."
        yield Problem(title.start, what, "If it is the donor, write it into the header line, and the title above that.")
    if header.remark and HINT.search(fold(header.remark)):
        what = f"A second header line on one line: {header.remark!r} is not read as a mandate."
        yield Problem(header.start, what, "Give it a line of its own, with its title above it.")
    elif header.remark and has_range(header.remark, 0, len(header.remark)):
        what = f"A second period in one header line: {header.remark!r}; only the first was read."
        yield Problem(header.start, what, "Write one period, from the first day to the last, or two mandates.")
    elif header.remark:
        what = f"{header.remark!r} after the dates of a header line is not understood; it is only in the line."
        yield Problem(header.start, what, "Move it into the text, if it matters.")


def _is_of_donors(title: str, resolver: Resolver) -> bool:
    names = read_names(title, 0, "donor", resolver)
    return bool(names) and all(name.status == "known" for name in names)


def _lone_days(text: str, header: Header, own: Sequence[Line]) -> Iterator[Problem]:
    """Yield the lines of a block that are only a day, where its header line lacks one, or just below it."""
    lacking = not (header.first and header.last)
    for line in own if lacking else own[:_NEARBY]:
        if line.end - line.start <= LONGEST and tells_days(text, line):
            without = "without one" if lacking else "that has its days"
            what = f"{text[slice(*line)]!r} stands alone below a header line {without}; it is not read as its period."
            yield Problem(line.start, what, "If it belongs to the header line, write it at the end of that.")


def unread(
    text: str, lines: Sequence[Line], outside: Sequence[Sequence[Line]], documents: Sequence[DocumentRecord]
) -> Iterator[Problem]:
    """Yield the tables of mandates, and what is labelled a mandate among the lines that belong to none."""
    yield from _tables(text, lines)
    listed = {found.start for found in documents if found.type.key == "resource-type/mandate"}
    for part in outside:
        yield from _labelled(text, part, listed)


def _labelled(text: str, part: Sequence[Line], listed: set[int]) -> Iterator[Problem]:
    """Yield the closing labels of mandates in a part without a header line, and the titles below their plural."""
    remedy = "If it is a mandate, write below its title: DONORS mandate in PLACES START - END."
    before: Label | None = None
    section = False
    for number, line in enumerate(part):
        label = closing_label(text[slice(*line)])
        if label and label.plural:
            section = label.type.key == "resource-type/mandate"
        elif label and label.of_mandate and number and not before:
            yield Problem(
                line.start, "This label closes a mandate, but no header line is above it; none is read.", remedy
            )
        elif section and line.start in listed:
            what = f"{text[slice(*line)]!r} is listed as a mandate without a header line; it is another resource here."
            yield Problem(line.start, what, remedy)
        before = label


def _tables(text: str, lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield the tables with the headings of mandates, each at the first of its headings."""
    short = [number for number, (start, end) in enumerate(lines) if end - start <= _LONGEST_HEADING]
    for _, group in groupby(enumerate(short), key=lambda pair: pair[1] - pair[0]):
        run = [lines[number] for _, number in group]
        if len(run) >= _FEWEST:
            yield from _table(text, run)
    if "\t" in text:
        for line in lines:
            cells = [Line(*found.span()) for found in _CELL.finditer(text, *line)]
            yield from _table(text, cells if len(cells) >= _FEWEST else [])


_field = functools.lru_cache(maxsize=1 << 12)(field_of)


def _table(text: str, run: Sequence[Line]) -> Iterator[Problem]:
    """Yield the problem of headings that stand one after the other, if they are of mandates."""
    for known, group in groupby(run, key=lambda line: bool(_field(text[slice(*line)]))):
        headings = [line for line in group if known and _field(text[slice(*line)]) in _KNOWN_BY]
        if len({_field(text[slice(*line)]) for line in headings}) >= _FEWEST:
            names = ", ".join(text[slice(*line)] for line in headings)
            what = f"A table of mandates with the headings {names} is not read."
            yield Problem(headings[0].start, what, "Save the table as CSV, and load that file.")
