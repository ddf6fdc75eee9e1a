"""A country in time: since when and until when it is one, what came before and after, and what it was called when."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..entities import Entity
from ..errors import UsageError
from ..iris import DEFAULT_BASE, MG, PREFIXES, Minter
from ..reference import COUNTRIES, read_turtle
from .gazetteer import FOLDER, HISTORY, read_dated_names

_PREDICATES = {
    f"{PREFIXES['dct']}isReplacedBy": "successors",
    f"{PREFIXES['dct']}replaces": "predecessors",
    f"{MG}partedFrom": "parted_from",
}


class DatedName(NamedTuple):
    """A name and the first and last day it was borne; no last day if it still is."""

    name: str
    since: date
    until: date | None


class Identity(NamedTuple):
    """A country in time; the relations hold keys.

    ``valid_from`` is known for states that began within living memory, ``valid_until`` for those that ended.
    """

    key: str
    valid_from: date | None
    valid_until: date | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    parted_from: tuple[str, ...]
    parted: tuple[str, ...]
    names: tuple[DatedName, ...]

    def exists(self, on: date) -> bool:
        """Tell whether it was a country of its own on a day, as far as is known."""
        return (self.valid_from or date.min) <= on <= (self.valid_until or date.max)

    def name(self, on: date) -> str | None:
        """Return the name it bore on a day; None if no name of it is dated then."""
        found = [name for name in self.names if name.since <= on <= (name.until or date.max)]
        return max(found, key=lambda name: (name.since, len(name.name))).name if found else None


def identity(entity: Entity, folder: Path = FOLDER) -> Identity:
    """Return what is known of a country in time; UsageError for what is none."""
    if entity.kind != "country":
        raise UsageError(f"{entity.label} is no country.", where="country", remedy="Give a country.")
    return _identities(folder)[entity.key]


@cache
def _identities(folder: Path) -> dict[str, Identity]:
    minter = Minter(DEFAULT_BASE)
    relations: dict[str, dict[str, list[str]]] = {}
    days: dict[str, dict[str, date]] = {}
    for quad in read_turtle(folder / COUNTRIES):
        key = minter.key(quad.subject.value) if isinstance(quad.subject, ox.NamedNode) else None
        if key is None or not key.startswith("country/"):
            continue
        found, predicate = relations.setdefault(key, {}), quad.predicate.value
        if predicate in _PREDICATES and isinstance(quad.object, ox.NamedNode):
            other = minter.key(quad.object.value) or ""
            found.setdefault(_PREDICATES[predicate], []).append(other)
            if predicate == f"{MG}partedFrom":
                relations.setdefault(other, {}).setdefault("parted", []).append(key)
        elif predicate in (f"{MG}validFrom", f"{MG}validUntil") and isinstance(quad.object, ox.Literal):
            days.setdefault(key, {})[predicate] = date.fromisoformat(quad.object.value)
    names: dict[str, list[DatedName]] = {}
    for key, name, since, until in read_dated_names(folder / HISTORY):
        names.setdefault(key, []).append(DatedName(name, since, None if until == date.max else until))
    return {key: _identity(key, relations[key], days.get(key, {}), names.get(key, [])) for key in relations}


def _identity(key: str, found: dict[str, list[str]], days: dict[str, date], names: list[DatedName]) -> Identity:
    def related(name: str) -> tuple[str, ...]:
        return tuple(sorted(found.get(name, ())))

    return Identity(
        key,
        days.get(f"{MG}validFrom"),
        days.get(f"{MG}validUntil"),
        related("predecessors"),
        related("successors"),
        related("parted_from"),
        related("parted"),
        tuple(sorted(names, key=lambda name: (name.since, name.name))),
    )
