"""The catalogue of stored queries: every ``.rq`` file of a folder, read, checked, asked."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from ..errors import UsageError
from ..iris import MG, Minter
from ..readable import Queryable
from ..vocabularies.linked_things import is_linked_entry, linked_things
from .answers import Answer
from .binding import bind
from .files import StoredQuery
from .folder import read_folder
from .parameter_things import NameResolver, Things
from .parameters import Arguments, Term, read_arguments
from .results import RowTerm

QUERIES = Path(__file__).resolve().parents[2] / "queries"
_MAX_ROWS = 10**9
Result = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples


class Option(NamedTuple):
    """One entry of a pick-list: what to give for the parameter, and what to show."""

    value: str
    label: str


class Catalogue:
    """The stored queries, in the order of their names."""

    def __init__(self, queries: Mapping[str, StoredQuery], *, resolver: NameResolver | None = None) -> None:
        self._queries = dict(sorted(queries.items()))
        self._resolver = resolver

    @classmethod
    def read(cls, folder: Path = QUERIES, *, portable: bool = True, resolver: NameResolver | None = None) -> Catalogue:
        """Read every query file of a folder; DataError tells everything that is wrong in it, by file and line.

        ``portable`` has rdflib parse each as well, about 20 ms a query. ``resolver`` knows the names of countries and
        organisations; by default the one of the reference data.
        """
        return cls(read_folder(folder, portable=portable), resolver=resolver)

    def __getitem__(self, name: str) -> StoredQuery:
        if name not in self._queries:
            near = difflib.get_close_matches(name[:100], self._queries, n=3, cutoff=0.5)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(self._queries)}."
            raise UsageError(f"there is no stored query {name[:80]!r}.", remedy=hint)
        return self._queries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._queries

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)

    def run(
        self,
        store: Queryable,
        name: str,
        arguments: Arguments | None = None,
        *,
        limit: int | str | None = None,
        offset: int | str = 0,
    ) -> Answer:
        """Ask a stored query and keep the whole answer.

        ``limit`` and ``offset`` count rows, of CONSTRUCT statements; ASK takes and ignores them.
        """
        query = self[name]
        bindings = self._bindings(store, query, arguments or {})
        first = read_count("offset", offset)
        most = None if limit is None else read_count("limit", limit)
        revision, began = store.revision, time.perf_counter()
        probe = None if most is None else most + 1
        result = store.query(bind(query, bindings, base=store.base_iri, limit=probe, offset=first))
        rows, boolean, statements = _collect(result)
        if query.form == "CONSTRUCT":
            statements = statements[first : None if probe is None else first + probe]
        return Answer(
            name=query.name,
            form=query.form,
            columns=query.header.columns,
            rows=rows[:most],
            bindings=bindings,
            limit=most,
            offset=first,
            truncated=most is not None and max(len(rows), len(statements)) > most,
            seconds=time.perf_counter() - began,
            revision=revision,
            version=query.version,
            boolean=boolean,
            statements=statements[:most],
        )

    def options(self, store: Queryable, name: str, parameter: str) -> tuple[Option, ...]:
        """Return the pick-list of a parameter: its values, or what the query that its header names finds."""
        found = {p.name: p for p in self[name].header.parameters}.get(parameter)
        if found is None:
            raise UsageError(f"there is no parameter {parameter[:80]!r}.", where=name)
        listed = found.values or found.options
        if not isinstance(listed, str):
            return tuple(Option(value, value) for value in listed)
        answer = self.run(store, listed)
        label = answer.names.index("label") if "label" in answer.names else min(1, len(answer.names) - 1)
        rows = ((row[0], row[label] or row[0]) for row in answer.rows if row[0] is not None)
        return tuple(dict.fromkeys(Option(_plain(value), _plain(shown)) for value, shown in rows))

    def golden_call(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return the arguments of the call whose answer is kept beside the query: the examples of its header."""
        return {p.name: p.example for p in self[name].header.parameters if p.example}

    def bindings(self, store: Queryable, name: str, arguments: Arguments) -> dict[str, tuple[Term, ...]]:
        """Return the parameters of a query as terms, defaults included; ParameterError when a value does not fit."""
        return self._bindings(store, self[name], arguments)

    def _bindings(self, store: Queryable, query: StoredQuery, arguments: Arguments) -> dict[str, tuple[Term, ...]]:
        things = Things(
            Minter(store.base_iri),
            lambda: self._resolver or _default_resolver(),
            _donor_test(store),
            linked=lambda kind, value: linked_things(store, kind, value),
            is_entry=lambda iri: is_linked_entry(store, iri),
        )
        return read_arguments(query.name, query.header.parameters, arguments, things)


def read_count(name: str, value: int | str) -> int:
    """Return a limit or an offset as a number; UsageError if it is none."""
    text = str(value) if not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 10) or int(text) > _MAX_ROWS:
        raise UsageError(f"{text[:80]!r} is no number of rows.", where=name, remedy=f"Give 0 to {_MAX_ROWS}.")
    return int(text)


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))


def _collect(result: Result) -> tuple[tuple[tuple[RowTerm, ...], ...], bool | None, tuple[pyoxigraph.Triple, ...]]:
    """Return the rows, the yes or no, and the sorted statements of a result; two of them empty."""
    if isinstance(result, pyoxigraph.QueryBoolean):
        return (), bool(result), ()
    if isinstance(result, pyoxigraph.QueryTriples):
        return (), None, tuple(sorted(set(result), key=str))
    return tuple(tuple(row) for row in result), None, ()


def _donor_test(store: Queryable) -> Callable[[str], bool]:
    def is_donor(iri: str) -> bool:
        return bool(store.query(f"ASK {{ ?mandate <{MG}donor> {pyoxigraph.NamedNode(iri)} }}"))

    return is_donor


@lru_cache(maxsize=1)
def _default_resolver() -> NameResolver:
    from ..countries.resolver import Resolver

    return Resolver.load()
