"""From any code, name, alias or IRI to the country, region or organisation it stands for: whole, never by likeness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from ..entities import Entity, Kind, Role
from ..errors import UsageError
from .foreign_iris import Reference, reference
from .gazetteer import FOLDER, Gazetteer, Spelling, compile_gazetteer
from .names import fold, without_article

__all__ = ["Resolution", "Resolver", "Spelling", "fold"]

Status = Literal["known", "ambiguous", "unknown"]

_LONGEST_NAME = 200
_MOST_CANDIDATES = 5
_MOST_WORDS = 12
_CACHED = 1 << 16
_PADDED = frozenset({"m49", "numeric"})
_GOVERNMENT = "government of "
_FITTING: dict[Role, tuple[Kind, ...]] = {"place": ("country", "region", "place"), "donor": ("organisation",)}
_DEFAULT_CODES = (
    ("alpha2", re.compile("[A-Za-z]{2}")),
    ("alpha3", re.compile("[A-Za-z]{3}")),
    ("numeric", re.compile("[0-9]{3}")),
    ("m49", re.compile("[0-9]{3}")),
)


class Resolution(NamedTuple):
    """What a name stands for.

    ``entity`` is there only if ``status`` is ``known``; otherwise ``candidates`` are what it might stand for.
    ``matched`` tells how it was found: ``label``, ``alias``, ``iri``, a code's scheme, or empty.
    """

    entity: Entity | None
    status: Status
    candidates: tuple[Entity, ...]
    matched: str


class Reading(NamedTuple):
    """What a text may mean before role, kind and day decide.

    ``rivals`` are organisations of the same name that are no place; a text that is not ``sufficient`` names nothing
    by itself, whatever it may mean.
    """

    entities: tuple[Entity, ...]
    matched: str
    rivals: tuple[Entity, ...] = ()
    sufficient: bool = True


_UNKNOWN = Resolution(None, "unknown", (), "")


class Resolver:
    """Finds the one thing that a name stands for, or says that it cannot."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._data = gazetteer
        self._names = (gazetteer.places, gazetteer.donors, gazetteer.towns, gazetteer.insufficient)
        self._cached = lru_cache(_CACHED)(self._resolve)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Resolver:
        """Return the resolver of the reference data in ``folder``; it is made once a process."""
        return _load(folder)

    @property
    def gazetteer(self) -> Gazetteer:
        """The tables that names and codes are looked up in, not to be changed."""
        return self._data

    def resolve(
        self,
        text: str,
        role: Role = "place",
        on: date | None = None,
        scheme: str | None = None,
        kind: Kind | None = None,
    ) -> Resolution:
        """Return what ``text`` stands for as a place or as a donor.

        ``on`` decides between states of different times, and by when each bore the name; ``scheme`` reads ``text`` as a
        code of that list only (``alpha-2``, ``marc``, ``dac``, ...); ``kind`` considers only things of that kind.
        """
        if len(text) > _LONGEST_NAME:
            return _UNKNOWN
        return self._cached(text, role, on, scheme, kind)

    def may_know(self, text: str) -> bool:
        """Tell, quicker than ``resolve``, whether a text of several words is a name at all; codes are one word."""
        folded = fold(text)
        plain = without_article(folded)
        named = any(folded in names or plain in names for names in self._names)
        return named or folded.startswith(_GOVERNMENT) or "://" in text

    def entity(self, key: str) -> Entity | None:
        """Return the thing with this key, such as ``country/MLI``."""
        return self._data.entities.get(key)

    def giver(self, place_key: str) -> Entity | None:
        """Return the organisation that acts for a country (its state) or a region (the European Union)."""
        return self._data.givers.get(place_key)

    def territory(self, organisation_key: str) -> Entity | None:
        """Return the country or region that an organisation acts for."""
        return self._data.territories.get(organisation_key)

    def schemes(self) -> list[str]:
        """Return the names of the code schemes."""
        return sorted(self._data.codes)

    def spellings(self, kinds: tuple[Kind, ...]) -> Iterator[Spelling]:
        """Yield the names to look for in prose, as written, of things of these kinds.

        Left out are hidden names, names that do not tell one thing, and country names in their sense of a donor.
        """
        for spelling in self._data.spellings:
            if spelling.entity.kind in kinds and fold(spelling.text) not in self._data.insufficient:
                yield spelling

    def names(self, kinds: tuple[Kind, ...]) -> Mapping[str, Entity]:
        """Return the thing that each folded name stands for, of these kinds; shared names are left out."""
        found: dict[str, Entity | None] = {}
        for text, _, entity in self.spellings(kinds):
            folded = fold(text)
            found[folded] = entity if found.setdefault(folded, entity) == entity else None
        return {name: entity for name, entity in found.items() if entity}

    def _resolve(self, text: str, role: Role, on: date | None, scheme: str | None, kind: Kind | None) -> Resolution:
        if scheme is not None:
            reading = Reading(self._in_role(self._by_code(text, scheme), role), scheme)
        elif found := reference(text):
            matched = "alias" if found.kind == "name" else "iri"
            reading = Reading(self._in_role(self._by_reference(found), role), matched)
        else:
            reading = self._by_name_or_code(text, role)
        return self._decide(reading, role, on, kind, fold(text))

    def _decide(self, reading: Reading, role: Role, on: date | None, kind: Kind | None, name: str) -> Resolution:
        """Decide by role and kind, then by the day; a thing is known only if it alone remains."""
        everything = (*reading.entities, *reading.rivals)
        fitting = tuple(e for e in everything if e.kind in ((kind,) if kind else _FITTING[role]))
        if on and len(fitting) > 1:
            fitting = tuple(e for e in fitting if self._existed(e, on) and self._was_called(e, name, on)) or fitting
        rivals = () if kind else reading.rivals
        if len(fitting) == 1 and not rivals and (reading.sufficient or len(everything) > 1):
            return Resolution(fitting[0], "known", fitting, reading.matched)
        if len(fitting) + len(rivals) > 1:
            return Resolution(None, "ambiguous", (*fitting, *rivals), "")
        return Resolution(None, "unknown", everything[:_MOST_CANDIDATES], "")

    def _existed(self, entity: Entity, on: date) -> bool:
        """Tell whether a former country existed on a day; what is none is taken to."""
        since, until = self._data.periods.get(entity.key, (date.min, date.max))
        return since <= on <= until

    def _was_called(self, entity: Entity, name: str, on: date) -> bool:
        """Tell whether a country bore a name on a day; a name without days is taken to hold always."""
        country = self._data.territories.get(entity.key, entity).key
        periods = self._data.dated.get((without_article(name), country))
        return periods is None or any(since <= on <= until for since, until in periods)

    def _by_code(self, text: str, scheme: str) -> tuple[Entity, ...]:
        name = scheme.replace("-", "").lower()
        if name not in self._data.codes:
            raise UsageError(
                f"{scheme!r} is no code scheme.", where="scheme", remedy=f"Use one of {', '.join(self.schemes())}."
            )
        code = text.strip().upper()
        return self._data.codes[name].get(code.zfill(3) if name in _PADDED else code, ())

    def _by_reference(self, found: Reference) -> tuple[Entity, ...]:
        if found.kind == "key":
            entity = self._data.entities.get(found.value)
        elif found.kind == "link":
            entity = self._data.links.get(found.value)
        elif found.kind == "name":
            return self._data.places.get(fold(found.value), ())
        else:
            return self._data.codes[found.kind].get(found.value.upper(), ())
        return (entity,) if entity else ()

    def _by_name_or_code(self, text: str, role: Role) -> Reading:
        folded = fold(text)
        coded, scheme = self._by_default_code(text.strip())
        for name in dict.fromkeys((folded, without_article(folded))):
            entities = self._by_name(name, role)
            states_only = all(entity.key in self._data.territories for entity in entities)
            if name in self._data.insufficient and (role == "place" or states_only):
                return Reading(self._in_role(self._data.insufficient[name], role), "alias", sufficient=False)
            if entities and role == "donor" and name in self._data.weak:
                return Reading(tuple(dict.fromkeys((*entities, *self._in_role(coded, role)))), "alias")
            if entities:
                return Reading(entities, "label" if name in self._data.labels else "alias")
        return self._by_code_or_part(text, folded, role, coded, scheme)

    def _by_code_or_part(self, text: str, folded: str, role: Role, coded: tuple[Entity, ...], scheme: str) -> Reading:
        """Read what is no name of a place or donor: a code, a town (``BO`` is Bolivia, Bo a town), or an agent."""
        towns = self._data.towns.get(folded, ()) if role == "place" else ()
        if towns and not (coded and text.isupper()):
            return Reading(towns, "label")
        rivals = self._agents(folded, certain=bool(coded)) if role == "place" else ()
        if coded or rivals:
            return Reading(self._in_role(coded, role), scheme, rivals)
        return Reading(self._parts(folded, role), "", sufficient=False)

    def _agents(self, folded: str, *, certain: bool) -> tuple[Entity, ...]:
        """Return the organisations of this name that are no states; ``certain``: only by a name that is shown."""
        if certain and folded in self._data.weak:
            return ()
        return tuple(e for e in self._data.donors.get(folded, ()) if e.key not in self._data.territories)

    def _by_name(self, name: str, role: Role) -> tuple[Entity, ...]:
        entities = self._data.table(role).get(name, ())
        if not entities and role == "donor" and name.startswith(_GOVERNMENT):
            states = self._data.donors.get(without_article(name.removeprefix(_GOVERNMENT)), ())
            return tuple(state for state in states if state.key in self._data.territories)
        return entities

    def _by_default_code(self, text: str) -> tuple[tuple[Entity, ...], str]:
        for scheme, pattern in _DEFAULT_CODES:
            if pattern.fullmatch(text) and (entities := self._data.codes[scheme].get(text.upper())):
                return entities, scheme
        return (), ""

    def _in_role(self, entities: tuple[Entity, ...], role: Role) -> tuple[Entity, ...]:
        """Return the states that act for places, or the places that organisations act for."""
        if role == "donor":
            return tuple(self._data.givers.get(entity.key, entity) for entity in entities)
        return tuple(self._data.territories.get(entity.key, entity) for entity in entities)

    def _parts(self, folded: str, role: Role) -> tuple[Entity, ...]:
        """Return one thing whose whole name stands inside an unknown name (``Mexico City`` names Mexico)."""
        words = folded.split()[:_MOST_WORDS]
        for size in range(len(words), 0, -1):
            for start in range(len(words) - size + 1):
                name = " ".join(words[start : start + size])
                if found := self._data.table(role).get(name) or self._data.places.get(name):
                    return found[:1]
        return ()


@cache
def _load(folder: Path) -> Resolver:
    return Resolver(compile_gazetteer(folder))
