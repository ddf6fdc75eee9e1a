"""The sectors and tags of an IATI activity, and the sectors of its transactions, that are themes of ours."""

from __future__ import annotations

import functools

from ...graph.interchange.iati_codes import theme_sectors
from ...graph.things import named_things
from ..records import Problem
from ..tables.cells import Cell
from .tree import Element, placed

_DAC = ("", "1", "2")
"""Vocabularies of sector: OECD DAC, of five digits (also where none is named) and of three."""
_OWN = "99"


def theme_cells(activity: Element, problems: list[Problem]) -> list[Cell]:
    """Return the themes by their labels, each once; a sector that is no theme of ours is none, and no problem."""
    found: list[Cell] = []
    sectors, labels = _sectors(), _labels()
    inner = (each for transaction in activity.all("transaction") for each in transaction.all("sector"))
    seen: set[tuple[str, str, str]] = set()
    for element in (*activity.all("sector"), *activity.all("tag"), *inner):
        code, vocabulary = element.attributes.get("code"), element.value("vocabulary")
        if code is None or (element.name, vocabulary, code.value) in seen:
            continue
        seen.add((element.name, vocabulary, code.value))
        if element.name == "sector" and vocabulary in _DAC:
            key = sectors.get(code.value, "")
        else:
            key = f"theme/{code.value}" if vocabulary == _OWN and _is_ours(element) else ""
        if key in labels:
            found.append(placed(labels[key], *code.span()))
        elif key:
            what = f"The theme {code.value!r} is not known; it stands only in the text of the source."
            problems.append(Problem(code.start, what, "Correct it, or add it to the list of themes."))
    return found


@functools.cache
def _sectors() -> dict[str, str]:
    return {code: key for key, code in theme_sectors().items()}


@functools.cache
def _labels() -> dict[str, str]:
    return {entity.key: entity.label for entity, _ in named_things() if entity.kind == "theme"}


def _is_ours(element: Element) -> bool:
    return element.value("vocabulary-uri").endswith("/id/scheme/themes")
