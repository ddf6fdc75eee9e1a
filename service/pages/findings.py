"""All findings, by check and by severity, with the sentence that each is about."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.iris import SHAPE
from ...graph.validation.findings import validated_revision
from .checks import check_names
from .finding_cards import NOT_JUDGED, finding_cards
from .lists import offset_of, one_of, turns
from .passages import Passages
from .reading import number, select, term
from .rendering import render
from .view import Fields, View

SHOWN = 40
_GRADES = {"violation": "Violation", "warning": "Warning", "info": "Info"}


@dataclass(frozen=True)
class Choice:
    """A check or a severity that one can restrict the list to."""

    label: str
    count: int
    href: str
    chosen: bool


def findings_page(view: View, fields: Fields) -> str:
    """Render findings."""
    check = one_of(fields, "check", check_names(view))
    grade = one_of(fields, "severity", (*_GRADES, NOT_JUDGED))
    pattern = f"?finding a mg:Finding . {_checked(check)} {_graded(grade)}"
    total = number(view.reader, f"SELECT (COUNT(DISTINCT ?finding) AS ?n) {{ {pattern} }}")
    offset = offset_of(fields)
    rows = select(
        view.reader,
        f"SELECT DISTINCT ?finding ?shape {{ {pattern} ?finding sh:sourceShape ?shape }} "
        f"ORDER BY ?shape ?finding LIMIT {SHOWN} OFFSET {offset}",
    )
    cards = finding_cards(view, Passages(view), [row["finding"] for row in rows])
    return render(
        view,
        "findings.html",
        title="Findings",
        here="/findings",
        cards=cards,
        total=total,
        offset=offset,
        checks=_checks(view, check, grade),
        grades=_grades(view, check, grade),
        validated=validated_revision(view.reader),
        turn=turns(view, "/findings", fields, offset=offset, last=offset + len(cards), total=total, size=SHOWN),
    )


def _checked(check: str) -> str:
    return f"?finding sh:sourceShape {term(SHAPE + check)} ." if check else ""


def _graded(grade: str) -> str:
    if grade in _GRADES:
        return f"?finding sh:resultSeverity sh:{_GRADES[grade]} ."
    return "FILTER NOT EXISTS { ?finding sh:resultSeverity ?any }" if grade else ""


def _checks(view: View, check: str, grade: str) -> list[Choice]:
    rows = select(
        view.reader,
        f"SELECT ?shape (COUNT(DISTINCT ?finding) AS ?n) {{ ?finding a mg:Finding ; sh:sourceShape ?shape . "
        f"{_graded(grade)} }} GROUP BY ?shape ORDER BY DESC(?n) ?shape",
    )
    found = [(row["shape"].removeprefix(SHAPE), int(row["n"])) for row in rows]
    return [
        Choice(name.replace("-", " "), count, _href(view, "" if name == check else name, grade), name == check)
        for name, count in found
    ]


def _grades(view: View, check: str, grade: str) -> list[Choice]:
    rows = select(
        view.reader,
        f"SELECT ?level (COUNT(DISTINCT ?finding) AS ?n) {{ ?finding a mg:Finding . {_checked(check)} "
        "OPTIONAL { ?finding sh:resultSeverity ?level } } GROUP BY ?level ORDER BY DESC(?n) ?level",
    )
    found = [(row["level"].rpartition("#")[2].lower() or NOT_JUDGED, int(row["n"])) for row in rows if row["n"] != "0"]
    return [
        Choice(name, count, _href(view, check, "" if name == grade else name), name == grade) for name, count in found
    ]


def _href(view: View, check: str, grade: str) -> str:
    return view.url("/findings", {"check": [check], "severity": [grade]})
