"""Values that the store keeps in another spelling than an RDF file has (docs/decisions/0025)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from ...graph.iris import PREFIXES
from ..records import Problem
from .evidence import Places

_XSD = PREFIXES["xsd"]
_SAME = re.compile(r"true|false|-?[1-9][0-9]{0,17}|0|[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Booleans, whole numbers and days that stay as they are, if their type does."""
_STAYS = frozenset(f"{_XSD}{name}" for name in ("boolean", "integer", "date"))
_NODE = NamedNode("urn:node")


class Spellings:
    """Looks at the literals of a file."""

    def __init__(self) -> None:
        self._changed: dict[Literal, str] = {}

    def see(self, subject: str, literal: Literal) -> None:
        """Take note of a literal and of whom it is said."""
        kind = literal.datatype.value
        stays = kind == f"{_XSD}string" or (kind in _STAYS and _SAME.fullmatch(literal.value))
        if kind.startswith(_XSD) and not stays and _kept(literal) != literal:
            self._changed.setdefault(literal, subject)

    def problems(self, places: Places) -> Iterator[Problem]:
        """Yield one problem for all of them, at the first."""
        first = next(iter(self._changed), None)
        if first is not None:
            count = f"{len(self._changed)} values are" if len(self._changed) > 1 else "One value is"
            what = f"{count} kept in another spelling: {_shown(first)} as {_shown(_kept(first))}."
            remedy = "Nothing, if the value counts; the text of the source keeps how it is written."
            yield Problem(places.value(self._changed[first], f'"{first.value}"'), what, remedy)


def _shown(literal: Literal) -> str:
    return f"{literal.value!r} (xsd:{literal.datatype.value.removeprefix(_XSD)})"


@lru_cache(maxsize=1 << 12)
def _kept(literal: Literal) -> Literal:
    """Return a literal as the engine gives it back."""
    store = Store()
    store.add(Quad(_NODE, _NODE, literal, DefaultGraph()))
    kept = next(iter(store)).object
    assert isinstance(kept, Literal)
    return kept
