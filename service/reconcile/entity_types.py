"""The types of things that names are matched with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...graph.entities import Kind
from ...graph.iris import MG


class EntityType(NamedTuple):
    """A type as the API shows it; ``broader`` are the ids of wider types."""

    id: str
    name: str
    description: str
    broader: tuple[str, ...] = ()

    def described(self) -> dict[str, object]:
        """Return the type with its description and its wider types, as suggestions and manifests show it."""
        wider = [TYPES[id].brief() for id in self.broader]
        return {**self.brief(), "description": self.description, **({"broader": wider} if wider else {})}

    def brief(self) -> dict[str, str]:
        """Return the type as a candidate shows it."""
        return {"id": self.id, "name": self.name}


TYPES: dict[str, EntityType] = {
    found.id: found
    for found in (
        EntityType("Country", "Country", "A country or territory, current or former, by any name or code"),
        EntityType("Donor", "Donor", "A state, union or organisation that gives mandates", ("Organisation",)),
        EntityType("Organisation", "Organisation", "A state that acts, a union, an agency, a mission"),
        EntityType("Region", "Region", "A region of the world or a union of states as a place"),
        EntityType("Place", "Place", "A town or the like"),
        EntityType("Mandate", "Mandate", "An assignment in security sector reform"),
        EntityType("Training", "Training", "A mandate that is a training", ("Mandate",)),
        EntityType("Theme", "Theme", "What mandates are about"),
    )
}
RANK = {id: number for number, id in enumerate(TYPES)}
PLACES: tuple[Kind, ...] = ("country", "region", "place")
"""The first parts of the keys of places, which are also the kinds that the resolver tells apart."""

_PREFIXES = {
    "country": ("Country",),
    "region": ("Region",),
    "place": ("Place",),
    "donor": ("Donor", "Organisation"),
    "organisation": ("Organisation",),
    "mandate": ("Mandate",),
    "theme": ("Theme",),
}


def types_of(key: str) -> tuple[str, ...]:
    """Return the ids of the types that the key of a thing tells; none if it is not matched with."""
    return _PREFIXES.get(key.partition("/")[0], ())


def type_named(text: str) -> EntityType | None:
    """Return the type with this id, in any capitals, or with this IRI of our ontology."""
    wanted = text.removeprefix(MG).casefold()
    return next((found for id, found in TYPES.items() if id.casefold() == wanted), None)


def wanted_types(texts: Iterable[str]) -> frozenset[str] | None:
    """Return the ids of the types asked for; None where any will do. A type that is not ours has no things."""
    given = [text for text in texts if text]
    if not given:
        return None
    return frozenset(found.id for text in given if (found := type_named(text)))
