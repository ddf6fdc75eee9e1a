"""Reports in the cells of a table: their titles, and whether they exist, are planned or are only mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ..prose.folding import fold
from ..records import ReportRecord
from .cells import Cell

Status = Literal["exists", "planned", "mentioned"]

_STATUS = re.compile(r"\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]$")
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(
        ("planned", "expected", "draft", "forthcoming", "to come", "prevu", "a venir", "previsto"), "planned"
    ),
    **dict.fromkeys(("mentioned", "mentionne", "mencionado"), "mentioned"),
    **dict.fromkeys(
        ("exists", "published", "final", "available", "existe", "publie", "disponible", "publicado"), "exists"
    ),
}
_NONE = frozenset(("no", "none", "0", "false", "-", "n/a", "na", "non", "aucun", "no hay", "ninguno"))
_SOME = frozenset(("yes", "true", "1", "x", "oui", "si", "✓", "✔"))


_EXACT = re.compile(r" \((exists|planned|mentioned)\)$")


def exact_report(cell: Cell) -> ReportRecord:
    """Return the report of an export: the whole title, and the status after it or in the note, else that it exists."""
    found = None if cell.note else _EXACT.search(cell.value)
    status = _STATUSES.get(cell.note or (found[1] if found else "exists"), "exists")
    end = found.start() if found else len(cell.value)
    return ReportRecord(cell.value[:end], status, *cell.span(0, end), "table-report")


def read_reports(cell: Cell) -> Iterator[ReportRecord]:
    """Yield the reports of a cell: ``Final report; Lessons (planned)``; a plain yes stands for one report."""
    for part in cell.parts():
        title = part
        status = _STATUSES.get(fold(part.note)) or "exists"
        if (found := _STATUS.search(part.value)) and (said := _STATUSES.get(fold(found[1]))):
            title, status = part.part(0, found.start()), said
        folded = fold(title.value)
        if folded in _NONE or not folded:
            continue
        if (alone := _STATUSES.get(folded)) and not part.note:
            yield ReportRecord("report", alone, *part.span(), "table-report")
        else:
            name = "report" if folded in _SOME else title.value
            yield ReportRecord(name, status, *title.span(), "table-report")
