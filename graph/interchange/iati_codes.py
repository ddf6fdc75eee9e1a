"""Codes that IATI activities use for what we know: organisations, countries, regions, sectors."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from ..countries.resolver import Resolver
from ..entities import Role
from ..iris import DEFAULT_BASE, MG, PREFIXES, Minter
from .facts import Named
from .naming import Naming

_ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
_GOVERNMENT = "10"
_NOTATION = ox.NamedNode(f"{PREFIXES['skos']}notation")
_M49, _OWN = "2", "99"


class Codes:
    """Looks codes up in the reference data."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver, self._naming = resolver, Naming(resolver)
        self._regions = f"{DEFAULT_BASE}id/region/"

    def name(self, thing: Named, role: Role) -> str:
        """Return a name that is read back to the thing."""
        return self._naming.name(thing, role)

    def organisation(self, donor: Named) -> tuple[str, str]:
        """Return the reference and the type of an organisation; each is empty where it is not known."""
        territory = self._resolver.territory(donor.key)
        state = territory is not None and territory.kind == "country"
        code = self._naming.code(territory.key if state and territory else donor.key, "dac")
        return (f"XM-DAC-{code}" if code else ""), (_GOVERNMENT if state else "")

    def place(self, place: Named) -> Mapping[str, str]:
        """Return the attributes that say a country or region; none where there is no code for it."""
        if place.kind == "country":
            code = self._naming.code(place.key, "iati")
            return {"code": code} if code else {}
        if place.kind != "region":
            return {}
        tail = place.key.removeprefix("region/")
        if self._naming.code(place.key, "m49"):
            return {"vocabulary": _M49, "code": tail}
        return {"vocabulary": _OWN, "vocabulary-uri": self._regions, "code": tail}

    def sector(self, theme: str) -> str:
        """Return the code of a theme in the DAC's list of sectors; empty where it has none."""
        return theme_sectors().get(theme, "")


@functools.cache
def theme_sectors() -> dict[str, str]:
    """Return the codes of the DAC's list of sectors by the keys of the themes that have one."""
    minter, found = Minter(DEFAULT_BASE), dict[str, str]()
    for quad in ox.parse(path=str(_ONTOLOGY / "themes.ttl"), format=ox.RdfFormat.TURTLE):
        if (
            quad.predicate == _NOTATION
            and isinstance(quad.object, ox.Literal)
            and isinstance(quad.subject, ox.NamedNode)
        ):
            key = minter.key(quad.subject.value)
            if key and quad.object.datatype.value == f"{MG}dac-sector":
                found[key] = quad.object.value
    return found
