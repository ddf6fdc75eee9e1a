"""Headings that stand twice on a page that looks like a mandate's own: it may be of two mandates."""

from __future__ import annotations

from collections.abc import Iterator

from ..prose.folding import fold
from ..records import Problem
from .lines import Line
from .sections import ROLES, Sections

_KINDS = (*ROLES, "start", "end")
_SEVERAL = (
    "Headings of a mandate's own page stand here again with other values: it is of several mandates, and none is read.",
    "Save each mandate as a file of its own.",
)
_TWICE = (
    "A heading of a mandate's own page stands here again; both values were read as of one mandate.",
    "If the page is of two mandates, save each as a file of its own; else remove one of the headings.",
)


def is_of_several(text: str, sections: Sections) -> bool:
    """Tell whether a page is of several mandates: a second donor or place, with other values under two headings."""
    values = _repeated(sections)
    return bool(values.keys() & ROLES) and len(_differing(text, values)) > 1


def repeated_headings(text: str, sections: Sections) -> Iterator[Problem]:
    """Yield what is to be said of headings that stand twice with a value; days that differ are told elsewhere."""
    values = _repeated(sections)
    others = _differing(text, values)
    if is_of_several(text, sections):
        yield Problem(min(line.start for line in others.values()), *_SEVERAL)
    elif others.keys() & ROLES or (values.keys() & ROLES and len(values) > 1):
        yield Problem(min(lines[1].start for lines in values.values()), *_TWICE)


def _repeated(sections: Sections) -> dict[str, list[Line]]:
    """Return the first lines of the values under each heading that has several."""
    found = {kind: [part.lines[0] for part in sections.parts if part.name == kind and part.lines] for kind in _KINDS}
    return {kind: lines for kind, lines in found.items() if len(lines) > 1}


def _differing(text: str, values: dict[str, list[Line]]) -> dict[str, Line]:
    """Return the first line under each heading that is another value than the heading's first."""
    found: dict[str, Line] = {}
    for kind, (first, *more) in values.items():
        if other := next((line for line in more if _plain(text, line) != _plain(text, first)), None):
            found[kind] = other
    return found


def _plain(text: str, line: Line) -> str:
    return " ".join(fold(text[slice(*line)]).split())
