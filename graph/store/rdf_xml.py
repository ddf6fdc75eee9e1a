"""Whether RDF/XML is whole: the engine's own reader takes a file that was cut between two tags for a complete one.

The text is read in pieces by a parser that fetches nothing, so that a large file costs no more memory than a small one.
"""

from __future__ import annotations

from typing import Literal, NamedTuple
from xml.parsers import expat

from ..errors import DataError

DEEPEST = 1000
_PIECE = 64 << 10


class XmlPlace(NamedTuple):
    """A place in XML: line and column counted from 1, ``offset`` in bytes from 0."""

    line: int
    column: int
    offset: int


class RdfXmlError(DataError):
    """The XML is not well-formed, or not safe to read; ``place`` is where. ``what`` has no full stop at its end."""

    def __init__(self, what: str, place: XmlPlace, remedy: str) -> None:
        self.place = place
        super().__init__(what, where=f"{place.line}:{place.column}", remedy=remedy)


def check_rdf_xml(data: bytes, *, encoding: str | None = None, doctype: Literal["refused", "entities"]) -> None:
    """Raise RdfXmlError for XML that is cut or malformed, is nested too deep, or has a DOCTYPE that is not wanted.

    ``encoding`` wins over what the XML says of itself. ``doctype``: refuse one that declares anything or names a file;
    or let it declare entities, which the caller has looked at.
    """
    parser = expat.ParserCreate(encoding)
    _Guard(parser, entities=doctype == "entities")
    view = memoryview(data)
    try:
        for start in range(0, len(data), _PIECE):
            parser.Parse(bytes(view[start : start + _PIECE]), False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise RdfXmlError(
            f"It is not well-formed XML: {expat.ErrorString(error.code)}",
            XmlPlace(error.lineno, error.offset + 1, max(parser.ErrorByteIndex, 0)),
            "Correct it, or fetch it again if it was cut.",
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise RdfXmlError(f"It cannot be read: {error}", _place(parser), "Send it as UTF-8.") from error


class _Guard:
    """Watches the depth and the DOCTYPE."""

    def __init__(self, parser: expat.XMLParserType, *, entities: bool) -> None:
        self._parser, self._entities, self._depth = parser, entities, 0
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if system or (internal and not self._entities):
            raise RdfXmlError(
                "It has a DOCTYPE that declares entities or names a file, which is refused",
                _place(self._parser),
                "Write the IRIs in full and remove the DOCTYPE.",
            )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            what = f"Its elements are nested deeper than {DEEPEST}"
            raise RdfXmlError(what, _place(self._parser), "Describe the things one after another.")

    def _end(self, name: str) -> None:
        self._depth -= 1


def _place(parser: expat.XMLParserType) -> XmlPlace:
    return XmlPlace(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, max(parser.CurrentByteIndex, 0))
