"""Mandates of an export that came as RDF: their statements stand word for word beside the columns, and count."""

from __future__ import annotations

from collections.abc import Sequence

from ...graph.countries.resolver import Resolver
from ..records import MandateRecord, Problem, StatedMandate
from ..shares import RULE
from .cells import Row
from .differences import differences
from .statements import NotStatements, read_statements

_REMEDY = (
    "Correct one of them. Without its statements the rest is read, under an IRI that is made of its title and start."
)


def stated_mandate(
    row: Row, records: Sequence[MandateRecord], resolver: Resolver, problems: list[Problem]
) -> StatedMandate | None:
    """Return the mandate that the statements of a row give; None, with a problem, if they give none.

    ``records`` are what its columns say. Where that differs, it is reported, for a person may have changed them.
    """
    cells = [line for cell in row.fields["statements"] for line in cell.lines()]
    try:
        found = read_statements(cells)
    except NotStatements as error:
        problems.append(Problem(error.cell.start, f"{error}; the rest was read instead.", "Correct the statement."))
        return None
    if told := differences(found, records[0], row, resolver):
        what = f"The rdf statements of this mandate and what stands beside them differ ({told}); the statements count."
        problems.append(Problem(cells[0].start, what, _REMEDY))
    shares = tuple(reading for reading in records[0].readings if reading.rule == RULE)
    return StatedMandate(found.mandate, tuple(map(str, found.triples)), (cells[0].start, cells[-1].end), shares)
