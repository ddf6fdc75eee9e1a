"""SPARQL that somebody wrote by hand, answered like a stored query."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Protocol

import pyoxigraph as ox

from .answers import Answer
from .header import Column
from .results import RowTerm


class Queryable(Protocol):
    """As much of a store as a query needs."""

    @property
    def revision(self) -> int: ...
    def query(
        self, sparql: str, *, union: bool = True, exact: bool = False, services: Collection[str] = ()
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples: ...
    def repeats(self, sparql: str) -> bool: ...


def ask(store: Queryable, sparql: str, *, union: bool = True, services: Collection[str] = ()) -> Answer:
    """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE query; ``union``: its default graph is all graphs together.

    A statement that stands in several graphs counts once, or ``repeats`` of the answer says that it may not.
    ``services`` are the endpoints that SERVICE may ask; OSError where one fails.
    """
    revision, began = store.revision, time.perf_counter()
    result = store.query(sparql, union=union, exact=True, services=services)
    form, boolean = "SELECT", None
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[RowTerm, ...], ...] = ()
    statements: tuple[ox.Triple, ...] = ()
    if isinstance(result, ox.QueryBoolean):
        form, boolean = "ASK", bool(result)
    elif isinstance(result, ox.QueryTriples):
        form, statements = "CONSTRUCT", tuple(sorted(set(result), key=str))
    else:
        columns = tuple(Column(variable.value, "any") for variable in result.variables)
        rows = tuple(tuple(row) for row in result)
    return Answer(
        name="sparql",
        form=form,
        columns=columns,
        rows=rows,
        bindings={},
        limit=None,
        offset=0,
        truncated=False,
        seconds=time.perf_counter() - began,
        revision=revision,
        version="",
        boolean=boolean,
        statements=statements,
        repeats=union and store.repeats(sparql),
    )
