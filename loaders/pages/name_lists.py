"""Lists of names as people write them: ``DRC, Cote d'Ivoire and Mali``; a name may itself hold a comma or an "and"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ...graph.countries.resolver import Resolver
from ...graph.entities import Entity, Role
from ..prose.names import unresolved
from ..records import Problem, make
from .periods import UNSEEN

_COMMAS = re.compile(r"\s*[,;،]\s*|\s+[/|]\s+")
_ANDS = re.compile(r"\s+(?:and|et|y|e|i|dhe|und|и|و|&)\s+|\s*[&/()\[\]]\s*|\s+[-–—]\s+", re.IGNORECASE)
_EDGE = re.compile(rf"[\s.{UNSEEN}]*(.*?)[\s{UNSEEN}]*", re.DOTALL)


class Named(NamedTuple):
    """One name of a list: what it stands for, where it stands, and whether that is known, ambiguous or unknown."""

    entity: Entity
    text: str
    start: int
    end: int
    status: str


NamedList = tuple[Named, ...]
_ADD = "Correct it, or add the name to the reference data."


def in_doubt(role: Role, names: NamedList, resolver: Resolver) -> Iterator[Problem]:
    """Yield what a person is told of names that are not known, or that can mean several things: which ones."""
    for name in names:
        if name.status == "unknown":
            yield Problem(name.start, f"The {role} {name.text!r} is not known; it is kept as written.", _ADD)
        elif name.status == "ambiguous":
            candidates = resolver.resolve(name.text, role=role).candidates
            either = " or ".join(each.label + (f" ({each.code})" if each.code else "") for each in candidates)
            what = f"The {role} {name.text!r} can mean {either or 'several things'}; it is kept as written."
            yield Problem(name.start, what, "Write the name in full.")


def read_names(part: str, offset: int, role: Role, resolver: Resolver, on: date | None = None) -> NamedList:
    """Return the names in ``part``, a text that begins ``offset`` code points into the whole."""
    names, in_doubt = _names(part, role, resolver, None)
    if in_doubt and on:
        names, _ = _names(part, role, resolver, on.replace(day=1))
    return tuple(
        [
            make(Named, (entity, text, offset + start, offset + end, status))
            for entity, text, start, end, status in names
        ]
    )


def read_name(part: str, role: Role, resolver: Resolver, on: date | None = None) -> NamedList:
    """Return the one name that ``part`` is as a whole, whatever separators it has."""
    return (_List(part, role, resolver, on.replace(day=1) if on else None).name(0, len(part)),)


@functools.lru_cache(maxsize=1 << 15)
def _names(part: str, role: Role, resolver: Resolver, on: date | None) -> tuple[NamedList, bool]:
    """Return the names, and whether a day may decide what one of them is."""
    listed = _List(part, role, resolver, on)
    return tuple(listed.names()), listed.in_doubt


class _List:
    """A list of names that is read on a day; ``in_doubt`` tells whether one of them could mean several things."""

    def __init__(self, part: str, role: Role, resolver: Resolver, on: date | None) -> None:
        self._part, self._role, self._resolver, self._on = part, role, resolver, on
        self.in_doubt = False

    def names(self) -> Iterator[Named]:
        """Yield the names in order."""
        pieces = _pieces(self._part, 0, len(self._part), _COMMAS)
        at = 0
        while at < len(pieces):
            taken, names = self._longest(pieces[at : at + 3])
            yield from names
            at += taken

    def name(self, start: int, end: int) -> Named:
        """Return what one name stands for; the day is asked only where it may decide."""
        text, role = self._part[start:end], self._role
        answer = self._resolver.resolve(text, role=role)
        if answer.status == "ambiguous":
            self.in_doubt = True
            answer = self._resolver.resolve(text, role=role, on=self._on)
        if answer.entity:
            return Named(answer.entity, text, start, end, "known")
        plain = unresolved(text, role)
        entity = unresolved(text, role, True) if self._resolver.entity(plain.key) else plain
        return Named(entity, text, start, end, answer.status)

    def _longest(self, pieces: list[tuple[int, int]]) -> tuple[int, list[Named]]:
        """Take as many pieces as make one known name, at least one: ``Congo, Democratic Republic of`` is one name."""
        start = pieces[0][0]
        for count in range(len(pieces), 0, -1):
            end = pieces[count - 1][1]
            if count == 1 or self._resolver.may_know(self._part[start:end]):
                name = self.name(start, end)
                if name.status == "known":
                    return count, [name]
        return 1, self._split_and(*pieces[0])

    def _split_and(self, start: int, end: int) -> list[Named]:
        """Split at an "and" only if that makes known names, the longest first; a name that nobody knows stays whole."""
        pieces = _pieces(self._part, start, end, _ANDS)
        found: list[Named] = []
        at = 0
        while at < len(pieces):
            for last in range(min(len(pieces), at + 3), at, -1):
                name = self.name(pieces[at][0], pieces[last - 1][1])
                if name.status == "known" or last == at + 1:
                    break
            found.append(name)
            at = last
        if len(found) > 1 and any(name.status == "known" for name in found):
            return found
        return [self.name(start, end)]


def _pieces(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the spans between separators, without what does not show around them and without empty ones."""
    bounds = [start, *(edge for match in separator.finditer(text, start, end) for edge in match.span()), end]
    spans = (_EDGE.fullmatch(text, low, high) for low, high in zip(bounds[::2], bounds[1::2], strict=True))
    return [span.span(1) for span in spans if span and any(map(str.isalnum, span[1]))]
