"""Conditions on the properties of candidates: who fulfils them, who does not, and who is found by them alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

import pyoxigraph as ox

from ...graph.countries.identity import identity
from ...graph.countries.names import fold
from ...graph.errors import UsageError
from ...graph.iris import PREFIXES
from .entity_types import TYPES
from .finding import Finder
from .index import Index, normal_code
from .properties import Link, Properties, Property, Text, Value

Quantifier = Literal["any", "all", "none"]
_QUANTIFIERS: dict[str, Quantifier] = {"any": "any", "all": "all", "none": "none"}
_DAY = ox.NamedNode(f"{PREFIXES['xsd']}date")
_MOST_LED_TO = 2000
EXACT_QUALIFIERS = ("ExactMatch", "exact")
"""The ways of comparing there are; without one it is up to us, too."""


class Condition(NamedTuple):
    """A property with values; one that is ``required`` excludes what does not fulfil it."""

    property: str
    values: tuple[str, ...]
    quantifier: Quantifier = "any"
    required: bool = False
    qualifier: str = ""


class Verdict(NamedTuple):
    """Whether a candidate fulfils a condition, and why that is said."""

    property: str
    holds: bool
    excludes: bool
    reason: str


class Judge:
    """Judges conditions by the properties of one index."""

    def __init__(self, index: Index, finder: Finder, properties: Properties) -> None:
        self._index, self._finder, self._properties = index, finder, properties

    def verdicts(self, key: str, conditions: Sequence[Condition]) -> list[Verdict]:
        """Return what holds for a candidate."""
        return [self._verdict(key, each) for each in conditions]

    def led_to(self, conditions: Sequence[Condition], *, identifying: bool) -> list[str]:
        """Return the things that conditions lead to without a name; only by codes where ``identifying``."""
        sets = [found for each in conditions if (found := self._led_to(each, identifying)) is not None]
        if not sets:
            return []
        if identifying:
            return sorted(set().union(*sets))[:_MOST_LED_TO]
        return sorted(set.intersection(*sets))[:_MOST_LED_TO]

    def _verdict(self, key: str, condition: Condition) -> Verdict:
        property = self._properties.all.get(condition.property)
        if property is None:
            return Verdict(condition.property, False, condition.required, "This property is not known here")
        if condition.qualifier not in ("", *EXACT_QUALIFIERS):
            return Verdict(property.id, False, condition.required, "This way of comparing is not known here")
        of_day = property.special == "day"
        if of_day and (unread := [value for value in condition.values if day_of(value) is None]):
            what = f"{property.name}: {unread[0]!r} is no day, such as 2014-07-01"
            return Verdict(property.id, False, condition.required, what)
        hits = [self._has(key, property, value) for value in condition.values]
        ways = {"any": any(hits), "all": all(hits), "none": not any(hits)}
        holds = ways[condition.quantifier]
        lacking = "it is not known to have been a country then" if of_day and not _is_mandate(key) else "not as asked"
        reason = f"{property.name}: {'as asked' if holds else lacking}"
        return Verdict(property.id, holds, condition.required and not holds, reason)

    def _has(self, key: str, property: Property, wanted: str) -> bool:
        if property.special == "day":
            return self._active(key, wanted)
        if property.scheme:
            codes = self._index.notations.get(key, {}).get(property.scheme, ())
            territory = self._index.resolver.territory(key)
            if not codes and territory is not None:
                codes = self._index.notations.get(territory.key, {}).get(property.scheme, ())
            return normal_code(property.scheme, wanted) in {normal_code(property.scheme, code) for code in codes}
        values = self._properties.values(key, property)
        if property.range:
            meant = self._meant(wanted, property)
            return any(isinstance(value, Link) and value.key in meant for value in values)
        return any(_same(value, wanted) for value in values)

    def _active(self, key: str, wanted: str) -> bool:
        """Tell whether a mandate is active on a day, or a country is one then, as far as is known."""
        day = day_of(wanted)
        if day is None:
            return False
        if _is_mandate(key):
            period = self._properties.period(key)
            return period is not None and period[0] <= day <= period[1]
        resolver = self._index.resolver
        place = resolver.entity(key) if key.startswith("country/") else resolver.territory(key)
        return place is None or place.kind != "country" or identity(place).exists(day)

    def _meant(self, wanted: str, property: Property) -> set[str]:
        """Return the things that a value stands for: by identifier, else by an exact name or code."""
        types = frozenset((property.range, *TYPES[property.range].broader))
        return {found.key for found in self._finder.find(wanted, types, near=False) if found.exact}

    def _led_to(self, condition: Condition, identifying: bool) -> set[str] | None:
        property = self._properties.all.get(condition.property)
        if property is None or condition.quantifier == "none" or property.special in ("years", "day", "count"):
            return None
        found: list[set[str]] = []
        for wanted in condition.values:
            if property.scheme:
                keys = set(self._index.by_code(property.scheme, wanted))
                states = {giver.key for key in keys if (giver := self._index.resolver.giver(key))}
                found.append(keys | (states & self._index.things.keys()))
            elif property.special == "iri":
                key = self._finder.identified(wanted)
                found.append({key} if key else set())
            elif identifying:
                return None
            else:
                found.append(self._pointing(property, wanted))
        if condition.quantifier == "all":
            return set.intersection(*found) if found else set()
        return set().union(*found)

    def _pointing(self, property: Property, wanted: str) -> set[str]:
        nodes: Iterable[ox.NamedNode | ox.Literal]
        if property.range:
            nodes = [self._properties.node(key) for key in sorted(self._meant(wanted, property))]
        else:
            nodes = [ox.Literal(wanted), ox.Literal(wanted[:10], datatype=_DAY)]
        return set().union(*(self._properties.subjects(property, node, property.paths) for node in nodes))


def _same(value: Value, wanted: str) -> bool:
    if isinstance(value, date):
        return wanted == value.isoformat()[: len(wanted)] if len(wanted) in (4, 7) else wanted[:10] == value.isoformat()
    if isinstance(value, int):
        return wanted.strip() == str(value)
    return isinstance(value, Text) and (value.text == wanted or fold(value.text) == fold(wanted))


def _is_mandate(key: str) -> bool:
    return key.startswith("mandate/")


def day_of(text: str) -> date | None:
    """Return the day that a value gives, with or without a time behind it; None if it gives none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def check_quantifier(text: str) -> Quantifier:
    """Return a quantifier of the API; UsageError for anything else."""
    if text not in _QUANTIFIERS:
        raise UsageError(f"{text!r} is no matchQuantifier.", remedy="It is any, all or none.")
    return _QUANTIFIERS[text]
