"""Write statements as RDF so that the same statements give the same bytes, and any reader gets them back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedWriter, RawIOBase
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from ..errors import DataError
from ..iris import PREFIXES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_TURTLE_HEADER = (re.compile(rb"(?:@prefix [^\n]*\n)+(?=[^@])"), re.compile(rb"@prefix [^\n]*\n"))
_XML_HEADER = (re.compile(rb"<rdf:RDF[^>]*>"), re.compile(rb' xmlns:[^=]+="[^"]*"'))
_HEADERS = {
    ox.RdfFormat.TURTLE: _TURTLE_HEADER,
    ox.RdfFormat.TRIG: _TURTLE_HEADER,
    ox.RdfFormat.RDF_XML: _XML_HEADER,
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_NAME = re.compile(r"[^\W\d][\w.-]*$")


def serialise(
    statements: Iterable[ox.Triple | ox.Quad],
    target: BinaryIO,
    syntax: ox.RdfFormat,
    prefixes: Mapping[str, str] = PREFIXES,
) -> None:
    """Write statements, in the order that the caller gives them, in any syntax.

    A syntax of triples merges the graphs. DataError for what RDF/XML cannot say, once the statement is reached.
    """
    with BufferedWriter(_Sink(target, syntax)) as sink:
        if syntax.supports_datasets:
            ox.serialize(statements, sink, syntax, prefixes=dict(prefixes))  # type: ignore[arg-type]  # never mixed
        else:
            triples = (each.triple if isinstance(each, ox.Quad) else each for each in statements)
            fit = _fit_for_xml(triples) if syntax == ox.RdfFormat.RDF_XML else triples
            ox.serialize(fit, sink, syntax, prefixes=dict(prefixes))


def _fit_for_xml(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for triple in triples:
        term = triple.object
        if isinstance(term, ox.Literal) and (found := _NOT_XML.search(term.value)):
            raise _not_xml(f"the character U+{ord(found[0]):04X}", triple)
        if not _XML_NAME.search(triple.predicate.value):
            raise _not_xml("a property whose IRI does not end in a name", triple)
        yield triple


def _not_xml(what: str, triple: ox.Triple) -> DataError:
    return DataError(
        f"RDF/XML cannot say {what}, as in {str(triple)[:200]}.", where="--format", remedy="Take another format."
    )


class _Sink(RawIOBase):
    """Passes bytes on to its target, mended where the engine is careless; closing it leaves the target open.

    The engine writes prefixes in an order of chance, and in XML a raw carriage return, which readers turn into a line
    feed.
    """

    def __init__(self, target: BinaryIO, syntax: ox.RdfFormat) -> None:
        self._target = target
        self._rules = _HEADERS.get(syntax)
        self._xml = syntax == ox.RdfFormat.RDF_XML
        self._held = b""

    def writable(self) -> bool:
        """Say that this is for writing."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Pass data on; what comes before the end of the header waits for it."""
        text = bytes(data)
        size = len(text)
        if self._xml:
            text = text.replace(b"\r", b"&#xD;")
        if self._rules is None:
            self._target.write(text)
            return size
        self._held += text
        header, entry = self._rules
        if found := header.search(self._held):
            self._rules = None
            entries = iter(sorted(entry.findall(found[0])))
            self._target.write(self._held[: found.start()] + entry.sub(lambda _: next(entries), found[0]))
            self._target.write(self._held[found.end() :])
            self._held = b""
        return size

    def close(self) -> None:
        """Write what is left when there was no body after the header."""
        self._target.write(b"".join(sorted(self._held.splitlines(keepends=True))))
        self._held = b""
        super().close()
