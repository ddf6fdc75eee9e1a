"""The name of the one mandate that an exported row is, in whatever its sources differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...graph.iris import mandate_name
from ..identity import name_of
from ..records import MandateRecord, Problem
from .cells import Cell

_KEY = re.compile(r"(?:.*/id/)?mandate/([^/]+)")


def of_one_mandate(
    records: Sequence[MandateRecord], iri: Cell, things: str, problems: list[Problem]
) -> tuple[MandateRecord, ...]:
    """Return the records of a row under one name: that of its IRI, if one of them has it, else the first one's.

    ``iri`` is the row's, or a key; ``things`` is what this store's IRIs begin with. One of another making is reported.
    """
    found = _KEY.fullmatch(iri.value)
    tail = found[1] if found else ""
    names = [name_of(record) if record.title else _untitled(record, tail, iri.value) for record in records]
    name = next(_fitting(names, tail), None)
    if name is None and not (found and iri.value.startswith((f"{things}mandate/", "mandate/"))):
        what = (
            f"The IRI {iri.value!r} is none of this store and is not kept; title and start make 'mandate/{names[0]}'."
        )
        problems.append(Problem(iri.start, what, "Load it as RDF, or with its rdf statements, to keep its IRI."))
    return tuple(replace(record, name=name or names[0]) for record in records)


def _untitled(record: MandateRecord, tail: str, iri: str) -> str:
    """Return the name that stands in an IRI for want of a title: up to the day, for what follows tells namesakes apart.

    An IRI of another making is itself taken for the title.
    """
    if not tail:
        return mandate_name(iri, record.start)
    mark = mandate_name("", record.start).partition("-")[2]
    before, found, _ = tail.rpartition(f"-{mark}")
    return f"{before}{found}" if found else tail


def _fitting(names: Iterable[str], tail: str) -> Iterator[str]:
    """Yield the names that an IRI ends in, but for what tells mandates of one name apart; the longest first."""
    return (name for name in sorted(names, key=len, reverse=True) if f"{tail}-".startswith(f"{name}-"))
