"""Lists of names as people write them: ``DRC, Cote d'Ivoire and Mali``; a name may itself hold a comma or an "and"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ..graph.countries import Resolver
from ..graph.entities import Entity, Role
from .names import unresolved
from .periods import UNSEEN
from .records import Problem, make

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
    month = on.replace(day=1) if on else None
    return tuple(
        make(Named, (entity, text, offset + start, offset + end, status))
        for entity, text, start, end, status in _relative(part, role, resolver, month)
    )


def read_name(part: str, role: Role, resolver: Resolver, on: date | None = None) -> NamedList:
    """Return the one name that ``part`` is as a whole, whatever separators it has."""
    return (_resolve(part, 0, len(part), role, resolver, on.replace(day=1) if on else None),)


@functools.lru_cache(maxsize=1 << 15)
def _relative(part: str, role: Role, resolver: Resolver, on: date | None) -> NamedList:
    pieces = _pieces(part, _COMMAS)
    found: list[Named] = []
    at = 0
    while at < len(pieces):
        taken, names = _longest(part, pieces[at : at + 3], role, resolver, on)
        found.extend(names)
        at += taken
    return tuple(found)


def _longest(
    part: str, pieces: list[tuple[int, int]], role: Role, resolver: Resolver, on: date | None
) -> tuple[int, list[Named]]:
    """Take as many pieces as make one known name, at least one: ``Congo, Democratic Republic of`` is one name."""
    for count in range(len(pieces), 0, -1):
        name = _resolve(part, pieces[0][0], pieces[count - 1][1], role, resolver, on)
        if name.status == "known":
            return count, [name]
    return 1, _split_and(part, *pieces[0], role, resolver, on)


def _split_and(part: str, start: int, end: int, role: Role, resolver: Resolver, on: date | None) -> list[Named]:
    """Split at an "and" only if that makes known names, the longest first; a name that nobody knows stays whole."""
    pieces = [(start + s, start + e) for s, e in _pieces(part[start:end], _ANDS)]
    found: list[Named] = []
    at = 0
    while at < len(pieces):
        for last in range(min(len(pieces), at + 3), at, -1):
            name = _resolve(part, pieces[at][0], pieces[last - 1][1], role, resolver, on)
            if name.status == "known" or last == at + 1:
                break
        found.append(name)
        at = last
    if len(found) > 1 and any(name.status == "known" for name in found):
        return found
    return [_resolve(part, start, end, role, resolver, on)]


def _resolve(part: str, start: int, end: int, role: Role, resolver: Resolver, on: date | None) -> Named:
    text = part[start:end]
    answer = resolver.resolve(text, role=role)
    if answer.status == "ambiguous" and on:  # only then can the day decide, and without it the answer is kept
        answer = resolver.resolve(text, role=role, on=on)
    if answer.entity:
        return Named(answer.entity, text, start, end, "known")
    plain = unresolved(text, role)
    entity = unresolved(text, role, True) if resolver.entity(plain.key) else plain
    return Named(entity, text, start, end, answer.status)


def _pieces(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the spans between separators, without what does not show around them and without empty ones."""
    bounds = [0, *(edge for match in separator.finditer(text) for edge in match.span()), len(text)]
    spans = (_EDGE.fullmatch(text, start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True))
    return [span.span(1) for span in spans if span and any(map(str.isalnum, span[1]))]
