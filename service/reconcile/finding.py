"""From a name, a code or an identifier to the things that it may stand for, each with how it was found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ...graph.countries.foreign_iris import canonical
from ...graph.countries.names import fold, without_article
from ...graph.countries.resolver import Resolution
from ...graph.iris import Minter
from .entity_types import PLACES
from .index import Index

_LONGEST = 500
_CODE = 3
"""No code of a country is longer."""


class Found(NamedTuple):
    """A thing that a text may stand for. ``exact``: the text is the thing's own name, code or identifier.

    ``how`` is ``identifier``, ``label``, ``alias``, ``code``, ``vocabulary``, ``insufficient`` (a name that does not
    tell one thing), ``inside`` (its name is a part of the text) or ``near``; ``detail`` the scheme or vocabulary, and
    ``likeness`` is 1 but for names that are only near.
    """

    key: str
    how: str
    exact: bool
    detail: str = ""
    likeness: float = 1.0


Types = frozenset[str] | None


class Finder:
    """Looks names up in one index."""

    def __init__(self, index: Index, minter: Minter) -> None:
        self._index, self._minter = index, minter

    def find(self, text: str, types: Types = None, on: date | None = None, *, near: bool = True) -> list[Found]:
        """Return what ``text`` may stand for among things of ``types``, each once, at the best it was found.

        ``on`` is the day for which a country's name is meant. ``near`` adds names that are only alike, if nothing
        else was found.
        """
        text = text.strip()
        if not text or len(text) > _LONGEST or (types is not None and not types):
            return []
        if canonical(text) in self._index.unlinked:
            return []
        found: dict[str, Found] = {}
        for each in self._all(text, types, on):
            if self.fits(each.key, types) and (each.key not in found or each.exact > found[each.key].exact):
                found[each.key] = each
        if not found and near:
            for key, likeness in self._index.near.search(fold(text)).items():
                if self.fits(key, types):
                    found[key] = Found(key, "near", False, likeness=likeness)
        return list(found.values())

    def fits(self, key: str, types: Types) -> bool:
        """Tell whether a thing is of one of the types."""
        thing = self._index.things.get(key)
        return thing is not None and (types is None or not types.isdisjoint(thing.types))

    def by_code(self, scheme: str, code: str, types: Types = None) -> list[Found]:
        """Return the things that have a code of a scheme, and the states of countries where donors are wanted."""
        keys = self._index.by_code(scheme, code)
        return [Found(key, "code", True, scheme) for key in self._acting(keys, types)]

    def _all(self, text: str, types: Types, on: date | None) -> Iterable[Found]:
        if (key := self.identified(text)) is not None:
            return [Found(each, "identifier", True) for each in self._acting((key,), types)]
        found: list[Found] = []
        if types is None or not types.isdisjoint(("Country", "Region", "Place")):
            found += self._places(text, types, on)
        if types is None or not types.isdisjoint(("Donor", "Organisation")):
            found += self._resolved(text, self._index.resolver.resolve(text, "donor", on))
        return [*found, *self._named(text)]

    def identified(self, text: str) -> str | None:
        """Return the key of the thing that a key, an IRI of ours or an IRI of another vocabulary identifies."""
        text = text.strip()
        for key in (text, self._minter.key(text), self._index.links.get(canonical(text))):
            if key is not None and key in self._index.things:
                return key
        return None

    def _acting(self, keys: Iterable[str], types: Types) -> list[str]:
        """Return things, or the states that act for them where those are wanted: the code NL is the Dutch state's."""
        wanted = []
        for key in keys:
            giver = self._index.resolver.giver(key)
            if self.fits(key, types):
                wanted.append(key)
            elif giver and self.fits(giver.key, types):
                wanted.append(giver.key)
        return wanted

    def _places(self, text: str, types: Types, on: date | None) -> list[Found]:
        kinds = [kind for kind in PLACES if types is None or kind.capitalize() in types]
        alone = kinds[0] if len(kinds) == 1 else None
        resolution = self._index.resolver.resolve(text, "place", on, kind=alone)
        return [*self._resolved(text, resolution), *(self._towns(text, alone) if "place" in kinds else ())]

    def _towns(self, text: str, alone: str | None) -> list[Found]:
        """Return the towns of this name, which the resolver leaves out where a country bears it (Djibouti)."""
        if alone is None and len(text) <= _CODE and text.isupper():
            return []
        return [Found(town.key, "label", True) for town in self._index.resolver.gazetteer.towns.get(fold(text), ())]

    def _resolved(self, text: str, resolution: Resolution) -> list[Found]:
        if resolution.entity is not None:
            how, detail = resolution.matched, ""
            if how not in ("label", "alias"):
                how, detail = ("identifier", "") if how == "iri" else ("code", how)
            return [Found(resolution.entity.key, how, True, detail)]
        doubtful = self._insufficient(text)
        if resolution.status == "ambiguous":
            how = "insufficient" if doubtful else "alias"
            return [Found(entity.key, how, not doubtful) for entity in resolution.candidates]
        how = "insufficient" if doubtful else "inside"
        return [Found(entity.key, how, False) for entity in resolution.candidates]

    def _insufficient(self, text: str) -> bool:
        folded = fold(text)
        names = self._index.resolver.gazetteer.insufficient
        return folded in names or without_article(folded) in names

    def _named(self, text: str) -> list[Found]:
        found = []
        for key, kind in self._index.by_name(fold(text)):
            plain = kind in ("label", "alias")
            found.append(Found(key, kind if plain else "vocabulary", True, "" if plain else kind))
        return found
