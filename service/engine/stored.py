"""Stored queries: bound once, asked where it costs least, their answers as bytes or as terms.

A stored query is trusted, so it may run in the main process, and does when it was fast before. What is slow, and what
was not yet asked at this revision, runs in a worker like everything else.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import pyoxigraph as ox

from ...graph.errors import DataError
from ...graph.queries.answers import Answer
from ...graph.queries.binding import bind
from ...graph.queries.catalogue import Catalogue, read_count
from ...graph.queries.files import StoredQuery
from ...graph.queries.parameters import Arguments, Term
from ...graph.queries.results import RowTerm, write_boolean, write_rows
from ...graph.store.serialising import serialise
from .answering import SHORT
from .errors import NotAcceptableError
from .formats import ROW_FORMS, ROWS, STATEMENTS
from .plan_cache import PlanCache
from .reader import Reader
from .rows import count_json, cut_json

_JSON = "application/sparql-results+json"
_PLANS = 4096
_ON_LOOP = 0.001
_IN_THREAD = 0.25


class Place(Enum):
    """Where a query runs: at once on the event loop, in a thread beside it, or in a worker."""

    LOOP = "loop"
    THREAD = "thread"
    WORKER = "worker"


@dataclass(frozen=True, eq=False)
class Plan:
    """A stored query with its values, ready to be asked: ``text`` asks for one row more than ``limit``."""

    query: StoredQuery
    bindings: Mapping[str, tuple[Term, ...]]
    text: str
    limit: int | None
    offset: int

    @property
    def size(self) -> int:
        """Roughly the bytes of memory that its texts take: the query's, and those of its values."""
        terms = (str(term) for values in self.bindings.values() for term in values)
        return sys.getsizeof(self.text) + sum(map(sys.getsizeof, terms))


@dataclass(frozen=True)
class StoredBody:
    """The answer to a stored query as it goes over the wire, and what it is."""

    body: bytes
    media_type: str
    plan: Plan
    rows: int
    truncated: bool
    revision: int
    seconds: float


@dataclass(frozen=True)
class Raw:
    """What the engine answered: SPARQL results in JSON, or N-Triples."""

    body: bytes
    seconds: float
    revision: int


class StoredQueries:
    """Plans of the catalogue's queries, and what they cost at this revision."""

    def __init__(self, catalogue: Catalogue, most_bytes: int) -> None:
        self.catalogue = catalogue
        self.plans = PlanCache[Plan](_PLANS, most_bytes)
        self._costs: dict[str, float] = {}
        self._costs_of = -1

    def plan(self, reader: Reader, name: str, arguments: Arguments | None, limit: int | None, offset: int) -> Plan:
        """Return the query bound to its values; the same values are bound once a revision."""
        values = arguments or {}
        given = tuple((key, value if isinstance(value, str) else repr(value)) for key, value in values.items())
        key = (reader.revision, name, limit, offset, *given)
        if found := self.plans.get(key):
            return found
        query = self.catalogue[name]
        first = read_count("offset", offset)
        most = None if limit is None else read_count("limit", limit)
        bindings = self.catalogue.bindings(reader, name, values)
        text = bind(query, bindings, base=reader.base_iri, limit=None if most is None else most + 1, offset=first)
        plan = Plan(query, bindings, text, most, first)
        self.plans.put(key, plan, plan.size + sum(sys.getsizeof(value) for _, value in given))
        return plan

    def place(self, plan: Plan, reader: Reader) -> Place:
        """Return where to ask, by what the query cost before at the newest revision."""
        cost = self._costs.get(plan.query.name) if self._costs_of == reader.revision else None
        if cost is None or cost > _IN_THREAD:
            return Place.WORKER
        return Place.LOOP if cost < _ON_LOOP else Place.THREAD

    def learn(self, plan: Plan, raw: Raw) -> None:
        """Remember what a query cost; a slow call counts at once, fast ones slowly."""
        if self._costs_of != raw.revision:
            self._costs, self._costs_of = {}, raw.revision
        before = self._costs.get(plan.query.name, 0.0)
        self._costs[plan.query.name] = max(raw.seconds, 0.8 * before + 0.2 * raw.seconds)


def ask(reader: Reader, plan: Plan) -> Raw:
    """Ask in this process."""
    began = time.perf_counter()
    result = reader.query(plan.text)
    format = ox.RdfFormat.N_TRIPLES if isinstance(result, ox.QueryTriples) else ox.QueryResultsFormat.JSON
    body = result.serialize(format=format)  # type: ignore[arg-type]
    return Raw(body or b"", time.perf_counter() - began, reader.revision)


def write(plan: Plan, raw: Raw, media_type: str) -> StoredBody:
    """Return the answer in a media type; NotAcceptableError when it does not fit the query's form."""
    if media_type not in (ROWS if plan.query.form in ROW_FORMS else STATEMENTS):
        raise NotAcceptableError(f"{plan.query.name} cannot be answered as {media_type!r}.")
    body, rows, truncated = _written(plan, raw, media_type)
    return StoredBody(body, media_type, plan, rows, truncated, raw.revision, raw.seconds)


def _written(plan: Plan, raw: Raw, media_type: str) -> tuple[bytes, int, bool]:
    if plan.query.form == "ASK":
        stream = io.BytesIO()
        write_boolean(stream, SHORT[media_type], _boolean(raw))
        return stream.getvalue(), 1, False
    if plan.query.form == "CONSTRUCT":
        statements, truncated = _statements(plan, raw)
        return _graph(statements, media_type), len(statements), truncated
    if media_type == _JSON and b"{}" not in raw.body:
        found = count_json(raw.body)
        truncated = plan.limit is not None and found > plan.limit
        return (cut_json(raw.body), found - 1, True) if truncated else (raw.body, found, False)
    names, rows = _rows(raw)
    stream = io.BytesIO()
    write_rows(stream, SHORT[media_type], names, rows[: plan.limit])
    return stream.getvalue(), len(rows[: plan.limit]), len(rows) > len(rows[: plan.limit])


def answer(plan: Plan, raw: Raw) -> Answer:
    """Return the answer as terms."""
    form = plan.query.form
    rows = _rows(raw)[1] if form == "SELECT" else []
    statements, truncated = _statements(plan, raw) if form == "CONSTRUCT" else ((), len(rows) > len(rows[: plan.limit]))
    return Answer(
        name=plan.query.name,
        form=form,
        columns=plan.query.header.columns,
        rows=tuple(rows[: plan.limit]),
        bindings=plan.bindings,
        limit=plan.limit,
        offset=plan.offset,
        truncated=truncated,
        seconds=raw.seconds,
        revision=raw.revision,
        version=plan.query.version,
        boolean=_boolean(raw) if form == "ASK" else None,
        statements=statements,
    )


def _boolean(raw: Raw) -> bool:
    return bool(ox.parse_query_results(raw.body, ox.QueryResultsFormat.JSON))


def _rows(raw: Raw) -> tuple[list[str], list[tuple[RowTerm, ...]]]:
    solutions = ox.parse_query_results(raw.body, ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    return [variable.value for variable in solutions.variables], [tuple(row) for row in solutions]


def _statements(plan: Plan, raw: Raw) -> tuple[tuple[ox.Triple, ...], bool]:
    found = sorted({quad.triple for quad in ox.parse(raw.body, ox.RdfFormat.N_TRIPLES)}, key=str)[plan.offset :]
    return tuple(found[: plan.limit]), len(found) > len(found[: plan.limit])


def _graph(statements: tuple[ox.Triple, ...], media_type: str) -> bytes:
    stream = io.BytesIO()
    try:
        serialise(statements, stream, STATEMENTS[media_type])
    except DataError as error:
        raise NotAcceptableError(error.what, remedy="Ask for Turtle, or for any other format.") from error
    return stream.getvalue()
