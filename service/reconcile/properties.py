"""The properties of things: what they can be asked for, and what narrows a query down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from ...graph.iris import MG, PREFIXES
from ...graph.readable import Readable
from .index import Index

_SKOS, _RDFS = PREFIXES["skos"], PREFIXES["rdfs"]


class Text(NamedTuple):
    """A value that is a text, in a language or in none."""

    text: str
    language: str = ""


class Link(NamedTuple):
    """A value that is one of our things."""

    key: str


Value = Text | Link | date | int


class Step(NamedTuple):
    """One property to follow: from subject to object, or ``back``."""

    predicate: str
    back: bool = False


class Property(NamedTuple):
    """A property as the API shows it. ``paths`` has the steps by entity type; ``range`` is the type of its values.

    ``scheme`` is the code scheme whose codes it gives; ``special`` the name of a computation.
    """

    id: str
    name: str
    description: str
    paths: Mapping[str, tuple[Step, ...]]
    range: str = ""
    scheme: str = ""
    special: str = ""

    def brief(self) -> dict[str, str]:
        """Return the property as lists show it."""
        return {"id": self.id, "name": self.name, "description": self.description}


def _to(name: str, back: bool = False) -> Step:
    return Step(name if name.startswith("http") else f"{MG}{name}", back)


_BROADER = f"{_SKOS}broader"
_ANY = ("Country", "Region", "Place", "Donor", "Organisation", "Mandate", "Theme")
_MANDATES = {"Country": "country", "Region": "region", "Donor": "donor", "Organisation": "donor", "Theme": "theme"}
_INVERSE = {type: (_to(name, True),) for type, name in _MANDATES.items()}


def _beside(name: str) -> dict[str, tuple[Step, ...]]:
    """Return how to get from a mandate, and from what mandates name, to what mandates name beside it."""
    steps = {type: (*back, _to(name)) for type, back in _INVERSE.items() if _MANDATES[type] != name}
    return {"Mandate": (_to(name),), **steps}


def _own(name: str, *types: str) -> dict[str, tuple[Step, ...]]:
    return {type: (_to(name),) for type in types}


def _all(name: str) -> dict[str, tuple[Step, ...]]:
    return _own(name, *_ANY)


_DECLARED = (
    Property("iri", "IRI", "The identifier of the thing in the graph", dict.fromkeys(_ANY, ()), special="iri"),
    Property("label", "Name", "Names, in every language", _all(f"{_SKOS}prefLabel"), special="names"),
    Property("altLabel", "Other names", "Names beside the first one", _all(f"{_SKOS}altLabel")),
    Property("exactMatch", "Same elsewhere", "IRIs of other vocabularies for the same", _all(f"{_SKOS}exactMatch")),
    Property("donor", "Donor", "Who gave the mandate, or mandates there", _beside("donor"), "Donor"),
    Property(
        "country",
        "Country",
        "Where the mandate is, or mandates are",
        {**_beside("country"), "Region": (_to(_BROADER, True),)},
        "Country",
    ),
    Property(
        "region",
        "Region",
        "The region of a mandate, or the wider one of a country or region",
        {**_own("region", "Mandate"), **_own(_BROADER, "Country", "Region")},
        "Region",
    ),
    Property("theme", "Theme", "What mandates are about", _beside("theme"), "Theme"),
    Property("broader", "Wider theme", "The theme that holds this one", _own(_BROADER, "Theme"), "Theme"),
    Property(
        "governmentOf",
        "Government of",
        "The country of a state",
        _own("governmentOf", "Donor", "Organisation"),
        "Country",
    ),
    Property(
        "government",
        "Government",
        "The state that acts for a country",
        {"Country": (_to("governmentOf", True),)},
        "Donor",
    ),
    Property("start", "Start", "The first day of a mandate", _own("start", "Mandate")),
    Property("end", "End", "The last day of a mandate", _own("end", "Mandate")),
    Property("year", "Year", "The years that a mandate touches", {"Mandate": ()}, special="years"),
    Property(
        "date",
        "Date",
        "A day on which a mandate is active, or on which a country was one and for which its name is meant",
        {"Mandate": (), "Country": (), "Donor": ()},
        special="day",
    ),
    Property(
        "periodStatus", "State of the period", "Valid, inverted, open or missing", _own("periodStatus", "Mandate")
    ),
    Property(
        "report", "Report", "The titles of a mandate's reports", {"Mandate": (_to("report"), _to(f"{_RDFS}label"))}
    ),
    Property("description", "Description", "What a mandate's page says of it", _own("description", "Mandate")),
    Property("mandate", "Mandate", "The mandates there, or of it", _INVERSE, "Mandate"),
    Property("mandateCount", "Number of mandates", "How many mandates name it", _INVERSE, special="count"),
    Property("validFrom", "Since", "The day from which a former country existed", _own("validFrom", "Country")),
    Property("validUntil", "Until", "The day until which a former country existed", _own("validUntil", "Country")),
)


class Properties:
    """The properties of one index, and their values."""

    def __init__(self, index: Index, reader: Readable) -> None:
        self._index, self._reader = index, reader
        declared = {found.id: found for found in _DECLARED}
        self.all: dict[str, Property] = {**{found.id: found for found in _codes(index)}, **declared}

    def of_type(self, type: str) -> list[Property]:
        """Return the properties that things of a type can have; all of them where no type is named."""
        return [found for found in self.all.values() if not type or type in found.paths]

    def values(self, key: str, property: Property) -> list[Value]:
        """Return the values that a thing has, in order, each once."""
        if property.scheme:
            return [Text(code) for code in self._index.notations.get(key, {}).get(property.scheme, ())]
        types = self._index.things[key].types
        steps = next((property.paths[type] for type in types if type in property.paths), None)
        if steps is None:
            return []
        if property.special in ("iri", "years"):
            return list(self._iri(key) if property.special == "iri" else self._years(key))
        found = self._follow(key, steps)
        if property.special == "count":
            return [len(found)]
        if property.special == "names" and not found:
            return [Text(self._index.things[key].label)]
        return sorted(dict.fromkeys(v for node in found if (v := self._value(node)) is not None), key=_order)

    def period(self, key: str) -> tuple[date, date] | None:
        """Return the first and last day of a mandate, if both are known and in order."""
        days = [self.values(key, self.all[side]) for side in ("start", "end")]
        first, last = (next((d for d in found if isinstance(d, date)), None) for found in days)
        return (first, last) if first and last and first <= last else None

    def subjects(self, property: Property, node: ox.NamedNode | ox.Literal, types: Iterable[str]) -> set[str]:
        """Return the things of types for which a property that is one step leads to a node."""
        found: set[str] = set()
        for type in types:
            steps = property.paths.get(type, ())
            if len(steps) == 1 and not steps[0].back:
                for quad in self._reader.quads(None, ox.NamedNode(steps[0].predicate), node, None):
                    if isinstance(quad.subject, ox.NamedNode) and (key := self._reader.minter.key(quad.subject.value)):
                        found.add(key)
        return {key for key in found if key in self._index.things}

    def node(self, key: str) -> ox.NamedNode:
        """Return a thing as a node of the graph."""
        return ox.NamedNode(self._reader.minter.thing(key))

    def _iri(self, key: str) -> Iterator[Value]:
        yield Text(self._reader.minter.thing(key))

    def _years(self, key: str) -> Iterator[Value]:
        if period := self.period(key):
            yield from range(period[0].year, min(period[1].year, period[0].year + 100) + 1)
            return
        days = [value for side in ("start", "end") for value in self.values(key, self.all[side])]
        yield from sorted({day.year for day in days if isinstance(day, date)})

    def _follow(self, key: str, steps: tuple[Step, ...]) -> dict[ox.NamedNode | ox.Literal, None]:
        nodes: dict[ox.NamedNode | ox.Literal, None] = {self.node(key): None}
        for predicate, back in steps:
            reached: dict[ox.NamedNode | ox.Literal, None] = {}
            for node in nodes:
                for quad in self._quads(node, ox.NamedNode(predicate), back):
                    end = quad.subject if back else quad.object
                    if isinstance(end, ox.NamedNode | ox.Literal):
                        reached[end] = None
            nodes = reached
        return nodes if steps else {}

    def _quads(self, node: ox.NamedNode | ox.Literal, predicate: ox.NamedNode, back: bool) -> Iterable[ox.Quad]:
        if back:
            return self._reader.quads(None, predicate, node, None)
        return self._reader.quads(node, predicate, None, None) if isinstance(node, ox.NamedNode) else ()

    def _value(self, node: ox.NamedNode | ox.Literal) -> Value | None:
        if isinstance(node, ox.NamedNode):
            key = self._reader.minter.key(node.value)
            return (
                Link(key)
                if key is not None and key in self._index.things
                else Text(node.value)
                if key is None
                else None
            )
        if node.datatype.value == f"{PREFIXES['xsd']}date":
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                return Text(node.value)
        return Text(node.value, node.language or "")


def _codes(index: Index) -> Iterator[Property]:
    for scheme in index.schemes():
        keys = {key for held in index.codes[scheme].values() for key in held}
        types = {type for key in keys for type in index.things[key].types}
        paths: dict[str, tuple[Step, ...]] = dict.fromkeys(sorted(types), ())
        yield Property(
            scheme, f"{_NAMES.get(scheme, scheme)} code", f"Codes of the list {scheme}", paths, scheme=scheme
        )


_NAMES = {
    "alpha2": "ISO 3166-1 alpha-2",
    "alpha3": "ISO 3166-1 alpha-3",
    "numeric": "ISO 3166-1 numeric",
    "m49": "UN M49",
    "dac": "OECD DAC",
    "dac-sector": "OECD DAC sector",
    "iati": "IATI",
    "eu": "EU Publications Office",
    "marc": "MARC",
    "fips": "FIPS 10-4",
    "wikidata": "Wikidata",
    "geonames": "GeoNames",
    "tld": "Top-level domain",
}


def _order(value: Value) -> tuple[str, str, str]:
    if isinstance(value, Text):
        return "text", value.language, value.text
    if isinstance(value, Link):
        return "thing", value.key, ""
    return "other", f"{value:>12}" if isinstance(value, int) else value.isoformat(), ""
