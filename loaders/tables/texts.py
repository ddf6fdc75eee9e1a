"""Texts in the cells of a table that are kept as they are."""

from __future__ import annotations

from collections.abc import Iterator

from ..records import Reading
from .cells import Cell, Row
from .trainings import language_tag

_TEXT_RULES = {
    "description": "table-description",
    "mandatingDepartment": "page-department",
    "targetOrganisationType": "page-target-type",
    "relatedActivity": "page-activity",
    "objective": "page-objective",
    "lesson": "page-lesson",
    "trainingLevel": "training-level",
    "trainingLanguage": "training-language",
}
_LISTED = frozenset(("targetOrganisationType", "relatedActivity", "objective", "lesson"))
"""Fields of whose cells each line is a value."""


def read_texts(row: Row, readings: list[Reading]) -> Iterator[tuple[str, str]]:
    """Yield the literal facts of a row, and add their evidence to ``readings``."""
    for field, rule in _TEXT_RULES.items():
        for cell in row.fields.get(field, ()):
            for part in _values(row, field, cell):
                value = part.value
                if field == "trainingLanguage" and not row.exported:
                    value = language_tag(value)
                readings.append(Reading(rule, *part.span(), value if value != part.value else None))
                yield field, value


def _values(row: Row, field: str, cell: Cell) -> Iterator[Cell]:
    return cell.lines() if field in _LISTED and not row.exported else iter((cell,))
