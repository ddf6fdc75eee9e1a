"""Which pages there are, for search engines: the things of each kind, in parts of at most 50,000."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import pyoxigraph as ox

from ..readable import Readable, lexical
from .statements import term
from .statistics import Statistics

MOST = 50_000
KINDS: dict[str, str] = {
    "mandate": "mg:Mandate",
    "report": "mg:Report",
    "document": "mg:Document",
    "organisation": "mg:Organisation",
    "country": "mg:Country",
    "region": "mg:Region",
    "place": "mg:Place",
    "theme": "skos:Concept",
    "source": "mg:Source",
}
"""The kinds of things with pages worth finding, and their classes."""


class Part(NamedTuple):
    """A part of the site map: the kind of its things, and its number, from 1."""

    kind: str
    number: int

    @property
    def name(self) -> str:
        """The part as addresses name it."""
        return f"{self.kind}-{self.number}"


def parts(statistics: Statistics, most: int = MOST) -> list[Part]:
    """Return the parts that the things of a store make."""
    sizes = {each.iri: each.entities for each in statistics.classes}
    counts = {kind: sizes.get(term(name).value, 0) for kind, name in KINDS.items()}
    return [Part(kind, n + 1) for kind, size in counts.items() for n in range(ceil(size / most))]


def is_small(statistics: Statistics, most: int = MOST) -> bool:
    """Tell whether one file can hold all."""
    sizes = {each.iri: each.entities for each in statistics.classes}
    return sum(sizes.get(term(name).value, 0) for name in KINDS.values()) <= most


def things(reader: Readable, part: Part, most: int = MOST) -> list[str]:
    """Return the things of one part, sorted."""
    space = ox.Literal(reader.minter.thing("theme/" if part.kind == "theme" else ""))
    rows = reader.query(
        f"SELECT DISTINCT ?s {{ ?s {term('rdf:type')} {term(KINDS[part.kind])} FILTER(STRSTARTS(STR(?s), {space})) }} "
        f"ORDER BY ?s LIMIT {most} OFFSET {(part.number - 1) * most}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return [lexical(row["s"]) for row in rows]
