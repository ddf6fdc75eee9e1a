"""Mandates as a table (CSV) with columns that stay, which ``load`` reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

from ..countries import Resolver
from ..shape_data import Readable
from .facts import MandateFacts, Named, read_mandates
from .naming import Naming
from .shares import split

Cell = Callable[[MandateFacts, Naming], str]
_STATUSES = {"planned": " (planned)", "mentioned": " (mentioned)", "exists": ""}
_BETWEEN = "; "
_LISTED = ("objective", "targetOrganisationType", "relatedActivity", "lesson")
"""Texts of which each line of a cell is one."""


def _texts(name: str) -> Cell:
    between = "\n\n" if name == "description" else "\n" if name in _LISTED else _BETWEEN
    return lambda mandate, naming: between.join(text for property, text in mandate.texts if property == name)


def _places(kind: str) -> Cell:
    return lambda mandate, naming: _joined(
        naming.name(place, "place") for place in mandate.places if place.kind == kind
    )


def _share(mandate: MandateFacts, naming: Naming) -> str:
    places = shared_places(mandate)
    found = split(mandate, places)
    return _joined(
        f"{naming.name(place, 'place')} {share:f}" for place, share in zip(places, found.shares, strict=False)
    )


COLUMNS: dict[str, Cell] = {
    "mandate iri": lambda mandate, naming: mandate.iri,
    "title": lambda mandate, naming: mandate.title,
    "donor": lambda mandate, naming: _joined(naming.name(donor, "donor") for donor in mandate.donors),
    "country": _places("country"),
    "region": _places("region"),
    "place": _places("unresolved"),
    "place share": _share,
    "share basis": lambda mandate, naming: split(mandate, shared_places(mandate)).basis,
    "start": lambda mandate, naming: mandate.start.isoformat() if mandate.start else "",
    "end": lambda mandate, naming: mandate.end.isoformat() if mandate.end else "",
    "start as written": lambda mandate, naming: mandate.start_literal,
    "end as written": lambda mandate, naming: mandate.end_literal,
    "period status": lambda mandate, naming: mandate.period_status,
    "type": lambda mandate, naming: next((each.label for each in mandate.types), ""),
    "training": lambda mandate, naming: "yes" if mandate.training else "no",
    "training level": _texts("trainingLevel"),
    "training language": _texts("trainingLanguage"),
    "theme": lambda mandate, naming: _joined(theme.label for theme in mandate.themes),
    "report": lambda mandate, naming: _joined(f"{each.title}{_STATUSES[each.status]}" for each in mandate.reports),
    "description": _texts("description"),
    "objective": _texts("objective"),
    "mandating department": _texts("mandatingDepartment"),
    "target organisation type": _texts("targetOrganisationType"),
    "related activity": _texts("relatedActivity"),
    "lesson": _texts("lesson"),
    "other values": lambda mandate, naming: _joined(f"{name}: {text}" for name, text in mandate.others),
}
"""The columns in their order. Several values of one cell are separated by semicolons, several texts by line ends,
several descriptions by blank lines."""


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


def _joined(values: Iterable[str]) -> str:
    return _BETWEEN.join(values)
