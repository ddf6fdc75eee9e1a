"""Small questions to the graph: rows as text, values of one property."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ...graph.iris import PREFIXES
from ...graph.readable import Readable, lexical

Row = dict[str, str]
"""One row: what each variable is bound to, as text; an empty text where it is not bound."""

_HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def select(reader: Readable, sparql: str) -> list[Row]:
    """Ask a SELECT query of ours; the prefixes of the project are there already."""
    result = reader.query(_HEAD + sparql)
    if not isinstance(result, ox.QuerySolutions):
        raise TypeError("a page asked something else than SELECT")
    names = [variable.value for variable in result.variables]
    return [{name: lexical(row[name]) for name in names} for row in result]


def number(reader: Readable, sparql: str) -> int:
    """Ask for one number, ``?n``."""
    rows = select(reader, sparql)
    return int(rows[0]["n"] or 0) if rows else 0


def values(reader: Readable, iri: str, property: str) -> list[str]:
    """Return the values of a property of a thing, each once, in order."""
    quads = reader.quads(ox.NamedNode(iri), ox.NamedNode(property), None, None)
    return sorted({lexical(quad.object) for quad in quads})


def value(reader: Readable, iri: str, property: str) -> str:
    """Return the first value of a property, or an empty text."""
    return min(values(reader, iri, property), default="")


def subjects(reader: Readable, property: str, iri: str) -> list[str]:
    """Return what points at a thing by a property, each once, in order."""
    quads = reader.quads(None, ox.NamedNode(property), ox.NamedNode(iri), None)
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})


def closure(reader: Readable, property: str, iri: str) -> list[str]:
    """Return a thing and all that lead to it by a property, over any number of steps, in order."""
    found, waiting = {iri}, [iri]
    while waiting:
        new = set(subjects(reader, property, waiting.pop())) - found
        found |= new
        waiting += new
    return sorted(found)


def exists(reader: Readable, iri: str) -> bool:
    """Tell whether anything is said of a thing."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return next(iter(reader.quads(node, None, None, None)), None) is not None


def term(iri: str) -> str:
    """Return an IRI as SPARQL writes it; ValueError if it is none."""
    return str(ox.NamedNode(iri))


def text(value: str) -> str:
    """Return a plain text as SPARQL writes it."""
    return str(ox.Literal(value))


def listed(iris: Iterable[str]) -> str:
    """Return IRIs as the inside of VALUES."""
    return " ".join(term(iri) for iri in iris)
