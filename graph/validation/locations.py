"""Where a statement stands: from a passage to file, line, column and sentence; nothing of it is stored."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from ..iris import MG, PREFIXES, RULE, passage
from ..passages import parse_passage
from ..readable import Readable, lexical

WIDEST = 240

_LINE_END = re.compile(r"\r\n|\r|\n")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+")
_DERIVED_FROM = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A passage as a reader finds it. ``source`` is an address; lines and columns count from 1, offsets from 0.

    ``line`` is 0 where the text of the version is not in the store. ``sentence`` is the line around the passage,
    shortened where it is long.
    """

    source: str
    line: int
    column: int
    start: int
    end: int
    version: str
    source_iri: str
    quote: str
    sentence: str

    @property
    def passage(self) -> str:
        """The IRI of the passage."""
        return passage(self.version, self.start, self.end)

    @property
    def text(self) -> str:
        """``file:line:column``, as editors understand it."""
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


def line_of_file(place: str) -> Location:
    """Return ``file:line``, which is all that is known of an entry of a vocabulary, as a location."""
    file, _, line = place.rpartition(":")
    return Location(file, int(line), 1, 0, 0, "", "", "", "")


class _Text(NamedTuple):
    """One version's text with the offset of each line, and for HTML where each text line stands in the file."""

    text: str
    lines: list[int]
    marks: list[tuple[int, int, int]]
    address: str
    source: str


class Locator:
    """Finds locations in one store; reads each version's text once."""

    def __init__(self, store: Readable) -> None:
        self._store = store
        self._texts: dict[str, _Text] = {}
        self._states = {
            lexical(q.subject): lexical(q.object) for q in store.quads(None, ox.NamedNode(MG + "states"), None, None)
        }

    def locate(self, passage: str) -> Location | None:
        """Return the location of a passage, or None if its IRI is not that of one."""
        found = parse_passage(passage)
        if found is None:
            return None
        version, start, end = found
        known = self._text(version)
        if end > len(known.text):
            return Location(known.address, 0, 0, start, end, version, known.source, "", "")
        line, column = _place(known, start)
        sentence = _sentence(known, start, end)
        return Location(known.address, line, column, start, end, version, known.source, known.text[start:end], sentence)

    def evidence(self, thing: str, property: str, value: str = "") -> list[Location]:
        """Return where the sources say ``property`` of a thing (and ``value``, where it is a thing too), in order."""
        found = self._passages(thing)
        passages = [passage for passage, rule in found if property and self._states.get(rule) == property]
        if value and (exact := [passage for passage in passages if self._denotes(passage, value)]):
            passages = exact
        return self._sorted(passages)

    def said(self, thing: str) -> list[tuple[str, Location]]:
        """Return all that the sources say about a thing: the property and the place of each passage, in order."""
        found = {
            (property, place)
            for passage, rule in self._passages(thing)
            if (property := self._states.get(rule)) and (place := self.locate(passage))
        }
        return sorted(found, key=lambda said: (said[1], said[0]))

    def block(self, thing: str) -> list[Location]:
        """Return where a thing stands: its header line or title in each source, else its whole block."""
        found = self._passages(thing)
        for rules in (("header-line",), ("title", "page-title", "table-title", "document-title")):
            if passages := [passage for passage, rule in found if rule.removeprefix(RULE) in rules]:
                return self._sorted(passages)
        node = ox.NamedNode(thing)
        blocks = [lexical(q.object) for q in self._store.quads(node, _DERIVED_FROM, None, None)]
        return self._sorted(blocks or [passage for passage, _ in found])

    def file(self, thing: str) -> list[Location]:
        """Return the file that a source is, as a place without a line; nothing for any other thing."""
        address = self._literal(thing, "address")
        return [Location(address, 0, 0, 0, 0, "", thing, "", "")] if address else []

    def address(self, source: str) -> str:
        """Return the address of a source."""
        return self._literal(source, "address") or source

    def _passages(self, thing: str) -> list[tuple[str, str]]:
        quads = self._store.quads(None, None, ox.NamedNode(thing), None)
        return [(lexical(q.subject), q.predicate.value) for q in quads if q.predicate.value.startswith(RULE)]

    def _denotes(self, passage: str, value: str) -> bool:
        denotes = ox.NamedNode(MG + "denotes")
        return any(True for _ in self._store.quads(ox.NamedNode(passage), denotes, ox.NamedNode(value), None))

    def _sorted(self, passages: list[str]) -> list[Location]:
        return sorted({place for passage in passages if (place := self.locate(passage))})

    def _text(self, version: str) -> _Text:
        if version not in self._texts:
            self._texts[version] = self._read(version)
        return self._texts[version]

    def _read(self, version: str) -> _Text:
        text = self._literal(version, "text")
        numbers = [int(n) for n in re.findall(r"\d+", self._literal(version, "lineMap"))]
        marks = list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=False))
        source = self._literal(version, "ofSource")
        address = (self._literal(source, "address") if source else "") or source or version
        return _Text(text, [0, *(m.end() for m in _LINE_END.finditer(text))], marks, address, source)

    def _literal(self, thing: str, property: str) -> str:
        quads = self._store.quads(ox.NamedNode(thing), ox.NamedNode(MG + property), None, None)
        return min((lexical(q.object) for q in quads), default="")


def _place(known: _Text, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, counted from 1: in the file as it is, also where that is HTML."""
    number = bisect_right(known.lines, offset)
    if known.marks:
        at = bisect_right(known.marks, (offset, 1 << 62, 1 << 62)) - 1
        mark, line, column = known.marks[max(at, 0)]
        return line, max(column + offset - mark, 1)
    return number, offset - known.lines[number - 1] + 1


def _sentence(known: _Text, start: int, end: int) -> str:
    """Return the line that a passage begins in; of a long line the sentences around the passage, cut at ``WIDEST``."""
    first = known.lines[bisect_right(known.lines, start) - 1]
    found = _LINE_END.search(known.text, start)
    line = known.text[first : found.start() if found else len(known.text)]
    low, high = start - first, min(end - first, len(line))
    if len(line) > WIDEST:
        ends = [m.end() for m in _SENTENCE_END.finditer(line)]
        cut_low = max((e for e in ends if e <= low), default=0)
        cut_high = min((e for e in ends if e >= high), default=len(line))
        line, low, high = line[cut_low:cut_high].rstrip(), low - cut_low, high - cut_low
    return _shorten(line, low, min(high, len(line)))


def _shorten(line: str, low: int, high: int) -> str:
    """Return at most ``WIDEST`` characters of a line, with as much of ``line[low:high]`` as fits."""
    if len(line) <= WIDEST:
        return line.strip()
    room = WIDEST - 2
    left = max(0, min(low - (room - min(high - low, room)) // 2, len(line) - room))
    cut = line[left : left + room].strip()
    return f"{'…' if left else ''}{cut}{'…' if left + room < len(line) else ''}"
