"""Suggestions while somebody types: things, types and properties."""

from __future__ import annotations

from collections.abc import Iterable

from ...graph.countries.names import fold
from .entity_types import RANK, TYPES
from .finding import Types
from .matcher import Matcher

MOST = 100
_LOOKED_AT = 5000


def suggest_entities(matcher: Matcher, prefix: str, types: Types, limit: int, offset: int) -> list[dict[str, object]]:
    """Return things whose name, identifier or code begins so; what is exactly it comes first."""
    keys = [found.key for found in matcher.finder.find(prefix, types, near=False) if found.exact]
    folded = fold(prefix)
    if folded:
        begun: dict[str, None] = {}
        for name in matcher.index.starting(folded):
            if matcher.finder.fits(name.key, types):
                begun[name.key] = None
            if len(begun) >= _LOOKED_AT:
                break
        keys += sorted(begun, key=lambda key: _order(matcher, key, folded))
    return [_suggestion(matcher, key) for key in list(dict.fromkeys(keys))[offset : offset + limit]]


def suggest_types(prefix: str, limit: int, offset: int) -> list[dict[str, object]]:
    """Return types whose name begins so; all of them for no prefix."""
    wanted = prefix.strip().casefold()
    found = [type for type in TYPES.values() if type.id.casefold().startswith(wanted)]
    return [type.described() for type in found[offset : offset + limit]]


def suggest_properties(matcher: Matcher, prefix: str, limit: int, offset: int) -> list[dict[str, object]]:
    """Return properties with an id, or a word of the name, that begins so; all of them for no prefix."""
    wanted = prefix.strip().casefold()
    qualifiers = [{"id": "ExactMatch", "name": "Exactly, but for case, accents and punctuation"}]
    found: list[dict[str, object]] = [
        {**property.brief(), "matchQualifiers": qualifiers}
        for property in matcher.properties.all.values()
        if any(word.startswith(wanted) for word in _words((property.id, property.name)))
    ]
    return found[offset : offset + limit]


def _words(texts: Iterable[str]) -> list[str]:
    lower = [text.casefold() for text in texts]
    return [*lower, *(word for text in lower for word in text.split())]


def _order(matcher: Matcher, key: str, folded: str) -> tuple[bool, int, str, str]:
    thing = matcher.index.things[key]
    label = fold(thing.label)
    return not label.startswith(folded), RANK[thing.types[0]], label, key


def _suggestion(matcher: Matcher, key: str) -> dict[str, object]:
    thing = matcher.index.things[key]
    return {
        "id": key,
        "name": thing.label,
        "description": matcher.descriptions.of(key),
        "notable": [TYPES[type].brief() for type in thing.types],
    }
