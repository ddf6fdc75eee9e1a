"""Trainings in the rows of a table: by their own column, their type, their title or description."""

from __future__ import annotations

from ..pages.trainings import LANGUAGES, training_details, training_evidence
from ..prose.folding import fold
from ..prose.prose import Prose
from ..records import Problem, Reading
from .cells import Cell, Row

_YES = frozenset(("yes", "y", "true", "1", "x", "oui", "vrai", "si", "verdadero", "training", "formation", "✓", "✔"))
_NO = frozenset(("no", "n", "false", "0", "non", "faux", "falso", "-"))
_TRAININGS = frozenset(("training", "training course", "course", "formation", "capacitacion"))


def is_training_type(kind: Cell | None) -> bool:
    """Tell whether the type of a row is a kind of training."""
    return kind is not None and fold(kind.value) in _TRAININGS


def language_tag(written: str) -> str:
    """Return the BCP 47 tag of a language that is named, else what is written."""
    return LANGUAGES.get(fold(written), written)


def read_training(row: Row, prose: Prose, readings: list[Reading], problems: list[Problem]) -> bool:
    """Tell whether a row is a training: as its own column says, else as its title or description does."""
    title, described, cell = row.first("title"), row.first("description"), row.first("training")
    said = yes_or_no(cell) if cell else None
    if cell and said is None:
        what = f"{cell.value!r} in the training column is neither yes nor no."
        problems.append(Problem(cell.start, what, "Write yes or no."))
    spans = title.span() if title else (0, 0), described.span() if described else (0, 0)
    evidence = None if row.exported or said is False else training_evidence(prose.text, prose.folded, *spans)
    if said and cell:
        readings.append(Reading("table-training", *cell.span()))
    elif evidence:
        readings.append(evidence)
    return bool(said or evidence)


def read_details(row: Row, prose: Prose, readings: list[Reading], texts: list[tuple[str, str]]) -> None:
    """Add the level and the languages that the title of a training says, where no column of their own does."""
    title = row.first("title")
    if title is None or row.exported:
        return
    given = {field for field, _ in texts}
    details = list(training_details(prose.text, prose.folded, title.span()))
    for field, rule in (("trainingLevel", "training-level"), ("trainingLanguage", "training-language")):
        own = [found for found in details if found.rule == rule and field not in given]
        readings += own
        texts += [(field, ", ".join(str(found.value) for found in own))] if own else []


def yes_or_no(cell: Cell) -> bool | None:
    """Return what a cell of the training column says; None if that is neither yes nor no."""
    folded = fold(cell.value)
    return True if folded in _YES else False if folded in _NO else None
