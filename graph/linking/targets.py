"""What an entry can be linked to: our things by code and by name, told apart by kind and language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..countries.code_schemes import SCHEMES
from ..countries.names import forms
from ..countries.resolver import Resolver
from ..entities import Entity, Kind
from ..vocabularies.data import EntryKind

Found = frozenset[str]
"""Keys of our things."""

_KINDS: Mapping[EntryKind, tuple[Kind, ...]] = {
    "country": ("country",),
    "region": ("region",),
    "group": ("region",),
    "organisation": ("organisation",),
    "part": ("country", "region"),
    "other": (),
}
_NOTHING: Found = frozenset()


class Targets:
    """Finds the things that a code or a whole name stands for; a name is never compared by likeness."""

    def __init__(self, resolver: Resolver) -> None:
        self._data = resolver.gazetteer
        self._entities = self._data.entities
        self._shown: dict[tuple[str, str], set[str]] = {}
        for text, language, entity in self._data.spellings:
            for form in forms(text):
                self._shown.setdefault((language.lower().partition("-")[0], form), set()).add(entity.key)
        self._codes = self._codes_of_things()
        self._languages = frozenset(language for language, _ in self._shown)

    def entity(self, key: str) -> Entity:
        """Return the thing with this key."""
        return self._entities[key]

    def is_former(self, key: str) -> bool:
        """Tell whether a thing exists no more."""
        return key in self._data.periods

    def by_code(self, scheme: str, value: str, kind: EntryKind) -> Found:
        """Return the things with this code."""
        found = self._data.codes[scheme].get(value.upper(), ()) if scheme in self._data.codes else ()
        return self._fitting(found, kind)

    def codes(self, key: str, scheme: str) -> Found:
        """Return the codes that a thing of ours has in a list, in upper case."""
        return self._codes.get((key, scheme), _NOTHING)

    def by_label(self, text: str, language: str, kind: EntryKind) -> tuple[Found, bool]:
        """Return the things that bear a name, and whether they bear it in this very language.

        A name that several things share stands for all of them, in whatever language they do.
        """
        same: set[str] = set()
        for form in forms(text):
            same |= self._shown.get((language.lower().partition("-")[0], form), set())
        everything = self._fitting(self._named(text, kind), kind)
        return everything, bool(everything) and everything <= same

    def has_language(self, language: str) -> bool:
        """Tell whether our things have names in a language."""
        return language.lower().partition("-")[0] in self._languages

    def _named(self, text: str, kind: EntryKind) -> list[Entity]:
        """Return what bears a name: ``Congo`` is shared, ``Mexico City`` tells a country but is no name of it."""
        table = self._data.donors if kind == "organisation" else self._data.places
        found: list[Entity] = []
        for form in forms(text):
            found += table.get(form, ())
            if kind != "organisation":
                shared = self._data.insufficient.get(form, ())
                found += shared if len(shared) > 1 else ()
        return found

    def _fitting(self, entities: Iterable[Entity], kind: EntryKind) -> Found:
        kinds = _KINDS[kind]
        return frozenset(e.key for e in entities if e.kind in kinds and not self._is_state(e))

    def _is_state(self, entity: Entity) -> bool:
        """Tell whether an organisation is the state of a country, which a vocabulary of donors means by its name."""
        territory = self._data.territories.get(entity.key)
        return entity.kind == "organisation" and territory is not None and territory.kind == "country"

    def _codes_of_things(self) -> dict[tuple[str, str], Found]:
        found: dict[tuple[str, str], set[str]] = {}
        for scheme in SCHEMES:
            for value, entities in self._data.codes.get(scheme, {}).items():
                for entity in entities:
                    found.setdefault((entity.key, scheme), set()).add(value)
        return {place: frozenset(values) for place, values in found.items()}
