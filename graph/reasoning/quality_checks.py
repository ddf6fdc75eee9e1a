"""The quality queries of the ontology: one file a check in ``queries/checks``, severities in a table beside them.

A file begins with two comment lines: what is wrong, and what to do. It selects ?entity ?property ?value.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..errors import DataError, InputError
from .report import SEVERITIES, OntologyFinding, Severity, short

CHECKS = Path(__file__).resolve().parents[2] / "queries" / "checks"
COLUMNS = ("entity", "property", "value")
_SEVERITIES: dict[str, Severity] = {severity: severity for severity in SEVERITIES}


class QualityCheck(NamedTuple):
    """A check: its name is the file's, ``what`` is wrong with each row, ``remedy`` what to do about it."""

    name: str
    severity: Severity
    what: str
    remedy: str
    query: str


def quality_checks(folder: Path = CHECKS) -> list[QualityCheck]:
    """Return the checks of a folder, sorted; DataError for one without severity or with other columns."""
    severities = _read_severities(folder / "severity.tsv")
    files = sorted(folder.glob("*.rq"))
    if extra := severities.keys() - {path.stem for path in files}:
        raise DataError(
            f"there is no check {min(extra)!r}.", where=str(folder / "severity.tsv"), remedy="Take the line away."
        )
    return [_read_check(path, severities) for path in files]


def run_checks(store: ox.Store, checks: list[QualityCheck]) -> Iterator[OntologyFinding]:
    """Yield a finding for every row of every check."""
    for check in checks:
        solutions = store.query(check.query)
        if not isinstance(solutions, ox.QuerySolutions):
            raise DataError("a check selects rows.", where=check.name, remedy="Write SELECT ?entity ?property ?value.")
        for solution in solutions:
            entity, property, value = (_text(solution[column]) for column in COLUMNS)
            yield OntologyFinding(check.severity, check.name, entity, property, value, check.what, check.remedy)


def _read_severities(path: Path) -> dict[str, Severity]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(
            f"this file cannot be read: {error.strerror}.", where=str(path), remedy="Restore it."
        ) from error
    found: dict[str, Severity] = {}
    for number, line in enumerate(lines[1:], start=2):
        name, _, severity = line.partition("\t")
        if severity not in _SEVERITIES:
            raise DataError(
                f"{severity!r} is no severity.",
                where=f"{path}:{number}",
                remedy=f"Write one of {', '.join(SEVERITIES)}.",
            )
        found[name] = _SEVERITIES[severity]
    return found


def _read_check(path: Path, severities: dict[str, Severity]) -> QualityCheck:
    query = path.read_text(encoding="utf-8")
    what, remedy = ([line.removeprefix("# ") for line in query.splitlines() if line.startswith("# ")] + ["", ""])[:2]
    if not (what and remedy):
        raise DataError(
            "the first two lines do not say what is wrong and what to do.", where=f"{path}:1", remedy="Write both."
        )
    if path.stem not in severities:
        raise DataError("the check has no severity.", where=str(path), remedy="Add a line to severity.tsv.")
    try:
        solutions = ox.Store().query(query)
    except SyntaxError as error:
        raise DataError(f"this is not SPARQL: {error.msg}", where=str(path), remedy="Correct the query.") from error
    if not isinstance(solutions, ox.QuerySolutions) or [v.value for v in solutions.variables] != [*COLUMNS]:
        raise DataError(
            "the columns are not ?entity ?property ?value.", where=str(path), remedy="Select exactly these three."
        )
    return QualityCheck(path.stem, severities[path.stem], what, remedy, query)


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    if isinstance(term, ox.NamedNode):
        return short(term.value)
    return "" if term is None else "[]" if isinstance(term, ox.BlankNode) else str(term)
