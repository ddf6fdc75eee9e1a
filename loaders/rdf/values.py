"""What an RDF file gives as a day, a place or a donor and is none: kept as it is, and reported with its line.

So is what the store keeps in another spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ...graph.countries.resolver import Resolver
from ...graph.iris import MG, PREFIXES
from ..records import Problem
from .evidence import Places
from .spellings import Spellings

_DAYS = {f"{MG}start": "start", f"{MG}end": "end"}
_PLACES = {f"{MG}country": "country", f"{MG}region": "region"}
_DONOR, _TYPE, _DATE = f"{MG}donor", f"{PREFIXES['rdf']}type", f"{PREFIXES['xsd']}date"
_CLASSES = {f"{MG}Country": "country", f"{MG}FormerCountry": "country", f"{MG}Region": "region"}
_LOOKED_AT = frozenset((*_DAYS, *_PLACES, _DONOR, _TYPE))
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


class Values:
    """Looks at the statements of a file; ``things`` is what the IRIs of this store's things begin with."""

    def __init__(self, resolver: Resolver, things: str) -> None:
        self._resolver, self._things = resolver, things
        self._spellings = Spellings()
        self._described: set[tuple[str, str]] = set()
        self._doubtful: dict[tuple[str, str, NamedNode | BlankNode | Literal], None] = {}

    def see(self, quad: Quad) -> None:
        """Take note of a statement."""
        predicate, subject, value = quad.predicate.value, quad.subject, quad.object
        if isinstance(value, Literal) and not isinstance(subject, Triple):
            self._spellings.see(subject.value, value)
        if predicate not in _LOOKED_AT or isinstance(subject, Triple) or isinstance(value, Triple):
            return
        if predicate == _TYPE and value.value in _CLASSES:
            self._described.add((subject.value, _CLASSES[value.value]))
        elif self._is_doubtful(predicate, value):
            self._doubtful[subject.value, predicate, value] = None

    def problems(self, places: Places) -> Iterator[Problem]:
        """Yield a problem for each value that is not what its property asks for; what the file describes is."""
        for subject, predicate, value in self._doubtful:
            kind = _PLACES.get(predicate, "")
            if isinstance(value, Literal) or (value.value, kind) not in self._described:
                yield Problem(places.value(subject, value.value), *self._told(predicate, value))
        yield from self._spellings.problems(places)

    def _is_doubtful(self, predicate: str, value: NamedNode | BlankNode | Literal) -> bool:
        if predicate in _DAYS:
            return not (isinstance(value, Literal) and value.datatype.value == _DATE and _is_day(value.value))
        if predicate in _PLACES:
            entity = self._resolver.entity(value.value.removeprefix(self._things))
            return not isinstance(value, NamedNode) or entity is None or entity.kind != _PLACES[predicate]
        return predicate == _DONOR and isinstance(value, Literal)

    def _told(self, predicate: str, value: NamedNode | BlankNode | Literal) -> tuple[str, str]:
        """Return what is wrong with a value, and what to do."""
        shown = "without a name" if isinstance(value, BlankNode) else repr(value.value)
        if name := _DAYS.get(predicate):
            what = f"The {name} {shown} is no day of the type xsd:date; it is kept, but no question finds it."
            return what, "Write it as a day of the calendar, such as 2015-09-21, with that type."
        name = _PLACES.get(predicate, "donor")
        wrong = "a text, not an IRI" if isinstance(value, Literal) else f"no {name} that is known"
        entity = self._resolver.resolve(value.value, "donor" if name == "donor" else "place").entity
        meant = f": <{self._things}{entity.key}>" if entity and entity.key.startswith(f"{name}/") else ""
        what = f"The {name} {shown} is {wrong}; it is kept, but no question finds it."
        return what, f"Use the IRI of a known {name}{meant}."


def _is_day(text: str) -> bool:
    found = _DAY.fullmatch(text)
    try:
        return found is not None and bool(date.fromisoformat(found[1]))
    except ValueError:
        return False
