"""IATI files as trees whose every text and attribute knows its place. Document types, and so entities, are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from ...graph.errors import InputError
from ...graph.iris import MG
from ..documents.document import Document
from ..tables.cells import Cell
from ..tables.lists import unescaped

_DEEPEST = 100
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_ATTRIBUTE = re.compile(r"([^\s=<>/\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LINES = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_XML = "http://www.w3.org/XML/1998/namespace"
_PREFIXES = {_XML: "xml:", MG: "mg:"}
"""How names of other namespaces are written here; those of any other namespace are left out of the tree."""


@dataclass
class Element:
    """An element: ``start`` to ``end`` is its place in the text; ``text`` what stands directly in it."""

    name: str
    start: int
    attributes: dict[str, Cell]
    children: list[Element] = field(default_factory=list)
    end: int = 0
    pieces: list[tuple[str, int]] = field(default_factory=list)
    text_end: int = 0

    def all(self, name: str) -> Iterator[Element]:
        """Yield the children of this name."""
        return (child for child in self.children if child.name == name)

    def find(self, name: str) -> Element | None:
        """Return the first child of this name."""
        return next(self.all(name), None)

    def value(self, name: str) -> str:
        """Return the value of an attribute; empty where there is none."""
        found = self.attributes.get(name)
        return found.value if found else ""

    def text(self, *, joined: bool = True) -> Cell:
        """Return the text without white space around it; ``joined`` makes one line of several.

        A text that XML cannot hold as it is stands in ``mg:exact``, with escapes.
        """
        if exact := self.attributes.get("mg:exact"):
            return unescaped(exact)
        value = "".join(piece for piece, _ in self.pieces)
        offsets = [start + at for piece, start in self.pieces for at in range(len(piece))]
        cell = Cell(value, self.start, self.text_end, (*offsets, self.text_end)).part(0, len(value))
        return _joined(cell) if joined and cell.offsets else cell

    def narratives(self, *, joined: bool = True) -> list[Cell]:
        """Return the narratives that are not empty, in order."""
        cells = [child.text(joined=joined) for child in self.all("narrative")]
        return [cell for cell in cells if cell.value]


def read_tree(document: Document) -> Element:
    """Return the root element; InputError with line and column for what is not well-formed, or declares entities."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = _DECLARATION.sub(lambda found: re.sub(r"[^\r\n]", " ", found[0]), document.text, count=1)
        self._data = self._text.encode()
        self._at = (0, 0)
        self._root = Element("", 0, {})
        self._open = [self._root]
        self._skipped = 0
        self._parser = expat.ParserCreate("utf-8", namespace_separator=" ")

    def read(self) -> Element:
        parser = self._parser
        parser.ordered_attributes = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._characters, self._doctype
        try:
            parser.Parse(self._data, True)
        except expat.ExpatError as error:
            raise self._error(
                f"It is not well-formed XML: {expat.ErrorString(error.code)}.",
                "Correct it, or fetch it again if it was cut.",
            ) from error
        if not self._root.children:
            remedy = "Give the file of the activities, whose elements have no namespace."
            raise InputError("Its root element is in another namespace.", where=self._document.where(0), remedy=remedy)
        return self._root.children[0]

    def _place(self) -> int:
        """Return where the parser is, in code points; it only goes forward."""
        byte = max(self._parser.CurrentByteIndex, 0)
        if len(self._data) == len(self._text):
            return byte
        last, place = self._at if self._at[0] <= byte else (0, 0)
        place += len(self._data[last:byte].decode("utf-8", "ignore"))
        self._at = (byte, place)
        return place

    def _start(self, name: str, attributes: list[str]) -> None:
        if len(self._open) + self._skipped > _DEEPEST:
            raise self._error(f"Its elements are nested deeper than {_DEEPEST}.", "Check what wrote the file.")
        written = _name(name)
        if not written or self._skipped:
            self._skipped += 1
            return
        start = self._place()
        element = Element(written, start, self._attributes(start, attributes))
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        element = self._open.pop()
        place = self._place()
        element.text_end, element.end = place, self._text.find(">", place) + 1
        content, at = element.pieces[-1] if element.pieces else ("", place)
        if self._text.startswith(content, at):  # it ends where it is written, not where the next tag begins (CDATA)
            element.text_end = at + len(content)

    def _characters(self, content: str) -> None:
        if not self._skipped:
            self._open[-1].pieces.append((content, self._place()))

    def _attributes(self, start: int, given: list[str]) -> dict[str, Cell]:
        """Return the attributes with the places of their values, which the parser gives in order but without place."""
        pairs = list(zip(given[::2], given[1::2], strict=True))
        cells: dict[str, Cell] = {}
        tag = _ATTRIBUTE.finditer(self._text, start)
        for name, value in pairs:
            found = next(found for found in tag if not found[1].startswith("xmlns"))
            group = 2 if found[2] is not None else 3
            if written := _name(name):
                cells[written] = placed(value, *found.span(group))
        return cells

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> NoReturn:
        raise self._error(
            "It declares a document type, which is refused: its entities could pull in files or grow without end.",
            "Take the <!DOCTYPE> away.",
        )

    def _error(self, what: str, remedy: str) -> InputError:
        return InputError(what, where=self._document.where(self._place()), remedy=remedy)


def placed(value: str, start: int, end: int) -> Cell:
    """Return a value that the text from ``start`` to ``end`` gives as a whole, such as a code that is looked up."""
    if value and end - start == len(value):
        return Cell(value, start, end).part(0, len(value))
    return Cell(value, start, end, (*((start,) * len(value)), end)).part(0, len(value))


def _name(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return local if not space else f"{_PREFIXES[space]}{local}" if space in _PREFIXES else ""


def _joined(cell: Cell) -> Cell:
    """Return the cell with each end of a line, and the space around it, as one space."""
    offsets = cell.offsets or ()
    value: list[str] = []
    places: list[int] = []
    last = 0
    for found in [*_LINES.finditer(cell.value), None]:
        stop = found.start() if found else len(cell.value)
        value.append(cell.value[last:stop])
        places += offsets[last:stop]
        if found:
            value.append(" ")
            places.append(offsets[stop])
            last = found.end()
    return Cell("".join(value), cell.start, cell.end, (*places, offsets[-1]))
