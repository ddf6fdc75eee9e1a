"""Answers one query in a worker: checks it, runs it, writes the result piece by piece."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import BinaryIO, NamedTuple, cast

import pyoxigraph as ox

from ...graph.errors import DataError
from ...graph.iris import PREFIXES
from ...graph.queries.dataset import Answer, Dataset, Source
from ...graph.queries.results import write_rows
from ...graph.store.serialising import serialise
from . import guard
from .endpoints import unanswered
from .errors import NotAcceptableError, QuerySyntaxError, TooManyRowsError
from .formats import ROW_FORMS, ROWS, STATEMENTS
from .rows import RowCounter, count_rows
from .syntax import syntax
from .wire import Json, Kind, Line, Message

PIECE = 64 << 10
_XML, _CSV = "application/sparql-results+xml", "text/csv"
_PREFIXED = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.RDF_XML)


class Asked(NamedTuple):
    """A query as it reaches a worker."""

    text: str
    form: str
    types: dict[str, str]
    """For each form the media type to write; "" stands for a graph."""
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...]
    union: bool
    row_limit: int | None
    max_rows: int
    base_iri: str | None
    graph: str | None
    """Not a query: this graph is wanted ("" is the default graph)."""
    data: str = ""
    """N-Quads that are asked in the place of the store."""

    @classmethod
    def read(cls, message: Message) -> Asked:
        """Read it from a message that the pool wrote."""
        return cls(*(_frozen(message[name]) for name in cls._fields))  # type: ignore[arg-type]

    @property
    def message(self) -> Message:
        """The same as a message."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self._asdict().items()}


def _frozen(value: Json) -> object:
    return tuple(value) if isinstance(value, list) else value


class Sink:
    """Takes the engine's output. What fits into one piece is held back, so that a late error is still a clean one."""

    def __init__(self, line: Line, begin: Message, max_rows: int) -> None:
        self._line, self._begin, self._max = line, begin, max_rows
        self._parts: list[bytes] = []
        self._size, self._begun = 0, False
        self.truncated = False
        self.rows, self.exact = 0, True
        self._counter = RowCounter(str(begin["media_type"]))

    @property
    def stream(self) -> BinaryIO:
        """This, for what wants a file: ``write`` and ``flush`` are all that is used of one."""
        return cast(BinaryIO, self)

    def write(self, data: bytes) -> int:
        """Take some bytes; an error here stops the engine."""
        self._parts.append(bytes(data))
        self._size += len(data)
        if self._size >= PIECE:
            self._pass_on(whole=False)
        return len(data)

    def flush(self) -> None:
        """Do nothing: ``finish`` passes the rest on."""

    def finish(self) -> None:
        """Send what is left."""
        self._pass_on(whole=True)

    def _pass_on(self, whole: bool) -> None:
        data = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        one_piece = whole and not self._begun
        self.rows = count_rows(data, self._counter.media_type) if one_piece else self._counter.take(data)
        self.exact = one_piece or self._counter.exact
        if self.rows > self._max:
            raise TooManyRowsError(
                f"the result has more than {self._max:,} rows.", remedy="Ask for fewer, by LIMIT and OFFSET."
            )
        if not self._begun:
            self._begun = True
            self._line.send(Kind.BEGIN, {**self._begin, "whole": whole})
        self._line.send(Kind.DATA, data)


def answer(source: Source, asked: Asked, services: Collection[str], line: Line) -> Message:
    """Answer ``asked`` through ``line``; return what there is to tell at its end. Errors of the query are raised."""
    began = time.perf_counter()
    if asked.graph is not None:
        sink = _graph(source.store, asked, line)
    else:
        guard.check(asked.text, services)
        asks = _small(asked.data) if asked.data else source
        sink = _asked(asks, asked, services, line)
    sink.finish()
    rows = sink.rows if sink.exact else None
    return {"seconds": time.perf_counter() - began, "rows": rows, "truncated": sink.truncated}


def _asked(source: Source, asked: Asked, services: Collection[str], line: Line) -> Sink:
    try:
        return _write(_evaluate(source, asked), asked, line, _repeats(source, asked))
    except OSError as error:
        raise unanswered(error, asked.text, services) from error


def _small(data: str) -> Source:
    store = ox.Store()
    store.load(data.encode(), ox.RdfFormat.N_QUADS)
    return Source(store, most=len(store))


def _repeats(source: Source, asked: Asked) -> bool:
    return asked.union and asked.default_graphs is None and source.repeats(asked.text)


def _evaluate(source: Source, asked: Asked) -> Answer:
    named = None if asked.default_graphs is None else Dataset(asked.default_graphs, asked.named_graphs)
    try:
        return source.query(asked.text, union=asked.union, base_iri=asked.base_iri, dataset=named)
    except SyntaxError as error:
        raise syntax(error, asked.text) from error
    except ValueError as error:
        raise QuerySyntaxError(f"{error}.") from error


def _write(result: Answer, asked: Asked, line: Line, repeats: bool) -> Sink:
    if isinstance(result, ox.QueryTriples):
        form = asked.form if asked.form in ("CONSTRUCT", "DESCRIBE") else "CONSTRUCT"
        sink = _sink(asked, form, line, repeats)
        _statements(result, _type(asked, form), sink)
        return sink
    form = "ASK" if isinstance(result, ox.QueryBoolean) else "SELECT"
    sink, media_type = _sink(asked, form, line, repeats), _type(asked, form)
    if isinstance(result, ox.QuerySolutions) and (asked.row_limit is not None or media_type in (_XML, _CSV)):
        names = [variable.value for variable in result.variables]
        rows = (tuple(row) for row in islice(result, asked.row_limit))
        write_rows(sink.stream, SHORT[media_type], names, rows)
        sink.truncated = next(result, None) is not None
    else:
        result.serialize(sink.stream, format=ROWS[media_type])
    return sink


SHORT = {
    "application/sparql-results+json": "json",
    _XML: "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}


def _type(asked: Asked, form: str) -> str:
    kinds: Collection[str] = ROWS if form in ROW_FORMS else STATEMENTS
    if asked.types[form] not in kinds:
        raise NotAcceptableError(
            f"the answer to {form} cannot be written as what was asked for.",
            remedy=f"Ask for one of {', '.join(kinds)}.",
        )
    return asked.types[form]


def _sink(asked: Asked, form: str, line: Line, repeats: bool) -> Sink:
    begin: Message = {"media_type": _type(asked, form), "form": form, "repeats": repeats}
    return Sink(line, begin, asked.max_rows)


def _statements(result: ox.QueryTriples, media_type: str, sink: Sink) -> None:
    format = STATEMENTS[media_type]
    if format in _PREFIXED:
        _serialise(result, sink, format)
    else:
        result.serialize(sink.stream, format=format)


def _serialise(statements: Iterable[ox.Triple | ox.Quad], sink: Sink, format: ox.RdfFormat) -> None:
    try:
        serialise(statements, sink.stream, format)
    except DataError as error:
        raise NotAcceptableError(error.what, remedy="Ask for Turtle, or for any other format.") from error


def _graph(store: ox.Store, asked: Asked, line: Line) -> Sink:
    media_type = asked.types[""]
    sink = Sink(line, {"media_type": media_type, "form": ""}, asked.max_rows)
    format = STATEMENTS[media_type]
    if format in (ox.RdfFormat.N_QUADS, *_PREFIXED):
        _serialise(_quads(store, asked.graph or ""), sink, format)
    else:
        node = ox.NamedNode(asked.graph) if asked.graph else ox.DefaultGraph()
        store.dump(sink.stream, format, from_graph=node, prefixes=PREFIXES)
    return sink


def _quads(store: ox.Store, graph: str) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, ox.NamedNode(graph) if graph else ox.DefaultGraph())
