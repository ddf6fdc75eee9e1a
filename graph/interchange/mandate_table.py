"""Mandates as a table (CSV) with columns that stay, which ``load`` reads back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from typing import BinaryIO

from ..countries.resolver import Resolver
from ..readable import Readable
from . import listing
from .facts import MandateFacts, Named, Report, read_mandates
from .naming import Naming
from .shares import left_over, split
from .variants import other_lines

_STATUS = re.compile(r" \((?:exists|planned|mentioned)\)$")
Cell = Callable[[MandateFacts, Naming], str]
_LISTED = ("objective", "targetOrganisationType", "relatedActivity", "lesson")
"""Texts of which each line of a cell is one."""


def _told(report: Report) -> str:
    """Return a title with the status after it: ``Final report (planned)``; one that exists has it only in doubt."""
    doubtful = report.status != "exists" or _STATUS.search(report.title)
    return f"{report.title} ({report.status})" if doubtful else report.title


def _texts(name: str) -> Cell:
    join = listing.block if name == "description" else listing.lines if name in _LISTED else listing.listed
    return lambda mandate, naming: join([text for property, text in mandate.texts if property == name])


def _places(kind: str) -> Cell:
    return lambda mandate, naming: listing.listed(
        naming.name(place, "place") for place in mandate.places if place.kind == kind
    )


def _share(mandate: MandateFacts, naming: Naming) -> str:
    places = shared_places(mandate)
    found = split(mandate, places)
    return listing.listed(
        f"{naming.name(place, 'place')} {share:f}" for place, share in zip(places, found.shares, strict=False)
    )


def _declared(mandate: MandateFacts, naming: Naming) -> str:
    """Return the shares that sources declare and that the split of the mandate does not have."""
    names = {place.key: naming.name(place, "place") for place in mandate.places}
    left = left_over(mandate, shared_places(mandate))
    return listing.listed(f"{names[key]} {share:f}" for key, share in left if key in names)


COLUMNS: dict[str, Cell] = {
    "mandate iri": lambda mandate, naming: mandate.iri,
    "title": lambda mandate, naming: listing.block([mandate.title] if mandate.title else []),
    "donor": lambda mandate, naming: listing.listed(naming.name(donor, "donor") for donor in mandate.donors),
    "country": _places("country"),
    "region": _places("region"),
    "place": _places("unresolved"),
    "place share": _share,
    "share basis": lambda mandate, naming: split(mandate, shared_places(mandate)).basis,
    "start": lambda mandate, naming: mandate.start.isoformat() if mandate.start else "",
    "end": lambda mandate, naming: mandate.end.isoformat() if mandate.end else "",
    "start as written": lambda mandate, naming: listing.listed(filter(None, [mandate.start_literal])),
    "end as written": lambda mandate, naming: listing.listed(filter(None, [mandate.end_literal])),
    "period status": lambda mandate, naming: mandate.period_status,
    "type": lambda mandate, naming: listing.listed(each.label for each in mandate.types),
    "training": lambda mandate, naming: "yes" if mandate.training else "no",
    "training level": _texts("trainingLevel"),
    "training language": _texts("trainingLanguage"),
    "theme": lambda mandate, naming: listing.listed(theme.label for theme in mandate.themes),
    "report": lambda mandate, naming: listing.listed(_told(each) for each in mandate.reports),
    "description": _texts("description"),
    "objective": _texts("objective"),
    "mandating department": _texts("mandatingDepartment"),
    "target organisation type": _texts("targetOrganisationType"),
    "related activity": _texts("relatedActivity"),
    "lesson": _texts("lesson"),
    "other values": lambda mandate, naming: "\n".join(other_lines(mandate.variants)),
    "also mentioned": lambda mandate, naming: listing.listed(each.key for each in mandate.mentions),
    "other declared shares": _declared,
    "rdf statements": lambda mandate, naming: "\n".join(mandate.statements),
}
"""The columns in their order; ``listing`` tells how several values of one cell are written."""


def shared_places(mandate: MandateFacts) -> tuple[Named, ...]:
    """Return the places between which a mandate is split: those that are known."""
    return tuple(place for place in mandate.places if place.kind != "unresolved")


def write_table(store: Readable, stream: BinaryIO, resolver: Resolver) -> int:
    """Write every mandate as a row and return how many there are; the same data gives the same bytes."""
    naming, count = Naming(resolver), 0
    stream.write(_row(COLUMNS))
    for mandate in read_mandates(store):
        stream.write(_row(cell(mandate, naming) for cell in COLUMNS.values()))
        count += 1
    return count


def _row(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()
