"""What points at a thing: counted by property, and given page by page, so that nothing is cut off in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil
from typing import NamedTuple
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from ..errors import UsageError
from ..iris import RULE
from ..passages import parse_passage
from ..readable import Readable, lexical
from .statements import term

PAGE_SIZE = 100
HAS_SOURCE = term("oa:hasSource").value
"""What links a passage to its version; derived, for the passage's IRI says it."""

_WORTH_KEEPING = 5_000
_COUNTED: WeakKeyDictionary[Readable, dict[tuple[int, str], tuple[Count, ...]]] = WeakKeyDictionary()
_VERSION = re.compile(r"source/[^/]+/[0-9a-f]{16}")


class Count(NamedTuple):
    """How many things point at a thing with one property."""

    predicate: str
    total: int


class Page(NamedTuple):
    """Some of the things that point at a thing with one property, in order; ``number`` counts from 1."""

    predicate: str
    total: int
    number: int
    members: tuple[str, ...]

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, ceil(self.total / PAGE_SIZE))


def inverse_counts(reader: Readable, iri: str) -> tuple[Count, ...]:
    """Return how many things point at a thing, for each property, sorted by property; large counts are remembered."""
    key = (reader.revision, iri)
    known = _COUNTED.setdefault(reader, {})
    if key in known:
        return known[key]
    counts = _count(reader, iri)
    if sum(count.total for count in counts) >= _WORTH_KEEPING:
        known[key] = counts
    return counts


def _count(reader: Readable, iri: str) -> tuple[Count, ...]:
    rows = reader.query(f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p {ox.NamedNode(iri)} }} GROUP BY ?p")
    assert isinstance(rows, ox.QuerySolutions)
    found = [Count(lexical(row["p"]), int(lexical(row["n"]))) for row in rows]
    if is_version(reader, iri):
        found.append(Count(HAS_SOURCE, len(passages(reader, iri))))
    return tuple(sorted(count for count in found if count.total))


def inverse_page(reader: Readable, iri: str, count: Count, number: int = 1) -> Page:
    """Return one page of what points at a thing; UsageError for a page after the last."""
    page = Page(count.predicate, count.total, number, ())
    if not 1 <= number <= page.last:
        raise UsageError(f"there is no page {number}.", where="page", remedy=f"The last page is {page.last}.")
    start = (number - 1) * PAGE_SIZE
    if count.predicate == HAS_SOURCE and is_version(reader, iri):
        return page._replace(members=tuple(passages(reader, iri)[start : start + PAGE_SIZE]))
    rows = reader.query(
        f"SELECT DISTINCT ?s {{ ?s {ox.NamedNode(count.predicate)} {ox.NamedNode(iri)} }} "
        f"ORDER BY ?s LIMIT {PAGE_SIZE} OFFSET {start}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return page._replace(members=tuple(lexical(row["s"]) for row in rows))


def is_version(reader: Readable, iri: str) -> bool:
    """Tell whether an IRI is that of a version of a source."""
    return _VERSION.fullmatch(reader.minter.key(iri) or "") is not None


def passages(reader: Readable, version: str) -> list[str]:
    """Return the passages of a version's text of which the graph says something, in the order of the text."""
    slug = (reader.minter.key(version) or "").split("/")[1]
    graph = ox.NamedNode(reader.minter.graph(f"source/{slug}"))
    start, found = f"{version}#char=", set()
    for rule in _rules(reader):
        for quad in reader.quads(None, rule, None, graph):
            if (subject := lexical(quad.subject)).startswith(start):
                found.add(subject)
    for quad in reader.quads(None, term("prov:wasDerivedFrom"), None, graph):
        if (block := lexical(quad.object)).startswith(start):
            found.add(block)
    return sorted(found, key=_offsets)


def _rules(reader: Readable) -> Iterable[ox.NamedNode]:
    states = reader.quads(None, term("mg:states"), None, None)
    return [quad.subject for quad in states if isinstance(quad.subject, ox.NamedNode) and _is_rule(quad.subject)]


def _is_rule(node: ox.NamedNode) -> bool:
    return node.value.startswith(RULE)


def _offsets(iri: str) -> tuple[int, int]:
    found = parse_passage(iri)
    return (found.start, found.end) if found else (0, 0)
